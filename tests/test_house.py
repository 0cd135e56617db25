"""Rules of the house that no other tool keeps."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

import pytest_fnf

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "pytest_fnf").rglob("*.py"))

LONG: dict[str, str] = {}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for_and_stays_readable(module):
    text = module.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    name = module.relative_to(ROOT / "pytest_fnf").as_posix()
    assert (len(text.splitlines()) > 350) == (name in LONG)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(ROOT).as_posix())
def test_no_module_asserts_or_sleeps(module):
    # `python -O` drops assertions, and in a test they would be rewritten; real time is nobody's business here.
    tree = ast.parse(module.read_text(encoding="utf-8"))
    asserts = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    sleeps = [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep"
    ]
    assert (asserts, sleeps) == ([], [])


def test_no_file_holds_a_path_of_a_machine_or_an_address_of_a_registry():
    machine = re.compile(
        r"(?<![\w.-])/(?:work|home|root|opt|Users|private)/|[A-Z]:\\\\?Users|\.pyenv"
        r"|(?:pypi|files\.pythonhosted)\.org|registry\.(?:npmjs|yarnpkg)|mirrors?\.\w+\.(?:com|cn|org)"
    )
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.name}: {match.group()}" for match in machine.finditer(text)]
    assert found == []


def test_the_readme_shows_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text


def test_the_plugin_is_light_at_import():
    code = (
        "import sys, pytest; before = set(sys.modules); import pytest_fnf.plugin; "
        "print(' '.join(sorted(m for m in set(sys.modules) - before)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"yaml", "freezegun", "jsonpath_ng", "dateutil"} & {name.partition(".")[0] for name in loaded}
    assert not [name for name in loaded if name.startswith(("pytest_fnf.account", "pytest_fnf.engine"))]


def test_a_session_without_flows_loads_nothing_heavy(tmp_path):
    (tmp_path / "test_plain.py").write_text(
        "import sys\n\n\n"
        "def test_it():\n"
        "    assert 'pytest_fnf.plugin' in sys.modules\n"
        "    assert not {'yaml', 'freezegun', 'jsonpath_ng', 'pytest_fnf.account'} & set(sys.modules)\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "fnf"]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=tmp_path, env=alone, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_importing_the_package_loads_no_room_of_it():
    code = "import sys, pytest_fnf; print(*(name for name in sys.modules if name.startswith('pytest_fnf.')))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert loaded == []


def test_continuous_integration_runs_what_the_readme_says():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")


def test_every_public_name_can_be_had():
    for name in pytest_fnf.__all__:
        assert getattr(pytest_fnf, name) is not None
    assert sorted(pytest_fnf.__all__) == pytest_fnf.__all__
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        pytest_fnf.nothing  # noqa: B018


def test_every_place_that_the_fidelity_page_names_is_there():
    page = (ROOT / "docs" / "reference" / "fidelity.md").read_text(encoding="utf-8")
    places = re.findall(r"`([a-z_]+(?:\.[a-z_0-9]+)+)`: ((?:`[A-Za-z_.]+`(?!:)(?:, )?)+)", page)
    assert len(places) > 90
    missing = []
    for module, names in places:
        for name in re.findall(r"`([A-Za-z_.]+)`", names):
            try:
                attrgetter(name)(import_module(f"pytest_fnf.{module}"))
            except AttributeError:
                missing.append(f"{module}: {name}")
    assert missing == []
