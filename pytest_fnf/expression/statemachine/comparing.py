"""How two values compare in an expression: strictly, nothing is converted (OQ-10).

In: two JSON values. Out: `bool`. It leaves to `compiling` what it means that two values have no order.

Unlike types are unequal. Numbers compare by value, whole or not: `1 == 1.0`; `true` is no number. Arrays and objects
are equal if their parts are.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from pytest_fnf.expression.statemachine.errors import Unfit
from pytest_fnf.values import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from pytest_fnf.values import Json

_DEEPEST_BUILT = 2 * DEEPEST
# Values that are read have DEEPEST levels, and an expression may put them below levels of its own.


def equal(left: Json, right: Json) -> bool:
    """Equality at any depth."""
    pairs = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        kind = type(one)
        if kind is int or kind is float:
            if (type(other) is not int and type(other) is not float) or one != other:
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


def identity(value: Json) -> Hashable:
    """The same for equal values, another for others; so that equal ones are found without comparing all with all.

    Raises:
        Unfit: the value is deeper than any that can be.
    """
    return _identity(value, 0)


def _identity(value: Json, depth: int) -> Hashable:
    if depth > _DEEPEST_BUILT:
        raise Unfit(f"a value is nested deeper than {_DEEPEST_BUILT} levels")
    kind = type(value)
    if kind is bool:
        return ("boolean", value)
    parts: list[Hashable] = []  # a comprehension would take two frames a level
    if kind is dict:
        for key in sorted(value):
            parts += (key, _identity(value[key], depth + 1))
        return ("object", tuple(parts))
    if kind is list:
        for item in value:
            parts.append(_identity(item, depth + 1))
        return ("array", tuple(parts))
    return value  # type: ignore[no-any-return]


ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""The ordering comparisons, for two numbers or two texts. Code points stand in the order of their UTF-8 bytes."""


def have_order(left: Json, right: Json) -> bool:
    """Whether both are numbers, or both texts."""
    one, other = type(left), type(right)
    if one is str:
        return other is str
    return (one is int or one is float) and (other is int or other is float)
