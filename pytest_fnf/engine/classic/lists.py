"""Serial lists and what all steps have in common.

In: compiled steps. Out: the walk through one `steps` list (fdl-classic section 6), and the base class of steps with
the values and events around their work. It leaves the work itself to the step kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.engine.classic.data import Scope, compile_mappings
from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.events import STEP_ENTERED, STEP_EXITED, STEP_FAILED, STEP_STARTED, STEP_SUCCEEDED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_fnf.definition.classic.model import Step
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.values import Json, JsonObject

__tracebackhide__ = hidden_from_tracebacks

END = -1
"""Where a list goes on when it is over: after its last step, `end: true` or `succeed` (fdl-classic 6.1)."""

EMPTY: JsonObject = {}
"""The local of steps that have none, and the output of steps without mappings; shared, since nobody changes it."""


def run_list(steps: Sequence[StepCode], scope: Scope, activity: Activity) -> Work:
    """Run one serial list in a scope, from its first step to its end; its outputs are in the scope's local.

    Raises:
        StepFailed: a step failed and nothing caught it; its `StepFailed` event is written.
    """
    at = 0
    while at >= 0:
        step = steps[at]
        try:
            after = step.run(scope, activity)
            at = after if type(after) is int else (yield from after)  # type: ignore[misc]
        except StepFailed as failure:
            # The failure travels outwards: each enclosing step's list comes by here too.
            activity.last = activity.run.recorder.write(
                STEP_FAILED, step.name, activity.last, failure.error, failure.cause
            )
            raise


class StepCode:
    """A step made ready to run.

    Attributes:
        name: the step's name.
        next: index of the step that follows in the list, or `END`.
    """

    def __init__(self, step: Step, following: int) -> None:
        self.name = step.name
        self.next = END if step.end else following
        self._inputs = compile_mappings(step.input_mappings)
        self._outputs = compile_mappings(step.output_mappings)

    def run(self, scope: Scope, activity: Activity) -> int | Work:
        """Do the step: the index of the step that comes next in its list, or `END`.

        A step that takes no time in any case gives the index at once; others give work that returns it.
        """
        raise NotImplementedError

    def _enter(self, scope: Scope, activity: Activity) -> tuple[JsonObject, int]:
        """StepEntered with the parent's values, the step's input by mapping or default, StepStarted with it."""
        write = activity.run.recorder.write
        entered = write(STEP_ENTERED, self.name, activity.last, scope.input, scope.local)
        if self._inputs is None:
            data, size = scope.merged()
        else:
            context = self._context(activity, entered) if self._inputs.asks_context else None
            data, size = self._inputs.make(scope.input, scope.input_size, scope.local, scope.local_size, context)
        activity.last = write(STEP_STARTED, self.name, entered, data)
        limit = activity.run.limits.data_bytes
        if limit is not None and size > limit:
            (size,) = activity.run.limits.fit(self.name, [(data, size)])
        return data, size

    def _leave(
        self,
        scope: Scope,
        activity: Activity,
        values: tuple[JsonObject, int, Json, int],
        default: tuple[JsonObject, int],
        event_id: int = 0,
        token: str | None = None,
    ) -> None:
        """The output by mapping or default, StepSucceeded, the merge into the parent's local, StepExited.

        Args:
            scope: the parent's values.
            activity: the line of work.
            values: the step's input and local, each with its bound.
            default: the output without mappings, with its bound (fdl-classic 2.2).
            event_id: id of the StepEntered event, for `$context`.
            token: the callback token of a task's last attempt, for `$context`.
        """
        data, data_size, local, local_size = values
        if self._outputs is None:
            output, output_size = default
        else:
            context = self._context(activity, event_id, token) if self._outputs.asks_context else None
            output, output_size = self._outputs.make(data, data_size, local, local_size, context)
        limit = activity.run.limits.data_bytes
        if limit is not None and data_size + local_size + output_size > limit:
            *_, output_size = activity.run.limits.fit(
                self.name, [(data, data_size), (local, local_size), (output, output_size)]
            )
        write = activity.run.recorder.write
        succeeded = write(STEP_SUCCEEDED, self.name, activity.last, output)
        scope.merge(output, output_size)
        activity.last = write(STEP_EXITED, self.name, succeeded, scope.local)

    def _context(self, activity: Activity, event_id: int, token: str | None = None) -> Callable[[], JsonObject]:
        """The context object of fdl-classic 3.5, made when a mapping asks for it."""

        def context() -> JsonObject:
            run = activity.run
            made: dict[str, Any] = {
                "flow": {"name": run.flow_name},
                "execution": {"name": run.name},
                "step": {"name": self.name, "eventId": event_id},
            }
            if token is not None:
                made["task"] = {"token": token}
            return made

        return context
