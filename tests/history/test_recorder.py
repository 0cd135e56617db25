"""The one list that an execution's events are written to."""

from __future__ import annotations

import pytest

from pytest_fnf.clock.timers import Timers
from pytest_fnf.history.events import EXECUTION_STARTED, EXECUTION_STOPPED, STEP_ENTERED
from pytest_fnf.history.history import History
from pytest_fnf.history.recorder import EventLimitReached, Mark, Recorder


def test_written_events_get_rising_ids_and_the_current_instant():
    timers = Timers(1_000)
    recorder = Recorder(timers, None)
    assert recorder.write(EXECUTION_STARTED, "", 0, {"a": 1}) == 1
    timers.now = 2_500
    assert recorder.write(STEP_ENTERED, "A", 1, {"a": 1}, {}) == 2
    assert recorder.rows == [
        *(EXECUTION_STARTED, "", 1, 1_000, {"a": 1}, None),
        *(STEP_ENTERED, "A", 1, 2_500, {"a": 1}, {}),
    ]


def test_a_link_is_kept_as_the_distance_to_its_cause():
    recorder = Recorder(Timers(0), None)
    recorder.write(EXECUTION_STARTED, "", 0, {})
    recorder.write(STEP_ENTERED, "A", 1, {}, {})
    recorder.write(STEP_ENTERED, "B", 1, {}, {})
    assert [event.schedule_id for event in History.of(recorder)] == [0, 1, 1]


def test_a_full_history_has_room_for_the_ending_only():
    recorder = Recorder(Timers(0), 2)
    recorder.write(EXECUTION_STARTED, "", 0, {})
    with pytest.raises(EventLimitReached):
        recorder.write(STEP_ENTERED, "A", 1, {}, {})
    assert recorder.write_ending(EXECUTION_STOPPED, 1, "Enough", "") == 2
    assert [event.type for event in History.of(recorder)] == ["ExecutionStarted", "ExecutionStopped"]


def test_a_history_holds_what_was_written_before_it_was_made():
    recorder = Recorder(Timers(0), None)
    recorder.write(EXECUTION_STARTED, "", 0, {})
    recorder.mark(1, "reading", "Q-1")
    history = History.of(recorder)
    recorder.write(STEP_ENTERED, "A", 1, {}, {})
    recorder.mark(2, "reading", "Q-2")
    assert len(history) == 1
    assert [row.type for row in history.rows()] == ["ExecutionStarted"]
    assert list(history.marks) == [Mark(1, "reading", "Q-1")]
    assert len(History.of(recorder)) == 2
