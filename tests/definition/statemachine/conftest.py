from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates:\n"


@pytest.fixture
def found_in_states(found: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """The problems of a document of these states, which begins with `a`; its first line is line 5."""
    return lambda states: found(HEAD + states)


@pytest.fixture
def found_in_state(found: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """The problems of one state `a` with these attributes in braces, from column 4 of line 5."""
    return lambda attributes: found(f"{HEAD}- {{{attributes}}}\n")
