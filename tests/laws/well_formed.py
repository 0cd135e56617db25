"""What every history must obey, read from the events alone (fdl-classic 11.1 to 11.6): a second reading of the tables.

In: an execution's events in the service's JSON, and its flow's document. Out: a list of what is wrong. The reading
follows `ScheduleEventId`: after each event the chain stands in some frames, and each type comes in some of them only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {
    "ExecutionStarted": {"input"},
    "ExecutionSucceeded": {"output"},
    "ExecutionFailed": {"error", "cause"},
    "ExecutionTimedOut": {"error", "cause"},
    "ExecutionStopped": {"error", "cause"},
    "StepEntered": {"input", "local"},
    "StepStarted": {"input"},
    "StepSucceeded": {"output"},
    "StepFailed": {"error", "cause"},
    "StepExited": {"local"},
    "BranchEntered": {"input", "local"},
    "BranchExited": {"local"},
    "IterationEntered": {"input", "local"},
    "IterationExited": {"local"},
    "TaskStarted": set(),
    "TaskSubmitted": {"output"},
    "TaskSubmitFailed": {"error", "cause"},
    "TaskSucceeded": {"output"},
    "TaskFailed": {"error", "cause"},
    "TaskTimedOut": {"error", "cause"},
}
FAILED_ATTEMPT = ("TaskFailed", "TaskTimedOut", "TaskSubmitFailed")
BEFORE = {
    "StepStarted": ("StepEntered",),
    "TaskScheduled": ("StepStarted", *FAILED_ATTEMPT),
    "TaskStarted": ("TaskScheduled",),
    "TaskSubmitted": ("TaskStarted",),
    "TaskSubmitFailed": ("TaskStarted",),
    "TaskSucceeded": ("TaskStarted", "TaskSubmitted"),
    "TaskFailed": ("TaskStarted", "TaskSubmitted"),
    "TaskTimedOut": ("TaskStarted", "TaskSubmitted"),
}
"""Types that follow exactly these in their own step, whatever its kind."""


@dataclass(eq=False)
class Frame:
    """A step or a branch that a chain is inside of."""

    name: str
    kind: str
    """`step` or `branch`."""
    local: dict[str, Any]
    """A step: its parent's local when it was entered. A branch: its own local so far."""
    input: Any = None
    output: Any = None
    open: bool = True
    inside: list[Frame] = field(default_factory=list)
    scheduled: datetime | None = None


def steps_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All steps of a flow by name."""

    def walk(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for step in steps:
            yield step
            branches = [*step.get("choices", ()), *step.get("branches", ()), step.get("default", {}), step]
            for branch in branches:
                yield from walk(branch.get("steps", []))

    return {step["name"]: step for step in walk(document["steps"])}


def faults(events: list[dict[str, Any]], document: dict[str, Any], data_bytes: int) -> list[str]:
    """What is wrong with a history of an execution that has ended."""
    reader = _Reader(document, data_bytes)
    for event in events:
        reader.read(event)
    reader.finish(events)
    return reader.faults


class _Reader:
    def __init__(self, document: dict[str, Any], data_bytes: int) -> None:
        self.faults: list[str] = []
        self._document = document
        self._steps = steps_of(document)
        self._data_bytes = data_bytes
        self._frames: dict[int, tuple[Frame, ...]] = {0: ()}
        self._types: dict[int, str] = {0: ""}
        self._all: list[Frame] = []
        self._started_with: Any = None
        self._input: Any = None
        self._local: dict[str, Any] = {}
        self._time: datetime | None = None

    def check(self, holds: bool, event: dict[str, Any], what: str) -> None:  # noqa: FBT001
        if not holds:
            self.faults.append(f"event {event['EventId']} {event['Type']} {event['StepName']}: {what}")

    def read(self, event: dict[str, Any]) -> None:
        number, cause, kind = event["EventId"], event["ScheduleEventId"], event["Type"]
        detail = json.loads(event["EventDetail"])
        instant = datetime.fromisoformat(event["Time"])
        self.check(number == len(self._types), event, "ids rise by one from 1")
        self.check(0 <= cause < number and (cause > 0) == (number > 1), event, f"links to {cause}")
        self.check(self._time is None or instant >= self._time, event, "time goes back")
        self._time = instant
        self._check_keys(event, detail)
        frames = self._frames.get(cause, ())
        before = self._types.get(cause, "")
        self.check(all(frame.open for frame in frames), event, "comes from something that is over")
        after = self._step(event, detail, frames, before, instant) if event["StepName"] else frames
        if not event["StepName"]:
            self._started_with = detail.get("input", self._started_with)
            self.check(kind.startswith("Execution"), event, "has no step")
            self.check((kind == "ExecutionStarted") == (number == 1), event, "stands in the wrong place")
            if kind == "ExecutionSucceeded":
                self.check(not frames and before == "StepExited", event, f"follows {before}")
        self._frames[number] = after
        self._types[number] = kind

    def _check_keys(self, event: dict[str, Any], detail: dict[str, Any]) -> None:
        expected = KEYS.get(event["Type"])
        if expected is None:
            step = self._steps.get(event["StepName"], {})
            expected = {"input", "action" if "action" in step else "resourceArn"}
            expected |= {"timeoutSeconds"} & step.keys()
            expected |= {"pattern"} if step.get("pattern", "requestResponse") != "requestResponse" else set()
        self.check(detail.keys() == expected, event, f"has the keys {sorted(detail)}")

    def _step(
        self,
        event: dict[str, Any],
        detail: dict[str, Any],
        frames: tuple[Frame, ...],
        before: str,
        instant: datetime,
    ) -> tuple[Frame, ...]:
        kind, name = event["Type"], event["StepName"]
        if kind == "StepEntered":
            return self._enter(event, detail, frames, before)
        if kind in ("BranchEntered", "IterationEntered"):
            wanted = "parallel" if kind == "BranchEntered" else "foreach"
            self.check(self._steps[name]["type"] == wanted, event, "is of another container")
            self.check(before == "StepStarted" and frames[-1].name == name, event, f"follows {before}")
            return self._push(Frame(name, "branch", detail["local"], input=detail["input"]), frames)
        if kind == "StepFailed":
            frames = self._fail(event, frames, before)
        elif kind in ("BranchExited", "IterationExited"):
            self.check(before == "StepExited" and frames[-1].kind == "branch", event, f"follows {before}")
            self.check(detail["local"] == frames[-1].local, event, "tells another local than its steps made")
            frames[-1].open = False
            return frames[:-1]
        self.check(bool(frames) and frames[-1].name == name and frames[-1].kind == "step", event, "is of another step")
        if kind in BEFORE:
            self.check(before in BEFORE[kind], event, f"follows {before}")
        if not frames:
            return frames
        return self._note(event, detail, frames, before, instant)

    def _push(self, frame: Frame, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        if frames:
            frames[-1].inside.append(frame)
        self._all.append(frame)
        return (*frames, frame)

    def _enter(
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: str
    ) -> tuple[Frame, ...]:
        first = {"ExecutionStarted", "BranchEntered", "IterationEntered", "StepStarted"}
        self.check(before in {*first, "StepExited"}, event, f"follows {before}")
        if before == "StepStarted":
            self.check(self._steps[frames[-1].name]["type"] == "choice", event, "is entered from a step of no branches")
        parent = frames[-1] if frames else None
        if parent is not None and parent.kind == "step":
            expected_input, expected_local = parent.input, parent.output or {}
        elif parent is not None:
            expected_input, expected_local = parent.input, parent.local
        else:
            if self._input is None:
                self._input = detail["input"] if "inputMappings" in self._document else self._started_with
            expected_input, expected_local = self._input, self._local
        self.check(detail["input"] == expected_input, event, "sees another input than its parent's")
        self.check(detail["local"] == expected_local, event, "sees another local than its parent's")
        return self._push(Frame(event["StepName"], "step", detail["local"]), frames)

    def _fail(self, event: dict[str, Any], frames: tuple[Frame, ...], before: str) -> tuple[Frame, ...]:
        """Of an enclosing step: the frames of the branch and the step inside are over."""
        own = [at for at, frame in enumerate(frames) if frame.name == event["StepName"] and frame.kind == "step"]
        if before == "StepFailed" and own:
            for frame in frames[own[-1] + 1 :]:
                frame.open = False
            frames = frames[: own[-1] + 1]
            self._cancel(frames[-1])
        return frames

    def _cancel(self, frame: Frame) -> None:
        for inner in frame.inside:
            inner.open = False
            self._cancel(inner)

    def _note(
        self,
        event: dict[str, Any],
        detail: dict[str, Any],
        frames: tuple[Frame, ...],
        before: str,
        instant: datetime,
    ) -> tuple[Frame, ...]:
        kind, frame, step = event["Type"], frames[-1], self._steps[event["StepName"]]
        if kind == "StepStarted":
            frame.input = detail["input"]
            if "inputMappings" not in step:
                parent = frames[-2].input if len(frames) > 1 else self._input
                self.check(detail["input"] == {**parent, **frame.local}, event, "is no merge of input and local")
        elif kind == "TaskScheduled":
            frame.scheduled = instant
            fresh = "inputMappings" in step and before != "StepStarted"  # a retry may see a new token
            self.check(fresh or detail["input"] == frame.input, event, "sends another input than the step's")
        elif kind == "TaskTimedOut":
            waited = (instant - frame.scheduled).total_seconds() if frame.scheduled else None
            self.check(waited == step.get("timeoutSeconds"), event, f"comes after {waited} s")
        elif kind == "TaskSucceeded":
            frame.output = detail["output"]
        elif kind == "StepSucceeded":
            self._succeed(event, detail, frame, step, before)
        elif kind == "StepExited":
            return self._exit(event, detail, frames, before)
        return frames

    def _succeed(
        self, event: dict[str, Any], detail: dict[str, Any], frame: Frame, step: dict[str, Any], before: str
    ) -> None:
        inner_open = [inner.name for inner in frame.inside if inner.open]
        self.check(not inner_open, event, f"is told while {inner_open} go on")
        allowed = {
            "task": ("TaskSucceeded",),
            "choice": ("StepStarted", "StepExited"),
            "parallel": ("BranchExited",),
            "foreach": ("StepStarted", "IterationExited"),
            "fail": (),
        }.get(step["type"], ("StepStarted",))
        self.check(before in allowed, event, f"of a {step['type']} follows {before}")
        local: Any = frame.output if frame.output is not None else {}
        if step["type"] in ("parallel", "foreach"):
            local = [inner.local for inner in frame.inside if inner.kind == "branch"]
        default = {} if step["type"] in ("parallel", "foreach") else local
        if "outputMappings" not in step:
            self.check(detail["output"] == default, event, "has another output than its local")
        held = sum(_size(value) for value in (frame.input, local, detail["output"]))
        self.check(held <= self._data_bytes, event, f"holds {held} bytes")
        frame.output = detail["output"]

    def _exit(
        self, event: dict[str, Any], detail: dict[str, Any], frames: tuple[Frame, ...], before: str
    ) -> tuple[Frame, ...]:
        frame = frames[-1]
        self.check(before in ("StepSucceeded", "StepFailed"), event, f"follows {before}")
        if before == "StepSucceeded":
            self.check(detail["local"] == {**frame.local, **frame.output}, event, "is no merge of local and output")
        else:
            self.check("catch" in self._steps[frame.name], event, "leaves a failed step that catches nothing")
            kept = {key: value for key, value in detail["local"].items() if key in frame.local}
            mapped = {mapping["target"] for mapping in self._steps[frame.name].get("errorMappings", ())}
            self.check(detail["local"].keys() <= frame.local.keys() | mapped, event, "has keys that nothing made")
            self.check(mapped or kept == frame.local, event, "has lost what was in the local")
        frame.open = False
        if len(frames) == 1:
            self._local = detail["local"]
        elif frames[-2].kind == "branch":
            frames[-2].local = detail["local"]
        else:
            frames[-2].output = detail["local"]
        return frames[:-1]

    def finish(self, events: list[dict[str, Any]]) -> None:
        last = events[-1]
        endings = [event for event in events[1:] if event["Type"].startswith("Execution")]
        self.check(endings == [last], last, "is not the one ending")
        if last["Type"] == "ExecutionSucceeded":
            still = [frame.name for frame in self._all if frame.open]
            self.check(not still, last, f"comes while {still} go on")
            if "outputMappings" not in self._document:
                self.check(json.loads(last["EventDetail"])["output"] == self._local, last, "tells another local")


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
