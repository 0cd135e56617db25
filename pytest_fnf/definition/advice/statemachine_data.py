"""Advice about the data of a state machine: paths that are null in every run, global variables that nothing sets.

In: the model. Out: warnings. Each state is looked at once, with what is known of its input; the first state of a loop
may get anything, and so may a flow, the target of a catch without a constructor, and what a function returns.
Source: cloudflow-statemachine 3, 9 to 11, OQ-18.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pytest_fnf.definition.advice.orders import in_order
from pytest_fnf.definition.advice.shapes import PLAIN, Elements, either, elements, fields
from pytest_fnf.definition.advice.statemachine_reads import Around, Reads
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.statemachine.model import (
    ChoiceState,
    Constant,
    FailState,
    MapState,
    MapTemplate,
    ParallelState,
    TaskState,
    WaitState,
    inner_scopes,
)
from pytest_fnf.definition.targets import FlowTarget, FunctionTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.advice.shapes import Shape
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.statemachine.model import Scope, State, StateMachine

_Out: TypeAlias = "Iterator[tuple[str | None, Shape]]"

_FAILS = ", so that the state fails"
_RECEIPT = fields({"FlowName": PLAIN, "ExecutionName": PLAIN, "RequestID": PLAIN})
_ACCEPTED = fields({"RequestId": PLAIN})
_BODY = fields({"Body": None})
_RESPONSE = fields({"Header": None, "Code": PLAIN, "Body": None})


def check_data(machine: StateMachine, source: SourceText, problems: Problems) -> None:
    """Tell of what is read and certainly null."""
    _Checker(Reads(source, problems), _global_keys(machine.scope)).scope(machine.scope, None)


def _global_keys(scope: Scope) -> frozenset[str]:
    """Keys that any state of this execution sets; a distributed Map's are of other executions (3.5)."""
    keys: set[str] = set()
    for state in scope.states:
        template = state.global_constructor
        if isinstance(template, Constant):
            keys.update(template.value)
        elif isinstance(template, MapTemplate):
            keys.update(key for key, _ in template.entries)
        if not (isinstance(state, MapState) and state.distributed is not None):
            for inner in inner_scopes(state):
                keys |= _global_keys(inner)
    return frozenset(keys)


class _Checker:
    """Goes through the scopes of one execution."""

    def __init__(self, reads: Reads, global_: frozenset[str]) -> None:
        self._reads = reads
        self._global = global_

    def scope(self, scope: Scope, given: Shape) -> Shape:
        """Check a scope whose first state gets `given`; what is known of its output."""
        states = {state.name: state for state in scope.states}
        following = {name: [*_following(state)] for name, state in states.items()}
        order = in_order(scope.start_at, following)
        at = {name: number for number, name in enumerate(order)}
        anything = {to for name in order for to in following[name] if at[to] <= at[name]}
        inputs: dict[str, Shape] = {scope.start_at: given}
        ends: list[Shape] = []
        for name in order:
            raw = None if name in anything else inputs.get(name)
            for to, output in self._state(states[name], raw):
                if to is None:
                    ends.append(output)
                else:
                    inputs[to] = either(inputs[to], output) if to in inputs else output
        result = ends[0] if ends else None
        for end in ends[1:]:
            result = either(result, end)
        return result

    def _state(self, state: State, raw: Shape) -> _Out:
        """Check a state; where it goes on, and with what (3.3)."""
        name = f"state {quoted(state.name)}"
        before = Around(input=raw, task=isinstance(state, TaskState), global_=self._global)
        own = raw
        if state.input_constructor is not None:
            own = self._reads.template(state.input_constructor, f"InputConstructor of {name}", before)
        here = Around(input=own, task=before.task, global_=self._global)
        result = self._work(state, name, here)
        if isinstance(state, FailState):
            return
        if isinstance(state, ChoiceState):
            for to in _following(state):
                yield to, own
            return
        if isinstance(state, TaskState | ParallelState | MapState):
            failed = Around(input=own, failed=True, task=here.task, global_=self._global)
            for number, rule in enumerate(state.catch):
                handed = None
                if rule.output_constructor is not None:
                    where = f"OutputConstructor of Catch[{number}] of {name}"
                    handed = self._reads.template(rule.output_constructor, where, failed)
                yield rule.next, handed
        after = Around(input=own, output=result, after=True, task=here.task, global_=self._global)
        output = result
        if state.output_constructor is not None:
            output = self._reads.template(state.output_constructor, f"OutputConstructor of {name}", after)
        if state.global_constructor is not None:
            self._reads.template(state.global_constructor, f"GlobalConstructor of {name}", after)
        yield state.next, output

    def _work(self, state: State, name: str, here: Around) -> Shape:
        """Check what a state does; what is known of its result."""
        match state:
            case ChoiceState():
                for number, branch in enumerate(state.branches):
                    where = f"Condition of Branches[{number}] of {name}"
                    self._reads.expression(branch.condition, branch.place, where, here)
            case WaitState(seconds_expression=seconds) if seconds is not None:
                self._reads.expression(seconds, state.place, f"Seconds of {name}", here, _FAILS)
            case TaskState():
                self._reads.template(state.parameters, f"Parameters of {name}", here)
                if state.timeout_expression is not None:
                    self._reads.expression(state.timeout_expression, state.place, f"Timeout of {name}", here, _FAILS)
                return _result_of(state)
            case ParallelState():
                outputs = [self.scope(branch, here.input) for branch in state.branches]
                return fields({f"Branch{number}": output for number, output in enumerate(outputs)})
            case MapState():
                return self._map(state, name, here)
            case _:
                pass
        return here.input

    def _map(self, state: MapState, name: str, here: Around) -> Shape:
        self._reads.expression(state.items_path, state.place, f"ItemsPath of {name}", here, _FAILS)
        items = self._reads.shape(state.items_path, here)
        item = items.item if isinstance(items, Elements) else None
        if state.item_constructor is not None:
            item = self._reads.template(state.item_constructor, f"ItemConstructor of {name}", here)
        if state.distributed is None:
            return fields({"Items": elements(self.scope(state.processor, item))})
        inner = _Checker(self._reads, _global_keys(state.processor))
        given = item if state.batch_size is None else fields({"Items": elements(item)})
        inner.scope(state.processor, given)
        return fields({"Items": elements(None)})


def _following(state: State) -> Iterator[str]:
    """Where a state can go on within its scope."""
    if isinstance(state, ChoiceState):
        yield from (branch.next for branch in state.branches)
        yield state.default
    elif state.next is not None and not isinstance(state, FailState):
        yield state.next
    if isinstance(state, TaskState | ParallelState | MapState):
        yield from (rule.next for rule in state.catch)


def _result_of(task: TaskState) -> Shape:
    """What is known of a service's answer (cloudflow-statemachine 11.2, OQ-4, OQ-18)."""
    if task.mode == "WaitForCustomCallback":
        return None
    answers = task.mode == "RequestComplete"
    match task.action.text:
        case "FC:InvokeFunction" if isinstance(task.target, FunctionTarget):
            kind = _invocation_type(task)
            return None if kind is None else _ACCEPTED if answers and kind == "Async" else _BODY
        case "FNF:StartExecution" if answers and isinstance(task.target, FlowTarget):
            return _RECEIPT
        case "HTTP:Request" if answers:
            return _RESPONSE
    return None


def _invocation_type(task: TaskState) -> str | None:
    """How the function is called, `None` where that is computed; Sync where nothing is written."""
    if isinstance(task.parameters, Constant):
        kind = task.parameters.value.get("invocationType", "Sync")
    elif isinstance(task.parameters, MapTemplate):
        kind = "Sync"
        for key, part in task.parameters.entries:
            if key == "invocationType":
                kind = part.value if isinstance(part, Constant) else None
    else:
        return None
    return kind if kind in ("Sync", "Async") else None
