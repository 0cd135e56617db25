"""One execution being run: its recorder, its limits, its root activity and its end.

In: a dialect's program and an input. Out: the state and rows behind an `Execution`. It leaves the steps to the
program, tasks to the host, names and tokens to the account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pytest_fnf.clock.timers import FLOW_LIMIT, RESULT, Timer
from pytest_fnf.engine.core.activity import Activity, Scheduler, StepFailed, Work
from pytest_fnf.engine.core.limits import Limits, event_limit_cause
from pytest_fnf.engine.core.waits import Promise
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.events import (
    EXECUTION_FAILED,
    EXECUTION_STARTED,
    EXECUTION_STOPPED,
    EXECUTION_SUCCEEDED,
    EXECUTION_TIMED_OUT,
)
from pytest_fnf.history.execution import Execution, ExecutionState
from pytest_fnf.history.history import History
from pytest_fnf.history.recorder import Recorder

if TYPE_CHECKING:
    from pytest_fnf.engine.core.host import Host
    from pytest_fnf.values import JsonObject

__tracebackhide__ = hidden_from_tracebacks


class Program(Protocol):
    """A definition made ready to run; each dialect has its own."""

    timeout_ms: int | None

    @property
    def limit_name(self) -> str:
        """How the dialect writes the time-out."""

    def main(self, activity: Activity, data: JsonObject) -> Work:
        """All of it, from the execution's input; returns its output object."""


class Run:
    """An execution in the engine.

    Attributes:
        number: its start number in its world, the first part of every position.
        flow_name: the flow's name.
        name: the execution's name.
        children: runs that its tasks started, in order; each once, however many tasks started it by its name.
        part_of: the step of its parent that runs a part of the flow in it; empty for a flow of its own.
        readings: open questions that the test wants answered the other way.
        over: kept with the state when it ends; a parent that waits for it waits for this.
    """

    def __init__(
        self,
        *,
        number: int,
        flow_name: str,
        name: str,
        host: Host,
        scheduler: Scheduler,
        limits: Limits,
        program: Program,
        readings: frozenset[str] = frozenset(),
    ) -> None:
        self.number = number
        self.flow_name = flow_name
        self.name = name
        self.host = host
        self.scheduler = scheduler
        self.limits = limits
        self.readings = readings
        # An execution begins and ends in any case, however low a test sets the limit.
        self.recorder = Recorder(scheduler.timers, None if limits.events is None else max(limits.events, 2))
        self.state = ExecutionState(started=scheduler.timers.now)
        self.children: dict[Run, None] = {}
        self.part_of = ""
        self.execution: Execution
        self.over = Promise()
        self._program = program
        self._timers: list[Timer] = []
        self._root = Activity(self, self, (number,))

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.state.stopped is None

    def begin(self, data: JsonObject) -> None:
        """Record the start, set the limits, and have the steps run in their turn at this instant.

        An execution that a task starts does not run in the middle of that task's turn: its own comes by its number.
        """
        self._root.last = self.recorder.write(EXECUTION_STARTED, "", 0, data)
        now = self.scheduler.timers.now
        written, longest = self._program.timeout_ms, self.limits.execution_ms
        if written is not None:
            name = self._program.limit_name
            self._limit(now + written, f"the execution ran longer than its {name} of {written / 1000:g}")
        if longest is not None:
            # Nobody wrote the service's year, so it does not keep a stuck execution waiting for it.
            unwritten = longest == Limits().execution_ms
            self._limit(now + longest, f"the execution ran longer than {longest / 1000:,.12g} s", background=unwritten)
        work = self._program.main(self._root, data)
        self.scheduler.timers.schedule(now, RESULT, (self.number,), lambda: self._root.start(work))

    def ended(self, activity: Activity, value: Any) -> None:
        """The root activity returned: succeeded with this output."""
        self.state.output = value
        self._end("Succeeded", EXECUTION_SUCCEEDED, activity.last, value)

    def broke(self, activity: Activity, failure: StepFailed) -> None:
        """An error was caught nowhere: failed."""
        self._fail(failure.error, failure.cause, activity.last)

    def overflow(self) -> None:
        """The history is full: failed, whatever the flow says (Q-21)."""
        visits = History.of(self.recorder).visits
        last = len(self.recorder.rows) // 6
        self._fail("FnF.EventLimitExceeded", event_limit_cause(self.limits.events or 0, visits), last)

    def stop(self, error: str, cause: str) -> None:
        """StopExecution at this instant."""
        if self.running:
            self._root.cancel()
            self.state.error, self.state.cause = error, cause
            self._end("Stopped", EXECUTION_STOPPED, self._root.last, error, cause)

    def abandon(self) -> None:
        """Forget its work after a mistake of the test; its history stays as it is, and it stays unfinished."""
        self._root.cancel()
        for timer in self._timers:
            timer.cancel()

    def _fail(self, error: str, cause: str, last: int) -> None:
        self._root.cancel()
        self.state.error, self.state.cause = error, cause
        self._end("Failed", EXECUTION_FAILED, last, error, cause)

    def _limit(self, instant: int, cause: str, *, background: bool = False) -> None:
        def time_out() -> None:
            self._root.cancel()
            self.state.error, self.state.cause = "", cause
            self._end("TimedOut", EXECUTION_TIMED_OUT, self._root.last, "", cause)

        schedule = self.scheduler.timers.schedule
        self._timers.append(schedule(instant, FLOW_LIMIT, (self.number,), time_out, background=background))

    def _end(self, status: str, kind: int, last: int, first: Any, second: Any = None) -> None:
        for timer in self._timers:
            timer.cancel()
        self.recorder.write_ending(kind, last, first, second)
        self.state.status = status
        self.state.stopped = self.scheduler.timers.now
        self.over.keep(self.state)
