"""The fleet: the instances of one function, and which of them serves next.

In: instances that start and become free. Out: the one that was freed last. It leaves starting and ending them to
`compute`. Source: design section 4.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.services.functions.instance import Instance


class Fleet:
    """The instances of one function.

    Two heaps, so that a thousand of them cost each call no more than ten: those that are free, the one that was freed
    last first; and those whose last invocation takes until later.
    """

    def __init__(self) -> None:
        self._all: dict[Instance, None] = {}
        self._free: list[tuple[int, int, int, Instance]] = []
        self._later: list[tuple[int, int, Instance]] = []

    def __iter__(self) -> Iterator[Instance]:
        return iter(self._all)

    def add(self, instance: Instance) -> None:
        """An instance starts; it serves somebody."""
        self._all[instance] = None

    def freed(self, instance: Instance) -> None:
        """It serves nobody from its `free_at` on."""
        heappush(self._later, (instance.free_at, instance.number, instance))

    def next(self, now: int) -> Instance | None:
        """Take the instance that serves the next invocation out of the free ones; `None` if there is none.

        It may be dead: then it is no longer one of the fleet, and the next is to be asked for.
        """
        while self._later and self._later[0][0] <= now:
            free_at, number, instance = heappop(self._later)
            heappush(self._free, (-free_at, -instance.served, number, instance))
        if not self._free:
            return None
        instance = heappop(self._free)[3]
        if instance.dead:
            self.discard(instance)
        return instance

    def discard(self, instance: Instance) -> None:
        """It serves nobody again."""
        self._all.pop(instance, None)
