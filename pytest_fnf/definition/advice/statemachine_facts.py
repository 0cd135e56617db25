"""Facts of a state machine.

In: its model. Out: `Facts`. Source: cloudflow-statemachine 4 to 12.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pytest_fnf.definition.advice.facts import (
    Call,
    Condition,
    Decision,
    Delays,
    Facts,
    Guarded,
    Parameter,
    Pause,
    Raises,
    Rule,
    Words,
)
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.statemachine.model import (
    ChoiceState,
    Constant,
    Dynamic,
    FailState,
    ListTemplate,
    MapState,
    MapTemplate,
    ParallelState,
    PassState,
    SucceedState,
    TaskState,
    WaitState,
    all_states,
    inner_scopes,
)
from pytest_fnf.definition.targets import FlowTarget
from pytest_fnf.expression.statemachine.expressions import EvaluationFailed
from pytest_fnf.values import size, size_bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.advice.facts import WaitsFor
    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.statemachine.model import Scope, State, StateMachine, TaskMode, Template
    from pytest_fnf.expression.statemachine.expressions import Expression

DATA_BYTES = 64 * 1024
LONGEST_WAIT_SECONDS = 300

WORDS = Words(
    step="state",
    lost="no StartAt, Next or Default leads to it",
    limit="give the task a Timeout",
    limit_task="give the task a Timeout",
    limit_loop="count the rounds, and let a Choice end them",
    retry="Retry",
    catch="Catch",
    callback="$Context.Current.TaskToken",
    send="write it into Parameters: body: {token.$: $Context.Current.TaskToken}",
    job="TaskMode: WaitForSystemCallback",
)

_WAITS_FOR: dict[TaskMode, WaitsFor] = {
    "RequestComplete": "answer",
    "WaitForSystemCallback": "job",
    "WaitForCustomCallback": "report",
}
_TOKEN = ("Current", "TaskToken")
_CHANGING = (("Current", "RetryCount"), _TOKEN)
_HTTP = "HTTP:Request"


def facts_of(machine: StateMachine) -> Facts:
    """Gather what the rules need to know."""
    states = [state for state, _ in all_states(machine.scope)]
    raises = _Raising()
    raises.of(machine.scope)
    return Facts(
        words=WORDS,
        place=machine.place,
        flow_timeout=inf if machine.timeout_seconds is None else machine.timeout_seconds,
        longest_wait=LONGEST_WAIT_SECONDS,
        data_bytes=DATA_BYTES,
        calls=tuple(_call(state) for state in states if isinstance(state, TaskState)),
        guarded=tuple(
            _guarded(state, *raises.found[id(state)])
            for state in states
            if isinstance(state, TaskState | ParallelState | MapState) and (state.retry or state.catch)
        ),
        pauses=tuple(
            Pause(name=state.name, place=state.place, seconds=state.seconds)
            for state in states
            if isinstance(state, WaitState) and state.seconds is not None
        ),
        decisions=tuple(_decision(state) for state in states if isinstance(state, ChoiceState)),
        steady=frozenset(state.name for state in states if _is_steady(state)),
        constants=tuple(_constants(states)),
    )


def _call(task: TaskState) -> Call:
    parts = dict(task.parameters.entries) if isinstance(task.parameters, MapTemplate) else {}
    written = task.parameters.value if isinstance(task.parameters, Constant) else {}
    resource = written.get("resourceArn") or _constant(parts.get("resourceArn"))
    return Call(
        name=task.name,
        place=task.place,
        target=task.target,
        resource=resource if isinstance(resource, str) else "",
        waits_for=_WAITS_FOR[task.mode],
        timeout=None if task.timeout_expression is not None else task.timeout_seconds or inf,
        token=_sends_token(task),
        execution_name=_execution_name(task, parts, written) if task.action.text == "FNF:StartExecution" else None,
    )


def _constant(template: Template | None) -> object:
    return template.value if isinstance(template, Constant) else None


def _sends_token(task: TaskState) -> bool | None:
    """Whether the token is handed over; an HTTP request has it in a header anyway (cloudflow-statemachine 11.2)."""
    if task.mode != "WaitForCustomCallback" or task.action.text == _HTTP:
        return None
    return any(
        read.root == "Context" and read.keys == _TOKEN[: len(read.keys)]
        for template in (task.parameters, task.input_constructor)
        for expression in expressions_in(template)
        for read in expression.reads
    )


def _execution_name(task: TaskState, parts: dict[str, Template], written: dict[str, object]) -> Parameter | None:
    """What the child is called, where that is the same at each try."""
    name = parts.get("executionName")
    if isinstance(name, Dynamic):
        path = name.expression.path
        fixed = path is not None and not (path.root == "Context" and path.keys in _CHANGING)
        return Parameter(place=name.place) if fixed else None
    value = written.get("executionName") if name is None else _constant(name)
    place = task.parameters.place if name is None else name.place
    return None if value is None else Parameter(place=place, constant=value)


def expressions_in(template: Template | None) -> Iterator[Expression]:
    """All expressions of a template, in the order of the text."""
    match template:
        case Dynamic():
            yield template.expression
        case MapTemplate():
            for _, part in template.entries:
                yield from expressions_in(part)
        case ListTemplate():
            for item in template.items:
                yield from expressions_in(item)
        case _:
            return


def templates_of(state: State) -> Iterator[tuple[str, Template]]:
    """The templates of a state with their names, but for those of its Catch rules."""
    named = [
        ("InputConstructor", state.input_constructor),
        ("OutputConstructor", state.output_constructor),
        ("GlobalConstructor", state.global_constructor),
    ]
    if isinstance(state, TaskState):
        named.insert(1, ("Parameters", state.parameters))
    elif isinstance(state, MapState):
        named.insert(1, ("ItemConstructor", state.item_constructor))
    yield from ((name, template) for name, template in named if template is not None)


class _Raising:
    """What the states of a machine can raise, from the inside out."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[Raises, str]] = {}

    def of(self, scope: Scope) -> Raises:
        """What a scope can raise."""
        raises = Raises()
        for state in scope.states:
            raises = raises.with_(self._state(state))
        return raises

    def _state(self, state: State) -> Raises:
        match state:
            case FailState():
                return Raises(names=frozenset((state.code or "FnF.Fail",)))
            case TaskState():
                self.found[id(state)] = _task_raises(state)
            case ParallelState() | MapState():
                raises = Raises()
                for scope in inner_scopes(state):
                    raises = raises.with_(self.of(scope))
                if isinstance(state, MapState) and state.distributed is not None:
                    raises = Raises(anything=True, time_out=True)
                self.found[id(state)] = raises, "nothing inside raises it"
            case _:
                return Raises()
        return self.found[id(state)][0]


def _task_raises(task: TaskState) -> tuple[Raises, str]:
    waits_for_child = task.mode == "WaitForSystemCallback" and isinstance(task.target, FlowTarget | None)
    time_out = bool(task.timeout_seconds) or task.timeout_expression is not None or waits_for_child
    if task.mode == "RequestComplete":
        if task.action.text == "FNF:StartExecution":
            return Raises(codes=True, time_out=time_out), "the task only starts an execution and does not wait for it"
        if task.action.text == _HTTP:
            return Raises(codes=True, time_out=time_out), "a request fails with codes such as HTTP.RequestFailed"
    return Raises(anything=True, time_out=time_out), ""


def _guarded(state: TaskState | ParallelState | MapState, raises: Raises, what: str) -> Guarded:
    no_limit = "the task has no Timeout" if isinstance(state, TaskState) else "no task inside has a Timeout"
    retry = tuple(
        Rule(
            place=rule.place,
            where=f"Retry[{number}] of state {quoted(state.name)}",
            errors=rule.errors,
            delays=Delays(
                attempts=rule.max_attempts,
                interval=rule.interval_seconds,
                multiplier=rule.backoff_rate,
                longest=inf if rule.max_backoff_seconds is None else rule.max_backoff_seconds,
            ),
        )
        for number, rule in enumerate(state.retry)
    )
    catch = tuple(
        Rule(place=rule.place, where=f"Catch[{number}] of state {quoted(state.name)}", errors=rule.errors)
        for number, rule in enumerate(state.catch)
    )
    return Guarded(
        name=state.name, place=state.place, raises=raises, what=what, no_limit=no_limit, retry=retry, catch=catch
    )


def _decision(state: ChoiceState) -> Decision:
    return Decision(
        name=state.name,
        place=state.place,
        conditions=tuple(
            Condition(
                place=branch.place,
                where=f"Condition of Branches[{number}] of state {quoted(state.name)}",
                text=branch.condition.text,
                always=_always(branch.condition),
            )
            for number, branch in enumerate(state.branches)
        ),
        has_default=True,
    )


def _always(condition: Expression) -> bool | None:
    """The value of a condition that reads nothing; another value than a boolean is the reader's."""
    if not condition.constant:
        return None
    try:
        value = condition.evaluate(None)  # type: ignore[arg-type]  # it reads no variable
    except EvaluationFailed:
        return None
    return value if isinstance(value, bool) else None


def _is_steady(state: State) -> bool:
    """Whether it changes nothing but to constants; an expression may count."""
    if not isinstance(state, PassState | WaitState | SucceedState | ChoiceState):
        return False
    return all(isinstance(template, Constant) for _, template in templates_of(state))


def _constants(states: list[State]) -> Iterator[tuple[Place, str, int]]:
    for state in states:
        for name, template in templates_of(state):
            constants = _constant_part(template)
            if size_bound(constants) > DATA_BYTES and (length := size(constants)) > DATA_BYTES:
                yield state.place, f"{name} of state {quoted(state.name)}", length


def _constant_part(template: Template) -> object:
    match template:
        case Constant():
            return template.value
        case MapTemplate():
            return {key: part.value for key, part in template.entries if isinstance(part, Constant)}
        case _:
            return None
