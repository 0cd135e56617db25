"""The graph of a classic flow.

In: its model. Out: a `Graph`. Source: fdl-classic 4.4 and section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.classic.model import (
    ChoiceStep,
    FailStep,
    ForeachStep,
    ParallelStep,
    SucceedStep,
    TaskStep,
    all_steps,
)
from pytest_fnf.definition.graph import Graph, GraphStep, Transitions

if TYPE_CHECKING:
    from pytest_fnf.definition.classic.model import Choice, Default, Flow, Step
    from pytest_fnf.definition.graph import TransitionKind


def graph_of(flow: Flow) -> Graph:
    """Steps in the order of the text, transitions step by step."""
    steps = sorted(
        (GraphStep(step.name, step.kind, step.place, parent) for step, parent in all_steps(flow.steps)),
        key=lambda step: step.place,
    )
    transitions = Transitions()
    transitions.add("", flow.steps[0].name, "next")
    _add_list(flow.steps, transitions)
    return Graph(tuple(steps), transitions.all())


def _add_list(steps: tuple[Step, ...], transitions: Transitions) -> None:
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        after = "" if following is None or step.end else following.name
        _add_step(step, after, transitions)


def _add_step(step: Step, after: str, transitions: Transitions) -> None:
    match step:
        case FailStep() | SucceedStep():
            transitions.add(step.name, "", "end")
        case ChoiceStep():
            _add_choice(step, after, transitions)
        case ParallelStep():
            for index, branch in enumerate(step.branches):
                _enter(step.name, branch.steps, "branch", f"branches[{index}]", transitions)
            _leave(step.name, after, transitions)
        case ForeachStep():
            _enter(step.name, step.steps, "iteration", "iteration", transitions)
            _leave(step.name, after, transitions)
        case _:
            _leave(step.name, after, transitions)
            if isinstance(step, TaskStep):
                for index, rule in enumerate(step.catch):
                    transitions.add(step.name, rule.goto, "catch", f"catch[{index}]")


def _leave(name: str, after: str, transitions: Transitions, label: str = "") -> None:
    transitions.add(name, after, "next" if after else "end", label)


def _enter(name: str, steps: tuple[Step, ...], kind: TransitionKind, label: str, transitions: Transitions) -> None:
    transitions.add(name, steps[0].name, kind, label)
    _add_list(steps, transitions)


def _add_choice(step: ChoiceStep, after: str, transitions: Transitions) -> None:
    for index, choice in enumerate(step.choices):
        _add_way(step.name, choice, "choice", f"choices[{index}]", after, transitions)
    if step.default is None:
        transitions.add(step.name, after, "fall-through", "fall-through")
    else:
        _add_way(step.name, step.default, "default", "default", after, transitions)


def _add_way(
    name: str, way: Choice | Default, kind: TransitionKind, label: str, after: str, transitions: Transitions
) -> None:
    """A goto beside the list wins over the choice's `end: true` (Q-15)."""
    to = after if way.goto is None else way.goto
    if not way.steps:
        transitions.add(name, to, kind, label)
        return
    _enter(name, way.steps, kind, label, transitions)
    if way.goto is None:
        _leave(name, after, transitions, f"{label}/steps")
    else:
        transitions.add(name, to, kind, f"{label}/goto")
