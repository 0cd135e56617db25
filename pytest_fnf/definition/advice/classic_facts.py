"""Facts of a classic flow.

In: its model. Out: `Facts`. Source: fdl-classic 4, 7 and 8.
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
from pytest_fnf.definition.classic.model import (
    ChoiceStep,
    Constant,
    PassStep,
    Reference,
    SucceedStep,
    TaskStep,
    WaitStep,
    all_steps,
)
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.targets import FlowTarget, FunctionTarget, QueueTarget, TopicTarget
from pytest_fnf.values import size, size_bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.advice.facts import WaitsFor
    from pytest_fnf.definition.classic.model import CatchRule, Flow, Pattern, RetryPolicy, Step
    from pytest_fnf.definition.places import Place

DATA_BYTES = 32 * 1024
LONGEST_WAIT_SECONDS = 172_800

WORDS = Words(
    step="step",
    lost="the step before it goes elsewhere or ends, and no goto names it",
    limit="give the task or the flow timeoutSeconds",
    limit_task="give the task timeoutSeconds",
    limit_loop="count the rounds, or give the flow timeoutSeconds",
    retry="retry",
    catch="catch",
    callback="$context.task.token",
    send="map it with inputMappings, and send that key",
    job="pattern: sync",
)

_WAITS_FOR: dict[Pattern, WaitsFor] = {"requestResponse": "answer", "sync": "job", "waitForCallback": "report"}
_PARAMETERS: dict[type, tuple[str, ...]] = {
    FunctionTarget: ("InvocationType", "StatefulAsyncInvocationID"),
    FlowTarget: ("Input", "ExecutionName"),
    TopicTarget: ("MessageBody", "MessageTag", "MessageAttributes"),
    QueueTarget: ("MessageBody", "DelaySeconds", "Priority"),
}
_TOKEN_PATHS = ("", ".task", ".task.token")


def facts_of(flow: Flow) -> Facts:
    """Gather what the rules need to know."""
    steps = [step for step, _ in all_steps(flow.steps)]
    tasks = [step for step in steps if isinstance(step, TaskStep)]
    decisions = tuple(_decision(step) for step in steps if isinstance(step, ChoiceStep))
    calls = tuple(map(_call, tasks))
    return Facts(
        words=WORDS,
        place=flow.place,
        flow_timeout=inf if flow.timeout_seconds is None else flow.timeout_seconds,
        longest_wait=LONGEST_WAIT_SECONDS,
        data_bytes=DATA_BYTES,
        calls=calls,
        guarded=tuple(_guarded(task) for task in tasks if task.retry or task.catch),
        pauses=tuple(
            Pause(name=step.name, place=step.place, seconds=step.duration)
            for step in steps
            if isinstance(step, WaitStep) and step.duration is not None
        ),
        decisions=decisions,
        steady=frozenset(step.name for step in steps if _is_steady(step)),
        constants=tuple(_constants(steps)),
    )


def _call(task: TaskStep) -> Call:
    parameters = {
        param.name: Parameter(
            place=param.place, constant=param.value.value if isinstance(param.value, Constant) else None
        )
        for param in task.service_params
    }
    starts_flow = isinstance(task.target, FlowTarget) or task.action == "fnf:StartExecution"
    return Call(
        name=task.name,
        place=task.place,
        target=task.target,
        resource=task.resource_arn or "",
        waits_for=_WAITS_FOR[task.pattern],
        timeout=inf if task.timeout_seconds is None else task.timeout_seconds,
        token=_sends_token(task) if task.pattern == "waitForCallback" else None,
        parameters=parameters,
        known_parameters=_PARAMETERS.get(type(task.target), ()),
        execution_name=parameters.get("ExecutionName") if starts_flow else None,
    )


def _sends_token(task: TaskStep) -> bool | None:
    """Whether the token reaches the service: it is mapped into the input, and what is sent holds that key.

    The default input holds none, unless something around the task mapped one of its own, which is another's.
    """
    keys = {
        mapping.target
        for mapping in task.input_mappings or ()
        if isinstance(mapping.source, Reference)
        and mapping.source.root == "context"
        and mapping.source.path.text in _TOKEN_PATHS
    }
    if not keys:
        return False
    sent = {FlowTarget: "Input", TopicTarget: "MessageBody", QueueTarget: "MessageBody"}.get(type(task.target))
    values = [param.value for param in task.service_params if param.name == sent]
    if not values:
        return True
    (value,) = values
    if isinstance(value, Constant):
        return False
    return not value.text or value.text in {f".{key}" for key in keys} or None


def _guarded(task: TaskStep) -> Guarded:
    raises, what = _raises(task)
    return Guarded(
        name=task.name,
        place=task.place,
        raises=raises,
        what=what,
        no_limit="the task has no timeoutSeconds",
        retry=tuple(_retry(task, number, policy) for number, policy in enumerate(task.retry)),
        catch=tuple(_catch(task, number, rule) for number, rule in enumerate(task.catch)),
    )


def _raises(task: TaskStep) -> tuple[Raises, str]:
    """A child that nobody waits for fails only where it cannot be started, a message where it cannot be sent (8.1)."""
    waits_for_child = isinstance(task.target, FlowTarget) and task.pattern == "sync"
    time_out = task.timeout_seconds is not None or waits_for_child
    if task.pattern == "requestResponse":
        if isinstance(task.target, FlowTarget):
            what = f"the task only starts {quoted(task.target.text)} and does not wait for it"
            return Raises(codes=True, time_out=time_out), what
        if isinstance(task.target, TopicTarget | QueueTarget):
            return Raises(codes=True, time_out=time_out), "the task only sends a message"
    return Raises(anything=True, time_out=time_out), ""


def _retry(task: TaskStep, number: int, policy: RetryPolicy) -> Rule:
    delays = Delays(
        attempts=policy.max_attempts,
        interval=policy.interval_seconds,
        multiplier=policy.multiplier,
        longest=policy.max_interval_seconds,
    )
    where = f"retry[{number}] of step {quoted(task.name)}"
    return Rule(place=policy.place, where=where, errors=policy.errors, delays=delays)


def _catch(task: TaskStep, number: int, rule: CatchRule) -> Rule:
    return Rule(place=rule.place, where=f"catch[{number}] of step {quoted(task.name)}", errors=rule.errors)


def _decision(step: ChoiceStep) -> Decision:
    return Decision(
        name=step.name,
        place=step.place,
        conditions=tuple(
            Condition(
                place=choice.place,
                where=f"condition of choices[{number}] of step {quoted(step.name)}",
                text=choice.condition.text,
                always=None if choice.condition.paths else choice.condition.holds({}),
            )
            for number, choice in enumerate(step.choices)
        ),
        has_default=step.default is not None,
    )


def _is_steady(step: Step) -> bool:
    """A mapping may move data about; only a step that writes constants surely does the same each time."""
    if not isinstance(step, PassStep | WaitStep | SucceedStep | ChoiceStep):
        return False
    return all(isinstance(mapping.source, Constant) for mapping in step.output_mappings or ())


def _constants(steps: list[Step]) -> Iterator[tuple[Place, str, int]]:
    for step in steps:
        for name, mappings in (("inputMappings", step.input_mappings), ("outputMappings", step.output_mappings)):
            if not mappings:
                continue
            # Of equal targets the last wins, so that a constant may be no more than what stands in for a reference.
            made = {mapping.target: mapping.source for mapping in mappings}
            constants = {key: source.value for key, source in made.items() if isinstance(source, Constant)}
            if size_bound(constants) > DATA_BYTES and (length := size(constants)) > DATA_BYTES:
                yield step.place, f"{name} of step {quoted(step.name)}", length
