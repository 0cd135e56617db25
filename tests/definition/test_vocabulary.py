"""The reference and the reader name the same attributes."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_fnf.definition.classic.vocabulary import COMMON, OBJECTS, PATTERNS, STEPS, TASK_ONLY, VERSIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "fdl.md"


def tables() -> dict[str, tuple[str, ...]]:
    """Object -> attributes in the first column of its table."""
    text = PAGE.read_text(encoding="utf-8")
    objects = text[text.index("\n## Objects\n") : text.index("\n## What a task can call\n")]
    _, *parts = re.split(r"^### (.+)\n", objects, flags=re.MULTILINE)
    return {
        name: tuple(re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE))
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


def test_tables_of_the_reference_name_exactly_the_attributes_that_are_read() -> None:
    assert tables() == OBJECTS


def test_step_types_are_those_of_the_language() -> None:
    # fdl-classic 1.2
    assert list(STEPS) == ["task", "pass", "wait", "choice", "parallel", "foreach", "succeed", "fail"]


def test_common_attributes_belong_to_every_step_but_end_not_to_those_that_end_by_themselves() -> None:
    # fdl-classic 1.3
    for kind, names in STEPS.items():
        assert set(COMMON) - set(names) == ({"end"} if kind in ("succeed", "fail") else set())


def test_attributes_of_tasks_alone_are_read_there_alone() -> None:
    # V16
    assert [kind for kind, names in STEPS.items() if set(names) & set(TASK_ONLY)] == ["task"]


def test_versions_and_patterns_are_those_of_the_language() -> None:
    assert set(VERSIONS) == {"v1", "v1beta1", "v1.0"}  # V2
    assert set(PATTERNS) == {"requestResponse", "sync", "waitForCallback"}  # V9
