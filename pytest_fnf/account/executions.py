"""The executions of one account: their numbers and names, and the service's bounds on starting them.

In: a flow, an input, a name. Out: runs that have begun. It leaves flows to the account, and moving time to driving.
Source: fdl-classic sections 9 and 10.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.engine.core.run import Run
from pytest_fnf.errors import ApiError, hidden_from_tracebacks
from pytest_fnf.history.execution import Execution

if TYPE_CHECKING:
    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.engine.core.activity import Scheduler
    from pytest_fnf.engine.core.host import Host
    from pytest_fnf.engine.core.limits import Limits
    from pytest_fnf.engine.core.run import Program
    from pytest_fnf.history.execution import Driver
    from pytest_fnf.values import Json, JsonObject

__tracebackhide__ = hidden_from_tracebacks

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,127}")
"""What a flow or an execution may be called."""

MOST = 10_000
"""Executions in progress, and executions that tasks start at one instant.

The first is the service's figure. The second stands for its hundred starts a second: where no time passes, that rate
would never be reached, and a flow that starts itself would never end.
"""


class Executions:
    """All executions of an account, in the order they started.

    Args:
        scheduler: what runs them.
        host: who performs their tasks.
        driver: who moves them on.
    """

    def __init__(self, scheduler: Scheduler, host: Host, driver: Driver) -> None:
        self.runs: list[Run] = []
        self._scheduler = scheduler
        self._host = host
        self._driver = driver
        self._run_of: dict[Execution, Run] = {}
        self._named: dict[tuple[str, str], Run] = {}
        self._in_progress: list[Run] = []
        self._started_at = (0, 0)

    def run_of(self, execution: Execution) -> Run:
        """The run behind an execution."""
        return self._run_of[execution]

    def start(self, flow: FlowUnderTest, data: JsonObject, name: str | None) -> Run:
        """StartExecution: idempotent while an execution of that name runs.

        Raises:
            ApiError: `ExecutionAlreadyExists`, or `InvalidArgument` for a bad name.
        """
        if name is not None:
            if not isinstance(name, str) or not NAME.fullmatch(name):
                raise ApiError(
                    "InvalidArgument", f"an execution's name is a letter or '_', then 'A-Za-z0-9_-'; found {name!r}"
                )
            known = self._named.get((flow.name, name))
            if known is not None and known.running:
                return known
            if known is not None:
                raise ApiError("ExecutionAlreadyExists", f"Execution {name} for flow {flow.name} already exists.")
        return self._begin(flow, data, name)

    def start_by_task(self, flow: FlowUnderTest, data: JsonObject, name: str | None) -> Run:
        """StartExecution by a task, which the service throttles where it never ends.

        Raises:
            ApiError: as `start`, or `ResourceThrottled`.
        """
        now = self._scheduler.timers.now
        instant, count = self._started_at
        self._started_at = (now, count + 1 if instant == now else 1)
        if self._started_at[1] > MOST:
            raise ApiError("ResourceThrottled", f"tasks started more than {MOST:,} executions at one instant")
        if len(self._in_progress) >= MOST:
            self._in_progress = [run for run in self._in_progress if run.running]
        if len(self._in_progress) >= MOST:
            raise ApiError("ResourceThrottled", f"{MOST:,} executions are in progress already")
        return self.start(flow, data, name)

    def start_part(self, flow: FlowUnderTest, program: Program, data: Json, *, express: bool) -> Run:
        """Start a part of a flow as an execution of its own, with the limits of its mode."""
        return self._begin(flow, data, None, program, flow.limits("express" if express else "standard"))

    def _begin(
        self,
        flow: FlowUnderTest,
        data: Json,
        name: str | None,
        program: Program | None = None,
        limits: Limits | None = None,
    ) -> Run:
        number = len(self.runs) + 1
        run = Run(
            number=number,
            flow_name=flow.name,
            name=name or self._generated(flow, number),
            host=self._host,
            scheduler=self._scheduler,
            limits=limits or flow.limits(),
            program=program or flow.program,
            readings=flow.options.chosen_readings,
        )
        run.execution = Execution(
            flow_name=flow.name,
            name=run.name,
            input=data,
            state=run.state,
            recorder=run.recorder,
            driver=self._driver,
            definition=flow.definition,
        )
        self.runs.append(run)
        self._in_progress.append(run)
        self._run_of[run.execution] = run
        self._named[flow.name, run.name] = run
        run.begin(data)
        return run

    def _generated(self, flow: FlowUnderTest, number: int) -> str:
        """A name from a counter, so that it is the same on every run."""
        name = f"execution-{number}"
        while (flow.name, name) in self._named:
            name += "-x"
        return name
