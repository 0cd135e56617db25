"""Scopes and what all states have in common.

In: compiled states. Out: the walk through one scope from its StartAt to its end (cloudflow-statemachine 1.1), and the
base class of states with the values and events around their work. It leaves the work itself to the states.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.statemachine.constructors import constructor
from pytest_fnf.engine.statemachine.data import Shared, Visit
from pytest_fnf.engine.statemachine.errors import within
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.events import STATE_ENTERED, STATE_EXITED, STEP_FAILED, STEP_STARTED, STEP_SUCCEEDED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_fnf.definition.statemachine.model import State
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

END = -1
"""Where a scope goes on when it is over."""

Onward: TypeAlias = "tuple[int, Json, int]"
"""How a state hands over: index of the next state or `END`, the value it gives, an upper bound of its bytes."""


class ScopeCode:
    """The states of one scope, made ready to run.

    Attributes:
        start: index of the state that `StartAt` names.
        states: filled after it is made, since states name each other.
    """

    __slots__ = ("start", "states")

    def __init__(self, start: int) -> None:
        self.start = start
        self.states: Sequence[StateCode] = ()

    def run(self, value: Json, size: int, shared: Shared, activity: Activity) -> Work:
        """From the scope's input to its output, with an upper bound of its bytes.

        Raises:
            StepFailed: a state failed and nothing caught it; its `StepFailed` event is written.
        """
        states, at = self.states, self.start
        while at >= 0:
            state = states[at]
            try:
                onward = state.run(value, size, shared, activity)
                at, value, size = onward if type(onward) is tuple else (yield from onward)  # type: ignore[misc]
            except StepFailed as failure:
                # The failure travels outwards: the scope of each state around comes by here too.
                activity.last = activity.run.recorder.write(
                    STEP_FAILED, state.name, activity.last, failure.error, failure.cause
                )
                raise
        return value, size


class StateCode:
    """A state made ready to run.

    Args:
        state: the model.
        index_of: indices of the scope's states.

    Attributes:
        name: the state's name.
        next: index of the state that `Next` names, or `END`.
    """

    def __init__(self, state: State, index_of: Mapping[str, int]) -> None:
        self.name = state.name
        # Both together are refused when the definition is read (OQ-2).
        self.next = END if state.end or state.next is None else index_of[state.next]
        self._inputs = constructor(state.input_constructor, "InputConstructor")
        self._outputs = constructor(state.output_constructor, "OutputConstructor")
        self._globals = constructor(state.global_constructor, "GlobalConstructor")
        self._asks_token = False

    def run(self, value: Json, size: int, shared: Shared, activity: Activity) -> Onward | Work:
        """Do the state.

        A state that takes no time in any case hands over at once; others give work that returns the same.
        """
        raise NotImplementedError

    def _enter(self, value: Json, size: int, shared: Shared, activity: Activity) -> Visit:
        """StepEntered with what came, `$Input` by constructor or as it came, StepStarted with it (3.3, 1 and 2)."""
        write = activity.run.recorder.write
        visit = Visit(shared, self.name, value, size)
        activity.last = entered = write(STATE_ENTERED, self.name, activity.last, value)
        if self._asks_token:
            visit.token = activity.run.host.new_token(activity, self.name, entered, 1)
        limits = activity.run.limits
        if self._inputs is not None:
            if limits.data_bytes is not None and size > limits.data_bytes:
                visit.input_size = within(limits, self.name, "input", value, size)
            visit.input, size = self._inputs.make(visit)
        if limits.data_bytes is not None and size > limits.data_bytes:
            size = within(limits, self.name, "input", visit.input, size)
        visit.input_size = size
        activity.last = write(STEP_STARTED, self.name, entered, visit.input)
        return visit

    def _leave(self, visit: Visit, activity: Activity, output: Json, size: int) -> Onward:
        """`$Output`, what the constructors make of it, StepSucceeded, StepExited (3.3, 4 to 7).

        Both constructors see the same `$Global`, the one before this state's own.
        """
        visit.output = result = output
        visit.output_size = result_size = size
        if self._outputs is not None:
            output, size = self._outputs.make(visit)
        update = None if self._globals is None else self._globals.make(visit)
        limits = activity.run.limits
        if limits.data_bytes is not None:
            if result_size > limits.data_bytes:
                within(limits, self.name, "result", result, result_size)
            if size > limits.data_bytes:
                size = within(limits, self.name, "output", output, size)
        if update is not None:
            visit.shared.merge(self.name, *update)
        write = activity.run.recorder.write
        succeeded = write(STEP_SUCCEEDED, self.name, activity.last, result)
        activity.last = write(STATE_EXITED, self.name, succeeded, output)
        return self.next, output, size
