"""Driving: moving the one clock of a test, doing all that is due, in order.

In: driving calls. Out: timers fired and the agenda worked off, until nothing more is due at the instant where the call
stops. It leaves what is done to the engine. Source: design section 4.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pytest_fnf.clock.instants import Duration, to_datetime, to_ms
from pytest_fnf.clock.timers import RESULT
from pytest_fnf.engine.core.waits import Promise
from pytest_fnf.errors import ApiError, ExecutionStuck, Spelled, UsageError, hidden_from_tracebacks
from pytest_fnf.services.replies import Done, Failed, Sleeping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from pytest_fnf.clock.timers import Timers
    from pytest_fnf.engine.core.activity import Scheduler
    from pytest_fnf.services.functions.compute import FunctionCompute

__tracebackhide__ = hidden_from_tracebacks

_LATER = 100
# How many times later Python's full collections come while an execution runs. It keeps all that it makes, and they
# would walk it again and again, for a fifth of the time. Young objects are collected as ever, so what handlers leave in
# cycles goes.


class Driving:
    """The wheel of one world: every driving call turns it, one at a time.

    Attributes:
        faults: mistakes of the test met while driving, to be raised again if the test swallows them.
        busy: whether a driving call is under way, so that a handler or a stub's function is running inside it.
    """

    def __init__(self, scheduler: Scheduler, compute: FunctionCompute) -> None:
        self.faults: list[BaseException] = []
        self.busy = False
        self._scheduler = scheduler
        self._timers: Timers = scheduler.timers
        self._compute = compute

    @contextmanager
    def turn(self, call: str) -> Iterator[None]:
        """Around a driving call: refuse a second one inside it, and leave the process as it was.

        Args:
            call: what the test called, for the message.

        Raises:
            UsageError: called from a handler or from a stub's function.
        """
        if self.busy:
            raise UsageError(
                f"{call} was called while a driving call is under way, from a handler or a stub's function; "
                "only reports and stop are allowed there"
            )
        self.busy = True
        thresholds = gc.get_threshold()
        gc.set_threshold(*thresholds[:2], thresholds[2] * _LATER)
        try:
            with self._compute.driving():
                yield
        except (ExecutionStuck, ApiError, UsageError):
            raise  # what the call itself refuses or finds; a test may well expect it
        except Exception as fault:
            self.faults.append(fault)
            raise
        finally:
            gc.set_threshold(*thresholds)
            self.busy = False

    def settle(self) -> None:
        """Do all that is due at this instant."""
        self._scheduler.work_off()
        while (action := self._timers.pop(self._timers.now)) is not None:
            action()
            self._scheduler.work_off()

    def until(self, reached: Callable[[], bool]) -> bool:
        """Move on, timer by timer, until something is so; then settle. False: nothing that could bring it is due."""
        self._scheduler.work_off()
        while not reached():
            if not self._timers.foreground:
                self.settle()
                return reached()
            instant = self._timers.next_instant()
            action = None if instant is None else self._timers.pop(instant)
            if action is not None:
                action()
                self._scheduler.work_off()
        self.settle()
        return True

    def outcome(self, reply: Done | Failed | Sleeping) -> Done | Failed:
        """Let time go on until a directly called handler has returned."""
        while isinstance(reply, Sleeping):
            self._pass_until(reply.wake_at)
            reply = reply.invocation.resume(self._timers.now)
        self._pass_until(self._timers.now + reply.takes)
        self.settle()
        return reply

    def _pass_until(self, instant: int) -> None:
        over = Promise()
        self._timers.schedule(instant, RESULT, (0,), lambda: over.keep(instant))
        self.until(lambda: not over.open)

    def advance(self, duration: Duration) -> None:
        """Move the clock by the full duration and do all that is due up to its last instant, that one included.

        Raises:
            UsageError: the duration is negative or no duration.
        """
        try:
            ms = to_ms(duration)
        except ValueError as error:
            raise UsageError(str(error)) from None
        if ms < 0:
            raise UsageError(f"time cannot go backwards; found {duration!r}")
        target = self._timers.now + ms
        self._scheduler.work_off()
        while (action := self._timers.pop(target)) is not None:
            action()
            self._scheduler.work_off()
        self._timers.now = target
        self.settle()


class Clock(Spelled):
    """The virtual clock of a test."""

    def __init__(self, timers: Timers, driving: Driving) -> None:
        self._timers = timers
        self._driving = driving

    def __repr__(self) -> str:
        return f"<Clock at {self.now.isoformat()}>"

    @property
    def now(self) -> datetime:
        """The virtual instant, an aware UTC `datetime`."""
        return to_datetime(self._timers.now)

    def advance(self, seconds: Duration) -> None:
        """Move on by seconds or a `timedelta`, doing all that is due on the way, the last instant included."""
        with self._driving.turn("clock.advance()"):
            self._driving.advance(seconds)
