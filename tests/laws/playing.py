"""Playing a world: all of its flows, answers and reports, driven until the first flow's execution has ended.

In: a world (see `generated`). Out: its executions, or their histories as JSON text. It leaves the laws to the tests.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zlib import crc32

from pytest_fnf import ExecutionStuck, failure, hang, ok, open_flow, reports, reports_failure

from .generated import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf import Execution, FlowUnderTest


def chosen(replies: list[dict[str, Any]], event: Any) -> dict[str, Any]:
    """The answer that an event decides, whoever calls first."""
    return replies[crc32(json.dumps(event, sort_keys=True).encode()) % len(replies)]


def histories(world: dict[str, Any]) -> str:
    """What all executions of a world leave behind, as JSON text."""
    with played(world) as executions:
        return json.dumps(
            [
                {
                    "flow": execution.flow_name,
                    "name": execution.name,
                    "status": execution.status,
                    "input": execution.input,
                    "output": execution.output,
                    "error": execution.error,
                    "cause": execution.cause,
                    "events": execution.history.to_api(),
                }
                for execution in executions
            ]
        )


@contextmanager
def played(world: dict[str, Any]) -> Iterator[list[Execution]]:
    """Run the first flow to its end: what waits is reported, and at last it is stopped."""
    with opened(world) as flow:
        _drive(flow, world)
        yield list(flow.executions)


@contextmanager
def opened(world: dict[str, Any]) -> Iterator[FlowUnderTest]:
    """The first flow of a world, with its children and all answers in place."""
    names = list(world["flows"])
    with open_flow(
        text_of(world["flows"][names[0]]), name=names[0], limits=world["limits"], strict_stubs=False
    ) as flow:
        flows = {names[0]: flow}
        for name in names[1:]:
            flows[name] = flow.child(name, text_of(world["flows"][name]), limits=world["limits"])
        for name, answers in world["answers"].items():
            for step, replies in answers.items():
                by_event = world["answers_go_by"] == "event"
                flows[name].stub(step).answers(_Replies(flow, replies, by_event=by_event))
        yield flow


class _Replies:
    """One answer a call, then the last one again; or one that the event decides. A world may be played twice."""

    def __init__(self, flow: FlowUnderTest, replies: list[dict[str, Any]], *, by_event: bool) -> None:
        self._flow = flow
        self._replies = list(replies)
        self._by_event = by_event

    def __call__(self, event: Any) -> Any:
        if self._by_event:
            reply = chosen(self._replies, event)
        else:
            reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if "stop" in reply:
            for execution in self._flow.executions[:1]:
                if execution.status == "Running":
                    execution.stop(reply["stop"])
            return {}
        if "ok" in reply:
            return ok(reply["ok"], takes=reply["takes"])
        if "error" in reply:
            return failure(reply["error"], reply["cause"], takes=reply["takes"])
        if "reports" in reply:
            outcome = reply["reports"]
            if "error" in outcome:
                return reports_failure(outcome["error"], after=reply["after"])
            return reports(outcome["output"], after=reply["after"])
        return hang()


def _drive(flow: FlowUnderTest, world: dict[str, Any]) -> None:
    waiting = list(world["reports"])
    try:
        execution = flow.run(world["input"])
    except ExecutionStuck:
        execution = flow.executions[0]
    while execution.status == "Running":
        pending = [task for known in flow.executions for task in known.pending]
        if not pending or not waiting:
            execution.stop("Stuck")
            break
        report = waiting.pop(0)
        if "error" in report:
            pending[0].fail(report["error"])
        else:
            pending[-1].succeed(report["output"])
        try:
            execution.finish()
        except ExecutionStuck:
            continue
