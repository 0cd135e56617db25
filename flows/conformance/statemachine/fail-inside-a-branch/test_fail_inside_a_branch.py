"""A Fail and the Catch around it (cloudflow-statemachine 7, OQ-7, OQ-14)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_the_catch_of_the_parallel_takes_it(flow):
    execution = flow.run({"clean": False})

    expect(execution).succeeded({"why": "not clean"}).took(2)
    expect(execution).followed("Check", "Weigh", "Scan", "Scanned", "Suspicious", "Quarantine")
    assert execution.step("Weigh").visits[0].exited_at is None  # cancelled at 2 s


def test_a_succeed_in_a_branch_ends_that_branch_only(flow):
    expect(flow.run({"clean": True})).succeeded({"shipped": True}).followed(..., "Clean", "Ship").took(10)
