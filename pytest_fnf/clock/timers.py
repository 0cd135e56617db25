"""Virtual time and its timers: one `now`, one heap, an order that is the same on every run.

In: actions with an instant. Out: the actions, one by one, in the order of design section 5. It leaves to
others what the actions do and how far time may go; no real time passes here.

The heap entry is `(instant, rank, position, number, timer)`. Equal instants run by rank (results and waits,
then limits of tasks, then limits of flows, then stops: what is exactly at a limit is in time), then by
position (start number of the execution, then branch and iteration indices from the outside in), then in the
order of scheduling. The trap: a position compares as a tuple, so a container comes before its own branches.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Position: TypeAlias = tuple[int, ...]

RESULT = 0
"""Rank of results and waits."""
TASK_LIMIT = 1
"""Rank of a task's time-out."""
FLOW_LIMIT = 2
"""Rank of an execution's time-out."""
STOP = 3
"""Rank of StopExecution."""


class Timer:
    """An action that is due at an instant, until it has run or was cancelled."""

    __slots__ = ("_timers", "action", "background", "instant")

    def __init__(self, timers: Timers, instant: int, action: Callable[[], None], *, background: bool) -> None:
        self._timers: Timers | None = timers
        self.instant = instant
        self.action = action
        self.background = background

    @property
    def active(self) -> bool:
        """Whether it will still run."""
        return self._timers is not None

    def cancel(self) -> None:
        """Forget the action; a cancelled timer neither runs nor moves the clock. Twice does no harm."""
        timers, self._timers = self._timers, None
        if timers is not None:
            timers._forget(self)  # noqa: SLF001  (the two classes are one mechanism)


class Timers:
    """The heap of timers and the current instant.

    Attributes:
        now: the current instant.
        foreground: how many timers are due that are more than a default limit in the background.
    """

    __slots__ = ("_active", "_heap", "_number", "foreground", "now")

    def __init__(self, now: int) -> None:
        self.now = now
        self.foreground = 0
        self._active = 0
        self._number = 0
        self._heap: list[tuple[int, int, Position, int, Timer]] = []

    def schedule(
        self,
        instant: int,
        rank: int,
        position: Position,
        action: Callable[[], None],
        *,
        background: bool = False,
    ) -> Timer:
        """Have an action run at an instant (now, if that has passed).

        Args:
            instant: milliseconds since the epoch.
            rank: `RESULT`, `TASK_LIMIT`, `FLOW_LIMIT` or `STOP`.
            position: where the work stands, for the order within a rank.
            action: what to do then.
            background: a limit that nobody wrote, such as the service's year: it fires in its order, but it
                does not count as something that could still happen.
        """
        timer = Timer(self, max(instant, self.now), action, background=background)
        self._number += 1
        self._active += 1
        if not background:
            self.foreground += 1
        heappush(self._heap, (timer.instant, rank, position, self._number, timer))
        return timer

    def next_instant(self) -> int | None:
        """When the next timer is due, or `None`."""
        heap = self._heap
        while heap and heap[0][4]._timers is None:  # noqa: SLF001
            heappop(heap)
        return heap[0][0] if heap else None

    def pop(self, until: int) -> Callable[[], None] | None:
        """Move to the next timer due at or before `until` and hand out its action; `None` if there is none."""
        instant = self.next_instant()
        if instant is None or instant > until:
            return None
        timer = heappop(self._heap)[4]
        self.now = instant
        timer._timers = None  # noqa: SLF001
        self._count_out(timer)
        return timer.action

    def _forget(self, timer: Timer) -> None:
        self._count_out(timer)
        # Cancelled entries are dropped lazily; a year of polling with time-outs must not pile them up.
        if len(self._heap) > 64 and len(self._heap) > 4 * self._active:
            self._heap = [entry for entry in self._heap if entry[4]._timers is not None]  # noqa: SLF001
            heapify(self._heap)

    def _count_out(self, timer: Timer) -> None:
        self._active -= 1
        if not timer.background:
            self.foreground -= 1
