"""Calls of functions become closures.

In: a function, and its arguments as parts of an expression. Out: a `Part`. Arguments that can never fit are refused
here, before anything is evaluated; the others are looked at when they have a value.
Source: cloudflow-statemachine 13.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.expression.statemachine.compiling import Part, made
from pytest_fnf.expression.statemachine.errors import EvaluationFailed, ExpressionError, Unfit
from pytest_fnf.expression.statemachine.functions import ANY
from pytest_fnf.expression.statemachine.library import UNKNOWN
from pytest_fnf.expression.statemachine.wording import in_words, kind_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.expression.statemachine.functions import Function, Kind
    from pytest_fnf.expression.statemachine.paths import Evaluate, Variables
    from pytest_fnf.values import Json


def call(function: Function, parts: Sequence[Part], shown: str, offset: int) -> Part:
    """`length($Input.list)`.

    Raises:
        ExpressionError: the arguments are too many, too few, or can be none of this function.
    """
    kinds = function.kinds(len(parts))
    if kinds is None:
        raise ExpressionError(f"{function.signature} takes {_count(function)}; found {len(parts)}", offset)
    for (position, part), kind in zip(enumerate(parts, 1), kinds, strict=True):
        if not (kind.fits(part.value) if part.constant else part.gives == "any" or part.gives in kind.gives):
            found = in_words(part.value) if part.constant else kind_in_words(part.gives)
            raise ExpressionError(
                f"argument {position} of {function.signature} is {found}; it takes {kind.words}", part.offset
            )
    if function.refuse is not None:
        try:
            function.refuse([part.value if part.constant else UNKNOWN for part in parts])
        except Unfit as error:
            raise ExpressionError(f"{shown}: {error.reason}", offset, error.hint) from None
    evaluate = _calling(function, parts, kinds, shown)
    if function.draws:
        return Part(evaluate, function.gives, shown, offset)
    return made(evaluate, function.gives, shown, offset, parts, builds=function.name == "toArray")


def _count(function: Function) -> str:
    count = len(function.parameters)
    if function.rest is not None:
        return f"at least {count} argument{'' if count == 1 else 's'}"
    return "no arguments" if count == 0 else f"{count} argument{'' if count == 1 else 's'}"


def _calling(function: Function, parts: Sequence[Part], kinds: Sequence[Kind], shown: str) -> Evaluate:
    run, draws = function.run, function.draws
    arguments = [part.evaluate for part in parts]
    # What is known to fit was looked at when the expression was read.
    checks = [
        (position, kind)
        for position, (part, kind) in enumerate(zip(parts, kinds, strict=True))
        if kind is not ANY and not part.constant and part.gives in ("any", "number")
    ]

    def evaluate(variables: Variables) -> Json:
        values = [argument(variables) for argument in arguments]
        for position, kind in checks:
            if not kind.fits(values[position]):
                found = in_words(values[position])
                raise EvaluationFailed(f"{shown}: argument {position + 1} is {found}; it takes {kind.words}")
        try:
            return run(variables.random, *values) if draws else run(*values)
        except Unfit as error:
            raise EvaluationFailed(f"{shown}: {error.reason}") from None

    return evaluate
