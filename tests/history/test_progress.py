"""Progress: looks at a running execution, which go on where the last one stopped."""

from __future__ import annotations

import pytest

from pytest_fnf import open_flow
from pytest_fnf.clock.timers import Timers
from pytest_fnf.history.events import (
    BRANCH_ENTERED,
    STEP_ENTERED,
    STEP_EXITED,
    STEP_FAILED,
    STEP_STARTED,
)
from pytest_fnf.history.progress import Progress
from pytest_fnf.history.recorder import Recorder

RETRIED = """
Type: StateMachine
SpecVersion: v1
Name: retried
StartAt: both
States:
- Type: Parallel
  Name: both
  Retry: [{Errors: [FnF.ALL], MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 1}]
  Branches:
  - StartAt: hold
    States:
    - {Type: Wait, Name: hold, Seconds: 30, End: true}
  - StartAt: rest
    States:
    - {Type: Wait, Name: rest, Seconds: 1, Next: fall}
    - {Type: Fail, Name: fall, Code: E, Detail: fell}
  End: true
"""


def recorded() -> tuple[Recorder, Timers]:
    timers = Timers(1_000)
    return Recorder(timers, None), timers


def test_a_step_that_was_not_entered_has_no_record():
    progress = Progress(recorded()[0])
    assert (progress.path, progress.record("A"), progress.stands_at("A")) == ([], None, False)


def test_a_look_sees_what_is_new():
    recorder, timers = recorded()
    progress = Progress(recorder)
    entered = recorder.write(STEP_ENTERED, "A", 0, {}, {})
    assert (progress.path, progress.stands_at("A")) == (["A"], True)
    timers.now = 2_000
    recorder.write(STEP_EXITED, "A", entered, {})
    assert (progress.path, progress.stands_at("A")) == (["A"], False)
    record = progress.record("A")
    assert record is not None
    assert [(visit.entered_at.timestamp(), visit.exited_at.timestamp()) for visit in record.visits] == [(1, 2)]


def test_a_record_stays_as_it_was_when_the_execution_goes_on():
    recorder, _ = recorded()
    progress = Progress(recorder)
    entered = recorder.write(STEP_ENTERED, "A", 0, {}, {})
    before = progress.record("A")
    started = recorder.write(STEP_STARTED, "A", entered, {"n": 1})
    recorder.write(STEP_FAILED, "A", started, "E", "why")
    after = progress.record("A")
    assert before is not None
    assert after is not None
    assert [(visit.input, visit.error) for visit in before.visits] == [(None, None)]
    assert [(visit.input, visit.error) for visit in after.visits] == [({"n": 1}, "E")]
    assert (before.standing, after.standing) == (True, False)


def test_what_stood_inside_a_step_that_was_left_stands_no_more():
    recorder, _ = recorded()
    progress = Progress(recorder)
    both = recorder.write(STEP_ENTERED, "both", 0, {}, {})
    first = recorder.write(BRANCH_ENTERED, "both", both, {}, {})
    second = recorder.write(BRANCH_ENTERED, "both", both, {}, {})
    recorder.write(STEP_ENTERED, "hold", first, {}, {})
    fall = recorder.write(STEP_ENTERED, "fall", second, {}, {})
    assert progress.stands_at("hold")
    failed = recorder.write(STEP_FAILED, "both", recorder.write(STEP_FAILED, "fall", fall, "E", ""), "E", "")
    assert [progress.stands_at(step) for step in ("both", "hold", "fall")] == [False, False, False]
    recorder.write(STEP_EXITED, "both", failed, {})
    assert [progress.stands_at(step) for step in ("both", "hold", "fall")] == [False, False, False]


@pytest.mark.parametrize(
    ("seconds", "standing", "tries"),
    [
        (0, ["both", "hold", "rest"], []),
        (5, ["both"], []),  # a pause before the first retry
        (11, ["both", "hold", "rest"], [("E", 1), (None, None)]),
        (15, ["both"], [("E", 1), ("E", 12)]),
    ],
)
def test_a_container_that_is_retried(seconds, standing, tries):
    with open_flow(RETRIED) as flow:
        execution = flow.start()
        execution.step("both")  # a look between makes no difference
        execution.advance(seconds)
        assert [step for step in ("both", "hold", "rest", "fall") if execution.step(step).standing] == standing
        attempts = execution.step("both").visits[0].attempts
    assert [
        (attempt.error, attempt.ended_at and (attempt.ended_at - execution.started_at).total_seconds())
        for attempt in attempts
    ] == tries


def test_looks_between_find_what_one_history_tells():
    with open_flow(RETRIED) as flow:
        execution = flow.start()
        while execution.status == "Running":
            for step in ("both", "hold", "rest", "fall"):
                told = execution.history.records.get(step)
                found = execution.step(step)
                assert (found.visits, found.standing, found.places) == (
                    () if told is None else told.visits,
                    told is not None and told.standing,
                    () if told is None else told.places,
                )
            assert execution.path == execution.history.path
            execution.advance(0.5)
    assert execution.step("rest").count == 3
