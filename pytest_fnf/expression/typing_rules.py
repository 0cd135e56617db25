"""How values of different types compare in a condition.

In: two JSON values. Out: `bool`. It leaves grammar to `conditions`, and what is missing too: nothing here is called
with `MISSING` but `as_boolean` and `as_number`. Source: fdl-classic section 5, rules 1 to 4, Q-10:

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

_NUMERIC = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")
_BOOLEANS = {"true": True, "TRUE": True, "false": False, "FALSE": False}


def as_number(value: Any) -> float | None:
    """A number, or a text that is one in decimal notation, as a 64-bit float; else `None`."""
    kind = type(value)
    if kind is float:
        return value  # type: ignore[no-any-return]
    if kind is int or (kind is str and _NUMERIC.fullmatch(value)):
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
        return _BOOLEANS.get(value)
    if kind is int or kind is float:
        return bool(value)
    return None


def _float(value: int | str) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer only; a long text gives infinity by itself
        return float("inf") if int(value) > 0 else float("-inf")


def _ordering(plain: Callable[[Any, Any], bool]) -> Callable[[Json, Json], bool]:
    def compare(left: Json, right: Json) -> bool:
        if type(left) is str and type(right) is str:
            return plain(left, right)  # code points stand in the order of their UTF-8 bytes
        first, second = as_number(left), as_number(right)
        return first is not None and second is not None and plain(first, second)

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
    """Equality of JSON at any depth: 1 equals 1.0, but `true` is no number and "1" neither."""
    pairs = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        kind = type(one)
        if kind is int or kind is float:
            if type(other) not in (int, float) or as_number(one) != as_number(other):
                return False
        elif kind is not type(other):
            return False
        elif kind is dict:
            if one.keys() != other.keys():
                return False
            pairs.extend((item, other[key]) for key, item in one.items())
        elif kind is list:
            if len(one) != len(other):
                return False
            pairs.extend(zip(one, other, strict=True))
        elif one != other:
            return False
    return True


COMPARISONS: dict[str, Callable[[Json, Json], bool]] = {
    "==": _equal,
    "!=": _unequal,
    "<": _ordering(operator.lt),
    "<=": _ordering(operator.le),
    ">": _ordering(operator.gt),
    ">=": _ordering(operator.ge),
}
"""The comparison operators."""

MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The operator that says the same with its sides exchanged."""

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
    """A comparison with a value that is written in the condition: the same rules, the frequent types first.

    A missing value makes it false, whatever the operator (design section 6).
    """
    if type(constant) is float:
        return _with_number(name, value, constant)
    if type(constant) is str and as_number(constant) is None and as_boolean(constant) is None:
        return _with_text(name, value, constant)
    compare = COMPARISONS[name]

    def truth(data: Json) -> bool:
        found = value(data)
        return found is not MISSING and compare(found, constant)

    return truth


def _with_number(name: str, value: Callable[[Json], Any], constant: float) -> Callable[[Json], bool]:
    compare, plain = COMPARISONS[name], _PLAIN[name]

    def truth(data: Json) -> bool:
        found = value(data)
        kind = type(found)
        if kind is float or (kind is int and -_EXACT < found < _EXACT):
            return plain(found, constant)
        return found is not MISSING and compare(found, constant)

    return truth


def _with_text(name: str, value: Callable[[Json], Any], constant: str) -> Callable[[Json], bool]:
    """With a text that is neither number nor boolean: another text can only be compared as text."""
    compare, plain = COMPARISONS[name], _PLAIN[name]

    def truth(data: Json) -> bool:
        found = value(data)
        if type(found) is str:
            return plain(found, constant)
        return found is not MISSING and compare(found, constant)

    return truth
