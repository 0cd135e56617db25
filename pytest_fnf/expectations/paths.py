"""Where a path leaves the expected one, with `...` for any steps.

In: the expected steps and the path. Out: nothing if they agree, else the place that comes nearest. Wording is the
report's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import EllipsisType


class Divergence(NamedTuple):
    """Where a path is not the expected one.

    Of several ways to place the steps between ellipses it is the one that gets furthest, and of those the last.

    Attributes:
        at: index in the path of the step that does not fit (its length: the path ends too early).
        expected: the step that was expected there; `None`: the path should have ended.
        since: how many steps of the path had fitted when `expected` was first waited for; `None` unless an ellipsis
            stands before it, so that any step from there on could have been it.
    """

    at: int
    expected: str | None
    since: int | None = None


def divergence(expected: Sequence[str | EllipsisType], path: Sequence[str]) -> Divergence | None:
    """Compare; `None` if the whole path matches. All ways to place the ellipses are followed at once."""
    alive = _behind_ellipses({0}, expected)
    reached = [max(alive)]
    for step in path:
        onward = set()
        for place in alive:
            if place < len(expected):
                if expected[place] is ...:
                    onward.add(place)
                elif expected[place] == step:
                    onward.add(place + 1)
        if not onward:
            break
        alive = _behind_ellipses(onward, expected)
        reached.append(max(alive))
    else:
        if len(expected) in alive:
            return None
    furthest = max(reached)
    last = len(reached) - 1 - reached[::-1].index(furthest)
    if furthest == len(expected):
        return Divergence(last, None)
    wanted = expected[furthest]
    anywhere = furthest > 0 and expected[furthest - 1] is ...
    return Divergence(last, str(wanted), reached.index(furthest) if anywhere else None)


def _behind_ellipses(places: set[int], expected: Sequence[str | EllipsisType]) -> set[int]:
    """An ellipsis may stand for nothing, so whoever is before one is also behind it."""
    closed = set(places)
    for place in places:
        behind = place
        while behind < len(expected) and expected[behind] is ...:
            behind += 1
            closed.add(behind)
    return closed
