"""Where a path leaves the expected one, with `...` for any steps.

In: the expected steps and the path. Out: nothing if they agree, else the first place where they cannot. Wording is the
report's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import EllipsisType


class Divergence(NamedTuple):
    """The first place where a path cannot be the expected one.

    Attributes:
        at: index in the path (its length: the path ends too early).
        expected: the step that was expected there; `None`: the path should have ended.
    """

    at: int
    expected: str | None


def divergence(expected: Sequence[str | EllipsisType], path: Sequence[str]) -> Divergence | None:
    """Compare; `None` if the whole path matches.

    All ways to place the steps between ellipses are followed at once, so that the place reported is the furthest that
    any of them reaches: what a reader means by "where it went wrong".
    """
    alive = _close({0}, expected)
    at = 0
    for at, step in enumerate(path):
        onward = set()
        for place in alive:
            if place < len(expected):
                if expected[place] is ...:
                    onward.add(place)
                elif expected[place] == step:
                    onward.add(place + 1)
        if not onward:
            return Divergence(at, _wanted(alive, expected))
        alive = _close(onward, expected)
    if len(expected) in alive:
        return None
    return Divergence(len(path), _wanted(alive, expected))


def _close(places: set[int], expected: Sequence[str | EllipsisType]) -> set[int]:
    """An ellipsis may stand for nothing, so whoever is before one is also behind it."""
    closed = set(places)
    for place in sorted(places):
        while place < len(expected) and expected[place] is ...:
            place += 1  # noqa: PLW2901
            closed.add(place)
    return closed


def _wanted(places: set[int], expected: Sequence[str | EllipsisType]) -> str | None:
    """The step that the furthest way is waiting for."""
    for place in sorted(places, reverse=True):
        if place < len(expected):
            step = expected[place]
            if isinstance(step, str):
                return step
    return None
