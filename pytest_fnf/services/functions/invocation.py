"""One call of a handler, from its begin to its end.

In: an instance and an event. Out: replies. It leaves choosing the instance, and the baton, to `compute`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.services.functions.results import as_failure, as_result, passes_through
from pytest_fnf.services.functions.worker import Asleep, Raised, Returned
from pytest_fnf.services.replies import Done, Failed, Sleeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.services.functions.compute import FunctionCompute
    from pytest_fnf.services.functions.instance import Instance
    from pytest_fnf.services.functions.results import Expects
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


class Call:
    """One call of a handler, from its begin to its end."""

    def __init__(self, compute: FunctionCompute, instance: Instance, now: int, *, expects: Expects) -> None:
        self._compute = compute
        self._instance = instance
        self._now = now
        timeout = instance.function.timeout
        self._deadline = None if timeout is None else now + timeout
        self._expects = expects
        self._expired = False

    def begin(self, event: Json, request_id: str) -> Done | Failed | Sleeping:
        """Call the handler, in an instance that is loaded first where it is new."""
        instance = self._instance
        instance.serving = True
        instance.served += 1
        return self._go(self._now, lambda: instance.call(event, request_id))

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
            self._compute.end(instance, now)
            raise fault
        if isinstance(outcome, Asleep):
            return self._asleep(outcome.wake_at)
        if isinstance(outcome, Raised) and passes_through(outcome.exception):
            self._free(now, 0)
            instance.dead = not instance.loaded
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
            reply = as_result(outcome.value, instance.handler, expects=self._expects)
        reply.takes = takes
        self._free(now, takes)
        return reply

    def _kill(self, now: int) -> Failed:
        self._compute.end(self._instance, now)
        self._free(now, 0)
        return self._timed_out()

    def _timed_out(self) -> Failed:
        timeout = self._instance.function.timeout or 0
        return Failed(
            "FC.Unknown", f"Function timed out after {timeout / 1000:g} seconds", by=self._instance.handler.shown
        )

    def _free(self, now: int, takes: int) -> None:
        self._compute.freed(self._instance, now + takes)
