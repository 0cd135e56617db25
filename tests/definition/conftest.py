from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.problems import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.problems import Problem

HEAD = "version: v1\ntype: flow\nsteps:\n"


def problems_in(data: str | bytes) -> tuple[Problem, ...]:
    try:
        return read_definition(data).problems
    except DefinitionError as error:
        return error.problems


def line_of(problem: Problem) -> str:
    mark = " warning" if problem.severity == "warning" else ""
    hint = f" | {problem.hint}" if problem.hint else ""
    return f"{problem.line}:{problem.column} {problem.code}{mark} {problem.message}{hint}"


@pytest.fixture
def found() -> Callable[[str | bytes], list[str]]:
    """The problems of a whole document, one line each: `line:column CODE message | hint`."""
    return lambda data: [line_of(problem) for problem in problems_in(data)]


@pytest.fixture
def found_in_steps() -> Callable[[str], list[str]]:
    """The same for a document of these steps; its first line is line 4."""
    return lambda steps: [line_of(problem) for problem in problems_in(HEAD + steps)]
