"""`expect(execution)`: chainable checks, each of which fails with the asserted thing, what happened, and the timeline.

In: an execution, or a history (one downloaded from the service too). Out: the same object, or `AssertionError`. It
leaves finding facts to `facts` and wording to the report room. Source: design 2.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import Duration, to_ms
from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.expectations.facts import Facts, names_of
from pytest_fnf.expectations.paths import divergence
from pytest_fnf.history.events import TYPES
from pytest_fnf.history.history import History
from pytest_fnf.report.differences import differences, shown
from pytest_fnf.report.failures import failure_text
from pytest_fnf.report.words import listed, seconds, value
from pytest_fnf.report.words import times as often

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import EllipsisType

    from pytest_fnf.history.execution import Execution
    from pytest_fnf.history.records import OpenAttempt, OpenVisit

__tracebackhide__ = hidden_from_tracebacks


class _Any:
    """Equal to everything: the default of checks on values."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "ANY"


ANY = _Any()


def expect(subject: Execution | History) -> Expectation:
    """Checks over an execution, or over a history such as `History.from_api(...)` of a run in the cloud.

    Raises:
        UsageError: the subject is neither.
    """
    if not isinstance(subject, History) and not hasattr(subject, "history"):
        raise UsageError(f"expect() takes an execution or a history; found {subject!r}")
    return Expectation(subject)


class Expectation:
    """Chainable checks; each returns an expectation over the same execution, or raises `AssertionError`.

    `times` is the exact number of matching occurrences over the whole execution (or over the branch that `within`
    narrows to), for each name given; `None` means at least one. Unknown names fail, in negative checks too. Values
    compare with `==`, so matchers such as dirty-equals and `pytest.approx` work.
    """

    def __init__(self, subject: Execution | History, where: tuple[str, ...] = ()) -> None:
        self._facts = Facts(subject, where)

    def __repr__(self) -> str:
        inside = f" within {'/'.join(self._facts.where)}" if self._facts.where else ""
        return f"<Expectation of {self._facts.subject!r}{inside}>"

    # How it ended.

    def succeeded(self, output: Any = ANY) -> Expectation:
        """It has ended as `Succeeded`, with this output."""
        self._ended("Succeeded", "succeeded")
        found = self._facts.ending.get("output")
        if output != found:
            self._fail(f"succeeded with output {shown(output)}", self._differing(output, found))
        return self

    def failed(self, error: Any = ANY, cause: Any = ANY) -> Expectation:
        """It has ended as `Failed`, with this error name and this cause."""
        self._ended("Failed", _with("failed", error, cause))
        for what, expected in (("error", error), ("cause", cause)):
            found = self._facts.ending.get(what, "")
            if expected != found:
                self._fail(_with("failed", error, cause), [f"it failed with {what} {found!r}", *self._error_lines()])
        return self

    def timed_out(self) -> Expectation:
        """It has ended as `TimedOut`: its own time limit passed."""
        return self._ended("TimedOut", "timed out")

    def stopped(self) -> Expectation:
        """It has ended as `Stopped`."""
        return self._ended("Stopped", "stopped")

    def took(self, seconds: Duration) -> Expectation:  # noqa: A002, RUF100
        """From its start to its end (or its last event) exactly so many virtual seconds passed."""
        ms, found = _ms(seconds), self._facts.elapsed
        if ms != found:
            self._fail(f"took {_s(ms)}", [f"it took {_s(found)}"])
        return self

    # Which way it went.

    def followed(self, *steps: str | EllipsisType) -> Expectation:
        """Its whole path is this; `...` stands for any steps, none included."""
        self._known(step for step in steps if step is not ...)
        path = self._facts.path
        apart = divergence(steps, path)
        if apart is not None:
            asserted = f"followed {' -> '.join('...' if step is ... else str(step) for step in steps)}"
            self._fail(asserted, self._apart(apart.expected, apart.at), step=apart.expected, up_to=apart.at + 1)
        return self

    def visited(self, *steps: str, times: int | None = None) -> Expectation:
        """Each of these steps was entered: at least once, or exactly so many times."""
        self._some(steps, "visited")
        self._known(steps)
        for step in steps:
            visits = self._facts.visits_of(step)
            if len(visits) != times if times is not None else not visits:
                count = "" if times is None else f" {often(times)}"
                self._fail(f"visited '{step}'{count}", [self._visited(step, visits)], step=step)
        return self

    def not_visited(self, *steps: str) -> Expectation:
        """None of these steps was entered."""
        self._some(steps, "not_visited")
        self._known(steps)
        for step in steps:
            visits = self._facts.visits_of(step)
            if visits:
                self._fail(f"did not visit '{step}'", [self._visited(step, visits)], step=step)
        return self

    def within(self, *where: str) -> Expectation:
        """Checks over one branch or iteration, named as in `Visit.where`: `within("copyAll[0]", "upload[1]")`."""
        inside = Expectation(self._facts.subject, (*self._facts.where, *where))
        if not inside._facts.visits:
            ways = self._facts.ways_in()
            hint = did_you_mean("/".join(inside._facts.where), ["/".join(way) for way in ways])
            known = hint or f"there are {', '.join('/'.join(way) for way in ways[:12]) or 'none'}"
            self._fail(f"a branch or iteration {'/'.join(inside._facts.where)}", [f"no such way in; {known}"])
        return inside

    # What its steps did.

    def waited(self, step: str, seconds: Duration, times: int | None = None) -> Expectation:  # noqa: A002, RUF100
        """This step lasted exactly so long: at least once, or exactly so many times."""
        self._known([step])
        ms = _ms(seconds)
        visits = self._facts.visits_of(step)
        lasted = [visit.exited - visit.entered for visit in visits if visit.exited is not None]
        matching = lasted.count(ms)
        if matching != times if times is not None else not matching:
            count = "" if times is None else f" {often(times)}"
            found = f"it lasted {', '.join(map(_s, lasted))}" if lasted else self._visited(step, visits)
            self._fail(f"waited {_s(ms)} in '{step}'{count}", [found], step=step)
        return self

    def retried(self, step: str, times: int | None = None, delays: Sequence[Duration] | None = None) -> Expectation:
        """This task was tried again: at least once, or exactly so many times, after these delays."""
        self._known([step])
        visits = self._facts.visits_of(step)
        found = [delay for visit in visits for delay in _delays(visit)]
        expected = None if delays is None else [_ms(delay) for delay in delays]
        wrong = (len(found) != times if times is not None else not found and expected is None) or (
            expected is not None and expected != found
        )
        if wrong:
            count = "" if times is None else f" {often(times)}"
            after = "" if expected is None else f" after {', '.join(map(_s, expected)) or 'no delays'}"
            happened = [f"it was retried {often(len(found))}{', after ' + ', '.join(map(_s, found)) if found else ''}"]
            self._fail(f"retried '{step}'{count}{after}", [*happened, *_outcomes(visits)], step=step)
        return self

    def called(self, target: str, times: int | None = None, event: Any = ANY) -> Expectation:
        """This task, function or service was called with this event; every attempt counts.

        Args:
            target: a step, `service/function`, `function`, a resource ARN or an action.
            times: exactly so many matching calls; `None` for at least one.
            event: what the calls got.
        """
        steps = self._callers(target)
        calls = [attempt for visit, attempt in self._facts.attempts() if visit.step in steps]
        matching = [call for call in calls if event == call.scheduled.get("input")]
        if len(matching) != times if times is not None else not matching:
            count = "" if times is None else f" {often(times)}"
            asserted = f"called '{target}'{count}{'' if event is ANY else f' with {shown(event)}'}"
            self._fail(asserted, self._called(target, calls, matching, event), step=steps[0] if steps else None)
        return self

    def emitted(self, *types: str) -> Expectation:
        """Events of these types occur in this order; others may lie between."""
        for kind in types:
            if kind not in TYPES:
                hint = did_you_mean(kind, TYPES) or f"the types are {', '.join(TYPES)}"
                self._fail(f"emitted {', '.join(types)}", [f"there is no event type '{kind}'; {hint}"])
        found = self._facts.event_types()
        at = 0
        for number, kind in enumerate(types):
            try:
                at = found.index(kind, at) + 1
            except ValueError:
                before = f" after {types[number - 1]} (event {at})" if number else ""
                happened = f"there is no {kind}{before}; it occurs {often(found.count(kind))} in all"
                self._fail(f"emitted {', '.join(types)}", [happened])
        return self

    # How a check fails.

    def _ended(self, status: str, asserted: str) -> Expectation:
        facts = self._facts
        if facts.status != status:
            now = "is still running" if facts.status == "Running" else f"ended {facts.status}"
            self._fail(asserted, [f"it {now} at {_s(facts.elapsed)}", *self._error_lines()], step=self._failing())
        return self

    def _error_lines(self) -> list[str]:
        """What the last event says of an error."""
        ending = self._facts.ending
        if not ending.get("error") and not ending.get("cause"):
            return []
        return [f"error {ending.get('error', '')!r}: {ending.get('cause', '')}"]

    def _failing(self) -> str | None:
        """The step whose failure ended it, the innermost one."""
        failed = [visit for visit in self._facts.history.visits if visit.error is not None and visit.exited is None]
        return failed[-1].step if failed and self._facts.status == "Failed" else None

    def _visited(self, step: str, visits: Sequence[OpenVisit]) -> str:
        if not visits:
            return f"'{step}' was never visited; the path is {_path(self._facts.path)}"
        at = ", ".join(_s(visit.entered - self._facts.start) for visit in visits[:20])
        return f"'{step}' was visited {often(len(visits))}, at {at}{', ...' if len(visits) > 20 else ''}"

    def _apart(self, expected: str | None, at: int) -> list[str]:
        path, visits = self._facts.path, self._facts.visits
        wanted = "the end" if expected is None else f"'{expected}'"
        before = f" after '{path[at - 1]}'" if at else ""
        if at >= len(path):
            found = f"the path ends{before} at {_s(self._facts.elapsed)}, where {wanted} was expected"
        else:
            when = _s(visits[at].entered - self._facts.start)
            found = f"step {at + 1} is '{path[at]}' at {when}{before}, where {wanted} was expected"
        return [found, f"the path is {_path(path)}"]

    def _differing(self, expected: Any, found: Any) -> list[str]:
        return [*differences(expected, found), f"the whole output is {value(found, None)}"]

    def _called(
        self, target: str, calls: Sequence[OpenAttempt], matching: Sequence[OpenAttempt], event: Any
    ) -> list[str]:
        if not calls:
            return [f"'{target}' was never called"]
        at = ", ".join(_s(call.started - self._facts.start) for call in calls[:20])
        lines = [f"'{target}' was called {often(len(calls))}, at {at}"]
        if event is not ANY:
            lines[0] += f"; {often(len(matching))} with that event"
            for number, call in enumerate(calls[:10], start=1):
                lines += [f"call {number}: {line}" for line in differences(event, call.scheduled.get("input"))]
        return lines

    def _callers(self, target: str) -> list[str]:
        """The steps that call it."""
        targets = self._facts.targets
        name = _short(target)
        steps = [step for step, what in targets.items() if name in names_of(step, what)]
        if not steps:
            known = list(dict.fromkeys(name for step, what in targets.items() for name in names_of(step, what)))
            hint = did_you_mean(name, known) or f"tasks are {', '.join(map(repr, known)) or 'none'}"
            self._fail(f"called '{target}'", [f"nothing is called '{target}'; {hint}"])
        return steps

    def _known(self, steps: Any) -> None:
        for step in steps:
            unknown = self._facts.unknown_step(step) if isinstance(step, str) else f"a step is a name; found {step!r}"
            if unknown is not None:
                self._fail(f"something of step '{step}'", [unknown])

    def _some(self, steps: Sequence[str], check: str) -> None:
        if not steps:
            raise UsageError(f"{check}() needs the name of at least one step")

    def _fail(
        self, asserted: str, happened: Sequence[str], *, step: str | None = None, up_to: int | None = None
    ) -> None:
        if self._facts.where:
            asserted += f" within {'/'.join(self._facts.where)}"
        raise AssertionError(failure_text(self._facts.subject, asserted, happened, step=step, up_to=up_to))


def _ms(duration: Duration) -> int:
    try:
        return to_ms(duration)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _s(ms: int) -> str:
    return seconds(ms)


def _path(path: Sequence[str]) -> str:
    steps = path if len(path) <= 40 else [*path[:20], "...", *path[-20:]]
    return " -> ".join(steps) or "empty"


def _with(word: str, error: Any, cause: Any) -> str:
    text = word if error is ANY else f"{word} with error {error!r}"
    return text if cause is ANY else f"{text} and cause {cause!r}"


def _delays(visit: OpenVisit) -> list[int]:
    """The pauses between the end of an attempt and the start of the next."""
    pairs = zip(visit.attempts, visit.attempts[1:], strict=False)
    return [after.started - (before.ended or before.started) for before, after in pairs]


def _outcomes(visits: Sequence[OpenVisit]) -> list[str]:
    lines = []
    for visit in visits:
        outcomes = [attempt.error if attempt.error is not None else "succeeded" for attempt in visit.attempts]
        lines.append(f"attempts of the visit at {_s(visit.entered)}: {listed(outcomes)}" if outcomes else "no attempts")
    return lines if any(len(visit.attempts) > 1 for visit in visits) else []


def _short(target: str) -> str:
    """A resource ARN as the short name that targets have."""
    if not target.startswith("acs:"):
        return target
    from pytest_fnf.definition.targets import parse_target  # noqa: PLC0415  (only for this rare spelling)

    try:
        return parse_target(target).text
    except ValueError:
        return target
