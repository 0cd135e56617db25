"""Visits and attempts: what happened to one step, as people read it and as it is while events are still being read.

In: what `folding` found in the events. Out: `StepRecord`, `Visit`, `Attempt`, all of them private copies. It leaves
the reading of events to `folding`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_datetime
from pytest_fnf.values import private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a task.

    Attributes:
        started_at: when it was scheduled.
        ended_at: when it succeeded, failed or timed out; `None` while it runs or if it was cancelled.
        error: the error's name, `None` unless it failed.
        cause: the error's text, `None` unless it failed.
        output: what the service returned, `None` unless it succeeded.
    """

    started_at: datetime
    ended_at: datetime | None = None
    error: str | None = None
    cause: str | None = None
    output: Any = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One run of a step.

    Attributes:
        where: the way in from the outside, such as `("copyAll[0]", "uploadGroups[1]")`; empty at the top.
        input: the step's input after its input mappings; `None` if it never started.
        output: what it handed to its parent; `None` unless it succeeded.
        error: the error's name if it failed (caught or not), else `None`.
        cause: the error's text if it failed, else `None`.
        entered_at: when the step was entered.
        exited_at: when it was left; `None` while it runs, after an uncaught failure, or if it was cancelled.
        attempts: the tries of a task step, or of a container that was retried, in order; empty for others.
    """

    where: tuple[str, ...]
    input: Any
    output: Any
    error: str | None
    cause: str | None
    entered_at: datetime
    exited_at: datetime | None
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StepRecord:
    """All runs of one step in one execution. Equal to another with the same name and equal visits.

    Attributes:
        name: the step's name.
    """

    name: str
    _open: tuple[OpenVisit, ...] = ()

    __hash__ = None  # type: ignore[assignment]  # its visits hold mappings

    def __repr__(self) -> str:
        count = "1 visit" if self.count == 1 else f"{self.count} visits"
        return f"<StepRecord {self.name!r}: {count}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StepRecord):
            return NotImplemented
        return self.name == other.name and self.count == other.count and self.visits == other.visits

    @property
    def count(self) -> int:
        """How many times the step was entered."""
        return len(self._open)

    @property
    def visits(self) -> tuple[Visit, ...]:
        """Its runs in the order they were entered, as private copies."""
        return tuple(visit.close() for visit in self._open)

    @property
    def standing(self) -> bool:
        """Whether a run of it is under way: entered, not left, not failed, not cancelled."""
        return any(visit.over is None for visit in reversed(self._open))  # of many, the last ones are likely to stand

    @property
    def places(self) -> tuple[tuple[tuple[str, ...], int], ...]:
        """`(where, instant of entry)` of each run, without copying any value."""
        return tuple((visit.where, visit.entered) for visit in self._open)


@dataclass(slots=True, eq=False)
class OpenAttempt:
    """An attempt while its events are read; values are shared with the history, so nobody changes them.

    Attributes:
        started: instant of TaskScheduled.
        scheduled: the detail of TaskScheduled: `input`, and `resourceArn` or `action`.
        event_id: id of TaskScheduled.
        started_id: id of TaskStarted, beside which is noted who answered; 0 before.
        submitted: instant of TaskSubmitted, `None` for a task that submits nothing.
        ended: instant of its end, `None` while it runs or if it was cancelled.
        error: the error's name, `None` unless it failed.
        cause: the error's text, `None` unless it failed.
        output: what the service returned.
    """

    started: int
    scheduled: Mapping[str, Any]
    event_id: int
    started_id: int = 0
    submitted: int | None = None
    ended: int | None = None
    error: str | None = None
    cause: str | None = None
    output: Any = None

    def fail(self, instant: int, error: str, cause: str) -> None:
        """It ended with an error."""
        self.ended, self.error, self.cause = instant, error, cause

    def close(self) -> Attempt:
        """The attempt for a reader."""
        return Attempt(
            started_at=to_datetime(self.started),
            ended_at=None if self.ended is None else to_datetime(self.ended),
            error=self.error,
            cause=self.cause,
            output=private(self.output),
        )


@dataclass(slots=True, eq=False)
class OpenVisit:
    """A visit while its events are read; values are shared with the history, so nobody changes them.

    Attributes:
        step: the step's name.
        where: the way in from the outside.
        entered: instant of StepEntered.
        event_id: id of StepEntered.
        parent: the run of the step around it, `None` at the top.
        exit_id: id of the event that ended it, 0 while it runs.
        exited: instant of StepExited.
        failed: instant of StepFailed.
        cancelled: instant at which what is around it ended first.
        children: how many runs of steps began inside it.
        branches: how many branches or iterations it has entered; `contains` says which of the two.
        rounds: the tries of a container that was retried, each with all its branches; empty without a retry.
        round_of: id of the failure that the branches of the last round were begun after, 0 without a retry.
    """

    step: str
    where: tuple[str, ...]
    entered: int
    event_id: int
    parent: OpenVisit | None
    exit_id: int = 0
    input: Any = None
    output: Any = None
    error: str | None = None
    cause: str | None = None
    exited: int | None = None
    failed: int | None = None
    cancelled: int | None = None
    attempts: list[OpenAttempt] = field(default_factory=list)
    children: int = 0
    branches: int = 0
    contains: str = ""
    rounds: list[OpenAttempt] = field(default_factory=list)
    round_of: int = 0

    @property
    def tries(self) -> list[OpenAttempt]:
        """The attempts of a task, the rounds of a container."""
        return self.attempts or self.rounds

    def end_round(self, instant: int, error: str | None = None, cause: str | None = None) -> None:
        """The last of several rounds is over, with an error or without."""
        if self.rounds:
            self.rounds[-1].ended, self.rounds[-1].error, self.rounds[-1].cause = instant, error, cause

    @property
    def over(self) -> int | None:
        """The instant at which it was left, failed for good or was cancelled; `None` while it runs."""
        if self.exited is not None:
            return self.exited
        return self.failed if self.failed is not None else self.cancelled

    def close(self) -> Visit:
        """The visit for a reader."""
        return Visit(
            where=self.where,
            input=private(self.input),
            output=private(self.output),
            error=self.error,
            cause=self.cause,
            entered_at=to_datetime(self.entered),
            exited_at=None if self.exited is None else to_datetime(self.exited),
            attempts=tuple(attempt.close() for attempt in self.tries),
        )


@dataclass(slots=True, eq=False)
class OpenBranch:
    """One run of a branch or iteration.

    Attributes:
        where: the way in, its own part included.
        container: the run of the step that it belongs to.
        entered: instant of its entry.
        exited: instant of its exit.
        failed: instant at which a step of it failed uncaught.
        error: that failure's name.
        cause: that failure's text.
        local: what it hands to its container.
        cancelled: instant at which its container, or something around that, ended first.
    """

    where: tuple[str, ...]
    container: OpenVisit
    entered: int
    exited: int | None = None
    failed: int | None = None
    error: str | None = None
    cause: str | None = None
    local: Any = None
    cancelled: int | None = None
