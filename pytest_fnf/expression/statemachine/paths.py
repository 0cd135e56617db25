"""Paths of the StateMachine dialect: `$Input.a.b`, `$Global["a b"]`, `$Output.list[0]`.

In: an expression and where in it a variable stands. Out: its keys, where it ends, and a closure that reads it. A path
that leads nowhere, also by an index outside its array, reads null (OQ-11). Source: cloudflow-statemachine 3.2, 13.1.

    path := "$" root keys
    keys := ( "." name | "[" ( int | string ) "]" )*
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from pytest_fnf.expression.lexemes import BACK_QUOTED, DOUBLE_QUOTED, NAME, SINGLE_QUOTED, cut
from pytest_fnf.expression.statemachine.errors import ExpressionError
from pytest_fnf.expression.statemachine.slips import unknown_variable
from pytest_fnf.expression.statemachine.tokens import unquoted

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from pytest_fnf.values import Json


class Variables(Protocol):
    """What an expression reads, each only if the expression names it."""

    @property
    def input(self) -> Json:
        """`$Input`."""

    @property
    def output(self) -> Json:
        """`$Output`."""

    @property
    def context(self) -> Json:
        """`$Context`; its `Current.Input` is never read here but as `input`."""

    @property
    def global_(self) -> Json:
        """`$Global`."""

    @property
    def item(self) -> Json:
        """`$Item`."""

    @property
    def random(self) -> random.Random:
        """Where `uuid` and `randomInt` draw from."""


Evaluate: TypeAlias = "Callable[[Variables], Json]"

_ATTRIBUTES = {"Input": "input", "Output": "output", "Context": "context", "Global": "global_", "Item": "item"}

MOST_SEGMENTS = 200
"""Keys that a path may have; a value is no deeper."""

_STRING = f"{DOUBLE_QUOTED}|{SINGLE_QUOTED}|{BACK_QUOTED}"
_SEGMENT = re.compile(
    rf"""\.(?P<name>{NAME})
      | \[[ \t\r\n]*+(?:(?P<index>[0-9]{{1,15}})|(?P<string>{_STRING}))[ \t\r\n]*+\]
    """,
    re.VERBOSE | re.DOTALL,
)

_PLAIN = re.compile(rf"\$(?:{'|'.join(_ATTRIBUTES)})(?:\.[A-Za-z_]\w*)*", re.ASCII)


class Path(NamedTuple):
    """A path as written.

    Attributes:
        root: "Input", "Output", "Context", "Global" or "Item".
        keys: names and indexes behind it.
        last: where in the expression its last key begins.
        end: where it ends.
    """

    root: str
    keys: tuple[str | int, ...]
    last: int
    end: int


def plain_path(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Root and keys of the path that a whole expression is, if all its keys are names of the simplest kind."""
    if _PLAIN.fullmatch(text) is None or text.count(".") > MOST_SEGMENTS:
        return None
    root, *keys = text[1:].split(".")
    return root, tuple(keys)


def read_path(text: str, start: int, end: int) -> Path:
    """The path whose variable stands from `start` to `end`.

    Raises:
        ExpressionError: the variable is unknown, or what follows it is no path.
    """
    root = text[start + 1 : end]
    if root not in _ATTRIBUTES:
        raise unknown_variable(root, start)
    return Path(root, *read_keys(text, end))


def read_keys(text: str, end: int) -> tuple[tuple[str | int, ...], int, int]:
    """The keys that stand from there on, perhaps none; where the last one begins, and where they end.

    Raises:
        ExpressionError: what begins like a key is none.
    """
    keys: list[str | int] = []
    last = end
    while text[end : end + 1] in (".", "["):
        match = _SEGMENT.match(text, end)
        if match is None or (match["name"] or "").isdecimal():
            raise _complaint(text, end)
        if len(keys) == MOST_SEGMENTS:
            raise ExpressionError(f"a path has at most {MOST_SEGMENTS} keys", end)
        if match["index"] is not None:
            keys.append(int(match["index"]))
        else:
            keys.append(match["name"] or unquoted(match["string"], match.start("string")))
        last, end = end, match.end()
    return tuple(keys), last, end


def reader(root: str, keys: tuple[str | int, ...]) -> Evaluate:
    """The quickest closure that reads this path."""
    if root == "Context" and keys[:2] == ("Current", "Input"):
        root, keys = "Input", keys[2:]  # the same by section 3.2, without making the whole $Context
    variable = attrgetter(_ATTRIBUTES[root])
    if not keys:
        return variable
    if len(keys) == 1 and isinstance(keys[0], str):
        return _key_of_input(keys[0]) if root == "Input" else _one_key(variable, keys[0])
    if all(isinstance(key, str) for key in keys):
        return _many_keys(variable, keys)
    return walking(variable, keys)


def _key_of_input(key: str) -> Evaluate:
    def read(variables: Variables) -> Json:
        value = variables.input
        return value.get(key) if type(value) is dict else None

    return read


def _one_key(variable: Evaluate, key: str) -> Evaluate:
    def read(variables: Variables) -> Json:
        value = variable(variables)
        return value.get(key) if type(value) is dict else None

    return read


def _many_keys(variable: Evaluate, keys: tuple[Any, ...]) -> Evaluate:
    def read(variables: Variables) -> Json:
        value = variable(variables)
        for key in keys:
            if type(value) is not dict:
                return None
            value = value.get(key)
        return value

    return read


def walking(variable: Evaluate, keys: tuple[str | int, ...]) -> Evaluate:
    """A closure that goes on from a value by names and indexes."""

    def read(variables: Variables) -> Json:
        value = variable(variables)
        for key in keys:
            value = element(value, key)
        return value

    return read


def element(value: Json, key: Json) -> Json:
    """A part of an array or an object; null where there is none."""
    if type(value) is dict and type(key) is str:
        return value.get(key)
    if type(value) is list and type(key) is int and 0 <= key < len(value):
        return value[key]
    return None


def _complaint(text: str, at: int) -> ExpressionError:
    """What is wrong with the text from here on."""
    if text[at] == "[":
        return _complaint_inside(text[at:], at)
    rest = text[at : at + 40]
    digits = re.match(r"\.([0-9]++)", rest)
    if digits is not None:
        return ExpressionError(
            f"found '{cut(digits[0])}'; an index stands in brackets",
            at,
            f"did you mean '[{cut(digits[1])}]'?" if len(digits[1]) < 16 else "",
        )
    hint = ""
    if rest[1:2] == ".":
        message = "'..' searches at any depth, which this language does not know; write each name"
    elif rest[1:2] in ("'", '"', "`"):
        message, hint = "found a quoted name behind '.'", "write it in brackets, without the '.', as in [\"a b\"]"
    elif rest[1:2] == "*":
        message, hint = "found '.*', which this language does not know", "take mapValues(...) for all values"
    elif rest[1:2] == "[":
        message, hint = "found '.['", "did you mean '['?"
    else:
        message = f"no name behind '.': {rest[1]!r}" if rest[1:] else "a name is missing behind '.'"
    return ExpressionError(message, at, hint)


_SLICE = re.compile(r"\[[^\]\"'`]*?:")


def _complaint_inside(rest: str, at: int) -> ExpressionError:
    """What is wrong with the text that begins with '['."""
    inside = rest[1:].lstrip()
    end = inside.find("]")
    if inside[:1] in ('"', "'", "`") and inside.find(inside[0], 1) < 0:
        return ExpressionError(f"the text that begins here is not ended by {inside[0]}", at + rest.find(inside[0]))
    if end < 0:
        return ExpressionError("the '[' that begins here is not ended by ']'", at)
    shown = cut(inside[:end].strip())
    message = f"found '[{shown}]'; brackets hold an index from 0 or a quoted name"
    if inside[0] == "?":
        message, hint = "'[?' filters, which this language does not know", "let a function filter"
    elif inside[0] == "*" or _SLICE.match(rest):
        hint = "let a function choose the elements"
    elif inside[0] == "$":
        hint = "write get(value, key) for a key that is computed"
    else:
        hint = f"did you mean '[\"{shown}\"]'?" if shown.isidentifier() else ""
    return ExpressionError(message, at, hint)
