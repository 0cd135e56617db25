"""How a figure gets into the report: `figure(...)` notes beside the timing what it means."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = ("pytest-fnf", "pytest", "pytest-benchmark", "PyYAML", "freezegun", "jsonpath-ng")
PEERS = ("behave-asl", "moto")


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
        ratio: (row, limit): this row's time a unit over that row's, and what must be reached, or None.
    """

    def note(name: str, text: str, **facts: Any) -> None:
        benchmark.extra_info.update(name=name, text=text, **facts)

    return note


@pytest.hookimpl(optionalhook=True)  # this file is loaded without pytest-benchmark too
def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    machine_info.pop("node", None)  # a machine's name is nobody's business
    machine_info["versions"] = {name: version for name in (*SHOWN, *PEERS) if (version := _version(name))}


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
