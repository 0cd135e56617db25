"""The hook that other repositories use: well formed, for the right files, and its entry runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

HOOKS = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"


@pytest.fixture(scope="module")
def hook():
    (found,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    return found


def test_hook_has_what_pre_commit_asks_for(hook):
    assert hook["id"] == "fnf-lint"
    assert hook["language"] == "python"
    assert hook["types"] == ["yaml"]
    assert set(hook) <= {"id", "name", "description", "entry", "language", "types", "files"}
    assert all(isinstance(hook[key], str) for key in hook if key != "types")


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("flows/trip/flow.yml", True),
        ("services/shop/flows/a.yaml", True),
        ("flow.yml", True),
        ("services/flow.yaml", True),
        ("copy.flow.yml", True),
        ("workflow.yml", False),
        (".github/workflows/ci.yml", False),
        ("docs/settings.yml", False),
    ],
)
def test_hook_is_run_for_flow_files(hook, file, wanted):
    assert bool(re.search(hook["files"], file)) == wanted


def run(hook, folder, *files):
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    command = [*shlex.split(hook["entry"]), *files]
    return subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)


def test_entry_checks_the_files_it_is_given(hook, flows):
    done = run(hook, flows, "flows/good/flow.yml", "flows/bad/settings.yml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "no problems in 1 file\n", "")
    done = run(hook, flows, "flows/good/flow.yml", "flows/bad/flow.yml")
    assert done.returncode == 1
    assert done.stdout.startswith("flows/bad/flow.yml:6:15: FNF029 ")
    assert run(hook, flows, "flows/bad/settings.yml").returncode == 0


def test_entry_takes_arguments_in_front_of_the_files(hook, flows):
    assert run(hook, flows, "--strict", "flows/warned/flow.yml").returncode == 1
