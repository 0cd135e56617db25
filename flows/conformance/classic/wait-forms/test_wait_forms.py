"""Waits by duration and by time (fdl-classic W7)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect


@pytest.mark.flow("flow.yml", at="2019-05-02T15:03:00Z")
def test_times_in_the_future_are_waited_for(flow):
    execution = flow.run({"seconds": 7.5, "opens": "2019-05-02T23:05:00+08:00"})

    # From 15:03:00: 20 s, 7.5 s, until 15:04:05 (65 s after the start), until 15:05:00 (120 s after it).
    expect(execution).succeeded().waited("Constant", 20).waited("FromInput", 7.5)
    expect(execution).waited("UntilConstant", 37.5).waited("UntilInput", 55).took(120)


@pytest.mark.flow("flow.yml", at="2026-01-01T00:00:00Z")
def test_times_in_the_past_are_no_wait(flow):
    execution = flow.run({"seconds": 0, "opens": "2025-12-31T23:59:59Z"})

    expect(execution).succeeded().waited("UntilConstant", 0).waited("UntilInput", 0).took(20)


@pytest.mark.flow("flow.yml")
def test_a_length_that_is_missing_fails_the_step(flow):
    expect(flow.run({})).failed("FnF.RuntimeError").followed("Constant", "FromInput").took(20)
