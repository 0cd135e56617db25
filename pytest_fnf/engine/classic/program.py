"""Compiling: the model of a classic flow made ready to run.

In: a frozen `Flow`. Out: a `Program` of step objects with indices in place of names, made once a definition. It
leaves running to `core.run`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.classic.model import (
    ChoiceStep,
    FailStep,
    ForeachStep,
    ParallelStep,
    PassStep,
    SucceedStep,
    TaskStep,
    WaitStep,
)
from pytest_fnf.engine.classic.containers import ForeachCode, ParallelCode
from pytest_fnf.engine.classic.data import Scope, compile_mappings
from pytest_fnf.engine.classic.lists import END, StepCode, run_list
from pytest_fnf.engine.classic.steps import ChoiceCode, FailCode, PassCode, SucceedCode, WaitCode
from pytest_fnf.engine.classic.tasks import TaskCode
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.definition.classic.model import Flow, Step
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.values import JsonObject

__tracebackhide__ = hidden_from_tracebacks


class ClassicProgram:
    """A classic flow, compiled.

    Attributes:
        timeout_ms: the flow's own `timeoutSeconds` in milliseconds, or `None`.
    """

    limit_name = "timeoutSeconds"

    def __init__(self, flow: Flow) -> None:
        self.timeout_ms = None if flow.timeout_seconds is None else round(flow.timeout_seconds * 1000)
        self._steps = compile_list(flow.steps)
        self._inputs = compile_mappings(flow.input_mappings)
        self._outputs = compile_mappings(flow.output_mappings)

    def main(self, activity: Activity, data: JsonObject) -> Work:
        """Flow input by mapping or whole, the steps, flow output by mapping or the flow's local (fdl-classic 2.2)."""
        size = size_bound(data)
        run = activity.run

        def context() -> JsonObject:
            return {"flow": {"name": run.flow_name}, "execution": {"name": run.name}}

        if self._inputs is not None:
            data, size = self._inputs.make(data, size, {}, 2, context)
        scope = Scope(data, size)
        yield from run_list(self._steps, scope, activity)
        output, output_size = scope.local, scope.local_size
        if self._outputs is not None:
            # `$input` here is the flow's input after its inputMappings (design section 6).
            output, output_size = self._outputs.make(data, size, scope.local, scope.local_size, context)
        limit = run.limits.data_bytes
        if limit is not None and output_size > limit:
            run.limits.fit_output(output)
        return output


def compile_list(steps: Sequence[Step]) -> tuple[StepCode, ...]:
    """A serial list with the index of each goto's target; goto names a sibling, so one list is enough to know."""
    index_of = {step.name: at for at, step in enumerate(steps)}
    last = len(steps) - 1
    return tuple(_compile(step, END if at == last else at + 1, index_of) for at, step in enumerate(steps))


def _compile(step: Step, following: int, index_of: dict[str, int]) -> StepCode:  # noqa: PLR0911  (one a kind)
    match step:
        case PassStep():
            return PassCode(step, following)
        case WaitStep():
            return WaitCode(step, following)
        case SucceedStep():
            return SucceedCode(step, following)
        case FailStep():
            return FailCode(step, following)
        case ChoiceStep():
            return ChoiceCode(step, following, index_of, compile_list)
        case TaskStep():
            return TaskCode(step, following, index_of)
        case ParallelStep():
            return ParallelCode(step, following, [compile_list(branch.steps) for branch in step.branches])
        case ForeachStep():
            return ForeachCode(step, following, compile_list(step.steps))
    raise TypeError(f"no step kind: {step!r}")
