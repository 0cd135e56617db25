"""The one switch that the plugin sets."""

from __future__ import annotations

import subprocess
import sys


def test_the_switch_costs_nothing_to_import():
    code = (
        "import sys; before = set(sys.modules); from pytest_fnf.report.style import style; "
        "assert style.everything is False; print(*sorted(name for name in set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert [name for name in loaded if name.startswith("pytest_fnf")] == [
        "pytest_fnf",
        "pytest_fnf.report",
        "pytest_fnf.report.style",
    ]
