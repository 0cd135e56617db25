"""Places in a document, and how they are shown.

In: text. Out: line and column of a place, and its line with a caret below. It leaves wording to the problems.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
# The breaks that the YAML library counts, so that its line numbers fit.

_WIDEST = 100


class Place(NamedTuple):
    """A place in a text: line and column, both from 1, in characters."""

    line: int
    column: int


class SourceText:
    """A document's text with the name it is shown under.

    Attributes:
        label: the file's path as people know it, or `<text>`.
        text: the whole text, without a byte order mark.
    """

    def __init__(self, label: str, text: str) -> None:
        self.label = label
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines without their ends; made when the first excerpt is shown."""
        return _LINE_BREAK.split(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """The index at which each line begins."""
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]

    def at(self, index: int) -> Place:
        """The place of the character at this index of the text."""
        line = bisect_right(self.starts, index)
        return Place(line, index - self.starts[line - 1] + 1)

    def index(self, place: Place) -> int:
        """The index of the character at this place; of the text's end for places behind it."""
        if place.line > len(self.starts):
            return len(self.text)
        return min(self.starts[place.line - 1] + place.column - 1, len(self.text))

    def excerpt(self, place: Place) -> Iterator[str]:
        """The place's line with its number, then a caret under the column; a long line is cut around it."""
        if not 1 <= place.line <= len(self.lines):
            return
        line = self.lines[place.line - 1]
        column = min(place.column - 1, len(line))
        start = max(0, column - _WIDEST // 2) if len(line) > _WIDEST else 0
        before = ("..." if start else "") + line[start:column]
        after = line[column : start + _WIDEST]
        if len(line) > start + _WIDEST:
            after += "..."
        yield f"{place.line:>5} | {printable(before + after)}".rstrip()
        yield f"{'':>5} | {''.join(map(_blank, before))}^"


def printable(text: str) -> str:
    """The text with control characters and halves of surrogate pairs replaced, so that any terminal can print it."""
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _disturbs(char) else char for char in text)


def _disturbs(char: str) -> bool:
    return char != "\t" and category(char) in ("Cc", "Cs", "Zl", "Zp")


def _blank(char: str) -> str:
    """As many columns of nothing as the character takes, so that the caret stands under the right one."""
    if char == "\t":
        return char
    if category(char) in ("Mn", "Me", "Cf"):
        return ""
    return "  " if east_asian_width(char) in "WF" else " "
