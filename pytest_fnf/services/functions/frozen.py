"""Frozen time: freezegun, and what it leaves out.

In: an instant and a time zone. Out: a process whose clocks show them. It leaves sleeps and loops to `window`.

freezegun is written for a test that lives in one zone of fixed offset. A handler lives in the zone of its `TZ`: aware
times do not move with it, and local time has its summer.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_datetime

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

_REAL = ["_pytest.", "pytest_fnf.", "pluggy.", "hypothesis.", "pygments.", "numpy.", "execnet.", "xdist."]
# Modules that need not show virtual time; looking at every name of every module is what opening the window costs.


class Frozen:
    """One freezer at a time, nested in whatever froze time before."""

    def __init__(self) -> None:
        self._instant = 0
        self._offset = timedelta(0)
        self._freezer: Any = None
        self._factory: Any = None
        self._undo: list[Callable[[], None]] = []

    def set(self, instant: int, zone: str) -> None:
        """What to show from the next `show` or `start` on."""
        self._instant, self._offset = instant, _offset(zone, instant)

    def start(self) -> None:
        """Freeze the clocks."""
        from freezegun import api, freeze_time  # noqa: PLC0415  (slow to load; only handlers need it)

        self._freezer = freeze_time(to_datetime(self._instant).replace(tzinfo=None), ignore=_REAL)
        self._factory = self._freezer.start()
        # A handler runs in a thread, which freezegun takes for a reason to show the real time.
        api.ignore_lists[-1] = ()
        self._patch(api, "time", _Zone(lambda: self._offset))
        self._patch(api.FakeDatetime, "now", classmethod(_now))
        self.show()

    def show(self) -> None:
        """Move the frozen clocks."""
        from freezegun import api  # noqa: PLC0415  (loaded by now)

        self._factory.move_to(to_datetime(self._instant).replace(tzinfo=None))
        api.tz_offsets[-1] = self._offset

    def stop(self) -> None:
        """The clocks go on as before."""
        while self._undo:
            self._undo.pop()()
        freezer, self._freezer, self._factory = self._freezer, None, None
        if freezer is not None:
            freezer.stop()

    def _patch(self, owner: Any, name: str, value: Any) -> None:
        before = vars(owner)[name]
        self._undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, value)


class _Zone:
    """Module `time` as freezegun's fakes see it: the offset of the zone at this instant, summer time included."""

    def __init__(self, offset: Callable[[], timedelta]) -> None:
        self._offset = offset

    @property
    def timezone(self) -> float:
        return -self._offset().total_seconds()

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def _now(fake: Any, tz: tzinfo | None = None) -> datetime:
    """`datetime.now`, whose aware results do not move with the zone."""
    from freezegun import api  # noqa: PLC0415  (loaded by now)

    moment = api.freeze_factories[-1]()
    moment = moment + fake._tz_offset() if tz is None else tz.fromutc(moment.replace(tzinfo=tz))  # noqa: SLF001
    shown: datetime = api.datetime_to_fakedatetime(moment)
    return shown


def _offset(zone: str, instant: int) -> timedelta:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  (only handlers need it)

    if zone in ("", "UTC"):
        return timedelta(0)
    try:
        return ZoneInfo(zone.removeprefix(":")).utcoffset(to_datetime(instant).astimezone(ZoneInfo(zone))) or timedelta(
            0
        )
    except (KeyError, ValueError, OSError):
        return timedelta(0)
