r"""Regular expressions of `regexMatchString`: Python's syntax, without what needs to go back.

In: a pattern. Out: a `Pattern` whose `search` says whether it is found in a text; or `Unfit`, if it cannot be read.

Python's own matcher tries one way after another, so that `(a+)+$` takes longer than a life on forty characters. Here
all ways are followed at once, character by character: time grows with text times pattern, whatever they are. Python
checks the syntax and knows what `[^a-z]`, `\w` or `\b` mean; only how these are put together is read here. Groups that
look around and references back have no place in this.

    pattern  := sequence ( "|" sequence )*
    sequence := ( atom quantifier? )*
    atom     := "(" pattern ")" | a character, a class, a place such as "^"
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pytest_fnf.expression.statemachine.errors import Unfit

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_PATTERN = 10_000
_MOST_PARTS = 10_000
_MOST_STEPS = 20_000_000

_GROUP = re.compile(r"\((?:\?(?:P<\w+>|(?P<flags>[ims]*(?:-[ims]+)?):))?(?!\?)")
_FLAGS = re.compile(r"\(\?([ims]+)\)")
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-3][0-7]{2}|0[0-7]?|[^1-9])", re.DOTALL
)
_QUANTIFIER = re.compile(r"(?P<sign>[*+?])|\{(?!\})(?P<least>[0-9]*)(?P<range>,(?P<most>[0-9]*))?\}")
_SIGNS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_PLACES = frozenset(("^", "$", r"\A", r"\b", r"\B", r"\Z", r"\z"))


class _One(NamedTuple):
    """A character that fits, or a place that is one."""

    test: re.Pattern[str]
    is_place: bool


class _Sequence(NamedTuple):
    parts: list[_Node]


class _Either(NamedTuple):
    parts: list[_Node]


class _Repeat(NamedTuple):
    part: _Node
    least: int
    most: int | None


_Node: TypeAlias = "_One | _Sequence | _Either | _Repeat"


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern.

    Raises:
        Unfit: it is none, or one that needs to go back.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise Unfit(f"the pattern is longer than {_LONGEST_PATTERN} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a later Python may read otherwise
            re.compile(pattern, re.ASCII)
            return Pattern(_Reader(pattern).whole())
    except (re.error, OverflowError) as error:
        raise Unfit(f"the pattern cannot be read: {error}") from None
    except RecursionError:
        raise Unfit("the pattern is nested too deep") from None


class _Reader:
    """Reads how a pattern is put together. Python has found it valid."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._flags = re.ASCII

    def whole(self) -> _Node:
        flags = _FLAGS.match(self._pattern)
        if flags is not None:
            self._flags |= _flags_of(flags[1])
            self._at = flags.end()
        return self._either()

    def _either(self) -> _Node:
        parts = [self._sequence()]
        while self._pattern.startswith("|", self._at):
            self._at += 1
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else _Either(parts)

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            parts.append(self._quantified(self._atom()))
        return _Sequence(parts)

    def _quantified(self, atom: _Node) -> _Node:
        match = _QUANTIFIER.match(self._pattern, self._at)
        if match is None:
            return atom
        self._at = match.end()
        if self._pattern.startswith("+", self._at):
            raise _going_back(self._pattern, match.start(), self._at + 1)
        if self._pattern.startswith("?", self._at):
            self._at += 1  # few or many first: it is found all the same
        if match["sign"]:
            return _Repeat(atom, *_SIGNS[match["sign"]])
        least = int(match["least"] or 0)
        if match["range"] is None:
            return _Repeat(atom, least, least)
        return _Repeat(atom, least, int(match["most"]) if match["most"] else None)

    def _atom(self) -> _Node:
        char = self._pattern[self._at]
        if char == "(":
            return self._group()
        form = {"[": _CLASS, "\\": _ESCAPE}.get(char)
        if form is None:
            self._at += 1
            written = char if char in ".^$" else re.escape(char)
        else:
            match = form.match(self._pattern, self._at)
            if match is None:
                raise _going_back(self._pattern, self._at, self._at + 2)
            self._at = match.end()
            written = match[0]
        return _One(re.compile(written, self._flags), written in _PLACES)

    def _group(self) -> _Node:
        match = _GROUP.match(self._pattern, self._at)
        if match is None:
            raise _going_back(self._pattern, self._at, self._at + 3)
        self._at = match.end()
        outer = self._flags
        on, _, off = (match["flags"] or "").partition("-")
        self._flags = (self._flags | _flags_of(on)) & ~_flags_of(off)
        inside = self._either()
        self._flags = outer
        self._at += 1
        return inside


def _flags_of(letters: str) -> re.RegexFlag:
    flags = re.NOFLAG
    for letter in letters:
        flags |= {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}[letter]
    return flags


def _going_back(pattern: str, start: int, end: int) -> Unfit:
    return Unfit(
        f"the pattern has '{pattern[start:end]}'; a pattern cannot look around, refer back, or set other flags"
    )


class _State(NamedTuple):
    """Where a match can stand.

    Attributes:
        test: what must fit to go on; `None` if nothing.
        is_place: whether that takes no character.
        following: the states that come then; none at the end of the pattern.
    """

    test: Callable[..., re.Match[str] | None] | None
    is_place: bool
    following: list[int]


class Pattern:
    """A compiled pattern: states, of which the first is the end and the last the beginning."""

    def __init__(self, node: _Node) -> None:
        self._states = [_State(None, is_place=False, following=[])]
        self._parts = 0
        self._begin = self._follow(node, 0)

    def search(self, text: str) -> bool:
        """Whether the pattern is found in the text, anywhere.

        Raises:
            Unfit: text and pattern together are too long.
        """
        if len(text) * len(self._states) > _MOST_STEPS:
            raise Unfit(f"the text of {len(text)} characters is too long for this pattern")
        states = self._states
        reached: set[int] = set()
        for at, char in enumerate(text):
            reached = self._spread(reached, text, at)
            if 0 in reached:
                return True
            reached = {
                following
                for number in reached
                if (test := states[number].test) is not None and not states[number].is_place and test(char)
                for following in states[number].following
            }
        return 0 in self._spread(reached, text, len(text))

    def _spread(self, reached: set[int], text: str, at: int) -> set[int]:
        """What can be reached from there without a character; a match may begin everywhere."""
        waiting = [*reached, self._begin]
        spread: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number in spread:
                continue
            spread.add(number)
            test, is_place, following = self._states[number]
            if test is None or (is_place and test(text, at)):
                waiting += following
        return spread

    def _follow(self, node: _Node, after: int) -> int:
        """The state in which this part begins, if that one comes after it."""
        self._parts += 1  # a repeated part counts each time, also if it is empty
        if self._parts > _MOST_PARTS:
            raise Unfit(f"the pattern has more than {_MOST_PARTS} parts, repetitions counted")
        match node:
            case _One(test, is_place):
                return self._state(test.match if is_place else test.fullmatch, [after], is_place=is_place)
            case _Sequence(parts):
                for part in reversed(parts):
                    after = self._follow(part, after)
                return after
            case _Either(parts):
                return self._state(None, [self._follow(part, after) for part in parts])
            case _Repeat(part, least, most):
                return self._repeated(part, least, most, after)

    def _repeated(self, part: _Node, least: int, most: int | None, after: int) -> int:
        if most is None:
            begin = self._state(None, [after])
            self._states[begin].following.append(self._follow(part, begin))
        else:
            begin = after
            for _ in range(most - least):
                begin = self._state(None, [self._follow(part, begin), after])
        for _ in range(least):
            begin = self._follow(part, begin)
        return begin

    def _state(
        self, test: Callable[..., re.Match[str] | None] | None, following: list[int], *, is_place: bool = False
    ) -> int:
        self._states.append(_State(test, is_place, following))
        return len(self._states) - 1
