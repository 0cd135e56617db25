"""Parallel and foreach: branches and iterations with locals of their own, gathered into an array.

In: their models. Out: their work. It leaves concurrency, bounds and cancellation to `core.fork`. Source: fdl-classic
4.5, 4.6 and 2.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.engine.classic.data import Scope
from pytest_fnf.engine.classic.lists import EMPTY, StepCode, run_list
from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.attempts import RUNTIME
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.fork import Fork, Joined
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.expression.paths import MISSING
from pytest_fnf.history.events import BRANCH_ENTERED, BRANCH_EXITED, ITERATION_ENTERED, ITERATION_EXITED
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.definition.classic.model import ForeachStep, ParallelStep
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.values import Json, JsonObject

__tracebackhide__ = hidden_from_tracebacks

AT_MOST = 100
"""Branches of a parallel, and iterations of a foreach that run at the same time (fdl-classic 4.5, 4.6, Q-19)."""

_NOTHING = (EMPTY, 2)


class ParallelCode(StepCode):
    """All branches run concurrently; the step ends when all have ended, or with the first failure (Q-13)."""

    def __init__(self, step: ParallelStep, following: int, branches: Sequence[Sequence[StepCode]]) -> None:
        super().__init__(step, following)
        self._branches = branches

    def run(self, scope: Scope, activity: Activity) -> Work:
        """Enter, run the branches, leave with the array of their locals."""
        data, size = self._enter(scope, activity)
        entered = activity.last - 1
        sizes: list[int] = []

        def branch(index: int, line: Activity) -> Work:
            inner = Scope(data, size)
            return _run_inside(self, (BRANCH_ENTERED, BRANCH_EXITED), self._branches[index], inner, line, sizes)

        joined = yield Fork(len(self._branches), branch, self.name, AT_MOST)
        local, local_size = _gather(joined, sizes, activity)
        self._leave(scope, activity, (data, size, local, local_size), _NOTHING, entered)
        return self.next


class ForeachCode(StepCode):
    """One iteration an element, at most 100 at a time; an iteration's input is the step's plus item and index."""

    def __init__(self, step: ForeachStep, following: int, steps: Sequence[StepCode]) -> None:
        super().__init__(step, following)
        self._step = step
        self._steps = steps

    def run(self, scope: Scope, activity: Activity) -> Work:
        """Enter, run the iterations, leave with the array of their locals in the order of the collection."""
        data, size = self._enter(scope, activity)
        entered = activity.last - 1
        collection = self._collection(data)
        local: list[Json] = []
        local_size = 2
        if collection:
            sizes: list[int] = []
            make = self._iterations(collection, data, size, sizes)
            joined = yield Fork(len(collection), make, self.name, AT_MOST)
            local, local_size = _gather(joined, sizes, activity)
        self._leave(scope, activity, (data, size, local, local_size), _NOTHING, entered)
        return self.next

    def _collection(self, data: JsonObject) -> list[Json]:
        value = self._step.collection.get(data)
        if isinstance(value, list):
            return value
        found = "missing" if value is MISSING else in_words(value)
        raise StepFailed(
            RUNTIME,
            f"collection ${self._step.collection.text} of foreach '{self.name}' is {found}; an array is needed",
        )

    def _iterations(self, collection: list[Json], data: JsonObject, size: int, sizes: list[int]) -> _Make:
        item, index_key = self._step.item, self._step.index

        def iteration(index: int, line: Activity) -> Work:
            inner = {**data, item: collection[index]}
            inner_size = size + 6 * len(item) + 30
            if line.run.limits.data_bytes is not None:
                inner_size += size_bound(collection[index])
            if index_key is not None:
                inner[index_key] = index  # from 0
                inner_size += 6 * len(index_key)
            kinds = (ITERATION_ENTERED, ITERATION_EXITED)
            return _run_inside(self, kinds, self._steps, Scope(inner, inner_size), line, sizes)

        return iteration


if TYPE_CHECKING:
    from collections.abc import Callable

    _Make = Callable[[int, Activity], Work]


def _run_inside(
    container: StepCode,
    kinds: tuple[int, int],
    steps: Sequence[StepCode],
    scope: Scope,
    line: Activity,
    sizes: list[int],
) -> Work:
    """One branch or iteration between its two events, which carry the container's name; returns its local.

    The local's bound goes to `sizes`: as a pair with it, each would be one more object for the collector to walk, which
    made a long foreach a third slower.
    """
    write = line.run.recorder.write
    line.last = write(kinds[0], container.name, line.last, scope.input, scope.local)
    yield from run_list(steps, scope, line)
    line.last = write(kinds[1], container.name, line.last, scope.local)
    sizes.append(scope.local_size)
    return scope.local


def _gather(joined: Joined, sizes: list[int], activity: Activity) -> tuple[list[Json], int]:
    """The locals as one array, in order; what follows links to the exit that completed the step (fdl-classic 11.6)."""
    activity.last = joined.last
    return joined.values, 2 + sum(sizes) + len(sizes)
