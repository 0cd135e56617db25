"""The window: what is patched in the process while a driving call runs handlers, and nothing else is.

In: the instant, what `sleep` and a connection mean. Out: a process whose clocks, sleeps, random bytes, selectors and
sockets serve handlers; afterwards it is as before. It leaves what differs from handler to handler to `sandbox`.

Opened at the first handler call of a driving call, closed when that call returns, so that the test's body, fixtures and
event loops see their own time. A module of the process that a handler is the first to import is imported with the
window shut (`shut`), at real time, since it stays.
"""

from __future__ import annotations

import os
import random
import selectors
import socket
import sys
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from freezegun.api import FrozenDateTimeFactory

_SOCKET_METHODS = ("connect", "connect_ex", "sendto")
_UUID_NAMES = ("_generate_time_safe", "_uuid_generate_time", "_UuidCreate", "_last_timestamp")
# freezegun empties these of module uuid and does not put them back.


class Hooks:
    """What the patched functions of the process do; `FunctionCompute` fills it in.

    Attributes:
        sleep: virtual `time.sleep`, given the real one; called in any thread.
        inside: whether the calling thread belongs to a handler.
        random_bytes: seeded `os.urandom`.
        connecting: raises an `OSError` for a host that may not be reached.
    """

    def __init__(
        self,
        *,
        sleep: Callable[[float, Callable[[float], None]], None],
        inside: Callable[[], bool],
        random_bytes: Callable[[int], bytes],
        connecting: Callable[[Any], None],
    ) -> None:
        self.sleep = sleep
        self.inside = inside
        self.random_bytes = random_bytes
        self.connecting = connecting


class Window:
    """Opens and closes; while it is open, `move` sets the time that handlers see."""

    def __init__(self, hooks: Hooks) -> None:
        self.open = False
        self._hooks = hooks
        self._undo: list[Callable[[], object]] = []
        self._frozen: FrozenDateTimeFactory | None = None
        self._instant = 0
        self._offset = timedelta(0)

    def move(self, instant: int, zone: str) -> None:
        """Show handlers this instant, in this time zone (a name, or text that the C library knows)."""
        self._instant, self._offset = instant, _offset(zone, instant)
        if not self.open:
            self._open()
        self._show()

    def close(self) -> None:
        """Put everything back."""
        self.open = False
        while self._undo:
            self._undo.pop()()
        self._frozen = None

    @contextmanager
    def shut(self) -> Iterator[None]:
        """For a while the process is as it was before the window opened."""
        if not self.open:
            yield
            return
        self.close()
        try:
            yield
        finally:
            self._open()
            self._show()

    def _open(self) -> None:
        self.open = True
        # Sleep first, so that freezegun's cache of module attributes is not asked about our functions.
        self._patch_sleep()
        self._patch_random()
        self._patch_sockets()
        self._patch_selectors()
        self._freeze()

    def _show(self) -> None:
        from freezegun import api  # noqa: PLC0415  (slow to load; only handlers need it)

        if self._frozen is not None:
            self._frozen.move_to(to_datetime(self._instant).astimezone(UTC))
            api.tz_offsets[-1] = self._offset  # type: ignore[attr-defined]  # its stubs lack the stacks of settings

    def _freeze(self) -> None:
        from freezegun import api, freeze_time  # noqa: PLC0415  (slow to load; only handlers need it)

        for name in _UUID_NAMES:
            self._keep(uuid, name)
        self._keep(time, "clock")
        freezer = freeze_time(to_datetime(self._instant).replace(tzinfo=None))
        self._frozen = freezer.start()
        # A handler runs in a thread, which freezegun takes for a reason to show the real time.
        api.ignore_lists[-1] = ()  # type: ignore[attr-defined]
        self._undo.append(freezer.stop)

    def _keep(self, module: Any, name: str) -> None:
        """Remember what a name of a module holds, whoever changes it."""
        names = vars(module)
        if name in names:
            value = names[name]
            self._undo.append(lambda: setattr(module, name, value))
        else:
            self._undo.append(lambda: names.pop(name, None))

    def _set(self, owner: Any, name: str, value: Any) -> None:
        if name in vars(owner):
            before = vars(owner)[name]
            self._undo.append(lambda: setattr(owner, name, before))
        else:
            self._undo.append(lambda: delattr(owner, name))
        setattr(owner, name, value)

    def _patch_sleep(self) -> None:
        real, hooks = time.sleep, self._hooks

        def sleep(seconds: float, /) -> None:
            hooks.sleep(seconds, real)

        # Modules that wrote `from time import sleep` before hold the function itself.
        for module in list(sys.modules.values()):
            names = getattr(module, "__dict__", None)
            if type(names) is dict:
                for name in [name for name, value in names.items() if value is real]:
                    self._set(module, name, sleep)

    def _patch_random(self) -> None:
        real, hooks = os.urandom, self._hooks

        def urandom(size: int, /) -> bytes:
            return hooks.random_bytes(size) if hooks.inside() else real(size)

        self._set(os, "urandom", urandom)
        self._set(random, "_urandom", urandom)

    def _patch_sockets(self) -> None:
        hooks = self._hooks
        for name in _SOCKET_METHODS:
            self._set(socket.socket, name, _guarded(getattr(socket.socket, name), hooks, name))
        real = socket.getaddrinfo

        def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
            if hooks.inside():
                hooks.connecting(host)
            return real(host, *args, **options)

        self._set(socket, "getaddrinfo", getaddrinfo)

    def _patch_selectors(self) -> None:
        """Event loops that handlers make wait on the virtual clock."""
        real, hooks = selectors.DefaultSelector, self._hooks

        class VirtualSelector(real):  # type: ignore[misc, valid-type]
            def select(self, timeout: float | None = None) -> Any:
                if timeout is None or timeout <= 0 or not hooks.inside():
                    return super().select(timeout)
                ready = super().select(0)
                if not ready:
                    time.sleep(timeout)
                    ready = super().select(0)
                return ready

        self._set(selectors, "DefaultSelector", VirtualSelector)


def _guarded(real: Any, hooks: Hooks, name: str) -> Any:
    def method(self: socket.socket, *args: Any) -> Any:
        if hooks.inside() and args and self.family in (socket.AF_INET, socket.AF_INET6):
            address = args[-1]
            hooks.connecting(address[0] if isinstance(address, tuple) and address else address)
        return real(self, *args)

    method.__name__ = name
    return method


def _offset(zone: str, instant: int) -> timedelta:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  (only handlers need it)

    if zone in ("", "UTC"):
        return timedelta(0)
    try:
        return ZoneInfo(zone).utcoffset(to_datetime(instant).replace(tzinfo=ZoneInfo(zone))) or timedelta(0)
    except (KeyError, ValueError, OSError):
        return timedelta(0)
