"""Stubs: what a test has a task's service answer.

In: answers that a test gives, events of calls. Out: answers as data; whether a stub was used. It leaves finding the
stub of a task to the account, and what an answer means in each mode to the engine.

A mistake in an answer is the test's: it is raised at the line that gave it, or from the driving call, and is never
turned into a failure of the flow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_fnf.clock.instants import Duration, to_ms
from pytest_fnf.errors import Spelled, StubError, UsageError, hidden_from_tracebacks
from pytest_fnf.values import Json, NotJson, compact, copy_json, private

if TYPE_CHECKING:
    from collections.abc import Iterator

__tracebackhide__ = hidden_from_tracebacks


@dataclass(slots=True, unsafe_hash=True)  # made for each call that a function answers; frozen costs twice as much
class Ok:
    """The call returns this value; see `ok`. Nobody changes it."""

    value: Json
    size: int
    takes: int


@dataclass(frozen=True, slots=True)
class Failure:
    """The call fails with this error; see `failure`."""

    error: str
    cause: str
    takes: int


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer ever comes; see `hang`."""


@dataclass(frozen=True, slots=True)
class Reports:
    """A callback task is submitted, and reported afterwards; see `reports` and `reports_failure`."""

    outcome: Ok | Failure | Callable[[Json], Any]
    after: int

    def outcome_for(self, event: Json) -> Ok | Failure:
        """What is reported, given the event."""
        if isinstance(self.outcome, Ok | Failure):
            return self.outcome
        return _ok(self.outcome(private(event)), f"the output function {_called(self.outcome)}")


@dataclass(frozen=True, slots=True)
class Through:
    """The call goes to the function's own handler; see `through`."""


Answer: TypeAlias = Ok | Failure | Hang | Reports | Through
_ANSWERS = (Ok, Failure, Hang, Reports, Through)

Answering: TypeAlias = Callable[[Json], Any]
Match: TypeAlias = Mapping[str, Any] | Callable[[Json], bool]


def ok(output: Json, takes: Duration = 0) -> Ok:
    """The call returns `output`, `takes` seconds after it began.

    Raises:
        UsageError: the output is no JSON value, or the duration is negative.
    """
    return _ok(output, "the output", _ms(takes, "takes"))


def failure(error: str, cause: str = "", takes: Duration = 0) -> Failure:
    """The call fails with this error name and text, `takes` seconds after it began.

    Raises:
        UsageError: the error or the cause is no text, or the duration is negative.
    """
    given: tuple[tuple[str, object], ...] = (("error", error), ("cause", cause))
    for what, text in given:
        if not isinstance(text, str):
            name = text.__name__ if isinstance(text, type) else ""
            hint = f"; write {name!r}, the name by which flows know it" if name else ""
            raise UsageError(f"the {what} of a failure is text; found {text!r}{hint}")
    return Failure(error, cause, _ms(takes, "takes"))


def hang() -> Hang:
    """The call never answers; only a time-out of the flow ends it."""
    return Hang()


def reports(output: Json | Callable[[Json], Json], after: Duration = 0) -> Reports:
    """A callback task is submitted at once and reported succeeded `after` seconds later.

    Args:
        output: the reported object, or a function of the task's event that makes it.
        after: seconds from the submission to the report.
    """
    outcome = output if callable(output) else _ok(output, "the reported output")
    return Reports(outcome, _ms(after, "after"))


def reports_failure(error: str, cause: str = "", after: Duration = 0) -> Reports:
    """A callback task is submitted at once and reported failed `after` seconds later."""
    return Reports(failure(error, cause), _ms(after, "after"))


def through() -> Through:
    """This call goes to the function's own handler."""
    return Through()


class Stub(Spelled):
    """What a task's service answers; made by `flow.stub(target)`. All methods that answer return the stub.

    Attributes:
        target: what it stands for, as messages name it.
        title: the same with the word, as histories name who answered.
        optional: whether a test may leave it unused.
    """

    def __init__(self, target: str, *, optional: bool = False, parent: Stub | None = None) -> None:
        self.target = target
        self.title = f"stub '{target}'"
        self.optional = optional
        self._parent = parent
        self._received: list[Json] = []
        self._answer: Answer | Answering | None = None
        self._replies: Iterator[Answer | Answering] | None = None
        self._count = 0
        self._then: str | None = None
        self._last: Answer | Answering | None = None
        self._whens: list[tuple[Match, Stub]] = []

    def __repr__(self) -> str:
        return f"<Stub of {self.target!r}, called {self.call_count} times>"

    def returns(self, output: Json, *, takes: Duration = 0) -> Stub:
        """Every call returns `output`: what the function or service returns, before any wrapping by the flow.

        Args:
            output: a JSON value; an object, unless the test is about `FnF.InvalidLocal`.
            takes: seconds that each call lasts; they count against the attempt's time-out, equal is in time.
        """
        return self._always(ok(output, takes))

    def raises(self, error: str, cause: str = "", *, takes: Duration = 0) -> Stub:
        """Every call fails with this error, as the flow's `retry` and `catch` name it."""
        return self._always(failure(error, cause, takes))

    def hangs(self) -> Stub:
        """No call is ever answered."""
        return self._always(hang())

    def reports(self, output: Json | Callable[[Json], Json], *, after: Duration = 0) -> Stub:
        """Every callback task is submitted, and reported succeeded `after` seconds later."""
        return self._always(reports(output, after))

    def reports_failure(self, error: str, cause: str = "", *, after: Duration = 0) -> Stub:
        """Every callback task is submitted, and reported failed `after` seconds later."""
        return self._always(reports_failure(error, cause, after))

    def answers(self, function: Callable[[Json], Any]) -> Stub:
        """Every call is answered by a function of the decoded event: a value, or one of the answers.

        What the function raises is the test's failure, never the flow's.
        """
        if not callable(function):
            raise UsageError(f"stub of '{self.target}': answers() takes a function of the event; found {function!r}")
        return self._always(function)

    def replies(self, *answers: Any, then: Literal["repeat", "handler"] | None = None) -> Stub:
        """One answer a call, in order of virtual time.

        Args:
            answers: plain values, answers such as `failure("E")`, or functions of the event.
            then: after the last one: `None` makes a further call a failure of the test, `"repeat"` repeats the
                last answer, `"handler"` lets further calls go to the function's own handler.
        """
        if then not in (None, "repeat", "handler"):
            raise UsageError(f"stub of '{self.target}': then is None, 'repeat' or 'handler'; found {then!r}")
        if not answers and then == "repeat":
            raise UsageError(f"stub of '{self.target}': then='repeat' needs an answer to repeat")
        if not answers and then is None:
            raise UsageError(f"stub of '{self.target}': replies() was given no answers; write .replies(first, second)")
        plain = [_answer(answer, f"answer {at} of {len(answers)}") for at, answer in enumerate(answers, start=1)]
        self._answer = None
        self._replies, self._count, self._then = iter(plain), len(plain), then
        self._last = plain[-1] if plain else None
        return self

    def when(self, match: Match) -> Stub:
        """A stub for those calls whose event matches, with answers and counters of its own; the first match wins.

        Args:
            match: a mapping that the event contains (nested, a subset), or a predicate of the event.
        """
        if not callable(match) and not isinstance(match, Mapping):
            raise UsageError(f"stub of '{self.target}': when() takes a mapping or a predicate; found {match!r}")
        stub = Stub(f"{self.target} when {_described(match)}", optional=self.optional, parent=self)
        self._whens.append((match, stub))
        return stub

    @property
    def received(self) -> list[Json]:
        """The decoded events of its calls so far, in order; private copies."""
        return [private(event) for event in self._received]

    @property
    def call_count(self) -> int:
        """How many calls it has had."""
        return len(self._received)

    def answer(self, event: Json) -> Answer:
        """Answer one call; for the account. The event is shared, not copied.

        Raises:
            StubError: it has no answer for this call.
            Exception: whatever a function of the test raises.
        """
        self._received.append(event)
        for match, stub in self._whens:
            if _matches(match, event):
                return stub.answer(event)
        answer = self._answer
        if answer is None:
            answer = self._next(event)
        if isinstance(answer, _ANSWERS):
            return answer
        made = answer(private(event))
        if isinstance(made, _ANSWERS):
            return made
        try:
            return Ok(*copy_json(made), 0)
        except NotJson as error:
            raise _no_json(f"{_called(answer)} of the stub of '{self.target}'", error) from None

    def unused(self) -> list[Stub]:
        """Itself and its `when` stubs, as far as they have had no call and are not optional."""
        own = [] if self.optional or self._received else [self]
        return own + [stub for _, when in self._whens for stub in when.unused()]

    def _always(self, answer: Answer | Answering) -> Stub:
        self._answer, self._replies = answer, None
        return self

    def _next(self, event: Json) -> Answer | Answering:
        if self._replies is None:
            raise StubError(self._unanswered(event))
        answer = next(self._replies, None)
        if answer is not None:
            return answer
        if self._then == "repeat" and self._last is not None:
            return self._last
        if self._then == "handler":
            return Through()
        raise StubError(
            f"stub of '{self.target}' got call {self.call_count} but has answers for {self._count}\n"
            f"  event: {_cut(event)}\n"
            "  write: one answer more, or .replies(..., then='repeat') or then='handler'"
        )

    def _unanswered(self, event: Json) -> str:
        if not self._whens:
            return (
                f"stub of '{self.target}' was called but nothing says what it answers\n"
                f"  event: {_cut(event)}\n"
                "  write: .returns({...}), .raises('Error'), .answers(function) or .replies(...)"
            )
        whens = "".join(f"\n    when {_described(match)}" for match, _ in self._whens)
        return (
            f"stub of '{self.target}' has no answer for this event: {_cut(event)}\n"
            f"  it answers only:{whens}\n"
            "  write: .returns({...}) on the stub for all other calls, or .answers(lambda event: through())"
        )


def _answer(answer: Any, what: str) -> Answer | Answering:
    if isinstance(answer, _ANSWERS):
        return answer
    if callable(answer):
        function: Answering = answer
        return function
    return _ok(answer, what)


def _ok(value: Any, what: str, takes: int = 0) -> Ok:
    try:
        return Ok(*copy_json(value), takes)
    except NotJson as error:
        raise _no_json(what, error) from None


def _no_json(what: str, error: NotJson) -> UsageError:
    return UsageError(f"{what} is no JSON: {error}")


def _ms(duration: Duration, what: str) -> int:
    try:
        ms = to_ms(duration)
    except ValueError as error:
        raise UsageError(f"{what}: {error}") from None
    if ms < 0:
        raise UsageError(f"{what} is {duration!r}; it is at least 0")
    return ms


def _matches(match: Match, event: Json) -> bool:
    return _contains(event, match) if isinstance(match, Mapping) else bool(match(private(event)))


def _contains(value: Any, part: Any) -> bool:
    if isinstance(part, Mapping):
        return isinstance(value, Mapping) and all(
            key in value and _contains(value[key], item) for key, item in part.items()
        )
    return bool(part == value)


def _described(match: Match) -> str:
    return repr(dict(match)) if isinstance(match, Mapping) else _called(match)


def _called(function: Callable[..., Any]) -> str:
    """A function's name and where it stands, so that a test's author finds it."""
    name = getattr(function, "__qualname__", None) or repr(function)
    code = getattr(function, "__code__", None)
    return f"{name} (line {code.co_firstlineno})" if code is not None else name


def _cut(event: Json) -> str:
    text = compact(event)
    return text if len(text) <= 300 else f"{text[:297]}..."
