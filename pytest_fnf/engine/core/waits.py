"""What an activity can wait for besides its branches: an instant, or something that will be known.

In: instants, promises. Out: activities made ready in the order of design section 5. It leaves to the caller what
the value means. A reply whose duration is known needs one timer, so it uses `Until`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.timers import RESULT, TASK_LIMIT, Timer
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.engine.core.activity import Activity

__tracebackhide__ = hidden_from_tracebacks

TIMED_OUT = object()
"""What a wait with a limit yields when the limit came first."""


class Until:
    """Wait until an instant; resumes with `None`.

    Args:
        instant: milliseconds since the epoch.
        rank: `RESULT`, or `TASK_LIMIT` where the instant is known to be a time-out.
    """

    __slots__ = ("_instant", "_rank", "_timer")

    def __init__(self, instant: int, rank: int = RESULT) -> None:
        self._instant = instant
        self._rank = rank
        self._timer: Timer | None = None

    def begin(self, activity: Activity) -> None:
        """Set the one timer."""
        self._timer = activity.run.scheduler.timers.schedule(
            self._instant, self._rank, activity.position, activity.ready
        )

    def cancel(self) -> None:
        """Drop the timer."""
        if self._timer is not None:
            self._timer.cancel()


class Promise:
    """Something that will be known later: a callback's report, a child's end, what a sleeping handler returns.

    Attributes:
        value: what it turned out to be, `None` before.
    """

    __slots__ = ("_waiters", "value")

    def __init__(self) -> None:
        self.value: Any = None
        self._waiters: list[Await] = []

    @property
    def open(self) -> bool:
        """Whether it is still unknown."""
        return self.value is None

    def keep(self, value: Any) -> None:
        """Make it known; all who wait are resumed in their turn at this instant. Only the first value counts."""
        if self.value is None:
            self.value = value
            for waiter in self._waiters:
                waiter.kept()

    def add(self, waiter: Await) -> None:
        """Remember one more who waits."""
        self._waiters.append(waiter)

    def remove(self, waiter: Await) -> None:
        """Somebody waits no longer."""
        if waiter in self._waiters:
            self._waiters.remove(waiter)


class Await:
    """Wait for a promise, with or without a limit; resumes with its value or with `TIMED_OUT`.

    Args:
        promise: an open promise.
        limit: the last instant that is in time, or `None`.
    """

    __slots__ = ("_activity", "_limit", "_promise", "_timers")

    def __init__(self, promise: Promise, limit: int | None = None) -> None:
        self._promise = promise
        self._limit = limit
        self._activity: Activity | None = None
        self._timers: list[Timer] = []

    def begin(self, activity: Activity) -> None:
        """Stand by, and set the limit's timer."""
        self._activity = activity
        self._promise.add(self)
        if self._limit is not None:
            self._set(self._limit, TASK_LIMIT)

    def kept(self) -> None:
        """The promise is known: resume in the order of this instant, before a limit of the same instant."""
        if self._activity is not None:
            self._set(self._activity.run.scheduler.timers.now, RESULT)

    def cancel(self) -> None:
        """Stop waiting; the promise may still be kept."""
        self._promise.remove(self)
        for timer in self._timers:
            timer.cancel()

    def _set(self, instant: int, rank: int) -> None:
        activity = self._activity
        if activity is None:
            return

        def over() -> None:
            self.cancel()
            activity.ready(self._promise.value if rank == RESULT else TIMED_OUT)

        self._timers.append(activity.run.scheduler.timers.schedule(instant, rank, activity.position, over))
