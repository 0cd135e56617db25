"""The window: what is patched in the process while a driving call runs handlers, and nothing else is.

In: the instant, what `sleep` and a connection mean. Out: a process whose clocks, sleeps, random bytes, selectors and
sockets serve handlers; afterwards it is as before. It leaves what differs from handler to handler to `sandbox`.

Opened at the first handler call of a driving call, closed when that call returns, so that the test's body, fixtures and
event loops see their own time. A module of the process that a handler is the first to import is imported with the
window shut (`shut`), at real time, since it stays.
"""

from __future__ import annotations

import random
import selectors
import socket
import sys
import threading
import time
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pytest_fnf import surroundings
from pytest_fnf.services.functions.frozen import Frozen, clocks
from pytest_fnf.services.functions.holders import Holders
from pytest_fnf.services.functions.selector import Work, virtual_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager

    from pytest_fnf.services.functions.guards import Guards
    from pytest_fnf.services.functions.holders import Held
    from pytest_fnf.services.functions.randomness import Numbers

_CONNECTING = ("connect", "connect_ex", "sendto", "sendmsg")
_RESOLVING = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")


@lru_cache(maxsize=1)
def _holders(api: Any) -> Holders:  # noqa: ARG001  (another module of freezegun's stands for other clocks)
    """One for the process."""
    return Holders([surroundings.sleep, surroundings.urandom, surroundings.seed, *(real for real, _ in clocks())])


class Window:
    """Opens and closes; while it is open, `move` sets the time that handlers see.

    Args:
        guards: what the patched functions of the process do.
        numbers: what handlers draw.
    """

    def __init__(self, guards: Guards, numbers: Numbers) -> None:
        self.open = False
        self._guards = guards
        self._numbers = numbers
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
        from freezegun import api  # noqa: PLC0415  (slow to load; it brings asyncio, which is patched below)

        held = _holders(api).find()  # at real time, since a module that is loaded lazily is loaded when looked at
        try:
            self._undo.append(self._frozen.stop)
            self._frozen.start()
            self._hand_out(held)
            self._set(random.Random, "seed", self._numbers.seeding(random.Random.seed))
            self._patch_sockets()
            self._patch_threads()
            self._patch_event_loops()
        except BaseException:
            self.close()
            raise
        self.open = True

    def _set(self, owner: Any, name: str, value: Any) -> None:
        if name in vars(owner):
            before = vars(owner)[name]
            self._undo.append(lambda: setattr(owner, name, before))
        else:
            self._undo.append(lambda: delattr(owner, name))
        setattr(owner, name, value)

    def _hand_out(self, held: list[Held]) -> None:
        """Wherever the real `sleep`, a clock or a source of random numbers is held, put what handlers get.

        A test's own fake in place of one is not the real one, and stays.
        """
        numbers = self._numbers
        everywhere = (
            (surroundings.sleep, self._sleep),
            (surroundings.urandom, numbers.urandom),
            (surroundings.seed, numbers.seed),
        )
        # By identity, here and below: time-machine changes even the hash of a function.
        ours = {id(real) for real, _ in everywhere}
        fakes = {id(real): fake for real, fake in (*clocks(), *everywhere)}
        given = [
            (module, name, value)
            for key, module, name, value in held
            if not key.startswith("pytest_fnf." if id(value) in ours else self._frozen.ignored)
        ]
        pairs = everywhere if self._frozen.nested else (*clocks(), *everywhere)
        known = set(sys.modules)

        def take_back() -> None:
            for module, name, real in given:
                setattr(module, name, real)
            _give_back(sys.modules.keys() - known, pairs)

        self._undo.append(take_back)
        for module, name, real in given:
            setattr(module, name, fakes[id(real)])

    def _sleep(self, seconds: float, /) -> None:
        self._guards.sleep(seconds, surroundings.sleep)

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

        real = selectors.DefaultSelector
        virtual = virtual_selector(real, virtual=guards.inside, sleep=self._sleep, work=self._work)
        self._set(selectors, "DefaultSelector", virtual)
        real_info: Any = time.get_clock_info

        def get_clock_info(name: str, /) -> Any:
            info = real_info(name)
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


def _give_back(keys: Collection[str], pairs: Collection[tuple[Any, Any]]) -> None:
    """Modules that somebody else than a handler imported meanwhile, such as another thread, get the real ones."""
    reals = {id(fake): real for real, fake in pairs}
    for module in [sys.modules.get(key) for key in keys]:
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if id(value) in reals:
                setattr(module, name, reals[id(value)])
