"""The longer search: `make fuzz`, or `pytest tests/fuzz`; an ordinary run of all tests leaves it out.

FNF_FUZZ_SECONDS is shared among the tests (60 if nobody says), FNF_FUZZ_SEED begins the seeds anew where a failure was.
"""

from __future__ import annotations

import os
import time
from random import Random, SystemRandom
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SHARES = 9
FIGURES: dict[str, int] = {}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked = "FNF_FUZZ_SECONDS" in os.environ or any("fuzz" in str(arg) for arg in config.invocation_params.args)
    return None if asked else True


@pytest.fixture
def dice_for_a_while(request: pytest.FixtureRequest) -> Callable[[], Iterator[Random]]:
    """Fresh dice, again and again, until this test's share of the time is over; a failure names the seed."""
    seconds = float(os.environ.get("FNF_FUZZ_SECONDS", "60")) / SHARES
    given = os.environ.get("FNF_FUZZ_SEED")
    first = int(given) if given else SystemRandom().randrange(10**9)

    def throw() -> Iterator[Random]:
        end = time.monotonic() + seconds
        seed = first
        while True:
            request.node.user_properties[:] = [("seed", seed)]
            yield Random(seed)
            FIGURES[request.node.name] = FIGURES.get(request.node.name, 0) + 1
            seed += 1
            if time.monotonic() > end:
                return

    return throw


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.failed and item.user_properties:
        report.sections.append(("fuzz", f"again with FNF_FUZZ_SEED={dict(item.user_properties)['seed']}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, count in sorted(FIGURES.items()):
        terminalreporter.write_line(f"{name}: {count:,} cases")
