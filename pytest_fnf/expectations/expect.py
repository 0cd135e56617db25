"""`expect(execution)`: chainable checks, each of which fails with the asserted thing, what happened, and the timeline.

In: an execution, or a history (one downloaded from the service too). Out: the same object, or `AssertionError`. It
leaves finding facts to `facts` and `callees`, and wording to the report room. Source: design 2.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import Spelled, UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.expectations import misses
from pytest_fnf.expectations.arguments import (
    ANY,
    Span,
    UnknownName,
    check_steps,
    check_texts,
    check_times,
)
from pytest_fnf.expectations.callees import Callee
from pytest_fnf.expectations.facts import Facts
from pytest_fnf.expectations.paths import divergence
from pytest_fnf.expectations.ways import find_way
from pytest_fnf.history.events import TYPES
from pytest_fnf.history.execution import Execution
from pytest_fnf.history.history import History
from pytest_fnf.report.failures import Miss, failure_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import EllipsisType

    from pytest_fnf.clock.instants import Duration
    from pytest_fnf.definition.load import Definition

__tracebackhide__ = hidden_from_tracebacks


def expect(subject: Execution | History, *, definition: Definition | None = None) -> Expectation:
    """Checks over an execution, or over a history such as `History.from_api(...)` of a run in the cloud.

    A bare history knows only the steps that ran, so a misspelt name counts as a step that was never entered, and
    `not_visited` holds. With the flow's definition it fails, as it does for an execution.

    Args:
        subject: the execution or history.
        definition: the flow that a bare history is of: `expect(history, definition=flow.definition)`.

    Raises:
        UsageError: the subject is neither.
    """
    given: object = subject
    if not isinstance(given, Execution | History):
        hint = "; write expect(flow.run(...))" if hasattr(given, "run") else ""
        raise UsageError(f"expect() takes an execution or a history; found {given!r}{hint}")
    return Expectation(Facts(subject, definition=definition))


class Expectation(Spelled):
    """Chainable checks; each returns the same object, or raises `AssertionError`.

    `times` is the exact number of matching occurrences over the whole execution (or over the branch that `within`
    narrows to), for each name given; `None` means at least one. Unknown names fail, in negative checks too. Values
    compare with `==`, so matchers such as dirty-equals and `pytest.approx` work, at any depth.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __repr__(self) -> str:
        inside = f" within {'/'.join(self._facts.where)}" if self._facts.where else ""
        return f"<Expectation of {self._facts.subject!r}{inside}>"

    # How it ended.

    def succeeded(self, output: Any = ANY) -> Expectation:
        """It has ended as `Succeeded`, with this output; of a branch or iteration, with this local."""
        outcome = self._facts.outcome
        if outcome.status != "Succeeded":
            self._fail(misses.not_ended(self._facts, "to succeed"))
        if not output == outcome.output:  # noqa: SIM201  (the matcher's own ==)
            self._fail(misses.other_output(output, outcome.output))
        return self

    def failed(self, error: Any = ANY, cause: Any = ANY) -> Expectation:
        """It has ended as `Failed`, with this error name and this cause."""
        outcome = self._facts.outcome
        if not (outcome.status == "Failed" and error == outcome.error and cause == outcome.cause):
            self._fail(misses.not_failed(self._facts, error, cause))
        return self

    def timed_out(self) -> Expectation:
        """It has ended as `TimedOut`: its own time limit passed."""
        return self._ended("timed_out", "TimedOut", "to time out")

    def stopped(self) -> Expectation:
        """It has ended as `Stopped`."""
        return self._ended("stopped", "Stopped", "to be stopped")

    def took(self, seconds: Duration) -> Expectation:
        """From its start to its end exactly so many virtual seconds passed."""
        span, outcome = Span(seconds, "took"), self._facts.outcome
        if outcome.status == "Running" or not span.fits(outcome.elapsed):
            self._fail(misses.not_ended(self._facts, f"to take {span}"))
        return self

    # Which way it went.

    def followed(self, *steps: str | EllipsisType) -> Expectation:
        """Its whole path is this; `...` stands for any steps, none included."""
        check_texts("followed", "step", steps, ellipsis=True)
        check_steps("followed", self._facts, steps)
        apart = divergence(steps, self._facts.path)
        if apart is not None:
            self._fail(misses.other_path(self._facts, steps, apart))
        return self

    def visited(self, *steps: str, times: int | None = None) -> Expectation:
        """Each of these steps was entered: at least once, or exactly so many times."""
        check_times("visited", times)
        check_texts("visited", "step", steps)
        check_steps("visited", self._facts, steps)
        for step in steps:
            if _wrong(len(self._facts.visits_of(step)), times):
                self._fail(misses.other_visits(self._facts, step, times))
        return self

    def not_visited(self, *steps: str) -> Expectation:
        """None of these steps was entered."""
        check_texts("not_visited", "step", steps)
        check_steps("not_visited", self._facts, steps)
        for step in steps:
            if self._facts.visits_of(step):
                self._fail(misses.other_visits(self._facts, step, 0))
        return self

    def within(self, *where: str) -> Expectation:
        """Checks over one branch or iteration, named as in `Visit.where`: `within("copyAll[0]", "upload[1]")`.

        It is looked for inside the branch that the expectation is narrowed to, then from the outside, so that both
        `.within("copyAll[0]").within("upload[1]")` and `.within("each[0]").visited("A").within("each[1]")` read as
        they are meant. Of one that ran several times, the last run counts for `succeeded`, `failed` and `took`.
        """
        check_texts("within", "way", where)
        return Expectation(self._facts.inside(find_way(self._facts, where)))

    # What its steps did.

    def waited(self, step: str, seconds: Duration, times: int | None = None) -> Expectation:
        """This step lasted exactly so long: at least once, or exactly so many times."""
        span = Span(seconds, "waited")
        check_times("waited", times)
        check_texts("waited", "step", [step])
        check_steps("waited", self._facts, [step])
        visits = self._facts.visits_of(step)
        matching = [visit for visit in visits if visit.exited is not None and span.fits(visit.exited - visit.entered)]
        if _wrong(len(matching), times):
            self._fail(misses.other_duration(self._facts, step, span, times))
        return self

    def retried(self, step: str, times: int | None = None, delays: Sequence[Duration] | None = None) -> Expectation:
        """This task was tried again: at least once, or exactly so many times, after exactly these delays.

        Each further attempt is one retry; those of several visits count together, in the order of the visits.
        """
        check_times("retried", times)
        check_texts("retried", "step", [step])
        check_steps("retried", self._facts, [step])
        spans = _spans(delays, times)
        found = misses.delays_of(self._facts.visits_of(step))
        fits = spans is None or (
            len(spans) == len(found) and all(span.fits(delay) for span, delay in zip(spans, found, strict=True))
        )
        if not fits or _wrong(len(found), times if spans is None else len(spans)):
            self._fail(misses.other_retries(self._facts, step, times, spans))
        return self

    def called(self, target: str, times: int | None = None, event: Any = ANY) -> Expectation:
        """This task, function or service was called with this event; every attempt counts.

        Args:
            target: a step, `service/function`, `function`, a resource ARN or an action.
            times: exactly so many matching calls; `None` for at least one.
            event: what the calls got.
        """
        check_times("called", times)
        callee = Callee(target, self._facts)
        calls = [call for call in self._facts.attempts() if callee.made(*call)]
        matching = [call for call in calls if event == call[1].scheduled.get("input")]
        if _wrong(len(matching), times):
            self._fail(misses.other_calls(self._facts, callee, (times, event), calls, matching))
        return self

    def emitted(self, *types: str) -> Expectation:
        """Events of these types occur in this order; others may lie between."""
        check_texts("emitted", "type", types)
        for kind in types:
            if kind not in TYPES:
                hint = did_you_mean(kind, TYPES)
                advice = hint or f"the types are {', '.join(TYPES)}"
                raise UnknownName(f"emitted('{kind}'): there is no event type '{kind}'; {advice}")
        rows = iter(self._facts.events())
        before = None
        for number, kind in enumerate(types):
            row = next((row for row in rows if row.type == kind), None)
            if row is None:
                self._fail(misses.other_events(self._facts, types, number, before))
            before = row
        return self

    # How a check fails.

    def _ended(self, check: str, status: str, asserted: str) -> Expectation:
        if self._facts.where:
            raise UsageError(f"{check}() is about the whole execution; a branch succeeds, fails or is cancelled")
        if self._facts.outcome.status != status:
            self._fail(misses.not_ended(self._facts, asserted))
        return self

    def _fail(self, miss: Miss) -> None:
        facts = self._facts
        raise AssertionError(failure_text(facts.subject, miss, definition=facts.definition, where=facts.where))


def _wrong(found: int, times: int | None) -> bool:
    """Whether a number of occurrences is not the one asked for."""
    return not found if times is None else found != times


def _spans(delays: Any, times: int | None) -> list[Span] | None:
    if delays is None:
        return None
    if isinstance(delays, str | bytes) or not hasattr(delays, "__iter__"):
        raise UsageError(f"delays of retried() is a list of seconds; found {delays!r}")
    spans = [Span(delay, "retried") for delay in delays]
    if times is not None and times != len(spans):
        raise UsageError(f"retried() was given times={times}, but {len(spans)} delays; one of them is wrong")
    return spans
