"""Compiling: the model of a state machine made ready to run.

In: a frozen `StateMachine`. Out: a `Program` of states with indices in place of names, made once a definition. It
leaves running to `core.run`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.statemachine.model import (
    ChoiceState,
    FailState,
    MapState,
    ParallelState,
    PassState,
    SucceedState,
    TaskState,
    WaitState,
)
from pytest_fnf.engine.statemachine.containers import MapCode, ParallelCode
from pytest_fnf.engine.statemachine.data import Shared
from pytest_fnf.engine.statemachine.distributed import DistributedMapCode
from pytest_fnf.engine.statemachine.scopes import ScopeCode
from pytest_fnf.engine.statemachine.states import ChoiceCode, FailCode, PassCode, SucceedCode, WaitCode
from pytest_fnf.engine.statemachine.tasks import TaskCode
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fnf.definition.statemachine.model import Scope, State
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.engine.statemachine.scopes import StateCode
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


class StateMachineProgram:
    """A scope that runs as an execution: a whole state machine, or the processor of a distributed Map.

    Attributes:
        timeout_ms: the flow's own `Timeout` in milliseconds, or `None`.
    """

    limit_name = "Timeout"

    def __init__(self, scope: Scope, timeout_seconds: float | None = None) -> None:
        self.timeout_ms = None if timeout_seconds is None else round(timeout_seconds * 1000)
        self._scope = compile_scope(scope)

    def main(self, activity: Activity, data: Json) -> Work:
        """From the execution's input to the output of the state that ends its scope (cloudflow-statemachine 3.1)."""
        output, _ = yield from self._scope.run(data, size_bound(data), Shared(activity.run, data), activity)
        return output


def compile_scope(scope: Scope) -> ScopeCode:
    """A scope with the index of each state that another names; names are those of one scope (1.1)."""
    index_of = {state.name: at for at, state in enumerate(scope.states)}
    code = ScopeCode(index_of[scope.start_at])
    code.states = tuple(_compile(state, index_of) for state in scope.states)
    return code


def _compile(state: State, index_of: Mapping[str, int]) -> StateCode:  # noqa: PLR0911  (one a kind)
    match state:
        case PassState():
            return PassCode(state, index_of)
        case WaitState():
            return WaitCode(state, index_of)
        case SucceedState():
            return SucceedCode(state, index_of)
        case FailState():
            return FailCode(state, index_of)
        case ChoiceState():
            return ChoiceCode(state, index_of)
        case TaskState():
            return TaskCode(state, index_of)
        case ParallelState():
            return ParallelCode(state, index_of, [compile_scope(branch) for branch in state.branches])
        case MapState():
            processor = compile_scope(state.processor)
            if state.distributed is None:
                return MapCode(state, index_of, processor)
            return DistributedMapCode(state, index_of, processor, StateMachineProgram(state.processor))
    raise TypeError(f"no state kind: {state!r}")
