"""The flows that are measured, from a few to very many steps; benchmarks time them, guards count on them.

In: how large. Out: a text, or work on it that can be done again and again.
"""

from __future__ import annotations

import gc
from contextlib import ExitStack
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pytest_fnf import failure, open_flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf import Execution, FlowUnderTest

WITHOUT_LIMITS = {"events": None, "data_bytes": None, "execution_seconds": None}
ONLY_EVENTS = {"events": None}
# The loops keep the limit of data, as most tests do, so that its bookkeeping is part of what is measured.


def classic(*steps: str) -> str:
    """A flow of these steps."""
    return "version: v1\ntype: flow\nsteps:\n" + "".join(steps)


TASK = """\
  - type: task
    name: {name}
    resourceArn: acs:fc:::services/demo/functions/{name}
    inputMappings:
      - {{target: {key}, source: ${root}.{key}}}
"""
COUNT = TASK.format(name="Count", root="local", key="n")
MORE = """\
  - type: choice
    name: More
    inputMappings:
      - {{target: n, source: $local.n}}
    choices:
      - {{condition: $.n < {turns}, goto: {first}}}
    default: {{goto: Done}}
  - {{type: succeed, name: Done}}
"""
PASS = "  - {{type: pass, name: Pass{n}, outputMappings: [{{target: v{n}, source: $input.n}}]}}\n"


def counting(event: dict[str, Any]) -> dict[str, Any]:
    """What the counting task answers."""
    return {"n": event.get("n", 0) + 1}


class Work:
    """Runs one flow again and again, each time in a world of its own; opening and closing it is not timed.

    Args:
        text: the definition.
        units: how many steps, items or branches one run has.
        task: a task of the flow with its answer, a function.
        data: the execution's input.
        limits: as for `open_flow`.
        before: what is done before each run, such as forgetting the last one.
    """

    def __init__(
        self,
        text: str,
        units: int,
        task: tuple[str, Callable[[Any], Any]] | None = None,
        data: Any = None,
        limits: dict[str, Any] = WITHOUT_LIMITS,
        before: Callable[[], None] | None = None,
    ) -> None:
        self.text = text
        self.units = units
        self._task = task
        self._data = data
        self._limits = limits
        self._before = before
        self._worlds = ExitStack()
        self._execution: Execution | None = None

    def open(self) -> FlowUnderTest:
        """A new world; what the last one left is gone before the time counts."""
        self.close()
        flow = self._worlds.enter_context(open_flow(self.text, limits=self._limits))
        if self._task is not None:
            name, answer = self._task
            flow.stub(name).answers(answer)
        if self._before is not None:
            self._before()
        gc.collect()
        return flow

    def run(self, flow: FlowUnderTest) -> Execution:
        """What is timed."""
        self._execution = flow.run(self._data)
        return self._execution

    def close(self) -> Execution | None:
        """Leave the world; gives the execution that succeeded in it."""
        execution, self._execution = self._execution, None
        self._worlds.close()
        assert execution is None or execution.status == "Succeeded", execution
        return execution

    def timed(self) -> float:
        """Seconds that a run in a world of its own takes for each unit."""
        flow = self.open()
        began = perf_counter()
        self.run(flow)
        seconds = perf_counter() - began
        self.close()
        return seconds / self.units


def loop(turns: int) -> Work:
    """A stubbed counting task and a choice that goes back to it: two steps and eleven events a turn."""
    text = classic(COUNT, MORE.format(turns=turns, first="Count"))
    return Work(text, 2 * turns, ("Count", counting), limits=ONLY_EVENTS)


def passes(turns: int) -> Work:
    """The same with eighteen passes of one mapping each between the two: twenty steps a turn."""
    steps = [PASS.format(n=n) for n in range(18)]
    text = classic(COUNT, *steps, MORE.format(turns=turns, first="Count"))
    return Work(text, 20 * turns, ("Count", counting), limits=ONLY_EVENTS)


STATES = """\
Type: StateMachine
SpecVersion: v1
Name: loop
StartAt: Count
States:
  - Type: Task
    Name: Count
    Action: FC:InvokeFunction
    Parameters: {{resourceArn: acs:fc:::functions/count, body: {{n.$: $Input.n}}}}
    OutputConstructor: {{n.$: $Output.Body.n}}
    Next: More
  - Type: Choice
    Name: More
    Branches:
      - {{Condition: $Input.n < {turns}, Next: Count}}
    Default: Done
  - {{Type: Succeed, Name: Done}}
"""


def states(turns: int) -> Work:
    """The counting loop in the StateMachine dialect: a Task and a Choice."""
    return Work(STATES.format(turns=turns), 2 * turns, ("Count", counting), {"n": 0}, limits=ONLY_EVENTS)


RETRIED = """\
Type: StateMachine
SpecVersion: v1
Name: retried
StartAt: Both
States:
  - Type: Parallel
    Name: Both
    Branches:
      - {{StartAt: Count, States: [{count}]}}
      - {{StartAt: Other, States: [{{Type: Pass, Name: Other, End: true}}]}}
    Retry:
      - {{Errors: [FnF.ALL], MaxAttempts: 1, IntervalSeconds: 1}}
    OutputConstructor: {{n.$: $Output.Branch0.n}}
    Next: More
  - Type: Choice
    Name: More
    Branches:
      - {{Condition: $Input.n < {turns}, Next: Both}}
    Default: Done
  - {{Type: Succeed, Name: Done}}
"""
COUNT_STATE = (
    "{Type: Task, Name: Count, Action: 'FC:InvokeFunction', OutputConstructor: {n.$: $Output.Body.n}, End: true, "
    "Parameters: {resourceArn: 'acs:fc:::functions/count', body: {n.$: $Input.n}}}"
)


def retried(turns: int) -> Work:
    """A Parallel of which a branch fails each time it runs first, so that all its branches run again."""
    failed: set[int] = set()

    def answer(event: dict[str, Any]) -> Any:
        if event["n"] in failed:
            return counting(event)
        failed.add(event["n"])
        return failure("FC.ServerError")

    text = RETRIED.format(turns=turns, count=COUNT_STATE)
    return Work(text, turns, ("Count", answer), {"n": 0}, before=failed.clear)


def foreach(items: int) -> Work:
    """A foreach with one stubbed task an item, which is given the item alone."""
    task = TASK.format(name="Work", root="input", key="item").replace("\n", "\n    ").rstrip(" ")
    head = "  - type: foreach\n    name: Each\n    iterationMapping: {collection: $.items, item: item}\n    steps:\n"
    data = {"items": list(range(items))}
    return Work(classic(head, f"    {task}"), items, ("Work", lambda _: {"ok": True}), data)


def nested(levels: int, width: int = 100) -> Work:
    """Parallels of `width` branches, of which the middle one holds the next parallel."""
    lines = []
    for level in range(levels):
        indent = " " * (2 + 6 * level)
        lines.append(f"{indent}- type: parallel\n{indent}  name: P{level}\n{indent}  branches:\n")
        leaf = f"{indent}    - steps: [{{type: pass, name: L{level}B%d}}]\n"
        lines += [leaf % branch for branch in range(width // 2)]
        last = level == levels - 1
        lines.append(leaf % (width // 2) if last else f"{indent}    - steps:\n")
    for level in reversed(range(levels)):
        indent = " " * (2 + 6 * level)
        lines += [
            f"{indent}    - steps: [{{type: pass, name: L{level}B{branch}}}]\n"
            for branch in range(width // 2 + 1, width)
        ]
    return Work(classic(*lines), levels * width)


def polling(polls: int) -> Work:
    """A wait of ten minutes, a stubbed task and a choice, again and again."""
    text = classic("  - {type: wait, name: Pause, duration: 600}\n", COUNT, MORE.format(turns=polls, first="Pause"))
    return Work(text, polls, ("Count", counting))


def of_passes(steps: int) -> str:
    """A definition of nothing but passes."""
    return classic(*(f"  - type: pass\n    name: Step{n}\n" for n in range(steps)))


def of_tasks(steps: int) -> str:
    """A definition of tasks with two mappings, retry and catch."""
    return classic(
        *(
            f"""\
  - type: task
    name: Step{n}
    resourceArn: acs:fc:::services/demo/functions/f{n}
    inputMappings:
      - {{target: a, source: $local.a{n}}}
      - {{target: b, source: $input.b}}
    retry:
      - {{errors: [FC.ServerError]}}
    catch:
      - {{errors: [FnF.ALL], goto: Step{steps - 1}}}
"""
            for n in range(steps)
        )
    )


def of_choices(steps: int) -> str:
    """A definition of choices with a mapping, a condition and a default."""
    return classic(
        *(
            f"""\
  - type: choice
    name: Step{n}
    inputMappings:
      - {{target: a, source: $local.a{n}}}
    choices:
      - condition: $.a > {n}
        goto: Step{steps - 1}
    default: {{goto: Step{steps - 1}}}
"""
            for n in range(steps)
        )
    )


PASS_STATE = """\
  - Type: Pass
    Name: State{n}
    OutputConstructor:
      a.$: $Input.a{n}
      b: {n}
    Next: State{next}
"""
TASK_STATE = """\
  - Type: Task
    Name: State{n}
    Action: FC:InvokeFunction
    Parameters:
      resourceArn: acs:fc:::functions/f{n}
      body:
        a.$: $Input.a{n}
    OutputConstructor:
      b.$: $Output.Body.b
    Retry:
      - Errors: [FC.ServerError]
        MaxAttempts: 3
        IntervalSeconds: 3
    Catch:
      - Errors: [FnF.ALL]
        OutputConstructor:
          error.$: $Context.Current.Error
        Next: State{last}
    Next: State{next}
"""
CHOICE_STATE = """\
  - Type: Choice
    Name: State{n}
    InputConstructor:
      a.$: $Input.a{n}
    Branches:
      - Condition: $Input.a > {n}
        Next: State{last}
    Default: State{next}
"""


def machine(kinds: tuple[str, ...], states: int) -> str:
    """A definition of the StateMachine dialect, of these kinds of states in turn."""
    head = "Type: StateMachine\nSpecVersion: v1\nName: long\nStartAt: State0\nStates:\n"
    last = states - 1
    return head + "".join(kinds[n % len(kinds)].format(n=n, next=min(n + 1, last), last=last) for n in range(states))


def of_states(states: int) -> str:
    """A machine of Tasks with a constructor, Retry and Catch."""
    return machine((TASK_STATE,), states)


def of_mixed_states(states: int) -> str:
    """A machine of, in turn, a Pass, a Task with Retry and Catch, and a Choice."""
    return machine((PASS_STATE, TASK_STATE, CHOICE_STATE), states)
