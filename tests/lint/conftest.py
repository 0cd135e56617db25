"""Flow files with known problems, in a folder that is the working directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = """\
version: v1
type: flow
steps:
  - {type: pass, name: Only}
"""

WARNED = """\
version: v1
type: flow
steps:
  - {type: pass, name: Only, note: x}
"""

BAD = """\
version: v1
type: flow
steps:
  - type: wait
    name: Hold
    duration: -1
    pause: 5
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str | bytes]], Path]:
    """Writes the files of a project, and goes there."""

    def write(files: dict[str, str | bytes]) -> Path:
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        monkeypatch.chdir(root)
        return root

    return write


@pytest.fixture
def flows(project: Callable[[dict[str, str | bytes]], Path]) -> Path:
    """One good flow, one with a warning, one with an error, and a file that is none."""
    return project(
        {
            "flows/good/flow.yml": GOOD,
            "flows/warned/flow.yml": WARNED,
            "flows/bad/flow.yml": BAD,
            "flows/bad/settings.yml": "colour: red\nflow: no\n",
        }
    )
