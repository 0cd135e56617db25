"""A missing variable makes its own comparison false (fdl-classic section 5)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        ({"status": "paid", "express": True}, []),
        ({"status": "open", "express": True}, ["Remind"]),
        # Not "paid", and yet no reminder.
        ({"express": True}, []),
        ({"express": False}, ["ByPost"]),
        ({}, ["ByPost"]),
        ({"has_more": True}, ["ByPost"]),
    ],
)
def test_a_missing_key_never_compares(flow, data, steps):
    execution = flow.run(data)

    taken = [step for step in execution.path if step in ("Remind", "ByPost")]
    expect(execution).succeeded().not_visited("Fork")
    assert taken == steps


def test_the_same_key_compares_once_it_is_there(flow):
    expect(flow.run({"has_more": True, "event_id": 4000})).succeeded().followed("HistoryFull", "Fork")
    expect(flow.run({"has_more": False, "event_id": 4000})).not_visited("Fork")
