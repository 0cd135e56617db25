"""The wheel: it builds offline, holds what it should, and works where only it and what it asks for are installed."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]

TEST = '''
import pytest

FLOW = """
version: v1
type: flow
steps:
  - {type: wait, name: Hold, duration: 3600}
  - {type: task, name: Ask, resourceArn: "acs:fc:::services/s/functions/ask"}
"""


@pytest.mark.flow(FLOW, functions={"s/ask": "handler.py"})
def test_an_hour_passes(flow):
    execution = flow.run()
    assert execution.elapsed.total_seconds() == 3600
    assert execution.output == {"at": 1767229200}
'''
HANDLER = "import time\n\n\ndef handler(event, context):\n    return {'at': int(time.time())}\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """The Python of an environment that holds the wheel and its declared dependencies, from no network."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = next(folder.glob("lib/python*/site-packages"))
    # pip of the outer environment installs the wheel; the dependencies are the files of those installed there.
    command = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    for needed in dependencies(PathDistribution(next(site.glob("pytest_fnf-*.dist-info")))):
        for top in {file.parts[0] for file in needed.files or [] if file.parts[0] not in {"..", "__pycache__"}}:
            link = site / top
            if not link.exists():
                link.symlink_to(needed.locate_file(top))
    return python


def dependencies(root: Distribution) -> list[Distribution]:
    """All distributions that this one asks for, directly or not, without extras."""
    found: dict[str, Distribution] = {}
    open_ = [root]
    while open_:
        for text in open_.pop().requires or []:
            requirement = Requirement(text)
            if requirement.name not in found and (not requirement.marker or requirement.marker.evaluate({"extra": ""})):
                found[requirement.name] = distribution(requirement.name)
                open_.append(found[requirement.name])
    return list(found.values())


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    names = ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pytest_fnf"}
    assert "pytest_fnf/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pytest_fnf").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    (points,) = [name for name in names if name.endswith("entry_points.txt")]
    assert ZipFile(wheel).read(points).decode().split() == ["[pytest11]", "fnf", "=", "pytest_fnf.plugin"]


def test_the_wheel_asks_for_four_libraries_and_any_python_from_3_11(wheel):
    (name,) = [name for name in ZipFile(wheel).namelist() if name.endswith("METADATA")]
    text = ZipFile(wheel).read(name).decode()
    asked = [line for line in re.findall(r"^Requires-Dist: (.*)$", text, re.MULTILINE) if "extra ==" not in line]
    assert {Requirement(line).name for line in asked} == {"pytest", "pyyaml", "freezegun", "jsonpath-ng"}
    assert "\nRequires-Python: >=3.11\n" in text
    assert "\nLicense-Expression: Apache-2.0\n" in text
    assert "# pytest-fnf" in text


def test_the_wheel_works_where_only_it_and_what_it_asks_for_is_installed(python, tmp_path):
    (tmp_path / "test_it.py").write_text(TEST)
    (tmp_path / "handler.py").write_text(HANDLER)

    command = [python, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", "-v", "test_it.py"]
    run = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "plugins: fnf-0.1.0\n" in run.stdout
    where = [python, "-c", "import pytest_fnf; print(pytest_fnf.__file__)"]
    used = subprocess.run(where, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert used.startswith(str(python.parents[1]))


def test_a_user_can_check_types_against_it(python, tmp_path):
    (tmp_path / "test_typed.py").write_text(
        "from pytest_fnf import Execution, FlowUnderTest, LoadFlow, expect, ok\n\n\n"
        "def test_it(flow: FlowUnderTest, load_flow: LoadFlow) -> None:\n"
        "    flow.stub('Ask').replies(ok({'n': 1}), then='repeat')\n"
        "    execution: Execution = flow.run({'a': 1})\n"
        "    expect(execution).succeeded().visited('Ask', times=1)\n"
        "    reveal_type(execution.elapsed)\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "test_typed.py"]
    run = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert 'Revealed type is "datetime.timedelta"' in run.stdout
