"""What happened to one visit, in words.

In: a visit. Out: `Happening`s, each with the event it belongs to: one for its entry, one for each further attempt, one
for the end of a step that holds others. It leaves their order and columns to the timeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.report.words import Ink, error_text, listed, seconds, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.definition.load import Definition
    from pytest_fnf.history.history import History
    from pytest_fnf.history.records import OpenAttempt, OpenBranch, OpenVisit

_CONTAINERS = {"parallel": "branch", "foreach": "iteration", "map": "iteration"}
_CONTAINS = {
    "classic": {"branch": "parallel", "iteration": "foreach"},
    "statemachine": {"branch": "parallel", "iteration": "map"},
}
_CALLBACK, _JOB = "waiting for its callback", "waiting for the job to end"
_WAITING = {
    "waitForCallback": _CALLBACK,
    "WaitForCustomCallback": _CALLBACK,
    "sync": _JOB,
    "WaitForSystemCallback": _JOB,
}


class Happening(NamedTuple):
    """A line of the timeline.

    Attributes:
        event_id: the event that it belongs to, for the order.
        instant: when.
        visit: whose; `None` for a remark of the timeline's own.
        text: what happened.
    """

    event_id: int
    instant: int
    visit: OpenVisit | None
    text: str


class Teller:
    """Puts visits of one history into words.

    Args:
        history: where they stand, with the marks beside it.
        definition: where steps get their types from; without one they are told from their events.
        ink: colours.
        most: longest text of a value; `None` for all of it.
    """

    def __init__(self, history: History, definition: Definition | None, ink: Ink, most: int | None) -> None:
        self._definition = definition
        self._ink = ink
        self._most = most
        self._shorter = None if most is None else most * 6 // 10
        self._start = history.row(0).instant
        self._dialect = _dialect_of(history)
        self._answered = {mark.event_id: str(mark.value) for mark in history.marks if mark.kind == "answered"}
        self._last_by: dict[str, str] = {}
        self._branches: dict[int, list[OpenBranch]] = {}
        for branch in history.branches:
            self._branches.setdefault(id(branch.container), []).append(branch)

    def tell(self, visit: OpenVisit) -> Iterator[Happening]:
        """All that is to be said of a visit, in order; at least one line."""
        kind = self._kind(visit)
        if kind == "task":
            yield from self._task(visit)
        elif kind in _CONTAINERS:
            yield from self._container(visit, kind)
        elif kind == "choice":
            yield from self._choice(visit)
        else:
            yield Happening(visit.event_id, visit.entered, visit, self._plain(visit, kind))

    def _kind(self, visit: OpenVisit) -> str:
        """The step's type; without a definition what its events show, and "step" where they do not."""
        kind = self._definition.kind_of(visit.step) if self._definition is not None else None
        # A name may stand in several lists, for steps of several types, so what the events show comes first.
        if visit.attempts:
            return "task"
        if visit.contains:
            return _CONTAINS[self._dialect][visit.contains]
        if kind:
            return kind
        if visit.children:
            return "choice"
        return "wait" if visit.exited is not None and visit.exited > visit.entered else "step"

    # Steps that call nothing and hold nothing.

    def _plain(self, visit: OpenVisit, kind: str) -> str:
        if kind == "fail" and visit.failed is not None:
            why = self._why(visit.error, visit.cause)
            return self._ink.bad(f"fail with {why}" if why else "fail")
        if visit.exited is None:
            return f"{kind}{self._open(visit)}"
        lasted = visit.exited - visit.entered
        text = f"{kind} {seconds(lasted)}" if lasted else kind
        return f"{text}{self._arrow(visit.output)}" if visit.output and kind != "wait" else text

    # Steps that hold others.

    def _choice(self, visit: OpenVisit) -> Iterator[Happening]:
        on = f" on {value(visit.input, self._most)}" if visit.input else ""
        state = "" if visit.exited is not None or (visit.children and visit.failed is not None) else self._open(visit)
        yield Happening(visit.event_id, visit.entered, visit, f"choice{on}{state}")
        if visit.exited is not None and visit.output and visit.children:
            yield Happening(visit.exit_id, visit.exited, visit, f"choice over{self._arrow(visit.output)}")

    def _container(self, visit: OpenVisit, kind: str) -> Iterator[Happening]:
        what = _CONTAINERS[kind]
        text = f"{kind}, {visit.branches:,} {what}{_plural(what, visit.branches)}"
        if not visit.branches:
            state = self._arrow(visit.output) if visit.exited is not None else self._open(visit)
            yield Happening(visit.event_id, visit.entered, visit, f"{text}{state}")
            return
        yield Happening(visit.event_id, visit.entered, visit, text + (self._open(visit) if not visit.exit_id else ""))
        yield from self._rounds(visit)
        if visit.failed is not None:
            caught = " (caught)" if visit.exited is not None else ""
            broken = self._ink.bad(self._broken(visit, kind, what)) + caught
            yield Happening(visit.exit_id, visit.failed, visit, broken)
        elif visit.exited is not None:
            left = f"{kind} over{self._tolerated(visit, what)}{self._arrow(visit.output)}"
            yield Happening(visit.exit_id, visit.exited, visit, left)

    def _tolerated(self, visit: OpenVisit, what: str) -> str:
        """Of a Map that went on although some of its executions failed: how many."""
        failed = sum(branch.failed is not None for branch in self._last_round(visit))
        return f", {self._ink.bad(f'{failed:,} {what}{_plural(what, failed)} failed')}" if failed else ""

    def _rounds(self, visit: OpenVisit) -> Iterator[Happening]:
        """Of a container that was retried: why, and when its branches began anew."""
        for number, (before, after) in enumerate(zip(visit.rounds, visit.rounds[1:], strict=False), start=2):
            ended = after.started if before.ended is None else before.ended
            pause = f" after a pause of {seconds(after.started - ended)}" if after.started > ended else ""
            why = self._ink.bad(f"failed with {self._why(before.error, before.cause)}")
            text = f"attempt {number - 1} {why}; attempt {number}{pause}"
            yield Happening(after.event_id, after.started, visit, text)

    def _broken(self, visit: OpenVisit, kind: str, what: str) -> str:
        """Which branch failed, and what that did to the others."""
        branches = self._last_round(visit)
        name = f"'{visit.error}'" if visit.error else "an error without a name"
        failed = [branch.where[-1] for branch in branches if branch.failed is not None]
        cancelled = sum(branch.cancelled is not None for branch in branches)
        text = f"{kind} failed with {name}{f' in {listed(failed)}' if failed else ''}"
        return f"{text}; {cancelled} other {what}{_plural(what, cancelled)} cancelled" if cancelled else text

    def _last_round(self, visit: OpenVisit) -> Sequence[OpenBranch]:
        """Its branches; of one that was retried, those of the last try."""
        branches = self._branches.get(id(visit), [])
        return branches[len(branches) - visit.branches :]

    # Tasks.

    def _task(self, visit: OpenVisit) -> Iterator[Happening]:
        given = self._given(visit)
        text = f"task {value(given, self._shorter)}" if given is not None else "task"
        if not visit.attempts:
            yield Happening(visit.event_id, visit.entered, visit, f"{text}{self._open(visit)}")
            return
        before: OpenAttempt | None = None
        for number, attempt in enumerate(visit.attempts, start=1):
            final = number == len(visit.attempts)
            if before is not None:
                text = f"attempt {number}"
                if before.ended is not None and attempt.started > before.ended:
                    text += f", after a pause of {seconds(attempt.started - before.ended)}"
            told = f"{text}{self._outcome(visit, attempt, final=final)}{self._by(visit.step, attempt)}"
            if before is None:
                yield Happening(visit.event_id, visit.entered, visit, told)
            else:
                yield Happening(attempt.event_id, attempt.started, visit, told)
            before = attempt
        if before is not None and visit.failed is not None and before.error is None:
            # The service answered, and the step failed with the answer: too large, or no object.
            yield Happening(visit.exit_id, visit.failed, visit, f"step{self._open(visit)}")

    def _given(self, visit: OpenVisit) -> object:
        """What the task was called with: the step's input; of a state, what its Parameters make of it."""
        if self._dialect == "classic" or not visit.attempts:
            return visit.input
        given = visit.attempts[0].scheduled.get("input")  # none where Parameters failed
        return visit.input if given is None else given

    def _outcome(self, visit: OpenVisit, attempt: OpenAttempt, *, final: bool) -> str:
        if attempt.ended is None:
            if visit.cancelled is not None:
                return self._open(visit)
            waiting = "waiting for an answer" if attempt.submitted is None else _waiting(attempt)
            return f": {self._ink.bold(waiting)}"
        lasted = attempt.ended - attempt.started
        after = f" after {seconds(lasted)}" if lasted else ""
        if attempt.error is None:
            how = ": reported" if _waiting(attempt) == _CALLBACK else ":" if after else ""
            return f"{how}{after}{self._arrow(attempt.output)}"
        why = self._why(attempt.error, attempt.cause)
        text = f": {self._ink.bad(f'failed{after} with {why}' if why else f'failed{after}')}"
        if not final or visit.failed is None:
            return text
        return f"{text} (caught)" if visit.exited is not None else f"{text} (not caught)"

    def _by(self, step: str, attempt: OpenAttempt) -> str:
        """Who answered, where it is not who answered that step before."""
        by = self._answered.get(attempt.started_id)
        if not by or self._last_by.get(step) == by:
            return ""
        self._last_by[step] = by
        return self._ink.dim(f"  [{by}]")

    # Parts of lines.

    def _open(self, visit: OpenVisit) -> str:
        """Of a visit that was not left in the normal way: what became of it."""
        if visit.failed is not None:
            why = self._why(visit.error, visit.cause)
            return f": {self._ink.bad(f'failed with {why}' if why else 'failed')}"
        if visit.cancelled is not None:
            return f": {self._ink.bad('cancelled')} at {seconds(visit.cancelled - self._start)}"
        return f": {self._ink.bold('under way')}"

    def _why(self, error: str | None, cause: str | None) -> str:
        return error_text(error, cause, self._most)

    def _arrow(self, output: object) -> str:
        return f" -> {value(output, self._most)}"


def _dialect_of(history: History) -> str:
    """Without a definition the events tell: states have no local."""
    entry = next((row for row in history.rows() if row.type == "StepEntered"), None)
    return "classic" if entry is None or "local" in entry.detail else "statemachine"


def _waiting(attempt: OpenAttempt) -> str:
    """What a submitted task waits for."""
    mode = attempt.scheduled.get("pattern") or attempt.scheduled.get("taskMode")
    return _WAITING.get(str(mode), "submitted")


def _plural(what: str, count: int) -> str:
    if count == 1:
        return ""
    return "es" if what == "branch" else "s"
