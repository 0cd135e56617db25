"""The flows of the repository: each has its tests, says what it shows, and stands in the map for newcomers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOWS = ROOT / "flows"
MAP = (FLOWS / "README.md").read_text(encoding="utf-8")
FOLDERS = sorted(path.parent for path in FLOWS.rglob("test_*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(FLOWS).as_posix()


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_folder_stands_in_the_map_and_has_one_test_file_named_like_it(folder):
    assert f"]({name_of(folder)}/" in MAP
    name = folder.name.replace("-", "_")
    assert [path.name for path in folder.glob("test_*.py")] == [f"test_{name}.py"]


@pytest.mark.parametrize("file", sorted(FLOWS.rglob("*.y*ml")), ids=name_of)
def test_every_flow_begins_with_what_it_shows_and_has_tests_beside_it(file):
    assert file.read_text(encoding="utf-8").startswith("# ")
    assert file.parent in FOLDERS


def test_every_link_of_the_map_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)", MAP)
    assert len(links) > len(FOLDERS)
    assert [link for link in links if not (FLOWS / link).exists()] == []


def test_lint_has_nothing_to_say_of_the_flows():
    # What a flow shows on purpose and would be a slip elsewhere is silenced in place, with the reason.
    command = [sys.executable, "-m", "pytest_fnf", "lint", "--strict", "flows"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
