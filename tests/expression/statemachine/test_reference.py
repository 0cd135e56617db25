"""docs/reference/expressions-statemachine.md is true: its examples have these values, its functions are all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pytest_fnf.expression.statemachine.functions import FUNCTIONS

PAGE = (Path(__file__).resolve().parents[3] / "docs/reference/expressions-statemachine.md").read_text(encoding="utf-8")
TITLE = r" \| "
INPUT = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])


def rows(*titles: str) -> list[tuple[str, str]]:
    """The first two cells, without their back-quotes, in all tables that begin with these titles."""
    tables = re.findall(rf"^\| {TITLE.join(titles)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    found = re.findall(r"^\| `(.+?)` \| (.*?) \|", "".join(tables).replace(r"\|", "\0"), re.MULTILINE)
    return [(one.replace("\0", "|"), other.strip("`")) for one, other in found]


def test_the_page_has_every_function():
    assert [signature for signature, _ in rows("function", "value")] == [
        function.signature for function in FUNCTIONS.values()
    ]
    for name in FUNCTIONS:
        assert any(f"{name}(" in text for text, _ in rows("expression", "value")), name


@pytest.mark.parametrize(("text", "value"), rows("expression", "value"))
def test_an_example_has_its_value(text, value, value_of):
    found = value_of(text, INPUT)
    assert (found, type(found)) == (json.loads(value), type(json.loads(value)))


@pytest.mark.parametrize(("text", "cause"), rows("expression", "cause"))
def test_an_example_fails_with_its_cause(text, cause, cause_of):
    assert cause_of(text, INPUT).endswith(f"`: {cause}")


@pytest.mark.parametrize(("text", "hint"), rows("expression", "what is said"))
def test_an_example_of_a_mistake_has_its_hint(text, hint, complaint_of):
    assert complaint_of(text)[2] == hint
