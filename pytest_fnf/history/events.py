"""Event types, the keys of their details, and one event.

In: facts of fdl-classic 11.2 and 11.4. Out: the vocabulary of histories. It leaves order and links to the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import format_instant, from_datetime
from pytest_fnf.values import compact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TYPES: tuple[str, ...] = (
    "ExecutionStarted",
    "ExecutionSucceeded",
    "ExecutionFailed",
    "ExecutionTimedOut",
    "ExecutionStopped",
    "StepEntered",
    "StepStarted",
    "StepSucceeded",
    "StepFailed",
    "StepExited",
    "BranchEntered",
    "BranchExited",
    "IterationEntered",
    "IterationExited",
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskSubmitFailed",
    "TaskSucceeded",
    "TaskFailed",
    "TaskTimedOut",
)
"""All types of fdl-classic 11.2. A row of a history holds the index, so that it is a small number."""

(
    EXECUTION_STARTED,
    EXECUTION_SUCCEEDED,
    EXECUTION_FAILED,
    EXECUTION_TIMED_OUT,
    EXECUTION_STOPPED,
    STEP_ENTERED,
    STEP_STARTED,
    STEP_SUCCEEDED,
    STEP_FAILED,
    STEP_EXITED,
    BRANCH_ENTERED,
    BRANCH_EXITED,
    ITERATION_ENTERED,
    ITERATION_EXITED,
    TASK_SCHEDULED,
    TASK_STARTED,
    TASK_SUBMITTED,
    TASK_SUBMIT_FAILED,
    TASK_SUCCEEDED,
    TASK_FAILED,
    TASK_TIMED_OUT,
) = range(len(TYPES))

(
    STATE_ENTERED,
    STATE_EXITED,
    STATE_BRANCH_ENTERED,
    STATE_BRANCH_EXITED,
    STATE_ITERATION_ENTERED,
    STATE_ITERATION_EXITED,
    STATE_ITERATION_FAILED,
) = range(len(TYPES), len(TYPES) + 7)

ROW_TYPES: tuple[str, ...] = (
    *TYPES,
    "StepEntered",
    "StepExited",
    "BranchEntered",
    "BranchExited",
    "IterationEntered",
    "IterationExited",
    "IterationExited",
)
"""The type that each number of a row means.

The last seven are those of StateMachine states, which have no local: the type is the same, the keys of the detail
differ.
"""

ENTRIES = frozenset((STEP_ENTERED, STATE_ENTERED))
"""Numbers of rows with which a step begins."""

ENDINGS = {
    "ExecutionSucceeded": "Succeeded",
    "ExecutionFailed": "Failed",
    "ExecutionTimedOut": "TimedOut",
    "ExecutionStopped": "Stopped",
}
"""The status that an execution has after its last event (fdl-classic 10.1)."""

_INPUT = ("input",)
_OUTPUT = ("output",)
_ERROR = ("error", "cause")

DETAIL_KEYS: Mapping[int, tuple[str, ...]] = {
    EXECUTION_STARTED: ("input",),
    EXECUTION_SUCCEEDED: _OUTPUT,
    EXECUTION_FAILED: _ERROR,
    EXECUTION_TIMED_OUT: _ERROR,
    EXECUTION_STOPPED: _ERROR,
    STEP_ENTERED: ("input", "local"),
    STEP_STARTED: ("input",),
    STEP_SUCCEEDED: _OUTPUT,
    STEP_FAILED: _ERROR,
    STEP_EXITED: ("local",),
    BRANCH_ENTERED: ("input", "local"),
    BRANCH_EXITED: ("local",),
    ITERATION_ENTERED: ("input", "local"),
    ITERATION_EXITED: ("local",),
    TASK_SCHEDULED: ("input",),
    TASK_STARTED: (),
    TASK_SUBMITTED: _OUTPUT,
    TASK_SUBMIT_FAILED: _ERROR,
    TASK_SUCCEEDED: _OUTPUT,
    TASK_FAILED: _ERROR,
    TASK_TIMED_OUT: _ERROR,
    STATE_ENTERED: _INPUT,
    STATE_EXITED: _OUTPUT,
    STATE_BRANCH_ENTERED: _INPUT,
    STATE_BRANCH_EXITED: _OUTPUT,
    STATE_ITERATION_ENTERED: _INPUT,
    STATE_ITERATION_EXITED: _OUTPUT,
    STATE_ITERATION_FAILED: _ERROR,
}
"""The keys of each type's detail (fdl-classic 11.4, cloudflow-statemachine 14.4), in the order of a row's two values.

`TaskScheduled` adds what the task calls, which the row holds as one ready mapping."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an execution's history.

    Attributes:
        id: from 1, rising (`EventId`).
        schedule_id: id of the event that caused this one, 0 for the first (`ScheduleEventId`).
        type: one of `TYPES`.
        step: the step's name; empty for events of the execution (`StepName`).
        detail: a private copy of the event's values (`EventDetail`).
        time: aware UTC datetime, to the millisecond.
    """

    id: int
    schedule_id: int
    type: str
    step: str
    detail: dict[str, Any] = field(hash=False)
    time: datetime

    def to_api(self) -> dict[str, Any]:
        """The event in the service's JSON: `EventDetail` is JSON text, `Time` is RFC 3339 (fdl-classic 11.1)."""
        return as_api(self.id, self.type, self.step, self.schedule_id, from_datetime(self.time), self.detail)


def as_api(
    event_id: int, kind: str, step: str, schedule_id: int, instant: int, detail: Mapping[str, Any]
) -> dict[str, Any]:
    """One event as `Event.to_api` gives it; what it takes are the columns of a `Row`."""
    return {
        "EventId": event_id,
        "ScheduleEventId": schedule_id,
        "Type": kind,
        "StepName": step,
        "EventDetail": compact(detail),
        "Time": format_instant(instant),
    }
