"""Whole sessions of pytest: the first test with handlers, thousands of tests with stubs, two workers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

FLOW = Path(__file__).resolve().parents[2] / "flows" / "poll-task-status" / "flow.yml"
TESTS = 2_000

CONFTEST = """\
from pathlib import Path
from time import perf_counter

import pytest

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop():
    began = perf_counter()
    try:
        return (yield)
    finally:
        Path("took").write_text(str(perf_counter() - began))
"""

EMPTY = """
def test_{number}():
    pass
"""

FREEZE = """
def test_it():
    from datetime import datetime
    from freezegun import freeze_time

    with freeze_time(datetime(2026, 1, 1)):
        pass
"""

MARK = f"""\
import pytest

pytestmark = pytest.mark.flow({str(FLOW)!r})
"""

HANDLERS = """
def test_{number}(flow):
    assert flow.run({{"delay": 20}}).status == "Succeeded"
"""

STUBS = """
def test_{number}(flow):
    flow.stub("StartJob").returns({{"job_id": "job-1"}})
    flow.stub("GetJobStatus").returns({{"job_status": "success", "try_count": 1}})
    assert flow.run({{"delay": 20}}).status == "Succeeded"
"""

RUNS = f"""
def test_it(flow):
    flow.stub("StartJob").returns({{"job_id": "job-1"}})
    flow.stub("GetJobStatus").returns({{"job_status": "success", "try_count": 1}})
    for _ in range({TESTS}):
        assert flow.run({{"delay": 20}}).status == "Succeeded"
"""


def many(test: str, tests: int = TESTS) -> str:
    return "".join(test.format(number=number) for number in range(tests))


class Sessions:
    """Runs sessions, each in a process of its own, with our plugin and no other that it does not name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "conftest.py").write_text(CONFTEST)
        self._environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed was compiled once

    def write(self, **tests: str) -> None:
        for name, text in tests.items():
            (self._folder / f"test_{name}.py").write_text(text)

    def run(self, name: str, *options: str, plugin: str = "fnf") -> tuple[float, float]:
        """How many seconds the session took, and its tests alone."""
        took = self.at_once([name], "-p", plugin, *options)
        return took, float((self._folder / "took").read_text())

    def at_once(self, names: list[str], *options: str) -> float:
        """How many seconds it took until sessions that began together were over."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
        began = perf_counter()
        started = [
            subprocess.Popen(
                [*command, f"test_{name}.py"], cwd=self._folder, env=self._environment, stdout=subprocess.DEVNULL
            )
            for name in names
        ]
        assert [session.wait() for session in started] == [0] * len(names)
        return perf_counter() - began


@pytest.fixture
def sessions(tmp_path):
    return Sessions(tmp_path)


def test_the_first_test_of_a_session(benchmark, figure, sessions):
    one = {"empty": EMPTY, "freeze": FREEZE, "handlers": MARK + HANDLERS, "stubs": MARK + STUBS}
    sessions.write(**{name: text.format(number=1) for name, text in one.items()})
    rounds = []

    def compare():
        # freezegun reads every name that a module has, and so would load all of ours.
        plugins = {"freeze": "no:fnf"}
        rounds.append({name: sessions.run(name, plugin=plugins.get(name, "fnf")) for name in one})

    benchmark.pedantic(compare, rounds=15, warmup_rounds=1)
    del rounds[0]

    def added(name, over, *, session=False):
        return median(row[name][not session] - row[over][not session] for row in rounds) * 1000

    figure(
        "first",
        "the first test of a session, polling flow with handlers: over an empty test and freezegun's own import and "
        f"first start ({added('freeze', 'empty'):.0f} ms, together {added('handlers', 'empty'):.0f} ms). "
        f"Its whole session: {added('handlers', 'empty', session=True):.0f} ms over one with an empty test, "
        f"with stubs {added('stubs', 'empty', session=True):.0f} ms",
        value=added("handlers", "freeze"),
        unit="ms",
        limit=("<=", 10),
    )


def test_two_thousand_tests_with_stubs(benchmark, figure, sessions):
    sessions.write(empty=many(EMPTY), stubs=MARK + many(STUBS), runs=MARK + RUNS)
    rounds = []

    def compare():
        rounds.append({name: sessions.run(name)[1] / TESTS * 1000 for name in ("empty", "stubs", "runs")})

    benchmark.pedantic(compare, rounds=5, warmup_rounds=1)
    del rounds[0]
    total = median(row["stubs"] - row["empty"] for row in rounds)
    figure(
        "overhead",
        f"fixture and plugin of a test with stubs, 2,000 tests: over an empty test and the execution itself "
        f"(with that {total:.2f} ms)",
        value=median(row["stubs"] - row["empty"] - row["runs"] for row in rounds),
        unit="ms",
        limit=("<=", 0.5),
    )


def test_two_workers(benchmark, figure, sessions):
    sessions.write(empty=many(EMPTY), handlers=MARK + many(HANDLERS))
    sessions.write(half=MARK + many(HANDLERS, TESTS // 2), other_half=MARK + many(HANDLERS, TESTS // 2))
    rounds = []

    def compare():
        took = {
            (name, workers): sessions.run(name, "-p", "xdist", "-n", str(workers))[0]
            for name in ("empty", "handlers")
            for workers in (1, 2)
        }
        ratios = {name: took[name, 1] / took[name, 2] for name in ("empty", "handlers")}
        alone = sessions.run("handlers")[0] / sessions.at_once(["half", "other_half"], "-p", "fnf")
        rounds.append(ratios | {"alone": alone})

    benchmark.pedantic(compare, rounds=5)
    empty, alone = (median(row[name] for row in rounds) for name in ("empty", "alone"))
    figure(
        "workers",
        f"2,000 tests of the polling flow with handlers, two xdist workers over one (empty tests: {empty:.2f} times; "
        f"without xdist, two processes of pytest with half of the tests each over one with all: {alone:.2f} times)",
        value=median(row["handlers"] for row in rounds),
        unit="times",
        limit=(">=", 1.7),
    )
