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
import threading
import time
import uuid
from contextlib import contextmanager
from functools import partial
from operator import is_
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pytest_fnf.services.functions.frozen import Frozen
from pytest_fnf.services.functions.selector import Work, virtual_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from pytest_fnf.services.functions.guards import Guards

_SLEEP = time.sleep
_is_sleep = partial(is_, _SLEEP)  # asked of every global of the process: no frame for each
_CONNECTING = ("connect", "connect_ex", "sendto", "sendmsg")
_RESOLVING = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")
_UUID_NAMES = ("_generate_time_safe", "_uuid_generate_time", "_UuidCreate", "_last_timestamp")
# freezegun empties these of module uuid and does not put them back.


class Window:
    """Opens and closes; while it is open, `move` sets the time that handlers see.

    Args:
        guards: what the patched functions of the process do.
        random_bytes: seeded `os.urandom`.
    """

    def __init__(self, guards: Guards, random_bytes: Callable[[int], bytes]) -> None:
        self.open = False
        self._guards = guards
        self._random_bytes = random_bytes
        self._work = Work()
        self._undo: list[Callable[[], object]] = []
        self._frozen = Frozen()

    def move(self, instant: int, zone: str) -> None:
        """Show handlers this instant, in this time zone (a name, or text that the C library knows)."""
        self._frozen.set(instant, zone)
        if self.open:
            self._frozen.show()
        else:
            self._open()

    def close(self) -> None:
        """Put everything back."""
        self.open = False
        while self._undo:
            self._undo.pop()()

    @contextmanager
    def shut(self, aside: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
        """For a while the process is as it was before the window opened.

        Args:
            aside: a context in which the modules of the instance that runs are out of sight. They were loaded in
                virtual time and hold what the window put there; opening and closing must not touch them.
        """
        if not self.open:
            yield
            return
        with aside():
            self.close()
        try:
            yield
        finally:
            with aside():
                self._open()

    def _open(self) -> None:
        import freezegun.api  # noqa: F401, PLC0415  (slow to load; it brings asyncio, which is patched below)

        try:
            self._patch_sleep()
            self._patch_random()
            self._patch_sockets()
            self._patch_threads()
            self._patch_event_loops()
            self._freeze()
        except BaseException:
            self.close()
            raise
        # Only now: while freezegun looks at all modules, some import others, and those find the window not open yet.
        self.open = True

    def _freeze(self) -> None:
        for name in _UUID_NAMES:
            self._keep(uuid, name)
        self._keep(time, "clock")
        self._undo.append(self._frozen.stop)
        self._frozen.start()

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
        guards = self._guards

        def sleep(seconds: float, /) -> None:
            guards.sleep(seconds, _SLEEP)

        # Modules that wrote `from time import sleep` hold the function itself. A test's own fake in place of `sleep`
        # is no such function, and stays.
        for module in list(sys.modules.values()):
            names = getattr(module, "__dict__", None)
            if type(names) is dict and names is not globals() and True in map(_is_sleep, names.values()):
                for name in [name for name, value in names.items() if value is _SLEEP]:
                    self._set(module, name, sleep)

    def _patch_random(self) -> None:
        real, inside, random_bytes = os.urandom, self._guards.inside, self._random_bytes

        def urandom(size: int, /) -> bytes:
            return random_bytes(size) if inside() else real(size)

        self._set(os, "urandom", urandom)
        self._set(random, "_urandom", urandom)

    def _patch_sockets(self) -> None:
        for name in _CONNECTING:
            if hasattr(socket.socket, name):
                self._set(socket.socket, name, _connecting(getattr(socket.socket, name), self._guards, name))
        for name in _RESOLVING:
            self._set(socket, name, _resolving(getattr(socket, name), self._guards))

    def _patch_threads(self) -> None:
        """Threads that handlers start are known to be theirs, so that the test's own are left alone."""
        real, guards, work = threading.Thread.start, self._guards, self._work

        def start(thread: threading.Thread) -> None:
            inside = guards.inside()
            if inside:
                guards.starting(thread)
            real(thread)
            if inside:
                work.started(thread)

        self._set(threading.Thread, "start", start)

    def _patch_event_loops(self) -> None:
        guards = self._guards
        if "concurrent.futures" in sys.modules:  # as it is wherever asyncio is
            pool = sys.modules["concurrent.futures"].ThreadPoolExecutor
            self._set(pool, "submit", self._work.counting(pool.submit, guards.inside))

        def sleep(seconds: float) -> None:
            guards.sleep(seconds, _SLEEP)

        virtual = virtual_selector(selectors.DefaultSelector, virtual=guards.inside, sleep=sleep, work=self._work)
        self._set(selectors, "DefaultSelector", virtual)
        real: Any = time.get_clock_info

        def get_clock_info(name: str, /) -> Any:
            info = real(name)
            if not guards.inside():
                return info
            # A loop runs what is due before its time plus this. The real nanosecond vanishes in a float as large as
            # the epoch, so that what is due exactly now would never run.
            return SimpleNamespace(**{**vars(info), "resolution": 1e-6})

        self._set(time, "get_clock_info", get_clock_info)


def _connecting(real: Any, guards: Guards, name: str) -> Any:
    def method(self: socket.socket, *args: Any) -> Any:
        if args and self.family in (socket.AF_INET, socket.AF_INET6) and guards.inside():
            address = args[-1]
            if name not in ("sendto", "sendmsg") or isinstance(address, tuple):
                guards.connecting(address[0] if isinstance(address, tuple) and address else address)
        return real(self, *args)

    method.__name__ = name
    return method


def _resolving(real: Any, guards: Guards) -> Any:
    def resolve(host: Any, *args: Any, **options: Any) -> Any:
        if guards.inside():
            guards.connecting(host)
        return real(host, *args, **options)

    return resolve
