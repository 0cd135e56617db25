"""SARIF 2.1.0, the format in which scanners hand their results to code hosts and editors.

In: problems with their files. Out: a document of plain values. Every code is a rule, whether it was found or not, so
that the host can show what was looked for.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pytest_fnf.definition.problems import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_fnf.definition.problems import Problem

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PAGE = "docs/reference/problems.md"


def document(problems: Iterable[tuple[str, Problem]]) -> dict[str, Any]:
    """The whole document; files are named relative to the working directory, the root of the checkout."""
    number = {code: index for index, code in enumerate(CODES)}
    driver = {
        "name": "pytest-fnf",
        "version": version("pytest-fnf"),
        "rules": [_rule(code, title) for code, title in CODES.items()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(label, problem, number[problem.code]) for label, problem in problems],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, title: str) -> dict[str, Any]:
    # The anchor that is made of a heading `## FNF031: a goto to what is no step of its list`.
    anchor = re.sub(r"[^\w\- ]", "", f"{code}: {title}".lower()).replace(" ", "-")
    # `helpUri` has to be absolute; where the page is published, nobody knows here.
    page = f"{_PAGE}#{anchor}"
    told = {"text": f"{title}; see {page}", "markdown": f"[{title}]({page})"}
    return {"id": code, "shortDescription": {"text": title}, "help": told}


def _result(label: str, problem: Problem, rule: int) -> dict[str, Any]:
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    region = {"startLine": problem.line, "startColumn": problem.column}
    place = {"artifactLocation": {"uri": _uri(label)}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": f"{problem.message}{hint}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(label: str) -> str:
    path = Path(label)
    return path.as_uri() if path.is_absolute() else quote(label, errors="surrogateescape")
