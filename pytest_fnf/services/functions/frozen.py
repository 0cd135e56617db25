"""Frozen time: freezegun, and what it leaves out.

In: an instant and a time zone. Out: modules `time` and `datetime` whose clocks show them, and what stands for each real
clock wherever else one is held. It leaves handing that out to `window`, and sleeps and loops too.

freezegun is written for a test that lives in one zone of fixed offset. A handler lives in the zone of its `TZ`: aware
times do not move with it, and local time has its summer.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_datetime

if TYPE_CHECKING:
    from collections.abc import Callable

_REAL = ["_pytest.", "pytest_fnf.", "pluggy.", "hypothesis.", "pygments.", "numpy.", "execnet.", "xdist.", "freezegun."]
# Modules that run beside handlers and must not see virtual time.
_EVERY = ""
# A prefix of all modules: freezegun need not look for those that hold a clock. `holders` is quicker, and asks no module
# for attributes that it makes, perhaps by importing others.
_CLOCKS = (
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "localtime",
    "gmtime",
    "strftime",
)
_CHANGED = (time, dt, uuid)
# Modules that freezegun changes. It puts back what it knows to be real, not what a test had there, and leaves traces.
_NONE = dt.timedelta(0)
_OF_THE_ZONE = {"timezone", "altzone", "daylight", "tzname"}


def clocks() -> tuple[tuple[Any, Any], ...]:
    """Every real clock, and what freezegun shows in its place; loads freezegun."""
    from freezegun import api  # noqa: PLC0415  (slow to load; only handlers need it)

    return _clocks_of(api)


@lru_cache(maxsize=1)
def _clocks_of(api: Any) -> tuple[tuple[Any, Any], ...]:
    # Of this module, since sessions that pytester runs in one process load another each.
    pairs = [(getattr(api, f"real_{name}", None), getattr(api, f"fake_{name}", None)) for name in _CLOCKS]
    pairs += [(api.real_date, api.FakeDate), (api.real_datetime, api.FakeDatetime)]
    return tuple((real, fake) for real, fake in pairs if real is not None and fake is not None)


class Frozen:
    """One freezer at a time, nested in whatever froze time before.

    Attributes:
        ignored: how the names of modules begin that go on to see real time, known once it has started.
        nested: whether a test had frozen time before it started.
    """

    def __init__(self) -> None:
        self.ignored: tuple[str, ...] = ()
        self.nested = False
        self._instant = self._shown = 0
        self._offset = _NONE
        self._freezer: Any = None
        self._factory: Any = None
        self._undo: list[Callable[[], None]] = []

    def set(self, instant: int, zone: str) -> None:
        """What to show from the next `show` or `start` on."""
        self._instant, self._offset = instant, _offset(zone, instant)

    def start(self) -> None:
        """Freeze the clocks."""
        from freezegun import api, freeze_time  # noqa: PLC0415  (loaded by now)

        self.nested = bool(api.freeze_factories)
        for module in _CHANGED:
            self._keep(module)
        self._freezer = freeze_time(to_datetime(self._instant).replace(tzinfo=None), ignore=[_EVERY, *_REAL])
        self.ignored = tuple(filter(None, getattr(self._freezer, "ignore", _REAL)))
        self._factory = self._freezer.start()
        # A handler runs in a thread, which freezegun takes for a reason to show the real time.
        api.ignore_lists[-1] = ()
        self._patch(api, "time", _Zone(lambda: self._offset))
        self._patch(api.FakeDatetime, "now", classmethod(_now))
        api.tz_offsets[-1] = self._offset
        self._shown = self._instant

    def show(self) -> None:
        """Move the frozen clocks."""
        from freezegun import api  # noqa: PLC0415  (loaded by now)

        if self._instant != self._shown:
            self._factory.move_to(to_datetime(self._instant).replace(tzinfo=None))
            self._shown = self._instant
        api.tz_offsets[-1] = self._offset

    def stop(self) -> None:
        """The clocks go on as before."""
        freezer, self._freezer, self._factory = self._freezer, None, None
        if freezer is not None:
            freezer.stop()
        while self._undo:
            self._undo.pop()()

    def _patch(self, owner: Any, name: str, value: Any) -> None:
        before = vars(owner)[name]
        self._undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, value)

    def _keep(self, module: Any) -> None:
        """Remember all that a module holds but the zone, which changes with the handler that runs."""
        names = vars(module)
        before = dict(names)

        def put_back() -> None:
            before.update({name: names[name] for name in _OF_THE_ZONE & names.keys()})
            for name in names.keys() - before.keys():
                del names[name]
            names.update(before)

        self._undo.append(put_back)


class _Zone:
    """Module `time` as freezegun's fakes see it: the offset of the zone at this instant, summer time included."""

    def __init__(self, offset: Callable[[], dt.timedelta]) -> None:
        self._offset = offset

    @property
    def timezone(self) -> float:
        return -self._offset().total_seconds()

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def _now(fake: Any, tz: dt.tzinfo | None = None) -> dt.datetime:
    """`datetime.now`, whose aware results do not move with the zone."""
    from freezegun import api  # noqa: PLC0415  (loaded by now)

    moment = api.freeze_factories[-1]()
    moment = moment + fake._tz_offset() if tz is None else tz.fromutc(moment.replace(tzinfo=tz))  # noqa: SLF001
    shown: dt.datetime = api.datetime_to_fakedatetime(moment)
    return shown


def _offset(zone: str, instant: int) -> dt.timedelta:
    if zone in ("", "UTC"):
        return _NONE
    from zoneinfo import ZoneInfo  # noqa: PLC0415  (only few handlers need it)

    try:
        return to_datetime(instant).astimezone(ZoneInfo(zone.removeprefix(":"))).utcoffset() or _NONE
    except (KeyError, ValueError, OSError):
        return _NONE
