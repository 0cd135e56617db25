"""The account of one test: flows, executions, functions, mailbox and tokens on one clock.

In: flows that are opened, driving calls. Out: executions. It fulfils `Driver` for executions and hands the engine the
desk as its host. It leaves what a test reads and writes to `FlowUnderTest`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_fnf.account.catalogue import Catalogue
from pytest_fnf.account.desk import Desk, as_api_error
from pytest_fnf.account.discovery import flow_beside
from pytest_fnf.account.driving import Clock, Driving
from pytest_fnf.account.executions import NAME, Executions
from pytest_fnf.account.flow_under_test import FlowUnderTest
from pytest_fnf.account.sources import open_source, tell_warnings
from pytest_fnf.account.stuck import elsewhere, stuck
from pytest_fnf.account.tokens import Tokens, check_error
from pytest_fnf.clock.timers import STOP, Timers
from pytest_fnf.definition.targets import FlowTarget
from pytest_fnf.engine.core.activity import Scheduler
from pytest_fnf.errors import ApiError, ExecutionStuck, StubError, UsageError, hidden_from_tracebacks
from pytest_fnf.history.execution import PendingTask
from pytest_fnf.services.functions.compute import FunctionCompute
from pytest_fnf.services.mailbox import Mailbox
from pytest_fnf.services.replies import Failed
from pytest_fnf.values import NotJson, copy_json, private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_fnf.account.flow_under_test import Line
    from pytest_fnf.account.options import Options, Source
    from pytest_fnf.account.sources import Opened
    from pytest_fnf.clock.instants import Duration
    from pytest_fnf.definition.targets import FunctionTarget, Target
    from pytest_fnf.engine.core.run import Run
    from pytest_fnf.history.execution import Execution
    from pytest_fnf.services.stubs import Stub
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


class Account:
    """One world: whatever happens in it happens on one clock.

    Args:
        options: merged options; time, seed, environment and network belong to the account, the rest to its flows.
        folders: where sources and handlers are looked for, in order.

    Attributes:
        excused: whether a test that failed or skipped used it: what it left undone is no second failure.
    """

    def __init__(self, options: Options, folders: Sequence[Path]) -> None:
        self.timers = Timers(options.start)
        self.scheduler = Scheduler(self.timers)
        self.compute = FunctionCompute(
            seed=options.seed, env=options.env, allow_network=options.allow_network, now=lambda: self.timers.now
        )
        self.driving = Driving(self.scheduler, self.compute)
        self.clock = Clock(self.timers, self.driving)
        self.folders = tuple(folders)
        self.catalogue = Catalogue(self.compute, self.folders)
        self.mailbox = Mailbox()
        self.tokens = Tokens()
        self.desk = Desk(self)
        self.flows: dict[str, FlowUnderTest] = {}
        self.options = options
        self.closed = False
        self.excused = False
        self.stubbed_at: dict[Stub, Line] = {}
        self._registered: dict[str, Any] = {}
        self._found_beside: set[str] = set()
        self.runs = Executions(self.scheduler, self.desk, self)

    # Flows.

    def open(self, options: Options) -> FlowUnderTest:
        """Open the flow that options name, and register the handlers they name.

        Raises:
            UsageError: there is no source, no such file, or another flow of that name.
            DefinitionError: the definition is invalid.
        """
        if options.source is None:
            raise UsageError(
                'no flow was named; write @pytest.mark.flow("flows/my-flow/flow.yml") over the test, '
                'or load_flow("flows/my-flow/flow.yml") in it'
            )
        self.options.check_shared(options)
        opened = open_source(options.source, self.folders, options.reading)
        flow = self._add(options.name or opened.name, opened, options)
        self._register(flow, options)
        return flow

    def _register(self, flow: FlowUnderTest, options: Options) -> None:
        """The handlers that a flow's options name; what they inherited was registered with the flow before it."""
        known = self._registered.items()
        new = {name: handler for name, handler in options.functions.items() if (name, handler) not in known}
        self._registered.update(new)
        flow.register_functions(new)

    def open_child(self, parent: FlowUnderTest, name: str, source: Source, given: dict[str, Any]) -> FlowUnderTest:
        """Another flow under the name by which sub-flow tasks call it; looked for beside its parent first."""
        inherited = replace(parent.options, source=None, name=None, functions={})
        options = inherited.merged(**{**given, "source": source, "name": name})
        folders = self.folders if parent.folder is None else (parent.folder, *self.folders)
        self.options.check_shared(options)
        flow = self._add(name, open_source(source, folders, options.reading), options)
        self._register(flow, options)
        return flow

    def _add(self, name: str, opened: Opened, options: Options) -> FlowUnderTest:
        if not NAME.fullmatch(name):
            raise UsageError(
                f"a flow's name has 1 to 128 letters, digits, '_' or '-', the first a letter or '_'; found {name!r}"
            )
        known = self.flows.get(name)
        if known is not None and name in self._found_beside and all(run.flow_name != name for run in self.runs.runs):
            known = None  # found while looking round, not opened by the test: what the test says goes above it
        if known is None:
            known = self.flows[name] = FlowUnderTest(self, name, opened, options)
            self._found_beside.discard(name)
            tell_warnings(opened.definition)
        elif known.definition is not opened.definition:
            raise UsageError(f"this test already has another flow called '{name}'; give one of them a name=")
        elif different := known.options.different_for_a_flow(options):
            raise UsageError(
                f"this test already has flow '{name}', with another '{different}'; give one of them a name="
            )
        return known

    def known_flow(self, name: str, beside: FlowUnderTest) -> FlowUnderTest | None:
        """The flow of that name: opened by the test, else read from a file beside the flow that asks."""
        known = self.flows.get(name)
        if known is not None or not beside.options.discover or beside.folder is None:
            return known
        opened = flow_beside(name, beside, self.folders)
        if opened is None:
            return None
        known = self._add(name, opened, beside.options.merged(source=opened.file, name=name))
        self._found_beside.add(name)
        return known

    def flow_named(self, name: str) -> FlowUnderTest:
        """A flow that is known by now.

        Raises:
            ApiError: `FlowNotExists`.
        """
        if name not in self.flows:
            raise ApiError("FlowNotExists", f"Flow {name} does not exist.")
        return self.flows[name]

    def targets(self) -> list[Target]:
        """All that tasks of the test's flows call, flows found beside them included."""
        seen: dict[str, FlowUnderTest] = dict(self.flows)
        waiting = list(seen.values())
        targets: list[Target] = []
        while waiting:
            flow = waiting.pop(0)
            for target in flow.called:
                targets.append(target)
                child = self.known_flow(target.name, flow) if isinstance(target, FlowTarget) else None
                if child is not None and child.name not in seen:
                    seen[child.name] = child
                    waiting.append(child)
        return targets

    # Executions.

    def start(self, flow: FlowUnderTest, data: Json, name: str | None) -> Execution:
        """StartExecution from the test; the steps run when the call drives on."""
        try:
            copy, _ = copy_json({} if data is None else data)
        except NotJson as error:
            raise UsageError(f"the input of an execution is a JSON object: {error}") from None
        if not isinstance(copy, dict):
            raise ApiError("InvalidArgument", f"the input of an execution is a JSON object; found {data!r}")
        return self.runs.start(flow, copy, name).execution

    def flow_of(self, run: Run) -> FlowUnderTest:
        """The flow that an execution runs."""
        return self.flows[run.flow_name]

    @property
    def executions(self) -> list[Execution]:
        """All executions of the test, in the order they started."""
        return [run.execution for run in self.runs.runs]

    # Driving (the `Driver` of executions).

    def run(self, flow: FlowUnderTest, data: Json, name: str | None) -> Execution:
        """Start, and run until that execution has ended."""
        with self.driving.turn("run()"):
            execution = self.start(flow, data, name)
            self._finish(execution)
        return execution

    def start_and_settle(self, flow: FlowUnderTest, data: Json, name: str | None) -> Execution:
        """Start, and do all that is due at this instant."""
        with self.driving.turn("start()"):
            execution = self.start(flow, data, name)
            self.driving.settle()
        return execution

    def finish(self, execution: Execution) -> None:
        """Run until the execution has ended; nothing if it has."""
        if self.runs.run_of(execution).running:
            with self.driving.turn("finish()"):
                self._finish(execution)

    def _finish(self, execution: Execution) -> None:
        run = self.runs.run_of(execution)
        if not self.driving.until(lambda: not run.running):
            raise ExecutionStuck(stuck(self, run))

    def advance(self, duration: Duration) -> None:
        """Move the clock by the full duration."""
        with self.driving.turn("advance()"):
            self.driving.advance(duration)

    def advance_to(self, execution: Execution, step: str) -> None:
        """Run through the instant at which the execution next enters the step."""
        run = self.runs.run_of(execution)
        entry = run.recorder.watch(step)
        with self.driving.turn("advance_to()"):
            moved = self.driving.until(lambda: entry() or not run.running)
            if entry():
                return
            if not moved:
                raise ExecutionStuck(stuck(self, run, goal=step))
        hint = elsewhere(run, step)
        again = " again" if execution.step(step).count else ""
        raise AssertionError(f"{_ended(execution)} before it entered step '{step}'{again}{hint and f'; {hint}'}")

    def stop(self, execution: Execution, error: str, cause: str) -> None:
        """StopExecution; from inside a handler, in its turn at this instant."""
        run = self.runs.run_of(execution)
        if not run.running:
            raise ApiError(
                "ExecutionAlreadyCompleted", f"Execution '{run.name}' for flow '{run.flow_name}' has already completed."
            )
        check_error(error, cause, required=False)
        if self.driving.busy:
            self.timers.schedule(self.timers.now, STOP, (run.number,), lambda: run.stop(error, cause))
            return
        with self.driving.turn("stop()"):
            run.stop(error, cause)
            self.driving.settle()

    def report_succeeded(self, token: str, output: Json) -> None:
        """ReportTaskSucceeded; from inside a handler, in its turn at this instant."""
        self.tokens.report_succeeded(token, output)
        self._settle_unless_busy("report_succeeded()")

    def report_failed(self, token: str, error: str, cause: str = "") -> None:
        """ReportTaskFailed; from inside a handler, in its turn at this instant."""
        self.tokens.report_failed(token, error, cause)
        self._settle_unless_busy("report_failed()")

    def _settle_unless_busy(self, call: str) -> None:
        if not self.driving.busy:
            with self.driving.turn(call):
                self.driving.settle()

    def invoke(self, flow: FlowUnderTest, target: FunctionTarget, event: Json) -> Json:
        """Call a function directly, and run on until it has returned."""
        try:
            copy, _ = copy_json(event)
        except NotJson as error:
            raise UsageError(f"the event of a function is JSON: {error}") from None
        with self.driving.turn("invoke()"):
            reply = self.desk.invoke(target, copy, flow)
            outcome = self.driving.outcome(reply)
        if isinstance(outcome, Failed):
            raise as_api_error(outcome)
        return private(outcome.value)

    def pending(self, execution: Execution) -> Sequence[PendingTask]:
        """Its tasks that wait for a callback."""
        return tuple(
            PendingTask(
                step=request.step,
                token=request.token or "",
                input=private(request.input),
                attempt=request.attempt,
                where=request.activity.where,
                _driver=self,
            )
            for request in self.tokens.waiting(self.runs.run_of(execution))
        )

    def children(self, execution: Execution) -> Sequence[Execution]:
        """Executions that its tasks started."""
        return tuple(child.execution for child in self.runs.run_of(execution).children)

    # The end of the test.

    def check(self) -> None:
        """What strictness asks at the end of a test: no swallowed mistake, no unused stub.

        Raises:
            BaseException: a mistake of the test that the test swallowed.
            StubError: stubs that were never used.
        """
        for fault in self.driving.faults:
            raise fault
        unused = self.unused_stubs()
        if unused:
            raise StubError(_never_used(unused))

    def unused_stubs(self) -> list[Stub]:
        """Stubs that had no call and are neither optional nor excepted by `strict_stubs=False`."""
        stubs = [stub for flow in self.flows.values() if flow.options.strict_stubs for stub in flow.step_stubs.values()]
        if self.options.strict_stubs:
            stubs += self.catalogue.stubs
        return [unused for stub in stubs for unused in stub.unused()]

    def place_of_unused(self) -> Line | None:
        """The line of the test that made the first of them, if it is known."""
        unused = set(self.unused_stubs())
        places = (place for stub, place in self.stubbed_at.items() if unused.intersection(stub.unused()))
        return next(places, None)

    def close(self) -> None:
        """End what still sleeps and leave the process as it was."""
        self.closed = True
        self.compute.close()


def _ended(execution: Execution) -> str:
    error = f" with {execution.error!r}" if execution.error else ""
    return f"execution '{execution.name}' of flow '{execution.flow_name}' ended {execution.status}{error}"


def _never_used(stubs: Sequence[Stub]) -> str:
    names = ", ".join(f"'{stub.target}'" for stub in stubs)
    return (
        f"{'this stub was' if len(stubs) == 1 else 'these stubs were'} never used: {names}\n"
        "  write: flow.stub(..., optional=True) if that is on purpose, or strict_stubs=False for the whole test"
    )
