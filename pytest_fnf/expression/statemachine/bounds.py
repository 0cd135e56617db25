"""What a value that an expression makes may be at most.

In: JSON values. Out: nothing, or why they are refused. It leaves the service's own limits to the engine: these only
keep a test from filling the memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.expression.statemachine.errors import Unfit
from pytest_fnf.values import DEEPEST

if TYPE_CHECKING:
    from pytest_fnf.values import Json

MOST = 16 * 1024 * 1024
"""Characters that a value may take as JSON, 256 times what a state may put out."""

_CONTAINERS = frozenset((dict, list))


def check_length(characters: int) -> None:
    """Refuse a text before or after it is made.

    Raises:
        Unfit: it is longer than `MOST`.
    """
    if characters > MOST:
        raise Unfit(f"the result is longer than {MOST} characters")


def check_depth(value: Json) -> None:
    """Refuse what is deeper than a value may be.

    Raises:
        Unfit: it is.
    """
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(DEEPEST):
        level = [
            inner
            for container in level
            for inner in (container.values() if type(container) is dict else container)
            if type(inner) in _CONTAINERS
        ]
        if not level:
            return
    raise Unfit(f"the result is nested deeper than {DEEPEST} levels")


def check_size(value: Json) -> None:
    """Refuse what would be longer as JSON than a text may be, before it is made.

    Raises:
        Unfit: it would be.
    """
    total = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        total += 2
        if type(item) is str:
            total += len(item)
        elif type(item) in _CONTAINERS:
            total += len(item)
            waiting.extend(item.values() if type(item) is dict else item)
            if type(item) is dict:
                total += sum(map(len, item))
        check_length(total)
