"""Progress: the steps of an execution that still runs, read from the events that are new since the last look.

In: a recorder's rows. Out: records of steps and the path so far, as a history of this moment would tell them. It leaves
the meaning of events to `folding`, and executions that have ended to their history.

A history never changes, so each look at one folds it from its first event. A test that drives an execution step by step
looks after each, which would take longer and longer. Here the folding goes on where it stopped. What may still change
is copied when it is handed out; what is over for good, which is nearly all of it, is shared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_fnf.history.folding import Folding
from pytest_fnf.history.history import History
from pytest_fnf.history.records import StepRecord

if TYPE_CHECKING:
    from pytest_fnf.history.recorder import Recorder
    from pytest_fnf.history.records import OpenVisit


class Progress:
    """What is known of one execution that runs.

    Args:
        recorder: what its events are written to.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._folding = Folding()
        self._events = 0
        self._path: list[str] = []
        self._runs: dict[str, list[OpenVisit]] = {}
        # By step: the runs of which events may yet tell more, by their place among all runs of that step.
        self._open: dict[str, dict[int, OpenVisit]] = {}

    @property
    def path(self) -> list[str]:
        """Step names in the order the steps were entered."""
        self._read()
        return self._path[:]

    def record(self, step: str) -> StepRecord | None:
        """What happened to a step so far; `None` if it was not entered."""
        self._read()
        if step not in self._runs:
            return None
        runs = self._runs[step][:]
        for at, visit in self._still_open(step):
            runs[at] = self._as_it_is(visit)
        return StepRecord(step, tuple(runs))

    def stands_at(self, step: str) -> bool:
        """Whether a run of it is under way."""
        self._read()
        return any(self._folding.over(visit) is None for _, visit in self._still_open(step))

    def _read(self) -> None:
        """Read what is new."""
        history = History.of(self._recorder)
        visits = self._folding.visits
        known = len(visits)
        for at in range(self._events, len(history)):
            self._folding.add(history.row(at))
        self._events = len(history)
        for visit in visits[known:]:
            runs = self._runs.setdefault(visit.step, [])
            self._open.setdefault(visit.step, {})[len(runs)] = visit
            runs.append(visit)
            self._path.append(visit.step)

    def _still_open(self, step: str) -> list[tuple[int, OpenVisit]]:
        runs = self._open.get(step, {})
        for at in [at for at, visit in runs.items() if self._is_final(visit)]:
            visit = runs.pop(at)
            visit.cancelled = self._folding.over(visit) if visit.over is None else visit.cancelled
        return [*runs.items()]

    def _is_final(self, visit: OpenVisit) -> bool:
        """Whether no event can tell more of it: it was left, or what it ran in was, or that is tried anew."""
        at: OpenVisit | None = visit
        while at is not None:
            if at.exited is not None or at.cancelled is not None:
                return True
            around = at.parent
            if around is not None and at.event_id < around.round_of:
                return True
            at = around
        return False

    def _as_it_is(self, visit: OpenVisit) -> OpenVisit:
        attempts, rounds = [*map(replace, visit.attempts)], [*map(replace, visit.rounds)]
        copy = replace(visit, attempts=attempts, rounds=rounds, cancelled=self._cancelled(visit))
        if copy.over is None:
            self._folding.end_broken_round(visit, copy)
        return copy

    def _cancelled(self, visit: OpenVisit) -> int | None:
        return self._folding.over(visit) if visit.over is None else visit.cancelled
