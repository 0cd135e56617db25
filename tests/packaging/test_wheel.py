"""The wheel: it builds offline, holds what it should, and works where only it and its dependencies are installed."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

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


def test_the_wheel_works_in_an_environment_of_its_own(wheel, tmp_path):
    # The dependencies are those installed here, reached by a path file; the project itself comes from the wheel alone.
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    site = next((tmp_path / "env").glob("lib/python*/site-packages"))
    ZipFile(wheel).extractall(site)
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    (tmp_path / "test_it.py").write_text(TEST)
    (tmp_path / "handler.py").write_text(HANDLER)

    command = [
        str(python),
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-p",
        "no:xdist",
        "test_it.py",
    ]
    run = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout + run.stderr
    where = [str(python), "-c", "import pytest_fnf; print(pytest_fnf.__file__)"]
    used = subprocess.run(where, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert used.startswith(str(site))
