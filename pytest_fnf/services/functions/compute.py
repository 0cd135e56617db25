"""`FunctionCompute`: the local function service of one world.

In: functions and their handlers, invocations at an instant. Out: replies. It chooses instances, passes the baton, and
turns what handlers do into replies. It leaves time to the engine: a sleeping handler is resumed when it says so.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.services.functions import handlers
from pytest_fnf.services.functions.context import environment
from pytest_fnf.services.functions.fleet import Fleet
from pytest_fnf.services.functions.function import Function, duration, texts
from pytest_fnf.services.functions.guards import Guards
from pytest_fnf.services.functions.instance import Instance
from pytest_fnf.services.functions.invocation import Call
from pytest_fnf.services.functions.randomness import Numbers
from pytest_fnf.services.functions.results import passes_through
from pytest_fnf.services.functions.sandbox import Sandbox
from pytest_fnf.services.functions.window import Window
from pytest_fnf.services.functions.worker import Asleep, Raised, Returned

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from pytest_fnf.clock.instants import Duration
    from pytest_fnf.services.functions.handlers import Handler
    from pytest_fnf.services.functions.results import Expects
    from pytest_fnf.services.replies import Done, Failed, Sleeping
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


class FunctionCompute:
    """Functions, their instances, and the baton.

    Args:
        seed: what handlers draw is made from this.
        env: environment that every handler sees.
        allow_network: hosts that handlers may reach beside loopback and Unix sockets.
        now: the current instant of the world.
    """

    def __init__(
        self, *, seed: int, env: Mapping[str, str], allow_network: Collection[str], now: Callable[[], int]
    ) -> None:
        self._env = texts(env, "env")
        self._now = now
        self._functions: dict[tuple[str | None, str], Function] = {}
        self._fleets: dict[Function, Fleet] = {}
        self._every: list[Instance] = []
        self._shared: list[tuple[dict[str, Any], str, Any]] = []
        self._guards = Guards(allow_network)
        self._numbers = Numbers(seed, self._guards.inside)
        self._window = Window(self._guards, self._numbers)

    @property
    def running(self) -> Function | None:
        """The function whose handler has the baton."""
        instance = self._guards.instance
        return None if instance is None else instance.function

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
                for instance in self._fleets.pop(function, Fleet()):
                    instance.dead = True
                    self._retire(instance)
        if env is not None:
            function.env = {**function.env, **texts(env, "env")}
        if initializer is not None:
            function.initializer = initializer
        if timeout is not None:
            function.timeout = duration(timeout, "timeout")
        if takes:
            function.takes = duration(takes, "takes")

    def places(self, service: str | None, name: str, folder: Path) -> list[Path]:
        """Where a handler is looked for beside a flow, in order."""
        return handlers.places(service, name, folder)

    # Invocations.

    @contextmanager
    def driving(self) -> Iterator[None]:
        """Around a driving call: when it ends, the process is as it was before.

        Raises:
            HandlerFault: a thread that a handler started did what no test may let it do.
        """
        try:
            yield
        finally:
            try:
                self.make_way()
            finally:
                self._window.close()
            stray, self._guards.stray = self._guards.stray, None
        if stray is not None:
            raise stray

    def invoke(
        self, function: Function, event: Json, *, now: int, request_id: str, expects: Expects = "object"
    ) -> Done | Failed | Sleeping:
        """Call a function's handler at this instant, in a free instance or a new one.

        Raises:
            HandlerFault: the handler did what no test may let it do.
            UsageError: the handler cannot be called as it is written.
            BaseException: what pytest itself raises, such as a skip, and `KeyboardInterrupt`.
        """
        function.calls.append(event)
        instance = self._take(function, now)
        return Call(self, instance, now, expects=expects).begin(event, request_id)

    def make_way(self) -> None:
        """Before code of the test runs inside a driving call: what handlers draw from is out of its way."""
        if self._numbers.here:
            self._numbers.leave()

    def close(self) -> None:
        """End what still sleeps, put shared modules back, and leave no thread. Twice does no harm."""
        every, self._every = self._every, []
        try:
            for instance in every:
                self.end(instance, self._now())
        finally:
            self._fleets.clear()
            try:
                self.make_way()
            finally:
                self._window.close()
                while self._shared:
                    names, name, value = self._shared.pop()
                    names[name] = value

    def pass_baton(self, instance: Instance, now: int, job: Callable[[], Any] | None) -> Returned | Raised | Asleep:
        """Let an instance run a job (or go on with the one that sleeps) until it ends or sleeps."""
        worker = instance.worker
        with self._baton(instance, now):
            return worker.resume(now) if job is None else worker.run(job, now)

    def end(self, instance: Instance, now: int) -> None:
        """End an instance's thread. A handler that sleeps is ended there, and cleans up at this instant."""
        instance.dead = True
        if not instance.serving:
            instance.worker.end()
            return
        with self._baton(instance, now):
            instance.worker.end()
        instance.serving = False

    @contextmanager
    def _baton(self, instance: Instance, now: int) -> Iterator[None]:
        self._window.move(now, instance.sandbox.zone)
        instance.sandbox.enter()
        before, self._guards.instance = self._guards.instance, instance
        try:
            yield
        finally:
            self._guards.instance = before
            instance.sandbox.leave()

    def _retire(self, instance: Instance) -> None:
        """The thread of an instance that serves no more ends, unless an invocation still needs it."""
        if not instance.serving:
            instance.worker.end()

    def _take(self, function: Function, now: int) -> Instance:
        """The instance that was freed last, an earlier started one, or a new one."""
        fleet = self._fleets.setdefault(function, Fleet())
        while function.prewarmed:
            self._load_earlier(function, fleet, function.prewarmed.pop(0))
        while (instance := fleet.next(now)) is not None:
            if not instance.dead:
                return instance
            self._retire(instance)
        return self._start(function, fleet)

    def freed(self, instance: Instance, at: int) -> None:
        """An invocation of an instance ends at that instant."""
        instance.serving, instance.free_at = False, at
        if instance.function in self._fleets:
            self._fleets[instance.function].freed(instance)

    def _load_earlier(self, function: Function, fleet: Fleet, instant: int) -> None:
        """An instance that was started before: its code runs as at that instant."""
        instance = self._start(function, fleet)
        instance.serving = True
        outcome = self.pass_baton(instance, instant, instance.load)
        while isinstance(outcome, Asleep):
            outcome = self.pass_baton(instance, outcome.wake_at, None)
        # Where it failed, the invocation that needs it will load it again and fail in the same way.
        instance.dead = instance.fault is not None or isinstance(outcome, Raised)
        self.freed(instance, instant)
        if instance.fault is not None:
            raise instance.fault
        if isinstance(outcome, Raised) and passes_through(outcome.exception):
            raise outcome.exception

    def _start(self, function: Function, fleet: Fleet) -> Instance:
        handler = function.handler
        if handler is None:
            raise UsageError(f"function '{function.text}' has no handler")
        function.started += 1
        env = environment(self._env, function)
        sandbox = Sandbox(handler.code, env, self._window, self._numbers)
        instance = Instance(function, handler, sandbox, function.started)
        if handler.call is not None:
            for name, value in function.patches.items():
                self._patch_shared(handler, name, value)
        fleet.add(instance)
        self._every.append(instance)
        return instance

    def _patch_loaded(self, function: Function, name: str, value: Any) -> None:
        for instance in self._fleets.get(function, ()):
            if instance.loaded:
                instance.patch(name, value)
        if function.handler is not None and function.handler.call is not None:
            self._patch_shared(function.handler, name, value)

    def _patch_shared(self, handler: Handler, name: str, value: Any) -> None:
        """A callable's module is the process's, so the global is put back when the world closes."""
        names = handlers.names_of(handler.call)
        if name not in names:
            hint = did_you_mean(name, names)
            raise UsageError(f"{handler.shown} has no global '{name}' to patch{f'; {hint}' if hint else ''}")
        if names[name] is not value:
            self._shared.append((names, name, names[name]))
            names[name] = value
