from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.advice.advice import advise
from pytest_fnf.definition.load import read_definition

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.problems import Problem

CLASSIC = "version: v1\ntype: flow\nsteps:\n"
STATES = "Type: StateMachine\nSpecVersion: v1\nStartAt: {}\nStates:\n"


def line_of(problem: Problem) -> str:
    hint = f" | {problem.hint}" if problem.hint else ""
    assert problem.severity == "warning"
    return f"{problem.line}:{problem.column} {problem.code} {problem.message}{hint}"


@pytest.fixture
def advice() -> Callable[..., list[str]]:
    """Advice on a whole document, one line each: `line:column CODE message | hint`."""

    def read(text: str, wait_seconds: float | None = 172_800) -> list[str]:
        return [line_of(problem) for problem in advise(read_definition(text, wait_seconds=wait_seconds))]

    return read


@pytest.fixture
def advice_on_steps(advice: Callable[..., list[str]]) -> Callable[[str], list[str]]:
    """The same for a classic flow of these steps; their first line is line 4."""
    return lambda steps: advice(CLASSIC + steps)


@pytest.fixture
def advice_on_states(advice: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """The same for a state machine of these states, which begins with `A`; their first line is line 5."""
    return lambda states, start="A": advice(STATES.format(start) + states)
