"""Waits until the time that each element holds (fdl-classic 4.3)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml", at="2026-03-01T12:00:00Z")


def test_what_is_due_goes_out_at_once_and_the_rest_in_its_time(flow):
    remind = flow.stub("Remind").returns({})

    execution = flow.run(
        {
            "reminders": [
                "2026-03-01T09:00:00Z",
                "2026-03-01T12:30:00Z",
                "2026-02-28T12:00:00Z",
                "2026-03-01T20:10:00+08:00",  # 12:10 in UTC
            ]
        }
    )

    expect(execution).succeeded().took(30 * 60)
    assert [event["due"] for event in remind.received] == [
        "2026-03-01T09:00:00Z",
        "2026-02-28T12:00:00Z",
        "2026-03-01T20:10:00+08:00",
        "2026-03-01T12:30:00Z",
    ]


def test_more_than_two_days_ahead_fails_the_flow(flow):
    execution = flow.run({"reminders": ["2026-03-03T12:00:01Z"]})

    expect(execution).failed("FnF.RuntimeError").took(0)
