"""Every code has a test of its exact text and place: an expected line such as `4:10 FNF025 type of step ...`."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from pytest_fnf.definition.problems import CODES

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"(?:^|[\s:])\d+:\d+:? (FNF\d{3}) (?:warning:? )?\S.{9}")


@cache
def held() -> dict[str, set[str]]:
    """Code -> the test modules that expect it, with its place and its text."""
    found: dict[str, set[str]] = {}
    for folder in ("tests", "flows"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    for code in LINE.findall(node.value):
                        found.setdefault(code, set()).add(path.name)
    return found


@pytest.mark.parametrize("code", CODES)
def test_exact_text_and_place_of_the_code_are_held_by_a_test(code: str) -> None:
    assert code in held(), f"no test holds a line such as '4:10 {code} ...'"
