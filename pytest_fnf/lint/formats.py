"""Formats: how the problems of many files are written, for people and for other tools.

In: checked files. Out: lines. Text is what the reader itself writes; JSON, SARIF and GitHub's commands hold the same
facts. It leaves printing to the command.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pytest_fnf.lint.sarif import document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_fnf.definition.problems import Problem
    from pytest_fnf.lint.checking import Checked


def text(files: Sequence[Checked]) -> Iterator[str]:
    """Every problem with its excerpt and hint, then how many there are."""
    for checked in files:
        for problem in checked.problems:
            yield from problem.text()
    yield counts(files)


def as_json(files: Sequence[Checked]) -> Iterator[str]:
    """One JSON list; each problem a map of `file`, `line`, `column`, `code`, `severity`, `message`, `hint`."""
    entries = [
        {
            "file": label,
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "severity": problem.severity,
            "message": problem.message,
            "hint": problem.hint,
        }
        for label, problem in _each(files)
    ]
    yield json.dumps(entries, indent=2, ensure_ascii=False)


def as_sarif(files: Sequence[Checked]) -> Iterator[str]:
    """A SARIF 2.1.0 document."""
    yield json.dumps(document(_each(files)), indent=2, ensure_ascii=False)


def github(files: Sequence[Checked]) -> Iterator[str]:
    """A workflow command for each problem, which GitHub shows beside the line; then how many there are."""
    for label, problem in _each(files):
        place = f"file={_property(label)},line={problem.line},col={problem.column}"
        said = f"{problem.message}\nhint: {problem.hint}" if problem.hint else problem.message
        yield f"::{problem.severity} {place},title={problem.code}::{_data(said)}"
    yield counts(files)


def counts(files: Sequence[Checked]) -> str:
    """`2 errors and 1 warning in 2 of 5 files`, `no problems in 5 files`."""
    severities = [problem.severity for _, problem in _each(files)]
    numbers = {severity: severities.count(severity) for severity in ("error", "warning")}
    found = [_count(number, severity) for severity, number in numbers.items() if number]
    if not found:
        return f"no problems in {_count(len(files), 'file')}"
    bad = sum(bool(checked.problems) for checked in files)
    return f"{' and '.join(found)} in {bad} of {_count(len(files), 'file')}"


FORMATS: dict[str, Callable[[Sequence[Checked]], Iterator[str]]] = {
    "text": text,
    "json": as_json,
    "sarif": as_sarif,
    "github": github,
}


def _each(files: Sequence[Checked]) -> Iterator[tuple[str, Problem]]:
    """Every problem, with its file as people know it."""
    return ((checked.label_of(problem), problem) for checked in files for problem in checked.problems)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _data(said: str) -> str:
    """A workflow command is one line."""
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
