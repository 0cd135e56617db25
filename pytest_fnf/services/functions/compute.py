"""`FunctionCompute`: the local function service of one world.

In: functions and their handlers, invocations at an instant. Out: replies. It chooses instances, passes the baton, and
turns what handlers do into replies. It leaves time to the engine: a sleeping handler is resumed when it says so.
"""

from __future__ import annotations

import ipaddress
import math
import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import HandlerFault, UsageError, hidden_from_tracebacks
from pytest_fnf.services.functions import handlers
from pytest_fnf.services.functions.context import environment
from pytest_fnf.services.functions.function import Function, duration
from pytest_fnf.services.functions.instance import Instance, as_failure, as_result, passes_through
from pytest_fnf.services.functions.sandbox import Numbers, Sandbox
from pytest_fnf.services.functions.window import Hooks, Window
from pytest_fnf.services.functions.worker import Asleep, Raised, Returned, current
from pytest_fnf.services.replies import Done, Failed, Sleeping

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path
    from types import FrameType

    from pytest_fnf.clock.instants import Duration
    from pytest_fnf.services.functions.handlers import Handler
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


class FunctionCompute:
    """Functions, their instances, and the baton.

    Args:
        seed: what handlers draw is made from this.
        env: environment that every handler sees.
        allow_network: hosts that handlers may reach beside loopback and Unix sockets.
        now: the current instant of the world.

    Attributes:
        running: the function whose handler has the baton, or `None`.
    """

    def __init__(
        self, *, seed: int, env: Mapping[str, str], allow_network: Collection[str], now: Callable[[], int]
    ) -> None:
        self.running: Function | None = None
        self._env = env
        self._now = now
        self._allowed = {host.lower() for host in allow_network}
        self._numbers = Numbers(seed)
        self._functions: dict[tuple[str | None, str], Function] = {}
        self._instances: dict[Function, list[Instance]] = {}
        self._shared: list[tuple[Any, str, Any]] = []
        self._test_threads: frozenset[int | None] = frozenset()
        self._instance: Instance | None = None
        self._stray: HandlerFault | None = None
        self._window = Window(
            Hooks(
                sleep=self._sleep,
                inside=self._inside,
                random_bytes=self._numbers.random_bytes,
                connecting=self._connecting,
            )
        )

    # Functions.

    def function(self, service: str | None, name: str) -> Function:
        """The function of that name; the same one each time."""
        key = (service, name)
        if key not in self._functions:
            function = self._functions[key] = Function(service, name, self._now)
            function.when_patched(self._patch_loaded)
        return self._functions[key]

    def configure(
        self,
        function: Function,
        handler: Any,
        *,
        base: Path,
        env: Mapping[str, str] | None = None,
        initializer: str | Callable[..., Any] | None = None,
        timeout: Duration | None = None,
        takes: Duration = 0,
    ) -> None:
        """Set what a test says of a function; `None` leaves a setting as it is.

        Raises:
            UsageError: a wrong value; the text says what is allowed.
        """
        if handler is not None:
            made = handlers.handler_of(handler, base)
            if made != function.handler:
                function.handler = made
                for instance in self._instances.pop(function, []):
                    instance.dead = True
        if env is not None:
            function.env = {**function.env, **env}
        if initializer is not None:
            function.initializer = initializer
        if timeout is not None:
            function.timeout = duration(timeout, "timeout")
        if takes:
            function.takes = duration(takes, "takes")

    def discover(self, service: str | None, name: str, folder: Path) -> Handler | None:
        """The handler that the layout of the files beside a flow names, or `None`."""
        return handlers.discover(service, name, folder)

    def places(self, service: str | None, name: str, folder: Path) -> list[Path]:
        """Where `discover` looks, in order."""
        return handlers.places(service, name, folder)

    # Invocations.

    @contextmanager
    def driving(self) -> Iterator[None]:
        """Around a driving call: when it ends, the process is as it was before.

        Raises:
            HandlerFault: a thread that a handler started did what no test may let it do.
        """
        self._test_threads = frozenset(thread.ident for thread in threading.enumerate())
        try:
            yield
        finally:
            self._window.close()
        stray, self._stray = self._stray, None
        if stray is not None:
            raise stray

    def invoke(
        self, function: Function, event: Json, *, now: int, request_id: str, objects_only: bool = True
    ) -> Done | Failed | Sleeping:
        """Call a function's handler at this instant, in a free instance or a new one.

        Raises:
            HandlerFault: the handler did what no test may let it do.
            UsageError: the handler cannot be called as it is written.
            BaseException: what pytest itself raises, such as a skip, and `KeyboardInterrupt`.
        """
        function.calls.append(event)
        instance = self._take(function, now)
        invocation = _Invocation(self, instance, now, objects_only=objects_only)
        return invocation.begin(event, request_id)

    def close(self) -> None:
        """End what still sleeps, put shared modules back, and leave no thread. Twice does no harm."""
        for instances in self._instances.values():
            for instance in instances:
                if instance.serving:
                    instance.sandbox.enter()
                    try:
                        instance.worker.end()
                    finally:
                        instance.sandbox.leave()
                instance.worker.end()
        self._instances.clear()
        self._window.close()
        while self._shared:
            owner, name, value = self._shared.pop()
            setattr(owner, name, value)

    def pass_baton(self, instance: Instance, now: int, job: Callable[[], Any] | None) -> Returned | Raised | Asleep:
        """Let an instance run a job (or go on with the one that sleeps) until it ends or sleeps."""
        self._window.move(now, instance.sandbox.zone)
        instance.sandbox.enter()
        self.running, self._instance = instance.function, instance
        try:
            worker = instance.worker
            return worker.resume(now) if job is None else worker.run(job, now)
        finally:
            self.running = self._instance = None
            instance.sandbox.leave()

    def _take(self, function: Function, now: int) -> Instance:
        """The instance that was freed last, an earlier started one, or a new one."""
        instances = self._instances.setdefault(function, [])
        instances[:] = [instance for instance in instances if not instance.dead]
        while function.prewarmed:
            self._load_earlier(function, instances, function.prewarmed.pop(0))
        free = [instance for instance in instances if not instance.serving and instance.free_at <= now]
        if free:
            return max(free, key=lambda instance: instance.free_at)
        return self._start(function, instances)

    def _load_earlier(self, function: Function, instances: list[Instance], instant: int) -> None:
        """An instance that was started before: its code runs as at that instant."""
        instance = self._start(function, instances)
        outcome = self.pass_baton(instance, instant, instance.load)
        while isinstance(outcome, Asleep):
            outcome = self.pass_baton(instance, outcome.wake_at, None)
        instance.free_at = instant
        if isinstance(outcome, Raised):
            # The invocation that needs it will load it again and fail in the same way.
            instance.dead = True
            instances.remove(instance)
            if passes_through(outcome.exception):
                raise outcome.exception

    def _start(self, function: Function, instances: list[Instance]) -> Instance:
        handler = function.handler
        if handler is None:
            raise UsageError(f"function '{function.text}' has no handler")
        env = environment(os.environ, self._env, function)
        sandbox = Sandbox(handler.code, env, self._window.shut, self._numbers)
        instance = Instance(function, handler, sandbox, len(instances) + 1)
        if handler.call is not None:
            for name, value in function.patches.items():
                self._patch_shared(handler, name, value)
        instances.append(instance)
        return instance

    def _patch_loaded(self, function: Function, name: str, value: Any) -> None:
        for instance in self._instances.get(function, []):
            if instance.loaded:
                instance.patch(name, value)
        if function.handler is not None and function.handler.call is not None:
            self._patch_shared(function.handler, name, value)

    def _patch_shared(self, handler: Handler, name: str, value: Any) -> None:
        """A callable's module is the process's, so the global is put back when the world closes."""
        names = getattr(handler.call, "__globals__", None)
        if names is None or name not in names:
            raise UsageError(f"{handler.shown} has no global {name!r} to patch")
        owner = sys.modules[names["__name__"]]
        if vars(owner).get(name) is not value:
            self._shared.append((owner, name, names[name]))
            setattr(owner, name, value)

    # What handlers do to the process.

    def _inside(self) -> bool:
        """Whether this thread is a handler's, or was started by one."""
        return current() is not None or threading.get_ident() not in self._test_threads

    def _sleep(self, seconds: float, real: Callable[[float], None]) -> None:
        worker = current()
        if worker is None:
            if threading.get_ident() in self._test_threads:
                real(seconds)
                return
            self._blame(
                f"sleep({seconds!r}) was called in a thread that a handler started; virtual time cannot pass there"
            )
            return
        if isinstance(seconds, bool) or (not hasattr(seconds, "__float__") and not hasattr(seconds, "__index__")):
            real(seconds)  # raises what the real one raises
        length = float(seconds)
        if length < 0 or math.isnan(length):
            raise ValueError("sleep length must be non-negative")
        # Rounded up: a sleep that took no time at all would let a polling loop go round for ever.
        worker.sleep(worker.now + math.ceil(round(length * 1000, 6)))

    def _connecting(self, host: Any) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
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
        if address.is_loopback or address.is_unspecified:
            return True
        return any(self._resolves_to(name, str(address)) for name in self._allowed)

    def _resolves_to(self, name: str, address: str) -> bool:
        import socket  # noqa: PLC0415  (only for tests that allow hosts)

        try:
            return address in {str(info[4][0]) for info in socket.getaddrinfo(name, None)}
        except OSError:
            return False

    def _blame(self, what: str) -> None:
        """Remember a fault of the handler that has the baton; its test fails when the baton comes back."""
        function = self.running.text if self.running is not None else "unknown"
        location = _location()
        fault = HandlerFault(f"the handler of '{function}' {what}{f'{chr(10)}  at {location}' if location else ''}")
        if self._instance is not None:
            self._instance.fault = self._instance.fault or fault
        else:
            self._stray = self._stray or fault


class _Invocation:
    """One call of a handler, from its begin to its end."""

    def __init__(self, compute: FunctionCompute, instance: Instance, now: int, *, objects_only: bool) -> None:
        self._compute = compute
        self._instance = instance
        timeout = instance.function.timeout
        self._deadline = None if timeout is None else now + timeout
        self._objects_only = objects_only
        self._expired = False

    def begin(self, event: Json, request_id: str) -> Done | Failed | Sleeping:
        instance = self._instance
        now = self._compute._now()  # noqa: SLF001
        instance.serving = True
        return self._go(now, lambda: instance.call(event, request_id))

    def resume(self, now: int) -> Done | Failed | Sleeping:
        """Let it go on at the instant it asked for; at its deadline it is killed instead."""
        if self._expired:
            return self._kill(now)
        return self._go(now, None)

    def _go(self, now: int, job: Callable[[], Any] | None) -> Done | Failed | Sleeping:
        instance = self._instance
        try:
            outcome = self._compute.pass_baton(instance, now, job)
        except BaseException:
            instance.dead = True  # interrupted: nobody knows what its thread is doing
            raise
        if instance.fault is not None:
            fault, instance.fault = instance.fault, None
            self._free(now, 0)
            instance.dead = True
            raise fault
        if isinstance(outcome, Asleep):
            return self._asleep(outcome.wake_at)
        if isinstance(outcome, Raised) and passes_through(outcome.exception):
            self._free(now, 0)
            raise outcome.exception
        return self._ended(now, outcome)

    def _asleep(self, wake_at: int) -> Sleeping:
        if self._deadline is not None and wake_at > self._deadline:
            self._expired = True
            wake_at = self._deadline
        return Sleeping(wake_at, self, self._instance.handler.shown)

    def _ended(self, now: int, outcome: Returned | Raised) -> Done | Failed:
        instance = self._instance
        takes = instance.function.takes
        if self._deadline is not None and now + takes > self._deadline:
            failed = self._timed_out()
            failed.takes = self._deadline - now
            self._free(now, failed.takes)
            instance.dead = True
            return failed
        if isinstance(outcome, Raised):
            reply: Done | Failed = as_failure(outcome.exception, instance.handler)
            # Code that could not be loaded is loaded anew by the next invocation, and so is what exited.
            instance.dead = not instance.loaded or not isinstance(outcome.exception, Exception)
        else:
            reply = as_result(outcome.value, instance.handler, objects_only=self._objects_only)
        reply.takes = takes
        self._free(now, takes)
        return reply

    def _kill(self, now: int) -> Failed:
        instance = self._instance
        instance.dead = True
        instance.sandbox.enter()
        try:
            instance.worker.end()
        finally:
            instance.sandbox.leave()
        self._free(now, 0)
        return self._timed_out()

    def _timed_out(self) -> Failed:
        timeout = self._instance.function.timeout or 0
        return Failed(
            "FC.Unknown", f"Function timed out after {timeout / 1000:g} seconds", by=self._instance.handler.shown
        )

    def _free(self, now: int, takes: int) -> None:
        self._instance.serving = False
        self._instance.free_at = now + takes


def _location() -> str:
    """The nearest line of somebody's own code on the stack."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  (the one way to see the caller)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if not name.startswith(("pytest_fnf.", "socket", "asyncio", "selectors", "threading")):
            return f"{frame.f_code.co_filename}:{frame.f_lineno}"
        frame = frame.f_back
    return ""
