"""Parallel, and Map in its inline mode: branches and iterations run concurrently and are gathered.

In: their models. Out: their work. It leaves concurrency and cancellation to `core.fork`, Retry and Catch to `handling`,
the distributed mode to `distributed`. Source: cloudflow-statemachine 9 and 10.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.fork import Fork
from pytest_fnf.engine.statemachine.constructors import evaluate
from pytest_fnf.engine.statemachine.errors import INVALID
from pytest_fnf.engine.statemachine.handling import HandlingCode
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.events import (
    STATE_BRANCH_ENTERED,
    STATE_BRANCH_EXITED,
    STATE_ITERATION_ENTERED,
    STATE_ITERATION_EXITED,
)
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_fnf.definition.statemachine.model import MapState, ParallelState
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.engine.statemachine.data import Visit
    from pytest_fnf.engine.statemachine.scopes import ScopeCode
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

MOST_BRANCHES = 50
"""Branches of a Parallel, which all run at once."""
INLINE_CONCURRENCY = 40
"""Most iterations of an inline Map that run at once, and the default."""


class ParallelCode(HandlingCode):
    """All branches get the same input; the result has a key a branch."""

    def __init__(self, state: ParallelState, index_of: Mapping[str, int], branches: Sequence[ScopeCode]) -> None:
        super().__init__(state, index_of)
        self._branches = branches

    def _work(self, visit: Visit, activity: Activity, prepared: None) -> Work:  # noqa: ARG002  (a Map has its items)
        def branch(index: int, line: Activity) -> Work:
            write = line.run.recorder.write
            line.last = write(STATE_BRANCH_ENTERED, self.name, line.last, visit.input)
            output, size = yield from self._branches[index].run(visit.input, visit.input_size, visit.shared, line)
            line.last = write(STATE_BRANCH_EXITED, self.name, line.last, output)
            return output, size

        joined = yield Fork(len(self._branches), branch, self.name, MOST_BRANCHES)
        activity.last = joined.last
        result = {f"Branch{index}": output for index, (output, _) in enumerate(joined.values)}
        return result, 2 + sum(size + 20 for _, size in joined.values)


class MapCode(HandlingCode):
    """One iteration an element, which is the input of its first state; the result is `Items` in the array's order."""

    def __init__(self, state: MapState, index_of: Mapping[str, int], processor: ScopeCode) -> None:
        super().__init__(state, index_of)
        self._items_path = state.items_path
        self._processor = processor
        self._at_most = min(state.max_concurrency or INLINE_CONCURRENCY, INLINE_CONCURRENCY)

    def _work(self, visit: Visit, activity: Activity, prepared: list[Json]) -> Work:
        outputs: list[Json] = []
        size = 2
        if prepared:
            joined = yield Fork(len(prepared), self._iterations(prepared, visit), self.name, self._at_most)
            activity.last = joined.last
            outputs = [output for output, _ in joined.values]
            size += sum(part + 1 for _, part in joined.values)
        return {"Items": outputs}, size + 10

    def _prepared(self, visit: Visit) -> list[Json]:
        """The items: an ItemsPath that gives none would do so in each round, and leave no event of it."""
        items = evaluate(self._items_path, visit, "ItemsPath")
        if isinstance(items, list):
            return items
        raise StepFailed(
            INVALID,
            f"ItemsPath `{self._items_path.text}` of Map '{self.name}' gives {in_words(items)}; an array is needed",
        )

    def _iterations(self, items: list[Json], visit: Visit) -> _Make:
        def iteration(index: int, line: Activity) -> Work:
            write = line.run.recorder.write
            item = items[index]
            line.last = write(STATE_ITERATION_ENTERED, self.name, line.last, item)
            bound = 0 if line.run.limits.data_bytes is None else size_bound(item)
            output, size = yield from self._processor.run(item, bound, visit.shared, line)
            line.last = write(STATE_ITERATION_EXITED, self.name, line.last, output)
            return output, size

        return iteration


if TYPE_CHECKING:
    from collections.abc import Callable

    _Make = Callable[[int, Activity], Work]
