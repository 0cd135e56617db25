"""Guards: what handlers, and threads that they start, may do to the process.

In: calls of patched functions of the process, from any thread. Out: virtual sleep, an error for the handler, and a
fault for the test. It leaves patching to `window`, and choosing who runs to `compute`.
"""

from __future__ import annotations

import ipaddress
import math
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.errors import HandlerFault
from pytest_fnf.services.functions.worker import Stopped, current, mark, origin

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Collection
    from types import FrameType

    from pytest_fnf.services.functions.instance import Instance


_LONGEST_SLEEP = 2**63 / 1e9
"""Seconds that the real `sleep` takes at most."""


class _Origin(NamedTuple):
    """Where a thread comes from: the instance, and the line that started it."""

    instance: Instance | None
    line: str


class Guards:
    """What the patched functions of the process do.

    Args:
        allowed: hosts that handlers may reach beside loopback and Unix sockets.

    Attributes:
        instance: the one whose handler has the baton, or `None`.
        stray: a fault of a thread whose handler does not have the baton.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self.instance: Instance | None = None
        self.stray: HandlerFault | None = None
        self._allowed = {host.lower() for host in allowed}
        self._resolving = False

    def inside(self) -> bool:
        """Whether this thread is a handler's, or was started by one."""
        return not self._resolving and (current() is not None or origin() is not None)

    def starting(self, thread: threading.Thread) -> None:
        """Somebody inside is about to start a thread."""
        started_by = origin()
        mark(thread, _Origin(self.instance, self._line()) if started_by is None else started_by)

    def sleep(self, seconds: float, real: Callable[[float], None]) -> None:
        """`time.sleep`, given the real one."""
        worker, started_by = current(), origin()
        if worker is not None:
            _check_sleep(seconds, real)
            # Rounded up: a sleep that took no time at all would let a polling loop go round for ever.
            worker.sleep(worker.now + math.ceil(round(float(seconds) * 1000, 6)))
        elif started_by is not None:
            self._blame(
                f"called sleep({seconds!r}) in a thread that it started at {started_by.line}; "
                "virtual time cannot pass there"
            )
            raise Stopped
        else:
            real(seconds)

    def connecting(self, host: Any) -> None:
        """Somebody inside is about to reach a host.

        Raises:
            ConnectionRefusedError: it is not allowed.
        """
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
        if self._may_reach(name):
            return
        self._blame(f"tried to connect to '{name}'; allow it with allow_network=['{name}'], or patch the client")
        raise ConnectionRefusedError(f"connections to '{name}' are not allowed in this test")

    def _may_reach(self, host: str) -> bool:
        if host.lower() in self._allowed or host == "localhost" or host.endswith(".localhost"):
            return True
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        if mapped.is_loopback or mapped.is_unspecified:
            return True
        return any(self._resolves_to(name, str(mapped)) for name in self._allowed)

    def _resolves_to(self, name: str, address: str) -> bool:
        import socket  # noqa: PLC0415  (only for tests that allow hosts)

        self._resolving = True
        try:
            return address in {str(info[4][0]) for info in socket.getaddrinfo(name, None)}
        except OSError:
            return False
        finally:
            self._resolving = False

    def _blame(self, what: str) -> None:
        """Remember a fault; the test of the handler that has the baton fails when the baton comes back."""
        started_by: _Origin | None = origin()
        instance: Instance | None = self.instance if started_by is None else started_by.instance
        function = "unknown" if instance is None else instance.function.text
        line = self._line(instance)
        fault = HandlerFault(f"the handler of '{function}' {what}{f'{chr(10)}  at {line}' if line else ''}")
        if instance is not None and instance is self.instance:
            instance.fault = instance.fault or fault
        else:
            self.stray = self.stray or fault

    def _line(self, instance: Instance | None = None) -> str:
        """The nearest line on the stack in the handler's own code folder, else in anybody's code."""
        instance = instance or self.instance
        code = None if instance is None or instance.handler.code is None else f"{instance.handler.code}"
        first = ""
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  (the one way to see the caller)
        while frame is not None:
            file, name = frame.f_code.co_filename, str(frame.f_globals.get("__name__", ""))
            if code is not None and file.startswith(code):
                return f"{file}:{frame.f_lineno}"
            if not first and name.partition(".")[0] not in ("pytest_fnf", *sys.stdlib_module_names):
                first = f"{file}:{frame.f_lineno}"
            frame = frame.f_back
        return first


def _check_sleep(seconds: Any, real: Callable[[float], None]) -> None:
    """Raise what the real `sleep` raises for what is no duration."""
    if not hasattr(seconds, "__float__") and not hasattr(seconds, "__index__"):
        real(seconds)
    length = float(seconds)
    if math.isnan(length):
        raise ValueError("Invalid value NaN (not a number)")
    if length < 0:
        raise ValueError("sleep length must be non-negative")
    if length > _LONGEST_SLEEP:
        raise OverflowError("timestamp too large to convert to C PyTime_t")
