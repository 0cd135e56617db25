"""Rules of the house that no other tool keeps."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_fnf

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "pytest_fnf").rglob("*.py"))

LONG = {
    "account/account.py": "the one list of what an account can do, all of it short",
    "services/functions/compute.py": "the baton and its replies belong together",
}


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
    assert len(text.splitlines()) <= 350 or name in LONG


def test_no_file_holds_a_path_of_a_machine_or_an_address_of_a_registry():
    machine = re.compile(r"(?<![\w.-])/(?:work|home|root|Users)/|(?:pypi|files\.pythonhosted)\.org|registry\.npmjs")
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


def test_every_public_name_can_be_had():
    for name in pytest_fnf.__all__:
        assert getattr(pytest_fnf, name) is not None
    assert sorted(pytest_fnf.__all__) == pytest_fnf.__all__
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        pytest_fnf.nothing  # noqa: B018
