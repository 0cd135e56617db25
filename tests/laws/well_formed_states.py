"""What every history of a state machine must obey, read from the events alone (cloudflow-statemachine 3.3, 12, 14.4).

In: an execution's events in the service's JSON, and its flow's document. Out: a list of what is wrong. The reading
follows `ScheduleEventId`, as that of the classic dialect does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .well_formed import BEFORE, FAILED_ATTEMPT, _size, faults, steps_of
from .well_formed import KEYS as CLASSIC_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {
    **CLASSIC_KEYS,
    "StepEntered": {"input"},
    "StepExited": {"output"},
    "BranchEntered": {"input"},
    "BranchExited": {"output"},
    "IterationEntered": {"input"},
    "IterationExited": {"output"},
}
CONTAINERS = {"BranchEntered": "Parallel", "IterationEntered": "Map"}


def states_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All states of a machine by name."""

    def walk(scope: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for state in scope["States"]:
            yield state
            inner = [*state.get("Branches", ()), *([state["Processor"]] if "Processor" in state else [])]
            for one in inner:
                if "States" in one:
                    yield from walk(one)

    return {state["Name"]: state for state in walk(document)}


@dataclass(eq=False)
class Frame:
    """A state or a branch that a chain is inside of."""

    name: str
    kind: str
    """`state` or `branch`."""
    input: Any = None
    result: Any = None
    outputs: list[Any] = field(default_factory=list)
    """Of a state: what its branches gave, by their order of entry in this round."""
    index: int = 0
    open: bool = True
    inside: list[Frame] = field(default_factory=list)
    scheduled: datetime | None = None


def faults_of_states(events: list[dict[str, Any]], document: dict[str, Any], data_bytes: int) -> list[str]:
    """What is wrong with a history of an execution that has ended."""
    reader = _Reader(document, data_bytes)
    for event in events:
        reader.read(event)
    reader.finish(events)
    return reader.faults


def faults_of(events: list[dict[str, Any]], document: dict[str, Any], data_bytes: int) -> list[str]:
    """What is wrong with a history of either dialect."""
    return (faults_of_states if "States" in document else faults)(events, document, data_bytes)


def names_of(document: dict[str, Any]) -> list[str]:
    """All steps or states of a document."""
    return list(states_of(document) if "States" in document else steps_of(document))


class _Reader:
    def __init__(self, document: dict[str, Any], data_bytes: int) -> None:
        self.faults: list[str] = []
        self._states = states_of(document)
        self._data_bytes = data_bytes
        self._frames: dict[int, tuple[Frame, ...]] = {0: ()}
        self._events: dict[int, dict[str, Any]] = {0: {"Type": "", "StepName": ""}}
        self._values: dict[int, Any] = {}
        self._all: list[Frame] = []
        self._time: datetime | None = None

    def check(self, holds: bool, event: dict[str, Any], what: str) -> None:  # noqa: FBT001
        if not holds:
            self.faults.append(f"event {event['EventId']} {event['Type']} {event['StepName']}: {what}")

    def read(self, event: dict[str, Any]) -> None:
        number, cause, kind = event["EventId"], event["ScheduleEventId"], event["Type"]
        detail = json.loads(event["EventDetail"])
        instant = datetime.fromisoformat(event["Time"])
        self.check(number == len(self._events), event, "ids rise by one from 1")
        self.check(0 <= cause < number and (cause > 0) == (number > 1), event, f"links to {cause}")
        self.check(self._time is None or instant >= self._time, event, "time goes back")
        self._time = instant
        self._check_keys(event, detail)
        frames, before = self._frames.get(cause, ()), self._events.get(cause, self._events[0])
        if event["StepName"]:
            frames = getattr(self, f"_{kind}", self._other)(event, detail, frames, before, instant)
        else:
            self.check(kind.startswith("Execution"), event, "has no state")
            self.check((kind == "ExecutionStarted") == (number == 1), event, "stands in the wrong place")
            if kind == "ExecutionSucceeded":
                self.check(not frames and before["Type"] == "StepExited", event, f"follows {before['Type']}")
                self.check(detail["output"] == self._values[cause], event, "tells another output")
        self._frames[number], self._events[number] = frames, event
        self._values[number] = detail.get("output", detail.get("input"))

    def _check_keys(self, event: dict[str, Any], detail: dict[str, Any]) -> None:
        expected = KEYS.get(event["Type"])
        if expected is None:
            state = self._states.get(event["StepName"], {})
            expected = {"input", "action", "parameters"}
            expected |= {"timeoutSeconds"} if "Timeout" in state else set()
            expected |= {"taskMode"} if "TaskMode" in state else set()
            refused = detail.keys() == expected - {"parameters", "timeoutSeconds"} and detail["input"] is None
            self.check(refused or detail.keys() == expected, event, f"has the keys {sorted(detail)}")
            return
        if event["Type"] == "IterationExited" and "error" in detail:
            expected = {"error", "cause"}  # a sub-execution of a distributed Map failed
        self.check(detail.keys() == expected, event, f"has the keys {sorted(detail)}")

    def _own(self, event: dict[str, Any], frames: tuple[Frame, ...]) -> bool:
        own = bool(frames) and frames[-1].name == event["StepName"] and frames[-1].kind == "state" and frames[-1].open
        self.check(own, event, "is of another state")
        return own

    def _push(self, frame: Frame, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        if frames:
            frames[-1].inside.append(frame)
        self._all.append(frame)
        return (*frames, frame)

    def _StepEntered(  # noqa: N802
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: dict[str, Any], _: Any
    ) -> tuple[Frame, ...]:
        starts = {"ExecutionStarted", "BranchEntered", "IterationEntered"}
        self.check(before["Type"] in {*starts, "StepExited"}, event, f"follows {before['Type']}")
        self.check(detail["input"] == self._values[event["ScheduleEventId"]], event, "gets another input")
        if before["Type"] == "StepExited":
            left = self._states[before["StepName"]]
            ways = {left.get("Next"), left.get("Default")}
            ways |= {way["Next"] for way in (*left.get("Branches", ()), *left.get("Catch", ())) if "Next" in way}
            self.check(event["StepName"] in ways, event, f"is not where {before['StepName']} leads")
        return self._push(Frame(event["StepName"], "state", input=detail["input"]), frames)

    def _StepStarted(  # noqa: N802
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: dict[str, Any], _: Any
    ) -> tuple[Frame, ...]:
        self.check(before["Type"] == "StepEntered", event, f"follows {before['Type']}")
        if self._own(event, frames):
            if "InputConstructor" not in self._states[event["StepName"]]:
                self.check(detail["input"] == frames[-1].input, event, "starts with another input")
            frames[-1].input = detail["input"]
            self.check(_size(detail["input"]) <= self._data_bytes, event, "is too large")
        return frames

    def _enter_branch(
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: dict[str, Any], _: Any
    ) -> tuple[Frame, ...]:
        self.check(self._states[event["StepName"]]["Type"] == CONTAINERS[event["Type"]], event, "is of another kind")
        if before["Type"] in ("StepFailed", "IterationExited"):
            own = [at for at, frame in enumerate(frames) if frame.name == event["StepName"] and frame.kind == "state"]
            self.check(bool(own) and "Retry" in self._states[event["StepName"]], event, "begins anew without Retry")
            container = frames[own[-1]]
            if container.index != event["ScheduleEventId"]:
                container.index, container.outputs = event["ScheduleEventId"], []
                self._cancel(container)
            frames = frames[: own[-1] + 1]
        else:
            self.check(before["Type"] == "StepStarted", event, f"follows {before['Type']}")
        frames[-1].outputs.append(None)
        branch = Frame(event["StepName"], "branch", input=detail["input"], index=len(frames[-1].outputs) - 1)
        return self._push(branch, frames)

    _BranchEntered = _IterationEntered = _enter_branch

    def _exit_branch(
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: dict[str, Any], _: Any
    ) -> tuple[Frame, ...]:
        elsewhere = before["Type"] == "IterationEntered"  # a distributed Map's work is in another history
        self.check(elsewhere or before["Type"] == "StepExited", event, f"follows {before['Type']}")
        branch = frames[-1]
        self.check(branch.kind == "branch" and branch.open, event, "leaves no branch")
        if not elsewhere:
            self.check(detail["output"] == self._values[event["ScheduleEventId"]], event, "gives another output")
        branch.open = False
        frames[-2].outputs[branch.index] = detail.get("output")
        return frames[:-1]

    _BranchExited = _IterationExited = _exit_branch

    def _StepFailed(  # noqa: N802
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: dict[str, Any], _: Any
    ) -> tuple[Frame, ...]:
        own = [at for at, frame in enumerate(frames) if frame.name == event["StepName"] and frame.kind == "state"]
        self.check(bool(own), event, "is of another state")
        if own:
            inside = own[-1] < len(frames) - 1
            self.check(not inside or before["Type"] == "StepFailed", event, f"takes over from {before['Type']}")
            frames = frames[: own[-1] + 1]
            self._cancel(frames[-1])
        return frames

    def _cancel(self, frame: Frame) -> None:
        for inner in frame.inside:
            inner.open = False
            self._cancel(inner)

    def _StepSucceeded(  # noqa: N802
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: dict[str, Any], _: Any
    ) -> tuple[Frame, ...]:
        if not self._own(event, frames):
            return frames
        frame, kind = frames[-1], self._states[event["StepName"]]["Type"]
        allowed = {
            "Task": ("TaskSucceeded",),
            "Parallel": ("BranchExited",),
            "Map": ("StepStarted", "IterationExited"),
            "Fail": (),
        }.get(kind, ("StepStarted",))
        self.check(before["Type"] in allowed, event, f"of a {kind} follows {before['Type']}")
        self.check(not any(inner.open for inner in frame.inside), event, "is told while branches go on")
        expected = {
            "Task": self._values[event["ScheduleEventId"]],
            "Parallel": {f"Branch{at}": output for at, output in enumerate(frame.outputs)},
            "Map": {"Items": frame.outputs},
        }.get(kind, frame.input)
        self.check(detail["output"] == expected, event, "has another result")
        self.check(_size(detail["output"]) <= self._data_bytes, event, "is too large")
        frame.result = detail["output"]
        return frames

    def _StepExited(  # noqa: N802
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: dict[str, Any], _: Any
    ) -> tuple[Frame, ...]:
        if not self._own(event, frames):
            return frames
        state = self._states[event["StepName"]]
        self.check(before["Type"] in ("StepSucceeded", "StepFailed"), event, f"follows {before['Type']}")
        if before["Type"] == "StepFailed":
            self.check("Catch" in state, event, "leaves a failed state that catches nothing")
        elif "OutputConstructor" not in state:
            self.check(detail["output"] == frames[-1].result, event, "gives another output")
        self.check(_size(detail["output"]) <= self._data_bytes, event, "is too large")
        frames[-1].open = False
        return frames[:-1]

    def _other(
        self,
        event: dict[str, Any],
        detail: dict[str, Any],
        frames: tuple[Frame, ...],
        before: dict[str, Any],
        instant: datetime,
    ) -> tuple[Frame, ...]:
        """The events of tasks."""
        allowed = BEFORE[event["Type"]]
        self.check(before["Type"] in allowed, event, f"follows {before['Type']}")
        if self._own(event, frames):
            if event["Type"] == "TaskScheduled":
                retried = before["Type"] in FAILED_ATTEMPT
                self.check(not retried or "Retry" in self._states[event["StepName"]], event, "tries again by itself")
                frames[-1].scheduled = instant
            elif event["Type"] == "TaskTimedOut" and frames[-1].scheduled is not None:
                waited = (instant - frames[-1].scheduled).total_seconds()
                self.check(waited == self._states[event["StepName"]].get("Timeout"), event, f"comes after {waited} s")
        return frames

    def finish(self, events: list[dict[str, Any]]) -> None:
        last = events[-1]
        endings = [event for event in events[1:] if event["Type"].startswith("Execution")]
        self.check(endings == [last], last, "is not the one ending")
        if last["Type"] == "ExecutionSucceeded":
            still = [frame.name for frame in self._all if frame.open]
            self.check(not still, last, f"comes while {still} go on")
