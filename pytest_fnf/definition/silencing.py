"""Silencing: comments in a document that say that a warning is meant.

In: a document's text and its problems. Out: the problems that no comment silences, and a warning of each comment that
silences nothing. It leaves finding problems to the readers and to advice. Only warnings are silenced, never errors.

A comment stands at the end of the line that the problem names, or alone on the line before it:

    - type: choice   # fnf: ignore FNF062
    # fnf: ignore FNF060, FNF063 -- a later release reads these
    - type: pass

Each code is named: a comment that silenced everything would hide what is found tomorrow.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import CODES, USELESS_IGNORE, Problems, quoted
from pytest_fnf.definition.tree import Mapping, Node, Scalar
from pytest_fnf.definition.yaml_tree import build_tree
from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.problems import Problem

__tracebackhide__ = hidden_from_tracebacks

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*fnf:[ \t]*", re.IGNORECASE | re.MULTILINE)
_LISTED = "codes are listed in docs/reference/problems.md"
_REASON = re.compile("--|#")
_WORD = re.compile(r"[A-Za-z_-]{1,20}")
_CODE = re.compile(r"FNF\d{3}")


@dataclass(eq=False, slots=True)
class _Ignore:
    """One code of one comment.

    Attributes:
        code: as written, in capitals.
        place: where the code stands.
        line: whose warnings it silences.
        used: whether it silenced one.
    """

    code: str
    place: Place
    line: int
    used: bool = False


class Silencing:
    """The ignore comments of one text."""

    def __init__(self, source: SourceText) -> None:
        self._problems = Problems(source)
        self._ignores: dict[tuple[int, str], list[_Ignore]] = {}
        self._errors: set[tuple[int, str]] = set()
        for ignore in _ignores(source, self._problems):
            self._ignores.setdefault((ignore.line, ignore.code), []).append(ignore)

    def left(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems that no comment silences."""
        return tuple(problem for problem in problems if not self._silences(problem))

    def useless(self) -> tuple[Problem, ...]:
        """A warning of each comment that cannot be read, or that silenced nothing of what it has been shown."""
        for ignores in self._ignores.values():
            for ignore in ignores:
                if not ignore.used:
                    self._tell(ignore)
        return self._problems.ordered()

    def _silences(self, problem: Problem) -> bool:
        key = (problem.line, problem.code)
        if problem.severity == "error":
            self._errors.add(key)
            return False
        ignores = self._ignores.get(key, [])
        for ignore in ignores:
            ignore.used = True
        return bool(ignores)

    def _tell(self, ignore: _Ignore) -> None:
        if ignore.code not in CODES:
            found, hint = f"{quoted(ignore.code)} is no code of a problem", _LISTED
        elif (ignore.line, ignore.code) in self._errors:
            found, hint = f"{ignore.code} on line {ignore.line} is an error; only warnings can be silenced", ""
        else:
            found, hint = f"there is no warning {ignore.code} on line {ignore.line}", "remove it from the comment"
        self._problems.warning(USELESS_IGNORE, ignore.place, f"ignore comment: {found}", hint)


def known_codes(written: Iterable[str], where: str) -> frozenset[str]:
    """Codes of warnings to silence everywhere, as an option gives them: each text may hold several, by comma.

    Args:
        written: the texts.
        where: the option, for messages.

    Raises:
        UsageError: what is no code.
    """
    codes = [code for text in written for part in text.split(",") if (code := part.strip().upper())]
    for code in codes:
        if code not in CODES:
            raise UsageError(f"{where}: '{code}' is no code of a problem; {_LISTED}")
    return frozenset(codes)


def _ignores(source: SourceText, problems: Problems) -> Iterator[_Ignore]:
    if not _COMMENT.search(source.text):
        return
    targets = _next_lines(source.lines)
    inside_quotes = _Quotes(source)
    for number, line in enumerate(source.lines, start=1):
        found = _COMMENT.search(line)
        if found is None or Place(number, found.start() + 1) in inside_quotes:
            continue
        target = number if line[: found.start()].strip() else targets[number]
        for code, column in _codes(line, found.end(), Place(number, found.start() + 1), problems):
            yield _Ignore(code, Place(number, column), target)


def _next_lines(lines: list[str]) -> list[int]:
    """For each line's number (from 1), the number of the first line after it that is not only a comment."""
    following = [len(lines) + 1] * (len(lines) + 1)
    for number in range(len(lines) - 1, 0, -1):
        below = lines[number].lstrip()
        following[number] = following[number + 1] if below.startswith("#") else number + 1
    return following


def _codes(line: str, start: int, place: Place, problems: Problems) -> Iterator[tuple[str, int]]:
    """Codes with their columns; what is none is told. `place` is the comment's."""
    reason = _REASON.search(line, start)
    text = line[start : reason.start() if reason else len(line)]
    word = _WORD.match(text)
    if word is None or word[0].lower() != "ignore":
        hint = "" if word is None else did_you_mean(word[0], ["ignore"])
        if word is not None and hint:  # anything else is somebody's remark
            problems.warning(USELESS_IGNORE, place, f"ignore comment: {quoted(word[0])} says nothing", hint)
        return
    if not text[word.end() :].strip():
        found = "ignore comment: it names no code, so it silences nothing"
        problems.warning(USELESS_IGNORE, place, found, "write # fnf: ignore and the codes, with commas between them")
        return
    column = start + word.end() + 1
    for part in text[word.end() :].split(","):
        code = part.strip().upper()
        at = column + len(part) - len(part.lstrip())
        if _CODE.fullmatch(code):
            yield code, at
        else:
            found = f"ignore comment: {quoted(part.strip())} is no code"
            hint = "codes such as FNF060 are separated by commas; a reason stands behind --"
            problems.warning(USELESS_IGNORE, Place(place.line, at), found, hint)
        column += len(part) + 1


class _Quotes:
    """Where quoted texts stand: a `#` inside one begins no comment.

    Plain scalars cannot hold one. Block scalars may be the text of a flow, inside a template, whose comments count.
    """

    def __init__(self, source: SourceText) -> None:
        root = build_tree(source, Problems(source))
        spans = [(node.place, Place(node.end.line + 1, node.end.column + 1)) for node in _scalars(root) if node.end]
        spans.sort()
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, place: Place) -> bool:
        before = bisect_left(self._starts, place) - 1
        return before >= 0 and place < self._ends[before]


def _scalars(root: Node | None) -> Iterator[Scalar]:
    """The quoted ones."""
    waiting = [] if root is None else [root]
    seen: set[int] = set()  # an alias brings in a node again
    while waiting:
        node = waiting.pop()
        if type(node) is Scalar:
            if node.style in ("'", '"'):
                yield node
        elif id(node) not in seen:
            seen.add(id(node))
            if type(node) is Mapping:
                waiting += [part for entry in node.entries.values() for part in entry]
            else:
                waiting += node.items
