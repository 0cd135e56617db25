"""The graph of a state machine.

In: its model. Out: a `Graph`. Source: cloudflow-statemachine 1.1, 8, 9, 10, 12.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.graph import Graph, GraphStep, Transitions
from pytest_fnf.definition.statemachine.model import (
    ChoiceState,
    MapState,
    ParallelState,
    TaskState,
    all_states,
)

if TYPE_CHECKING:
    from pytest_fnf.definition.statemachine.model import Scope, State, StateMachine


def graph_of(machine: StateMachine) -> Graph:
    """States in the order of the text, transitions state by state."""
    steps = sorted(
        (GraphStep(state.name, state.kind.lower(), state.place, parent) for state, parent in all_states(machine.scope)),
        key=lambda step: step.place,
    )
    transitions = Transitions()
    transitions.add("", machine.scope.start_at, "next")
    _add_scope(machine.scope, transitions)
    return Graph(tuple(steps), transitions.all())


def _add_scope(scope: Scope, transitions: Transitions) -> None:
    for state in scope.states:
        _add_state(state, transitions)


def _add_state(state: State, transitions: Transitions) -> None:
    name = state.name
    match state:
        case ChoiceState():
            for index, branch in enumerate(state.branches):
                transitions.add(name, branch.next, "choice", f"Branches[{index}]")
            transitions.add(name, state.default, "default", "Default")
            return
        case ParallelState():
            for index, inner in enumerate(state.branches):
                transitions.add(name, inner.start_at, "branch", f"Branches[{index}]")
                _add_scope(inner, transitions)
        case MapState():
            transitions.add(name, state.processor.start_at, "iteration", "Processor")
            _add_scope(state.processor, transitions)
    if state.next is None:
        transitions.add(name, "", "end")
    else:
        transitions.add(name, state.next, "next")
    if isinstance(state, TaskState | ParallelState | MapState):
        for index, rule in enumerate(state.catch):
            transitions.add(name, rule.next, "catch", f"Catch[{index}]")
