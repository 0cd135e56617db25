"""Variables: the environment as one instance sees it.

In: an instance's environment. Out: `os.environ`, and what the C library and child processes see, with it in place;
then, as before. It leaves what the cloud puts into an environment to `context`.

As text all of it would be decoded and encoded at every call of a handler. `os.environ` keeps bytes, and so does an
instance; where there is no way to those, such as a test's own mapping in the place of `os.environ`, text it is.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.services.functions.context import is_secret

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Variables:
    """The environment of one instance: the process's when it started without credentials, and its own.

    What its handler changes stays in it.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        self._find()
        kept = {name: value for name, value in self._place.items() if not is_secret(name)}
        self._held: dict[Any, Any] = {**kept, **(_encoded(env) if self._bare else env)}
        self._before: dict[Any, Any] = {}
        self._in_utc = False
        self._there: _Change | None = None

    @property
    def zone(self) -> str:
        """The time zone that it names."""
        return os.fsdecode(_zone(self._held) or "UTC")

    def enter(self) -> None:
        """Put it in place."""
        bare = self._bare
        self._find()
        if self._bare is not bare:
            text = {os.fsdecode(name): os.fsdecode(value) for name, value in self._held.items()}
            self._held, self._there = _encoded(text) if self._bare else text, None
        # Looked at with each baton; copied and compared name by name only when somebody changed it.
        if self._place != self._before:
            self._before, self._there = dict(self._place), None
        if self._there is None:
            self._there = _change(self._before, self._held)
        self._in_utc = _is_utc()
        self._make(self._there)
        self._tell_zone(self._held)

    def leave(self) -> None:
        """Put the process's back."""
        if self._there is None or self._place != self._held:
            self._held, self._there = dict(self._place), None
            self._make(_change(self._held, self._before))
        else:
            self._make(_undone(self._there, self._before))
        self._tell_zone(self._held)

    def _tell_zone(self, env: Mapping[Any, Any]) -> None:
        """Have the C library follow, unless all is UTC anyway, as on most machines that run tests: that takes long."""
        zone = _zone(env)
        both = self._in_utc and _is_utc() and zone in (b"UTC", "UTC")
        if zone != _zone(self._before) and not both and hasattr(time, "tzset"):
            time.tzset()

    def _find(self) -> None:
        """Where the environment is, and whether it is bare bytes that the C library has to be told of."""
        self._place: Any = getattr(os.environ, "_data", os.environ)
        self._bare = self._place is not os.environ

    def _make(self, change: _Change) -> None:
        """Make the environment another one, touching only what differs."""
        for name in change.gone:
            if self._bare:
                os.unsetenv(name)
            del self._place[name]
        if self._bare:
            for name, value in change.new.items():
                os.putenv(name, value)
        self._place.update(change.new)


class _Change(NamedTuple):
    """What makes one environment of another: names to take out, variables to set."""

    gone: Collection[Any]
    new: Mapping[Any, Any]


def _change(now: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> _Change:
    gone = [name for name in now if name not in wanted]
    return _Change(gone, {name: value for name, value in wanted.items() if name not in now or now[name] != value})


def _undone(change: _Change, before: Mapping[Any, Any]) -> _Change:
    touched = (*change.gone, *change.new)
    return _Change(
        [name for name in touched if name not in before], {name: before[name] for name in touched if name in before}
    )


def _is_utc() -> bool:
    """Whether the C library's local time is UTC."""
    return time.timezone == 0 and time.tzname == ("UTC", "UTC")


def _encoded(env: Mapping[str, str]) -> dict[Any, Any]:
    return {os.environ.encodekey(name): os.environ.encodevalue(value) for name, value in env.items()}


def _zone(env: Mapping[Any, Any]) -> Any:
    return env.get(b"TZ", env.get("TZ"))
