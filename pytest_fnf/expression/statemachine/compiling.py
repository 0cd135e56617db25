"""Parts of an expression become closures over its variables.

In: the smaller parts and how the whole is written. Out: a `Part`. What can be told before evaluation is told here: a
part that could never be evaluated is an `ExpressionError`, one whose value is known is computed once. It leaves
functions to `calling`, and grammar to `syntax`. Source: cloudflow-statemachine 8.1, OQ-10 to OQ-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.expression.statemachine.comparing import ORDERS, equal, have_order
from pytest_fnf.expression.statemachine.errors import EvaluationFailed, ExpressionError
from pytest_fnf.expression.statemachine.wording import gives_of, in_words, kind_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_fnf.expression.statemachine.paths import Evaluate, Variables
    from pytest_fnf.expression.statemachine.wording import Gives
    from pytest_fnf.values import Json

_CONTAINERS = frozenset(("any", "array", "object"))
_ORDERED = frozenset(("any", "number", "text"))


class Part(NamedTuple):
    """A part of an expression.

    Attributes:
        evaluate: gives its value; raises `EvaluationFailed` alone.
        gives: what is known of the value.
        shown: the part as messages show it; empty if it is constant, since they show the value then.
        offset: where it begins, from 0.
        constant: whether `value` is its value, whatever the variables.
        value: that value.
        read: if it is a plain path, its number among those that the expression reads.
        builds: whether its value may be deeper or larger than those it is made of.
    """

    evaluate: Evaluate
    gives: Gives
    shown: str
    offset: int
    constant: bool = False
    value: Json = None
    read: int | None = None
    builds: bool = False

    @property
    def is_null(self) -> bool:
        """Whether it is null, always."""
        return self.constant and self.value is None


def variable(evaluate: Evaluate, shown: str, offset: int, read: int) -> Part:
    """A plain path."""
    return Part(evaluate, "any", shown, offset, read=read)


def literal(value: Json, offset: int) -> Part:
    """A value that is written."""

    def evaluate(_: Variables) -> Json:
        return value

    return Part(evaluate, gives_of(value), "", offset, constant=True, value=value)


def made(
    evaluate: Evaluate, gives: Gives, shown: str, offset: int, parts: Sequence[Part], *, builds: bool = False
) -> Part:
    """A part made of others; a literal if all of them are constant.

    Raises:
        ExpressionError: all are, and it cannot be evaluated.
    """
    if all(part.constant for part in parts):
        try:
            return literal(evaluate(None), offset)  # type: ignore[arg-type]  # it reads none
        except EvaluationFailed as error:
            raise ExpressionError(error.cause, offset) from None
    builds = gives in _CONTAINERS and (builds or any(part.builds for part in parts))
    return Part(evaluate, gives, shown, offset, builds=builds)


def _hold_containers(parts: Sequence[Part]) -> bool:
    return any(part.gives in _CONTAINERS for part in parts)


def array(parts: Sequence[Part], shown: str, offset: int) -> Part:
    """`[1, $Input.x]`."""
    evaluates = [part.evaluate for part in parts]

    def evaluate(variables: Variables) -> Json:
        return [value(variables) for value in evaluates]

    return made(evaluate, "array", shown, offset, parts, builds=_hold_containers(parts))


def object_(entries: Mapping[str, Part], shown: str, offset: int) -> Part:
    """`{"a": $Input.x}`."""
    evaluates = [(key, part.evaluate) for key, part in entries.items()]
    parts = [*entries.values()]

    def evaluate(variables: Variables) -> Json:
        return {key: value(variables) for key, value in evaluates}

    return made(evaluate, "object", shown, offset, parts, builds=_hold_containers(parts))


def keyed(part: Part, evaluate: Evaluate, shown: str, offset: int) -> Part:
    """A part of what a call gives; null where it has none (OQ-11).

    Raises:
        ExpressionError: the call can give neither an object nor an array.
    """
    if part.gives not in _CONTAINERS:
        raise ExpressionError(f"{shown} looks for a key in {kind_in_words(part.gives)}", offset)
    return made(evaluate, "any", shown, offset, [part], builds=part.builds)


# Logic: both sides are booleans, nothing is converted (OQ-12).


def logic(operator: str, parts: Sequence[Part], shown: str) -> Part:
    """`a && b && c` or `a || b`; what comes after the side that settles it is not evaluated.

    Raises:
        ExpressionError: a side can be no boolean.
    """
    for part in parts:
        if part.gives not in ("boolean", "any"):
            raise _never(part, f"both sides of '{operator}' are true or false")
    settles = operator == "||"
    if len(parts) == 2 and all(part.gives == "boolean" for part in parts):
        return made(_both(operator, parts[0].evaluate, parts[1].evaluate), "boolean", shown, parts[0].offset, parts)
    sides = [(part.evaluate, part.shown) for part in parts]

    def evaluate(variables: Variables) -> Json:
        for side, written in sides:
            value = side(variables)
            if value is settles:
                return settles
            if value is not (not settles):
                raise _no_boolean(written, value, f"both sides of '{operator}' are")
        return not settles

    return made(evaluate, "boolean", shown, parts[0].offset, parts)


def _both(operator: str, first: Evaluate, second: Evaluate) -> Evaluate:
    """The frequent case: two comparisons, which are never anything but booleans."""
    if operator == "||":
        return lambda variables: first(variables) or second(variables)
    return lambda variables: first(variables) and second(variables)


def negated(part: Part, shown: str, offset: int) -> Part:
    """`!a`.

    Raises:
        ExpressionError: what follows can be no boolean.
    """
    if part.gives not in ("boolean", "any"):
        raise _never(part, "'!' takes true or false")
    inner, written = part.evaluate, part.shown

    def evaluate(variables: Variables) -> Json:
        value = inner(variables)
        if value is True:
            return False
        if value is False:
            return True
        raise _no_boolean(written, value, "'!' takes")

    return made(evaluate, "boolean", shown, offset, [part])


def _no_boolean(shown: str, value: Json, who: str) -> EvaluationFailed:
    return EvaluationFailed(f"{shown}: found {in_words(value)}; {who} true or false")


def minus(part: Part, shown: str, offset: int) -> Part:
    """`-a`.

    Raises:
        ExpressionError: what follows can be no number.
    """
    if part.gives not in ("number", "any"):
        raise _never(part, "'-' takes a number")
    inner, written = part.evaluate, part.shown

    def evaluate(variables: Variables) -> Json:
        value = inner(variables)
        if type(value) is int or type(value) is float:
            return -value
        raise EvaluationFailed(f"{written}: found {in_words(value)}; '-' takes a number")

    return made(evaluate, "number", shown, offset, [part])


# Comparisons.


def comparison(operator: str, left: Part, right: Part, shown: str) -> Part:
    """`a == b`, `a < b`, `a in b`.

    Raises:
        ExpressionError: the two can have no order, or nothing can be in the right one.
    """
    if operator in ORDERS:
        return _ordering(operator, left, right, shown)
    if operator == "in":
        return _membership(left, right, shown)
    evaluate = _equality(left, right)
    if operator == "!=":
        equals = evaluate

        def evaluate(variables: Variables) -> Json:
            return not equals(variables)

    return made(evaluate, "boolean", shown, left.offset, [left, right])


def _equality(left: Part, right: Part) -> Evaluate:
    """The frequent case, a scalar that is written, without a look at both types."""
    if left.constant and not right.constant:
        left, right = right, left
    first, second, constant = left.evaluate, right.evaluate, right.value
    if right.constant and type(constant) is str:
        # A text equals nothing else in Python either.
        return lambda variables: first(variables) == constant
    if right.constant and (constant is None or type(constant) is bool):
        return lambda variables: first(variables) is constant
    if right.constant and type(constant) in (int, float):

        def evaluate(variables: Variables) -> Json:
            value = first(variables)
            return value == constant and type(value) is not bool

        return evaluate
    return lambda variables: equal(first(variables), second(variables))


def _ordering(operator: str, left: Part, right: Part, shown: str) -> Part:
    allowed = "ordering compares two numbers or two texts"
    for part in (left, right):
        if part.gives not in _ORDERED:
            raise _never(part, allowed)
    if "any" not in (left.gives, right.gives) and left.gives != right.gives:
        raise ExpressionError(
            f"{shown} compares {kind_in_words(left.gives)} with {kind_in_words(right.gives)}; {allowed}", left.offset
        )
    order, first, second, constant = ORDERS[operator], left.evaluate, right.evaluate, right.value

    def refused(one: Json, other: Json) -> EvaluationFailed:
        return EvaluationFailed(f"{shown}: found {in_words(one)} and {in_words(other)}; {allowed}")

    def with_number(variables: Variables) -> Json:
        value = first(variables)
        if type(value) is int or type(value) is float:
            return order(value, constant)
        raise refused(value, constant)

    def evaluate(variables: Variables) -> Json:
        one, other = first(variables), second(variables)
        if have_order(one, other):
            return order(one, other)
        raise refused(one, other)

    quick = right.constant and right.gives == "number"
    return made(with_number if quick else evaluate, "boolean", shown, left.offset, [left, right])


def _membership(left: Part, right: Part, shown: str) -> Part:
    allowed = "'in' looks for a value in an array, or for a key in an object"
    if right.gives not in _CONTAINERS:
        error = _never(right, allowed)
        error.hint = "write regexMatchString(pattern, text) to look into a text" if right.gives == "text" else ""
        raise error
    first, second = left.evaluate, right.evaluate

    def evaluate(variables: Variables) -> Json:
        value, place = first(variables), second(variables)
        if type(place) is dict:
            return type(value) is str and value in place
        if type(place) is list:
            return any(equal(element, value) for element in place)
        raise EvaluationFailed(f"{shown}: found {in_words(place)}; {allowed}")

    return made(evaluate, "boolean", shown, left.offset, [left, right])


def _never(part: Part, allowed: str) -> ExpressionError:
    """What to say of a part that can have no value of the right kind."""
    found = f"found {in_words(part.value)}" if part.constant else f"{part.shown} gives {kind_in_words(part.gives)}"
    return ExpressionError(f"{found}; {allowed}", part.offset)
