"""Visits and attempts: the history of one step, folded from the events alone.

In: rows of a history, the engine's or the service's. Out: a `StepRecord` for each step. It follows the links
between events (`ScheduleEventId`), so it tells branches and iterations apart although their events interleave.

The idea: after each event the chain it belongs to stands in some *frame* (inside this visit of that step, inside
this branch). An event starts from the frame of the event it links to, and enters or leaves frames as its type says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_datetime
from pytest_fnf.values import private

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from pytest_fnf.history.history import Row

_ENDS_OF_ATTEMPTS = {"TaskSucceeded", "TaskFailed", "TaskTimedOut", "TaskSubmitFailed"}


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
        attempts: the tries of a task step, in order; empty for other kinds.
    """

    where: tuple[str, ...]
    input: Any
    output: Any
    error: str | None
    cause: str | None
    entered_at: datetime
    exited_at: datetime | None
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRecord:
    """All runs of one step in one execution.

    Attributes:
        name: the step's name.
        visits: its runs in the order they were entered.
    """

    name: str
    _open: tuple[OpenVisit, ...] = field(default=(), repr=False)

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
        """Whether a run of it is under way: entered, not left, not failed."""
        return any(visit.exited is None and visit.error is None for visit in self._open)

    @property
    def places(self) -> tuple[tuple[tuple[str, ...], int], ...]:
        """`(where, instant of entry)` of each run, without copying any value."""
        return tuple((visit.where, visit.entered) for visit in self._open)


class OpenVisit:
    """A visit while its events are read; values are shared with the history, so nobody changes them."""

    __slots__ = (
        "attempts",
        "branches",
        "cause",
        "entered",
        "error",
        "event_id",
        "exited",
        "input",
        "output",
        "step",
        "where",
    )

    def __init__(self, step: str, where: tuple[str, ...], entered: int, event_id: int) -> None:
        self.step = step
        self.event_id = event_id
        self.where = where
        self.entered = entered
        self.exited: int | None = None
        self.input: Any = None
        self.output: Any = None
        self.error: str | None = None
        self.cause: str | None = None
        self.attempts: list[OpenAttempt] = []
        self.branches = 0

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
            attempts=tuple(attempt.close() for attempt in self.attempts),
        )


@dataclass(slots=True)
class OpenAttempt:
    """An attempt while its events are read.

    Attributes:
        started: instant of TaskScheduled.
        scheduled: the detail of TaskScheduled: `input`, and `resourceArn` or `action`.
        ended: instant of its end, `None` while it runs.
        end: the detail of the event that ended it.
    """

    started: int
    scheduled: Mapping[str, Any]
    ended: int | None = None
    end: Mapping[str, Any] = field(default_factory=dict)

    @property
    def error(self) -> str | None:
        """The error's name, `None` unless it failed."""
        return self.end.get("error")

    def close(self) -> Attempt:
        """The attempt for a reader."""
        return Attempt(
            started_at=to_datetime(self.started),
            ended_at=None if self.ended is None else to_datetime(self.ended),
            error=self.end.get("error"),
            cause=self.end.get("cause"),
            output=private(self.end.get("output")),
        )


class _Frame:
    """Where a chain of events stands: inside a visit of `step`, or (no visit) inside a branch of it."""

    __slots__ = ("parent", "step", "visit", "where")

    def __init__(self, step: str, visit: OpenVisit | None, where: tuple[str, ...], parent: _Frame | None) -> None:
        self.step = step
        self.visit = visit
        self.where = where
        self.parent = parent


def fold(rows: Iterable[Row]) -> tuple[OpenVisit, ...]:
    """Fold rows into the visits of all steps, in the order they were entered."""
    folding = _Fold()
    for row in rows:
        folding.add(row)
    return tuple(folding.visits)


def places(rows: Iterable[Row]) -> Mapping[int, tuple[str, ...]]:
    """For each event, by its id, the way in to the list or branch it belongs to, as in `Visit.where`."""
    folding = _Fold()
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        before = folding.frame(row.schedule_id)
        folding.add(row)
        after = folding.frame(row.id)
        leaving = row.type in ("BranchExited", "IterationExited")
        frame = before if leaving else after
        found[row.id] = frame.where if frame is not None else ()
    return found


def by_step(visits: Iterable[OpenVisit]) -> Mapping[str, StepRecord]:
    """A record for every step that was entered, in the order of first entry."""
    grouped: dict[str, list[OpenVisit]] = {}
    for visit in visits:
        grouped.setdefault(visit.step, []).append(visit)
    return {name: StepRecord(name, tuple(runs)) for name, runs in grouped.items()}


class _Fold:
    def __init__(self) -> None:
        self.visits: list[OpenVisit] = []
        self._frames: dict[int, _Frame | None] = {}
        self._latest: dict[str, _Frame] = {}

    def add(self, row: Row) -> None:
        self._frames[row.id] = self._after(row)

    def frame(self, event_id: int) -> _Frame | None:
        return self._frames.get(event_id)

    def _after(self, row: Row) -> _Frame | None:
        """The frame in which the chain stands after this event."""
        kind = row.type
        frame = self._frames.get(row.schedule_id)
        if kind == "StepEntered":
            return self._enter(row, frame)
        if kind in ("BranchExited", "IterationExited"):
            while frame is not None and not (frame.visit is None and frame.step == row.step):
                frame = frame.parent
            return frame.parent if frame is not None else None
        if not row.step:
            return frame
        inside = self._inside(row, frame)
        if inside is None or inside.visit is None:
            return frame
        if kind in ("BranchEntered", "IterationEntered"):
            label = f"{row.step}[{inside.visit.branches}]"
            inside.visit.branches += 1
            return _Frame(row.step, None, (*inside.where, label), inside)
        _note(inside.visit, row)
        return inside.parent if kind == "StepExited" else inside

    def _enter(self, row: Row, frame: _Frame | None) -> _Frame:
        where = frame.where if frame is not None else ()
        visit = OpenVisit(row.step, where, row.instant, row.id)
        self.visits.append(visit)
        entered = self._latest[row.step] = _Frame(row.step, visit, where, frame)
        return entered

    def _inside(self, row: Row, frame: _Frame | None) -> _Frame | None:
        """The frame of the visit that the event belongs to.

        An uncaught failure travels outwards by events that link to each other, so a frame that has failed is
        left when the next `StepFailed` comes, even if the enclosing step has the same name.
        """
        at = frame
        while at is not None:
            failed_already = row.type == "StepFailed" and at.visit is not None and at.visit.error is not None
            if at.visit is not None and at.step == row.step and not failed_already:
                return at
            at = at.parent
        # A history of the service whose links we misread: the latest visit of that step is the best guess.
        return self._latest.get(row.step)


def _note(visit: OpenVisit, row: Row) -> None:
    kind, detail = row.type, row.detail
    if kind == "StepStarted":
        visit.input = detail.get("input")
    elif kind == "StepSucceeded":
        visit.output = detail.get("output")
    elif kind == "StepFailed":
        visit.error, visit.cause = detail.get("error", ""), detail.get("cause", "")
    elif kind == "StepExited":
        visit.exited = row.instant
    elif kind == "TaskScheduled":
        visit.attempts.append(OpenAttempt(row.instant, detail))
    elif kind in _ENDS_OF_ATTEMPTS and visit.attempts:
        visit.attempts[-1].ended, visit.attempts[-1].end = row.instant, detail
