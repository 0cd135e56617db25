"""How work is timed, alone or beside other work, and how a figure gets into the report."""

from __future__ import annotations

import importlib.metadata
from math import nan
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from .shapes import Work

SHOWN = ("pytest-fnf", "pytest", "pytest-benchmark", "PyYAML", "freezegun", "jsonpath-ng")


class Timing:
    """Times work, each round in a world of its own.

    Attributes:
        factor: the time of a unit over that of the work beside it: the median of the rounds, each with runs of that
            just before, so that both meet the machine in the same state.
    """

    def __init__(self, benchmark: Any) -> None:
        self.factor = nan
        self._benchmark = benchmark

    def __call__(self, work: Any, *, rounds: int, beside: Work | None = None, times: int = 1) -> Any:
        """Time it, and leave its world.

        Args:
            work: what is timed: opened, run and closed.
            rounds: how often.
            beside: what its time is compared with.
            times: runs of that before each round, of which the median counts.

        Returns:
            What closing the last world gives: its execution.
        """
        factors, other = [], nan

        def setup() -> tuple[tuple[Any], dict[str, Any]]:
            nonlocal other
            work.close()
            if beside is not None:
                other = median(beside.timed() for _ in range(times))
            return (work.open(),), {}

        def run(opened: Any) -> None:
            began = perf_counter()
            work.run(opened)
            factors.append((perf_counter() - began) / work.units / other)

        self._benchmark.pedantic(run, setup=setup, rounds=rounds, warmup_rounds=1)
        self.factor = median(factors[1:])
        return work.close()


@pytest.fixture
def timing(benchmark: Any) -> Timing:
    """What times work."""
    return Timing(benchmark)


@pytest.fixture
def figure(benchmark: Any) -> Callable[..., None]:
    """Notes a row of the report.

    Args of the call:
        name: of the row; others refer to it.
        text: what was done.
        units: how many of `unit` one round did; the figure is then a rate.
        value: the figure itself, where it is no rate of the timing.
        unit: of the figure.
        limit: what must be reached, such as (">=", 100_000).
        ratio: (row, limit): this row's time a unit over that row's, and what must be reached, or None;
            (what, limit, factor) where the factor itself was measured.
        absent: whether there was nothing to measure, such as a peer that is not installed.
    """

    def note(name: str, text: str, **facts: Any) -> None:
        benchmark.extra_info.update(name=name, text=text, **facts)

    return note


@pytest.hookimpl(optionalhook=True)  # this file is loaded without pytest-benchmark too
def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    machine_info.pop("node", None)  # a machine's name is nobody's business
    machine_info["versions"] = {name: version for name in SHOWN if (version := _version(name))}


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
