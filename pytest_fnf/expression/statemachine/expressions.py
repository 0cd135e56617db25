"""The door of the room: expressions of the StateMachine dialect, compiled once, evaluated many times.

In: text. Out: an `Expression`, or an `ExpressionError` with the place. The world enters only through the `Variables`
that are handed to `evaluate`. It leaves to its users where an expression may stand and what it must give: a `Condition`
a boolean (OQ-12), an `ItemsPath` an array. Source: cloudflow-statemachine 8.1, 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_fnf.expression.statemachine.bounds import check_depth
from pytest_fnf.expression.statemachine.errors import EvaluationFailed, ExpressionError, Unfit
from pytest_fnf.expression.statemachine.paths import Variables, plain_path, reader
from pytest_fnf.expression.statemachine.syntax import Read, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.expression.statemachine.compiling import Part
    from pytest_fnf.expression.statemachine.wording import Gives
    from pytest_fnf.values import Json

__all__ = ["EvaluationFailed", "Expression", "ExpressionError", "Read", "Variables", "compile_expression"]


@dataclass(frozen=True, eq=False, slots=True)
class Expression:
    """A compiled expression.

    Attributes:
        text: as written.
        evaluate: gives its value, which shares parts with the variables; raises `EvaluationFailed` alone.
        reads: the variables that it reads, in the order of the text.
        functions: the functions that it calls, in the order of the text.
        path: what it reads if it is nothing but a path, so that its value is a part of that variable.
        gives: what is known of its value before evaluation.
        constant: whether its value is always the same.
    """

    text: str
    evaluate: Callable[[Variables], Json]
    reads: tuple[Read, ...]
    functions: tuple[str, ...]
    path: Read | None
    gives: Gives
    constant: bool


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Compile an expression.

    Raises:
        ExpressionError: it is none, or could never be evaluated; the hint says what was probably meant.
    """
    plain = plain_path(text)
    if plain is not None:  # as nearly all expressions are
        root, keys = plain
        read = Read(root, keys, 0)
        return Expression(text, reader(root, keys), (read,), (), read, "any", constant=False)
    part, reads, functions = parse(text)
    path = reads[part.read] if part.read is not None else None
    return Expression(text, _bounded(part), reads, functions, path, part.gives, part.constant)


def _bounded(part: Part) -> Callable[[Variables], Json]:
    """The closure of the whole; what it builds is looked at."""
    if part.constant:
        _check_constant(part)
    if not part.builds:
        return part.evaluate
    evaluate, shown = part.evaluate, part.shown

    def bounded(variables: Variables) -> Json:
        value = evaluate(variables)
        try:
            check_depth(value)
        except Unfit as error:
            raise EvaluationFailed(f"{shown}: {error.reason}") from None
        return value

    return bounded


def _check_constant(part: Part) -> None:
    try:
        check_depth(part.value)
    except Unfit as error:
        raise ExpressionError(error.reason, part.offset) from None
