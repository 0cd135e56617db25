"""Checking one file: all problems of the flows it holds.

In: a file and the rules of a run. Out: its problems in the order of the text, or nothing if it was found by a pattern
and holds no flow. It leaves reading to the account's sources, and how problems are shown to `formats`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.account.options import Options
from pytest_fnf.account.projects import shown
from pytest_fnf.account.sources import flows_in
from pytest_fnf.definition.advice.advice import advise
from pytest_fnf.definition.places import SourceText
from pytest_fnf.definition.problems import (
    FLOW_TYPE,
    NO_FLOW,
    NO_STEPS,
    TOO_LARGE,
    UNREADABLE,
    DefinitionError,
    Problem,
)
from pytest_fnf.definition.silencing import Silencing
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.lint.described import described

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pytest_fnf.definition.load import Definition

__tracebackhide__ = hidden_from_tracebacks

LARGEST = 10 * 1024 * 1024
"""Bytes of a file that is read. The service takes requests of 1,024 KiB (fdl-classic 9)."""

_FLOW_WORDS = re.compile(rb"steps|states|flow|fnf", re.IGNORECASE)
# One of them stands in every flow, and in every template that holds or names one.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a run asks of the files.

    Attributes:
        options: limits and variables that flows are read with.
        roots: folders in which the files lie that a template names, beside its own.
        ignored: codes of warnings that are not told.
        strict: whether a warning counts as an error.
    """

    options: Options = field(default_factory=Options)
    roots: tuple[Path, ...] = ()
    ignored: frozenset[str] = frozenset()
    strict: bool = False


class Checked(NamedTuple):
    """A file that was checked.

    Attributes:
        file: its path.
        label: its path as people know it.
        problems: errors and warnings that are left, in the order of the text.
    """

    file: Path
    label: str
    problems: tuple[Problem, ...]

    def label_of(self, problem: Problem) -> str:
        """The file that a problem stands in: this one, or that of a flow of this template."""
        return self.label if problem.source is None else problem.source.label

    @property
    def failed(self) -> bool:
        """Whether it has an error."""
        return any(map(_is_error, self.problems))


def may_hold_a_flow(file: Path) -> bool:
    """A quick look at a file that was found by a pattern: whether any word of a flow stands in it."""
    try:
        with file.open("rb") as opened:
            return bool(_FLOW_WORDS.search(opened.read(LARGEST).replace(b"\0", b"")))  # UTF-16 has them in between
    except OSError:
        return True  # `check` tells why it cannot be read


def check(file: Path, rules: Rules, *, named: bool) -> Checked | None:
    """The problems of a file, and of files that hold the flows of a template.

    Args:
        file: its path.
        rules: what to ask of it.
        named: whether somebody named this file, so that it is a problem if it holds no flow.

    Returns:
        `None` for a file that nobody named and that holds no flow.
    """
    if not named and not may_hold_a_flow(file):
        return None
    texts = _read(file, rules)
    if not named and all(map(_is_no_flow, texts)):
        return None
    told = [
        problem
        for text in texts
        for problem in _unsilenced(text)
        if _is_error(problem) or problem.code not in rules.ignored
    ]
    if rules.strict:
        told = [replace(problem, severity="error") for problem in told]
    return Checked(file, shown(file), tuple(told))


def told_once(files: Iterable[Checked]) -> list[Checked]:
    """The same files, where what a template and the file of its flow both tell is told once."""
    seen: set[tuple[str, Problem]] = set()
    once = []
    for checked in files:
        keys = [(checked.label_of(problem), problem) for problem in checked.problems]
        once.append(checked._replace(problems=tuple(key[1] for key in keys if key not in seen)))
        seen.update(keys)
    return once


class _Text(NamedTuple):
    """A text with all that is told of the flows in it, silenced or not."""

    source: SourceText
    problems: tuple[Problem, ...]


def _read(file: Path, rules: Rules) -> list[_Text]:
    unread = SourceText(shown(file), "")
    try:
        if (size := file.stat().st_size) > LARGEST:
            found = f"the file has {size / 1024 / 1024:,.0f} MiB; the service takes 1 MiB"
            return [_Text(unread, (Problem(TOO_LARGE, found, 1, 1, source=unread),))]
        reading = rules.options.reading
        results = [flow.result for flow in flows_in(file, reading, rules.roots)]
        results = [*described(file, reading, rules.roots)] or results
    except OSError as error:
        found = f"the file cannot be read: {error.strerror or error}"
        return [_Text(unread, (Problem(UNREADABLE, found, 1, 1, source=unread),))]
    return _by_text(results)


def _by_text(results: Iterable[Definition | DefinitionError]) -> list[_Text]:
    """What is told, text by text: several flows may stand in one, and a template's in files of their own."""
    texts: dict[str, tuple[SourceText, list[Problem]]] = {}

    def told_of(source: SourceText) -> list[Problem]:
        return texts.setdefault(source.label, (source, []))[1]

    for result in results:
        problems = result.problems
        if not isinstance(result, DefinitionError):
            told_of(result.source)  # a text without problems may hold useless comments
            problems += advise(result)
        for problem in problems:
            if problem.source is not None:
                told_of(problem.source).append(problem)
    return [_Text(source, tuple(problems)) for source, problems in texts.values()]


def _unsilenced(text: _Text) -> list[Problem]:
    silencing = Silencing(text.source)
    left = silencing.left(dict.fromkeys(text.problems))
    if not any(map(_is_error, text.problems)):
        # An invalid document gets no advice, so that nobody knows what the comments in it are good for.
        left += silencing.useless()
    return sorted(left, key=lambda problem: (problem.line, problem.column, problem.code, problem.message))


def _is_no_flow(text: _Text) -> bool:
    """Whether it is refused because it is something else: it has no word of a flow, or neither type nor steps."""
    codes = {problem.code for problem in text.problems if _is_error(problem)}
    return codes == {NO_FLOW} or codes >= {FLOW_TYPE, NO_STEPS}


def _is_error(problem: Problem) -> bool:
    return problem.severity == "error"
