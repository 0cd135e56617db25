"""How values of different types compare in a condition.

In: two JSON values. Out: `bool`. It leaves grammar to `conditions`. Source: fdl-classic section 5, rules 1 to 4, Q-10:

1. both numbers: numeric; both booleans: boolean; both texts with an ordering operator: by their bytes.
2. otherwise, if both convert to a number (numbers, numeric texts): numeric.
3. otherwise, for == and !=, if both convert to a boolean: boolean.
4. otherwise == is deep equality, != its negation; ordering unlike types is an error, which counts as false.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any

from pytest_fnf.expression.paths import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.values import Json

_NUMERIC = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TEXTS = {"true": True, "TRUE": True, "false": False, "FALSE": False}


def as_number(value: Json) -> float | None:
    """A number, or a text that is one in decimal notation, as a 64-bit float; else `None`."""
    kind = type(value)
    if kind is float:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return _float(value)
    if kind is str and len(value) <= 400 and _NUMERIC.fullmatch(value):
        return _float(value)
    return None


def as_boolean(value: Any) -> bool | None:
    """Rule 3's conversion: `true`, "true", "TRUE" and numbers but zero; `false`, "false", "FALSE", zero, null."""
    kind = type(value)
    if kind is bool:
        return value  # type: ignore[no-any-return]
    if value is None:
        return False
    if kind is str:
        return _TEXTS.get(value)
    if kind is int or kind is float:
        return bool(value)
    return None


def _float(value: int | str) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if not isinstance(value, int) or value > 0 else float("-inf")


def _ordering(numeric: Callable[[Any, Any], bool]) -> Callable[[Json, Json], bool]:
    def compare(left: Json, right: Json) -> bool:
        kinds = type(left), type(right)
        if kinds == (str, str):
            return numeric(_bytes(left), _bytes(right))
        first, second = as_number(left), as_number(right)
        return first is not None and second is not None and numeric(first, second)

    return compare


def _equal(left: Json, right: Json) -> bool:
    if type(left) is bool and type(right) is bool:
        return left is right
    first, second = as_number(left), as_number(right)
    if first is not None and second is not None:
        return first == second
    one, other = as_boolean(left), as_boolean(right)
    if one is not None and other is not None:
        return one is other
    return deep_equal(left, right)


def _unequal(left: Json, right: Json) -> bool:
    return not _equal(left, right)


def deep_equal(left: Json, right: Json) -> bool:
    """Equality of JSON at any depth: 1 equals 1.0, but `true` is no number."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(deep_equal(item, right[key]) for key, item in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(deep_equal, left, right))
    return bool(left == right)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


COMPARISONS: dict[str, Callable[[Json, Json], bool]] = {
    "==": _equal,
    "!=": _unequal,
    "<": _ordering(operator.lt),
    "<=": _ordering(operator.le),
    ">": _ordering(operator.gt),
    ">=": _ordering(operator.ge),
}
"""The comparison operators."""

_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EXACT = 2**53
# Up to here an integer and its 64-bit float are the same number, so Python's own comparison gives the same answer.


def compare_with_constant(name: str, value: Callable[[Json], Any], constant: Json) -> Callable[[Json], bool]:
    """A comparison with a value that is written in the condition: the same rules, the frequent types first."""
    compare = COMPARISONS[name]
    plain = _PLAIN[name]
    number = type(constant) is float
    text = type(constant) is str and as_number(constant) is None and as_boolean(constant) is None

    def truth(data: Json) -> bool:
        found = value(data)
        kind = type(found)
        if kind is int and number and -_EXACT < found < _EXACT:
            return plain(found, constant)
        if kind is str and text and equality:
            return plain(found, constant)
        return found is not MISSING and compare(found, constant)

    equality = name in ("==", "!=")
    return truth
