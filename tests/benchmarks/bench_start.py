"""What the plugin adds to the start of a pytest that has no flows."""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

RUNS = 60


def test_the_plugin_installed_and_unused(benchmark, figure, tmp_path):
    (tmp_path / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    # Other plugins only add noise; `-p fnf` goes the same way through the entry points as autoloading.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed was compiled once
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_nothing.py", "-p"]

    def start(plugin):
        began = perf_counter()
        subprocess.run([*command, plugin], cwd=tmp_path, env=environment, check=True, capture_output=True)
        return perf_counter() - began

    without, differences = [], []

    def setup():
        without.append(start("no:fnf"))

    def run():
        differences.append(start("fnf") - without[-1])

    benchmark.pedantic(run, setup=setup, rounds=RUNS, warmup_rounds=1)
    del without[0], differences[0]
    figure(
        "start",
        f"added to the start of pytest ({median(without) * 1000:.0f} ms without), median of {RUNS} pairs",
        value=median(differences) * 1000,
        unit="ms",
        limit=("<=", 5),
    )
