"""Bounded fork and join: branches, iterations and items run concurrently, at most so many at a time.

In: how many, and what the n-th does. Out: their results in order, or the first failure. It leaves events and
locals to the dialect. One failing branch cancels its siblings at that instant (Q-13, OQ-14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.engine.core.activity import Activity, StepFailed, Work
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Callable

__tracebackhide__ = hidden_from_tracebacks


class Joined(NamedTuple):
    """What a fork resumes its activity with.

    Attributes:
        values: one result a branch, in definition or collection order.
        last: id of the event of the branch that ended last, which completed the whole.
    """

    values: list[Any]
    last: int


class Fork:
    """Wait for all of `count` branches; the n-th does `make(n, its activity)`.

    Args:
        count: how many branches, at least one.
        make: the work of a branch; called when it starts, so that a long collection costs no memory ahead.
        name: the container's name, for the way in (`copyAll[3]`).
        at_most: how many run at the same time.
    """

    __slots__ = ("_at_most", "_count", "_left", "_make", "_name", "_next", "_parent", "_queued", "_running", "_values")

    def __init__(self, count: int, make: Callable[[int, Activity], Work], name: str, at_most: int) -> None:
        self._count = count
        self._make = make
        self._name = name
        self._at_most = at_most
        self._next = 0
        self._left = count
        self._queued = False
        self._running: dict[Activity, int] = {}
        self._values: list[Any] = [None] * count
        self._parent: Activity | None = None

    def begin(self, activity: Activity) -> None:
        """Start the first branch; `proceed` starts the others."""
        self._parent = activity
        self._queue()

    def cancel(self) -> None:
        """Cancel all branches that run, and start no more."""
        self._next = self._count
        running, self._running = self._running, {}
        for branch in running:
            branch.cancel()

    def proceed(self, value: Any, failure: StepFailed | None) -> None:  # noqa: ARG002  (the agenda's signature)
        """Start the next branch, if there is one and room for it."""
        self._queued = False
        parent = self._parent
        if parent is None or self._next >= self._count or len(self._running) >= self._at_most:
            return
        index = self._next
        self._next += 1
        branch = Activity(
            parent.run, self, (*parent.position, index), (*parent.where, f"{self._name}[{index}]"), parent.last
        )
        self._running[branch] = index
        self._queue()
        branch.start(self._make(index, branch))

    def ended(self, activity: Activity, value: Any) -> None:
        """A branch ended: keep its result; resume the container, or let the next one start."""
        self._values[self._running.pop(activity)] = value
        self._left -= 1
        if self._left:
            self._queue()
        elif self._parent is not None:
            self._parent.ready(Joined(self._values, activity.last))

    def broke(self, activity: Activity, failure: StepFailed) -> None:
        """A branch failed: its siblings end at this instant and the container fails with the same error."""
        self._running.pop(activity)
        self.cancel()
        if self._parent is not None:
            self._parent.last = failure.last
            self._parent.ready(failure=failure)

    def _queue(self) -> None:
        if not self._queued and self._next < self._count and self._parent is not None:
            self._queued = True
            self._parent.run.scheduler.push(self)
