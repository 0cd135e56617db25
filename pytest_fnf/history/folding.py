"""Folding: events read into visits, attempts and branches, from the events alone.

In: rows of a history, the engine's or the service's. Out: the runs of steps and of branches, in the order they were
entered. It follows the links between events (`ScheduleEventId`, fdl-classic 11.6), so it tells branches and iterations
apart although their events interleave.

The idea: after each event the chain it belongs to stands in some *frame* (inside this run of that step, inside this
branch). An event starts from the frame of the event it links to, and enters or leaves frames as its type says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.history.events import ENDINGS
from pytest_fnf.history.records import OpenAttempt, OpenBranch, OpenVisit, StepRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_fnf.history.history import Row

_ENTERS_BRANCH = {"BranchEntered": "branch", "IterationEntered": "iteration"}
_EXITS_BRANCH = {"BranchExited", "IterationExited"}
_FAILS_ATTEMPT = {"TaskFailed", "TaskTimedOut", "TaskSubmitFailed"}


class Folded(NamedTuple):
    """What happened, as runs of steps and of branches, each in the order of entry."""

    visits: tuple[OpenVisit, ...]
    branches: tuple[OpenBranch, ...]


def fold(rows: Iterable[Row]) -> Folded:
    """Fold rows into the runs of all steps and branches."""
    folding = Folding()
    ended: int | None = None
    for row in rows:
        folding.add(row)
        if row.type in ENDINGS:
            ended = row.instant
    folding.cancel_what_is_left(ended)
    return Folded(tuple(folding.visits), tuple(folding.branches))


def places(rows: Iterable[Row]) -> Mapping[int, tuple[str, ...]]:
    """For each event, by its id, the way in to the list or branch it belongs to, as in `Visit.where`."""
    folding = Folding()
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        before = folding.frame(row.schedule_id)
        folding.add(row)
        frame = before if row.type in _EXITS_BRANCH else folding.frame(row.id)
        found[row.id] = frame.where if frame is not None and row.step else ()
    return found


def by_step(visits: Iterable[OpenVisit]) -> Mapping[str, StepRecord]:
    """A record for every step that was entered, in the order of first entry."""
    grouped: dict[str, list[OpenVisit]] = {}
    for visit in visits:
        grouped.setdefault(visit.step, []).append(visit)
    return {name: StepRecord(name, tuple(runs)) for name, runs in grouped.items()}


class _Frame:
    """Where a chain of events stands: inside a visit of `step`, or inside a branch of it."""

    __slots__ = ("branch", "parent", "step", "visit", "where")

    def __init__(
        self,
        step: str,
        where: tuple[str, ...],
        parent: _Frame | None,
        visit: OpenVisit | None = None,
        branch: OpenBranch | None = None,
    ) -> None:
        self.step = step
        self.where = where
        self.parent = parent
        self.visit = visit
        self.branch = branch


class Folding:
    """Reads events one by one.

    Attributes:
        visits: the runs of all steps so far, in the order they were entered.
        branches: the runs of all branches and iterations so far, likewise.
    """

    def __init__(self) -> None:
        self.visits: list[OpenVisit] = []
        self.branches: list[OpenBranch] = []
        self._frames: dict[int, _Frame | None] = {}
        self._latest: dict[str, _Frame] = {}
        self._broken: dict[int, OpenBranch] = {}
        self._round: dict[int, list[OpenBranch | OpenVisit]] = {}  # what began in it, by the entry of its container
        self._fallen: dict[int, dict[int, OpenVisit]] = {}  # those of them that failed and were not left, likewise

    def add(self, row: Row) -> None:
        """Read one event."""
        frame = self._frames.get(row.schedule_id)
        if row.type == "StepEntered":
            after: _Frame | None = self._enter(row, frame)
        elif row.type in _EXITS_BRANCH:
            after = self._exit_branch(row, frame)
        elif row.step:
            after = self._go_on(row, frame)
        else:
            after = frame
        self._frames[row.id] = after

    def frame(self, event_id: int) -> _Frame | None:
        """Where the chain stands after this event."""
        return self._frames.get(event_id)

    def cancel_what_is_left(self, ended: int | None) -> None:
        """Who is still inside something that is over was cancelled with it; parents come before their children."""
        for visit in self.visits:
            if visit.over is None:
                around = None if visit.parent is None else visit.parent.over
                visit.cancelled = around if around is not None else ended
            if visit.over is None:
                self.end_broken_round(visit, visit)
                self._cancel_broken_round(visit)
        for branch in self.branches:
            if branch.exited is None and branch.failed is None and branch.cancelled is None:
                branch.cancelled = branch.container.over

    def over(self, visit: OpenVisit) -> int | None:
        """When a run was over, or what it ran in: the same as `cancel_what_is_left` finds, of one run that is told."""
        way = [visit]
        while way[-1].parent is not None:
            way.append(way[-1].parent)
        over: int | None = None
        for at in reversed(way):
            if at.over is not None:
                over = at.over
            elif over is None and at.parent is not None:
                broken = self._broken_in(at.parent)
                over = None if broken is None else broken.failed
        return over

    def end_broken_round(self, container: OpenVisit, told: OpenVisit) -> None:
        """What goes on although a step of a branch failed uncaught pauses before a retry; its round is over.

        Args:
            container: the run.
            told: where to note it, the run itself or a copy of it.
        """
        broken = self._broken_in(container)
        if broken is not None and broken.failed is not None:
            told.end_round(broken.failed, broken.error, broken.cause)

    def _cancel_broken_round(self, container: OpenVisit) -> None:
        """The branches of a round that is over are, too."""
        broken = self._broken_in(container)
        if broken is None:
            return
        for part in self._round.get(container.event_id, ()):
            if isinstance(part, OpenBranch) and part.where == broken.where:
                part.failed, part.error, part.cause = broken.failed, broken.error, broken.cause
            elif part.exited is None and part.failed is None:
                part.cancelled = broken.failed

    def _broken_in(self, container: OpenVisit) -> OpenVisit | None:
        """The run of a step that failed uncaught in the present round of a container: the first that was entered."""
        fallen = self._fallen.get(container.event_id)
        return fallen[min(fallen)] if fallen else None

    def _enter(self, row: Row, frame: _Frame | None) -> _Frame:
        where = () if frame is None else frame.where
        inside = frame
        while inside is not None and inside.visit is None:
            inside = inside.parent
        parent = None if inside is None else inside.visit
        if parent is not None:
            parent.children += 1
        visit = OpenVisit(row.step, where, row.instant, row.id, parent)
        self.visits.append(visit)
        if parent is not None:
            self._round.setdefault(parent.event_id, []).append(visit)
        entered = self._latest[row.step] = _Frame(row.step, where, frame, visit=visit)
        return entered

    def _go_on(self, row: Row, frame: _Frame | None) -> _Frame | None:
        """An event of a step that was entered before."""
        inside = self._inside(row, frame)
        if inside is None or inside.visit is None:
            return frame
        if row.type in _ENTERS_BRANCH:
            if inside.visit.round_of != row.schedule_id and (frame is not inside or row.schedule_id in self._broken):
                self._new_round(row, frame, inside.visit)
            return self._enter_branch(row, inside, inside.visit)
        _note(inside.visit, row)
        if inside.visit.failed is not None and inside.visit.parent is not None:
            self._note_fallen(inside.visit, inside.visit.parent)
        return inside.parent if row.type == "StepExited" else inside

    def _note_fallen(self, visit: OpenVisit, container: OpenVisit) -> None:
        if visit.exited is None:
            self._fallen.setdefault(container.event_id, {})[visit.event_id] = visit
        else:
            self._fallen.get(container.event_id, {}).pop(visit.event_id, None)

    def _new_round(self, row: Row, frame: _Frame | None, container: OpenVisit) -> None:
        """A branch that begins after one that failed: the container is retried, all its branches anew."""
        broken = self._broken.get(row.schedule_id) or (None if frame is None else frame.visit)
        failed = row.instant if broken is None or broken.failed is None else broken.failed
        error, cause = ("", "") if broken is None else (broken.error or "", broken.cause or "")
        began = self._round.pop(container.event_id, [])
        self._fallen.pop(container.event_id, None)
        if not container.rounds:
            first = next(part.entered for part in began if isinstance(part, OpenBranch))
            container.rounds.append(OpenAttempt(first, {}, 0))
        container.rounds[-1].fail(failed, error, cause)
        container.rounds.append(OpenAttempt(row.instant, {}, row.id))
        at = frame
        while at is not None and at.visit is not container:
            if at.branch is not None:
                at.branch.failed, at.branch.error, at.branch.cause = failed, error, cause
            at = at.parent
        for part in began:
            if part.exited is None and part.failed is None and part.cancelled is None:
                part.cancelled = failed
        container.branches, container.round_of = 0, row.schedule_id

    def _enter_branch(self, row: Row, inside: _Frame, container: OpenVisit) -> _Frame:
        where = (*inside.where, f"{row.step}[{container.branches}]")
        container.branches += 1
        container.contains = _ENTERS_BRANCH[row.type]
        branch = OpenBranch(where, container, row.instant)
        self.branches.append(branch)
        self._round.setdefault(container.event_id, []).append(branch)
        return _Frame(row.step, where, inside, branch=branch)

    def _exit_branch(self, row: Row, frame: _Frame | None) -> _Frame | None:
        while frame is not None and (frame.branch is None or frame.step != row.step):
            frame = frame.parent
        if frame is None or frame.branch is None:
            return None
        if row.detail.get("error") is not None:
            # Of a distributed Map: the events of the failure itself are those of another execution.
            _fail([frame.branch], row)
            self._broken[row.id] = frame.branch
            return frame.parent
        frame.branch.exited = row.instant
        frame.branch.local = row.detail["local"] if "local" in row.detail else row.detail.get("output")
        return frame.parent

    def _inside(self, row: Row, frame: _Frame | None) -> _Frame | None:
        """The frame of the visit that the event belongs to.

        An uncaught failure travels outwards by events that link to each other, so a frame that has failed is
        left when the next `StepFailed` comes, even if the enclosing step has the same name.
        """
        at = frame
        crossed: list[OpenBranch] = []
        while at is not None:
            if at.branch is not None:
                crossed.append(at.branch)
            elif at.visit is not None and at.step == row.step:
                if row.type != "StepFailed":
                    return at
                if at.visit.failed is None:
                    _fail(crossed, row)
                    return at
            at = at.parent
        # A history of the service whose links we misread: the latest visit of that step is the best guess.
        return self._latest.get(row.step)


def _fail(branches: Iterable[OpenBranch], row: Row) -> None:
    for branch in branches:
        branch.failed, branch.error, branch.cause = row.instant, _text(row, "error"), _text(row, "cause")


def _note(visit: OpenVisit, row: Row) -> None:
    kind = row.type
    if kind == "StepStarted":
        visit.input = row.detail.get("input")
    elif kind == "StepSucceeded":
        visit.output = row.detail.get("output")
        visit.end_round(row.instant)
    elif kind == "StepFailed":
        visit.failed, visit.exit_id = row.instant, row.id
        visit.error, visit.cause = _text(row, "error"), _text(row, "cause")
        visit.end_round(row.instant, visit.error, visit.cause)
    elif kind == "StepExited":
        visit.exited, visit.exit_id = row.instant, row.id
        if "output" in row.detail and visit.failed is None:
            # Of a state, StepSucceeded has the result and StepExited what its constructor made of it.
            visit.output = row.detail["output"]
    elif kind == "TaskScheduled":
        visit.attempts.append(OpenAttempt(row.instant, row.detail, row.id))
    elif visit.attempts:
        _note_attempt(visit.attempts[-1], row)


def _note_attempt(attempt: OpenAttempt, row: Row) -> None:
    kind = row.type
    if kind == "TaskStarted":
        attempt.started_id = row.id
    elif kind == "TaskSubmitted":
        attempt.submitted = row.instant
    elif kind == "TaskSucceeded":
        attempt.ended, attempt.output = row.instant, row.detail.get("output")
    elif kind in _FAILS_ATTEMPT:
        attempt.fail(row.instant, _text(row, "error"), _text(row, "cause"))


def _text(row: Row, key: str) -> str:
    """Of a failure; a service that leaves it out means nothing by that."""
    value = row.detail.get(key)
    return "" if value is None else str(value)
