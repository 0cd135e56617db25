"""`Execution`: one run of a flow as a test sees it, and the small protocol through which it is driven.

In: the state and the rows that the engine writes. Out: status, values, times, records; and the driving calls,
handed on to whoever fulfils `Driver`. It leaves running, time and order to the engine and the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pytest_fnf.clock.instants import Duration, to_datetime
from pytest_fnf.errors import Spelled, did_you_mean, hidden_from_tracebacks
from pytest_fnf.history.history import History
from pytest_fnf.history.progress import Progress
from pytest_fnf.history.records import StepRecord
from pytest_fnf.values import Json, private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from pytest_fnf.definition.load import Definition
    from pytest_fnf.history.recorder import Recorder

__tracebackhide__ = hidden_from_tracebacks


@dataclass(slots=True)
class ExecutionState:
    """What the engine writes about an execution, and `Execution` reads.

    Attributes:
        status: `Running`, then `Succeeded`, `Failed`, `TimedOut` or `Stopped` (fdl-classic 10.1).
        output: the output object; `None` unless succeeded (Q-36).
        error: the error's name; empty unless it failed, timed out or was stopped with one.
        cause: the error's text.
        started: instant of the start, in milliseconds since the epoch.
        stopped: instant of the end, `None` while it runs.
    """

    started: int
    status: str = "Running"
    output: Json = None
    error: str | None = None
    cause: str = ""
    stopped: int | None = None


@dataclass(frozen=True, slots=True)
class PendingTask:
    """A task that waits for a callback.

    Attributes:
        step: the task step's name.
        token: what ReportTaskSucceeded and ReportTaskFailed take.
        input: the step's input.
        attempt: 1 for the first try.
        where: the way in from the outside, as in `Visit.where`.
    """

    step: str
    token: str
    input: Json
    attempt: int
    where: tuple[str, ...]
    _driver: Driver

    def succeed(self, output: Json) -> None:
        """Report the task succeeded with this object, then do all that is due at this instant.

        Raises:
            ApiError: `TaskAlreadyCompleted`, or `InvalidArgument` for an output that is no object.
        """
        self._driver.report_succeeded(self.token, output)

    def fail(self, error: str, cause: str = "") -> None:
        """Report the task failed, then do all that is due at this instant.

        Raises:
            ApiError: `TaskAlreadyCompleted`, or `InvalidArgument` for a name or text out of bounds.
        """
        self._driver.report_failed(self.token, error, cause)


class Driver(Protocol):
    """What moves executions on: the account fulfils it."""

    def advance(self, duration: Duration) -> None:
        """Move the clock."""

    def advance_to(self, execution: Execution, step: str) -> None:
        """Run until the execution enters the step."""

    def finish(self, execution: Execution) -> None:
        """Run until the execution has ended."""

    def stop(self, execution: Execution, error: str, cause: str) -> None:
        """StopExecution."""

    def report_succeeded(self, token: str, output: Json) -> None:
        """ReportTaskSucceeded."""

    def report_failed(self, token: str, error: str, cause: str = "") -> None:
        """ReportTaskFailed."""

    def pending(self, execution: Execution) -> Sequence[PendingTask]:
        """Its tasks that wait for a callback."""

    def children(self, execution: Execution) -> Sequence[Execution]:
        """Executions that its tasks started."""


class Execution(Spelled):
    """One execution of a flow, running or ended.

    Everything read from it is a private copy; changing it changes nothing else.

    Attributes:
        flow_name: the flow's name.
        name: the execution's name.
        definition: the definition it started with (fdl-classic 10.1), for reports; `None` if unknown.
    """

    def __init__(
        self,
        *,
        flow_name: str,
        name: str,
        input: Json,  # noqa: A002  (the service's own word)
        state: ExecutionState,
        recorder: Recorder,
        driver: Driver,
        definition: Definition | None = None,
    ) -> None:
        self.flow_name = flow_name
        self.name = name
        self.definition = definition
        self._input = input
        self._state = state
        self._recorder = recorder
        self._driver = driver
        self._history: History | None = None
        self._progress: Progress | None = None
        self._handed_out: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<Execution {self.name!r} of flow {self.flow_name!r}: {self.status}>"

    @property
    def status(self) -> str:
        """`Running`, `Succeeded`, `Failed`, `TimedOut` or `Stopped`."""
        return self._state.status

    @property
    def input(self) -> Json:
        """The input object it was started with."""
        return private(self._input)

    @property
    def output(self) -> Json:
        """Its output object; `None` unless it succeeded."""
        return self._hand_out("output", private(self._state.output))

    @property
    def error(self) -> str | None:
        """The name of the error that ended it, else `None`."""
        return self._state.error

    @property
    def cause(self) -> str:
        """The text of the error that ended it; always text."""
        return self._state.cause

    @property
    def succeeded(self) -> bool:
        """Whether it has ended as `Succeeded`."""
        return self._state.status == "Succeeded"

    @property
    def failed(self) -> bool:
        """Whether it has ended as `Failed`."""
        return self._state.status == "Failed"

    @property
    def started_at(self) -> datetime:
        """Virtual time of the start, UTC."""
        return to_datetime(self._state.started)

    @property
    def stopped_at(self) -> datetime | None:
        """Virtual time of the end, UTC; `None` while it runs."""
        return None if self._state.stopped is None else to_datetime(self._state.stopped)

    @property
    def elapsed(self) -> timedelta:
        """Virtual time from the start to the end, or to its last event while it runs."""
        ended = self._state.stopped
        last = self._recorder.instant(len(self._recorder)) if ended is None else ended
        return to_datetime(last) - self.started_at

    @property
    def history(self) -> History:
        """Its events so far."""
        if self._history is None or len(self._history) != len(self._recorder):
            self._history = History.of(self._recorder)
        return self._history

    @property
    def path(self) -> list[str]:
        """Step names in the order the steps were entered."""
        path: list[str] = self._hand_out("path", (self._so_far or self.history).path)
        return path

    @property
    def _so_far(self) -> Progress | None:
        """What a test that looks again and again looks at while it runs; `None` once it has ended."""
        if self._state.stopped is not None:
            self._progress = None
        elif self._progress is None:
            self._progress = Progress(self._recorder)
        return self._progress

    def reading(self, value: object) -> str | None:
        """Which attribute a value was last read from (`path` or `output`), so that a comparison can say more."""
        return next((what for what, handed in self._handed_out.items() if handed is value), None)

    def _hand_out(self, what: str, value: Any) -> Any:
        self._handed_out[what] = value
        return value

    def step(self, name: str) -> StepRecord:
        """What happened to one step.

        Raises:
            LookupError: the flow has no such step; the text names the nearest.
        """
        so_far = self._so_far
        record = self.history.records.get(name) if so_far is None else so_far.record(name)
        if record is not None:
            return record
        known = self.definition.step_names if self.definition is not None else tuple(self.history.records)
        if self.definition is not None and name in known:
            return StepRecord(name)
        hint = did_you_mean(name, known) or f"its steps are {', '.join(map(repr, known))}"
        raise LookupError(f"flow {self.flow_name!r} has no step {name!r}; {hint}")

    @property
    def children(self) -> Sequence[Execution]:
        """Executions that its tasks started, and those that a distributed Map runs its items in, in order."""
        return self._driver.children(self)

    @property
    def pending(self) -> Sequence[PendingTask]:
        """Its own tasks that wait for a callback, in the order they were scheduled."""
        return self._driver.pending(self)

    def advance(self, seconds: Duration) -> Execution:
        """Move the clock by the full duration, its last instant included; works after the end too."""
        self._driver.advance(seconds)
        return self

    def advance_to(self, step: str) -> Execution:
        """Run through the instant at which the step is next entered; at once if the execution stands there.

        Raises:
            LookupError: the flow has no such step.
            AssertionError: the execution ended first.
            ExecutionStuck: nothing due can bring it there.
        """
        self.step(step)
        so_far = self._so_far
        if so_far is None or not so_far.stands_at(step):
            self._driver.advance_to(self, step)
        return self

    def finish(self) -> Execution:
        """Run until it has ended; on an ended execution it does nothing.

        Raises:
            ExecutionStuck: nothing due can end it.
        """
        self._driver.finish(self)
        return self

    def stop(self, error: str = "", cause: str = "") -> Execution:
        """StopExecution: end it as `Stopped` at this instant.

        Raises:
            ApiError: `ExecutionAlreadyCompleted` if it has ended, `InvalidArgument` for texts out of bounds.
        """
        self._driver.stop(self, error, cause)
        return self
