"""What the plugin adds to a start of pytest without flows: installed as pip does it, found as pytest does it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

RUNS = 60
LOOK = """\
from importlib.metadata import distribution
from statistics import median
from time import perf_counter

def look():
    began = perf_counter()
    len([str(file) for file in distribution("pytest-fnf").files])
    return perf_counter() - began

look()
print(median(look() for _ in range(20)) * 1000)
"""
ROOT = Path(__file__).resolve().parents[2]
PYTEST = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")


@pytest.fixture
def bare(tmp_path):
    """An interpreter with pytest and no other plugin: they would only add noise."""
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    command = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
    for name in PYTEST:
        for file in distribution(name).files or ():
            if ".." not in file.parts:
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), site / file)
    return python


@pytest.fixture
def installed(tmp_path):
    """A folder with the plugin and its metadata, all of whose files pytest goes through when it starts."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path / "wheel", ROOT], check=True)
    (wheel,) = (tmp_path / "wheel").iterdir()
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", tmp_path / "site", wheel], check=True)
    return tmp_path / "site"


def test_the_plugin_installed_and_unused(benchmark, figure, tmp_path, bare, installed):
    project = tmp_path / "project"
    project.mkdir()
    (project / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    command = [bare, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_nothing.py"]

    def run_with(site, *command):
        variables = environment | {"PYTHONPATH": str(site)}
        return subprocess.run(command, cwd=project, env=variables, check=True, capture_output=True, text=True).stdout

    def start(site):
        began = perf_counter()
        run_with(site, *command)
        return perf_counter() - began

    without, differences = [], []

    def setup():
        without.append(start(tmp_path / "nothing"))

    def run():
        differences.append(start(installed) - without[-1])

    benchmark.pedantic(run, setup=setup, rounds=RUNS, warmup_rounds=2)
    del without[:2], differences[:2]
    looked = float(run_with(installed, bare, "-c", LOOK))
    figure(
        "start",
        f"added to the start of pytest ({median(without) * 1000:.0f} ms without), median of {RUNS} pairs; part of it "
        f"is pytest's look at the list of our installed files, {looked:.1f} ms",
        value=median(differences) * 1000,
        unit="ms",
        limit=("<=", 5),
    )
