"""The order in which steps come one after another.

In: where each goes. Out: a list in which a step stands behind those that lead to it, but for ways back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def in_order(start: str, following: Mapping[str, Sequence[str]]) -> list[str]:
    """What is reached from the start, in reverse postorder."""
    done: list[str] = []
    seen = {start}
    work = [(start, iter(following[start]))]
    while work:
        name, after = work[-1]
        for to in after:
            if to not in seen:
                seen.add(to)
                work.append((to, iter(following[to])))
                break
        else:
            work.pop()
            done.append(name)
    done.reverse()
    return done
