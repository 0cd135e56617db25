"""Advice about `$Global`: keys that are written by branches or iterations at the same time.

In: a state machine. Out: warnings. The documents advise other keys for each branch, and no writes inside a Map
(cloudflow-statemachine 3.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.statemachine.model import Constant, MapState, MapTemplate, ParallelState, inner_scopes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.statemachine.model import Scope, State, StateMachine


def check_shared_variables(machine: StateMachine, problems: Problems) -> None:
    """Tell of each key that two write at the same time."""
    _writes(machine.scope, problems)


def _writes(scope: Scope, problems: Problems) -> dict[str, State]:
    """The keys that a scope writes, each with the first state that does."""
    written: dict[str, State] = {}
    for state in scope.states:
        inner = [_writes(part, problems) for part in inner_scopes(state)]
        if isinstance(state, MapState):
            if state.distributed is not None:
                continue  # its executions have variables of their own
            for key, writer in inner[0].items():
                _tell(writer, key, f"all iterations of {quoted(state.name)} write at the same time", problems)
        elif isinstance(state, ParallelState):
            _compare(state, inner, problems)
        for part in inner:
            written = {**part, **written}
        for key in _keys(state):
            written.setdefault(key, state)
    return written


def _compare(state: ParallelState, branches: list[dict[str, State]], problems: Problems) -> None:
    first: dict[str, State] = {}
    for branch in branches:
        for key, writer in branch.items():
            if key in first:
                _tell(
                    writer,
                    key,
                    f"state {quoted(first[key].name)} of another branch of {quoted(state.name)} writes too",
                    problems,
                )
            first.setdefault(key, writer)


def _keys(state: State) -> Iterator[str]:
    template = state.global_constructor
    if isinstance(template, Constant):
        yield from template.value
    elif isinstance(template, MapTemplate):
        yield from (key for key, _ in template.entries)


def _tell(writer: State, key: str, who: str, problems: Problems) -> None:
    problems.warning(
        code.GLOBAL_RACE,
        writer.place,
        f"state {quoted(writer.name)} writes {quoted(f'$Global.{key}')}, which {who}; the last to end is what stays",
        "hand the value on in the output, or give each a key of its own",
    )
