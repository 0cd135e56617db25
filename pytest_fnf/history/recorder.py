"""The recorder: the one list that an execution's events are written to.

In: facts, one call an event, from the engine (its only writer). Out: flat rows that `History` reads. It
leaves the making of events to whoever looks, and their order and links to the engine.

Six columns a row lie one after the other in one list: type, step, link, instant, and two values. A tuple an
event would double the memory and make the garbage collector's work grow with every event kept. The link is how many
events back the cause lies: nearly always 1, which costs no memory, where an id would cost an integer an event.

Beside the events lie marks: what a report or a coverage tool wants to know and the service does not tell.
They are outside `to_api` and outside equality.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.history.events import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.clock.timers import Timers

WIDTH = 6
"""Columns of a row: type, step, link, instant, first value, second value."""


class Mark(NamedTuple):
    """Something known beside an event.

    Attributes:
        event_id: the event it belongs to.
        kind: `answered` (who answered a task) or `traceback` (the exception of a handler).
        value: a text, or the exception.
    """

    event_id: int
    kind: str
    value: Any


class EventLimitReached(Exception):
    """The history is full but for the event that ends the execution (fdl-classic section 9)."""


class Recorder:
    """Rows and marks of one execution.

    Args:
        timers: where the current instant is read.
        most_events: how many events the execution may have, its last one included; `None` for no limit.
    """

    __slots__ = ("_full", "_timers", "marks", "rows")

    def __init__(self, timers: Timers, most_events: int | None) -> None:
        self.rows: list[Any] = []
        self.marks: list[Any] = []
        self._timers = timers
        # The last event of the allowance is kept for the ending, so that a full history still says how it ended.
        self._full = sys.maxsize if most_events is None else (most_events - 1) * WIDTH

    def write(self, kind: int, step: str, schedule_id: int, first: Any = None, second: Any = None) -> int:
        """Append an event at the current instant and return its id.

        Raises:
            EventLimitReached: only the ending has room left.
        """
        rows = self.rows
        end = len(rows)
        if end >= self._full:
            raise EventLimitReached
        event_id = end // WIDTH + 1
        rows += (kind, step, event_id - schedule_id, self._timers.now, first, second)
        return event_id

    def write_ending(self, kind: int, schedule_id: int, first: Any = None, second: Any = None) -> int:
        """Append the event that ends the execution; there is always room for it."""
        event_id = len(self.rows) // WIDTH + 1
        self.rows += (kind, "", event_id - schedule_id, self._timers.now, first, second)
        return event_id

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.rows) // WIDTH

    def instant(self, event_id: int) -> int:
        """When an event was written."""
        instant: int = self.rows[(event_id - 1) * WIDTH + 3]
        return instant

    def watch(self, step: str) -> Callable[[], bool]:
        """Whether the step has been entered since this call; each question reads only the rows that are new."""
        at, entered = len(self.rows), False

        def has_entered() -> bool:
            nonlocal at, entered
            rows = self.rows
            while at < len(rows) and not entered:
                entered = rows[at] in ENTRIES and rows[at + 1] == step
                at += WIDTH
            return entered

        return has_entered

    def mark(self, event_id: int, kind: str, value: Any) -> None:
        """Keep something beside an event; see `Mark` for the kinds."""
        self.marks += (event_id, kind, value)
