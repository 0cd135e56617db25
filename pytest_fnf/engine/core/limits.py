"""The service's limits, and what happens at them.

In: figures, the service's or a test's. Out: checks that the engine calls. It leaves how an execution then ends to
`run`. The figures: fdl-classic sections 2, 4.3 and 9; what is exactly at a limit is within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.values import size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.history.records import OpenVisit
    from pytest_fnf.values import Json


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an execution may do; `None` is without limit.

    Attributes:
        events: events of an execution, its last included.
        data_bytes: input, local and output of one step together, in bytes of compact JSON.
        wait_ms: the longest wait step.
        execution_ms: the longest execution.
    """

    events: int | None = 5_000
    data_bytes: int | None = 32 * 1024
    wait_ms: int | None = 2 * 86_400_000
    execution_ms: int | None = 365 * 86_400_000

    def fit(self, step: str, values: Sequence[tuple[Json, int]]) -> list[int]:
        """Exact sizes of values whose upper bounds together passed the limit.

        Called only then: a bound is carried with every value, and counting each step would halve the speed.

        Args:
            step: whose values these are.
            values: input, local and output with their bounds in bytes.

        Raises:
            StepFailed: they are too large; no flow can catch it (Q-21).
        """
        sizes = [size(value) for value, _ in values]
        if self.data_bytes is not None and sum(sizes) > self.data_bytes:
            parts = " + ".join(
                f"{name} {count:,}" for name, count in zip(("input", "local", "output"), sizes, strict=False)
            )
            raise self._exceeded(f"step '{step}' holds {sum(sizes):,} bytes of data ({parts})")
        return sizes

    def fit_output(self, output: Json) -> None:
        """The same for the output of a whole flow, which is the data of its last event.

        Raises:
            StepFailed: it is too large.
        """
        count = size(output)
        if self.data_bytes is not None and count > self.data_bytes:
            raise self._exceeded(f"the flow's output holds {count:,} bytes of data")

    def _exceeded(self, found: str) -> StepFailed:
        cause = f"{found}; at most {self.data_bytes:,} are allowed"
        return StepFailed("FnF.DataLimitExceeded", cause, catchable=False)


def cycle(path: Sequence[str]) -> list[str]:
    """The shortest run of step names that a path ends with twice; empty if it does not repeat itself."""
    for length in range(1, min(50, len(path) // 2) + 1):
        if path[-length:] == path[-2 * length : -length]:
            return list(path[-length:])
    return []


def event_limit_cause(events: int, visits: Sequence[OpenVisit]) -> str:
    """Why a history is full, with the cycle that filled it if there is one.

    Branches and iterations interleave, so a cycle is looked for in one list at a time: the one in which the latest step
    stands, then the lists around it.
    """
    text = f"the history reached its limit of {events:,} events"
    where = visits[-1].where if visits else ()
    lists = (where[:depth] for depth in range(len(where), -1, -1))
    cycles = (cycle([visit.step for visit in visits if visit.where == place]) for place in lists)
    steps = next(filter(None, cycles), None)
    if steps is None:
        return text
    return f"{text}; the last steps go round in a cycle: {' -> '.join([*steps, steps[0]])}"
