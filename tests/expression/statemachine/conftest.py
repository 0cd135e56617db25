"""Expressions with variables of a test's own."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_fnf.expression.statemachine.expressions import EvaluationFailed, ExpressionError, compile_expression


@dataclass
class Values:
    """The variables of an expression, as an engine would hand them in."""

    input: Any = None
    output: Any = None
    context: Any = None
    global_: Any = None
    item: Any = None
    random: random.Random = field(default_factory=lambda: random.Random(0))


@pytest.fixture(scope="session")
def values():
    """Makes variables."""
    return Values


@pytest.fixture(scope="session")
def value_of():
    """The value of an expression for these variables."""

    def value_of(text, input=None, **others):  # noqa: A002
        return compile_expression(text).evaluate(Values(input, **others))

    return value_of


@pytest.fixture(scope="session")
def cause_of(value_of):
    """Why an expression has no value for these variables."""

    def cause_of(text, input=None, **others):  # noqa: A002
        with pytest.raises(EvaluationFailed) as raised:
            value_of(text, input, **others)
        assert str(raised.value) == raised.value.cause
        return raised.value.cause

    return cause_of


@pytest.fixture(scope="session")
def complaint_of():
    """Offset, message and hint of what is no expression."""

    def complaint_of(text):
        with pytest.raises(ExpressionError) as raised:
            compile_expression(text)
        assert str(raised.value) == raised.value.message
        return raised.value.offset, raised.value.message, raised.value.hint

    return complaint_of
