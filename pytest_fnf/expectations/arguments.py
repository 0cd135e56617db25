"""The arguments of checks: what may be given, and what a wrong one is told.

In: what a test writes. Out: names, counts and durations that checks can use, or `UsageError`: a mistake of the test is
never reported as a failure of the flow.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_ms
from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.report.words import seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_fnf.expectations.facts import Facts

__tracebackhide__ = hidden_from_tracebacks

_NO_MATCHERS = (str, bytes, list, tuple, dict, set, bool, type(None))


class UnknownName(UsageError, AssertionError):  # type: ignore[misc]  # final only for type checkers
    """A check names a step, function, branch or event type that does not exist: the test is written wrongly."""


class AnyValue:
    """Equal to everything: the default of checks on values."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "ANY"


ANY = AnyValue()


class Span:
    """An expected duration: exact to the millisecond, or a matcher for a number of seconds.

    Args:
        given: seconds, a `timedelta`, or a matcher such as `pytest.approx(3, abs=1)`.
        check: which check it belongs to, for messages.
    """

    def __init__(self, given: Any, check: str) -> None:
        self._given = given
        self._ms: int | None = None
        if isinstance(given, _NO_MATCHERS):
            raise UsageError(f"{check}() takes seconds or a timedelta; found {given!r}")
        if isinstance(given, int | float | timedelta):
            try:
                self._ms = to_ms(given)
            except ValueError as error:
                raise UsageError(f"{check}(): {error}") from None
            if self._ms < 0:
                raise UsageError(f"{check}() takes a duration from 0 on; found {given!r}")

    def __str__(self) -> str:
        return f"{self._given!r} s" if self._ms is None else seconds(self._ms)

    def fits(self, ms: int) -> bool:
        """Whether a duration is the expected one."""
        return bool(self._given == ms / 1000) if self._ms is None else self._ms == ms


def check_times(check: str, times: Any) -> None:
    """A number of occurrences: a whole number from 0, or `None`.

    Raises:
        UsageError: it is neither.
    """
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 0):
        raise UsageError(f"times of {check}() is a whole number from 0; found {times!r}")


def check_texts(check: str, what: str, given: Sequence[Any], *, ellipsis: bool = False) -> None:
    """Names, written one by one.

    Raises:
        UsageError: there is none, or one of them is no text.
    """
    if not given:
        raise UsageError(f"{check}() takes {what}s, at least one; found none")
    for name in given:
        if isinstance(name, list | tuple):
            raise UsageError(f"{check}() takes {what}s one by one; found {name!r}; hint: write {check}(*{what}s)")
        if name is ... and not ellipsis:
            raise UsageError(f"{check}() takes names of {what}s; found ..., which only followed() takes")
        if not isinstance(name, str) and name is not ...:
            raise UsageError(f"{check}() takes names of {what}s; found {name!r}")


def check_steps(check: str, facts: Facts, steps: Iterable[Any]) -> None:
    """Names of steps that the flow has.

    Without a definition only the steps that ran are known. Then a name that is not among them counts as never
    entered, unless it is written like one of them but for case and punctuation.

    Raises:
        UnknownName: there is no such step; the text names the nearest.
    """
    for step in steps:
        if step is ... or step in facts.steps:
            continue
        if facts.definition is not None:
            raise UnknownName(f"{check}('{step}'): {no_step(facts, step)}")
        alike = [known for known in facts.steps if plain(known) == plain(step)]
        if alike:
            raise UnknownName(f"{check}('{step}'): no step of that name ran; did you mean '{alike[0]}'?")


def no_step(facts: Facts, step: str) -> str:
    """That a step is not known, with the nearest name or all of them."""
    names = ", ".join(f"'{known}'" for known in facts.steps)
    advice = did_you_mean(step, facts.steps) or f"its steps are {names or 'none'}"
    if facts.definition is None:
        return f"the history has no step '{step}'; {advice}"
    return f"the flow ({facts.definition.label}) has no step '{step}'; {advice}"


def plain(name: str) -> str:
    """A name without case and punctuation, to tell a slip from another name."""
    return "".join(char for char in name.casefold() if char.isalnum())
