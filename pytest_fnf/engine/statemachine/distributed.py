"""Map in its distributed mode: each item or batch is an execution of its own.

In: the model. Out: its work. It leaves the starting of executions to the host. Source: cloudflow-statemachine 10.2,
OQ-16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.attempts import outcome_of
from pytest_fnf.engine.core.fork import Fork
from pytest_fnf.engine.core.waits import Await
from pytest_fnf.engine.statemachine.constructors import constructor
from pytest_fnf.engine.statemachine.containers import MapCode
from pytest_fnf.engine.statemachine.errors import INVALID
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.events import STATE_ITERATION_ENTERED, STATE_ITERATION_EXITED, STATE_ITERATION_FAILED
from pytest_fnf.services.replies import Failed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fnf.definition.statemachine.model import MapState
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.engine.core.run import Program
    from pytest_fnf.engine.statemachine.data import Visit
    from pytest_fnf.engine.statemachine.scopes import ScopeCode
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

CONCURRENCY = 100
"""Most sub-executions at once, unless MaxConcurrency says less."""
MOST_ITERATIONS = 10_000


class DistributedMapCode(MapCode):
    """Items, perhaps constructed and batched, each run as an execution of this part of the flow."""

    def __init__(self, state: MapState, index_of: Mapping[str, int], processor: ScopeCode, program: Program) -> None:
        super().__init__(state, index_of, processor)
        self._program = program
        self._express = state.distributed == "Express"
        self._constructor = constructor(state.item_constructor, "ItemConstructor")
        self._batch_size = state.batch_size
        self._most_items = state.max_items
        self._at_most = min(state.max_concurrency or CONCURRENCY, CONCURRENCY)
        self._tolerated = state.tolerated_failure_count
        self._tolerated_share = state.tolerated_failure_percentage

    def _work(self, visit: Visit, activity: Activity, prepared: list[Json]) -> Work:  # noqa: ARG002  (as the inline one)
        outputs: list[Json] = []
        size = 2
        if prepared:
            tolerance = _Tolerance(self._tolerated, self._tolerated_share, len(prepared))
            joined = yield Fork(len(prepared), self._executions(prepared, tolerance), self.name, self._at_most)
            activity.last = joined.last
            outputs = [output for output, _ in joined.values]
            size += sum(part + 1 for _, part in joined.values)
        return {"Items": outputs}, size + 10

    def _prepared(self, visit: Visit) -> list[Json]:
        """Read items, construct each, batch them (10.2, the order): the inputs of the executions."""
        items = super()._prepared(visit)[: self._most_items]
        if self._constructor is not None:
            items = [self._constructed(item, visit) for item in items]
        if self._batch_size is not None:
            size = self._batch_size
            items = [{"Items": items[at : at + size]} for at in range(0, len(items), size)]
        if len(items) > MOST_ITERATIONS:
            raise StepFailed(
                INVALID,
                f"Map '{self.name}' would start {len(items):,} executions; at most {MOST_ITERATIONS:,} are allowed",
            )
        return items

    def _constructed(self, item: Json, visit: Visit) -> Json:
        visit.item = item
        try:
            return item if self._constructor is None else self._constructor.make(visit)[0]
        finally:
            visit.item = None

    def _executions(self, inputs: list[Json], tolerance: _Tolerance) -> Any:
        def iteration(index: int, line: Activity) -> Work:
            write = line.run.recorder.write
            line.last = write(STATE_ITERATION_ENTERED, self.name, line.last, inputs[index])
            child = line.run.host.start_part(line.run, self.name, self._program, inputs[index], express=self._express)
            try:
                if child.over.open:
                    yield Await(child.over)
            finally:
                # A Map that fails, times out or is stopped takes its sub-executions along.
                child.stop("", f"the Map '{self.name}' that started it has ended")
            ended = outcome_of(child)
            if isinstance(ended, Failed):
                line.last = write(STATE_ITERATION_FAILED, self.name, line.last, ended.error, ended.cause)
                tolerance.failed(ended)
                return None, 4
            line.last = write(STATE_ITERATION_EXITED, self.name, line.last, ended.value)
            return ended.value, ended.size

        return iteration


class _Tolerance:
    """How many sub-executions may fail; by default none. Those that did stand as `null` among the items."""

    def __init__(self, count: int | None, share: float | None, total: int) -> None:
        bounds = [] if count is None else [float(count)]
        if share is not None:
            bounds.append(total * share / 100)
        self._allowed = min(bounds, default=0.0)
        self._seen = 0

    def failed(self, failure: Failed) -> None:
        """One more failed.

        Raises:
            StepFailed: that is more than the Map tolerates; the error is that of this sub-execution.
        """
        self._seen += 1
        if self._seen > self._allowed:
            raise StepFailed(failure.error, failure.cause)
