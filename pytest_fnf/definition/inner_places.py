"""Places inside a text that goes over several lines, or that is written with escapes.

In: a scalar, and how far into its text. Out: the place of that character in the document. Texts on one line without
escapes are `Scalar.place_of`'s.

The text and what is written differ in blanks, line breaks, the mark before a block and escapes. So the two are walked
side by side, any run of blanks against any other, until they differ otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.places import Place
from pytest_fnf.definition.tree import PLAIN

if TYPE_CHECKING:
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.tree import Scalar

_BLANK = " \t\n"
_ESCAPED = {'"': '"', "\\": "\\", "/": "/"}


def place_in(scalar: Scalar, offset: int, source: SourceText) -> Place:
    """The place of one character of a scalar's text; the scalar's own place where that cannot be told.

    Args:
        scalar: a text.
        offset: which character, from 0; its length for the end.
        source: the document that it stands in.
    """
    place = scalar.place_of(offset)
    if place != scalar.place or scalar.end is None or offset > len(scalar.text):
        return place
    line, column = place.line - 1, place.column - 1
    if scalar.style in ("|", ">"):
        line, column = line + 1, 0
    elif scalar.style != PLAIN:
        column += 1
    return _Walk(source.lines, scalar.style, line, column).to(scalar.text, offset) or place


class _Walk:
    """A walk through the written lines."""

    def __init__(self, lines: list[str], style: str, line: int, column: int) -> None:
        self._lines = lines
        self._style = style
        self._line = line
        self._column = column

    def to(self, text: str, offset: int) -> Place | None:
        """Where the walk comes to a character; `None` if what is written is something else than the text."""
        for char in text[:offset]:
            if char in _BLANK:
                self._skip_blanks()
            elif not self._step(char):
                return None
        if offset == len(text) or text[offset] in _BLANK:
            return Place(self._line + 1, self._column + 1)
        self._skip_blanks()
        place = Place(self._line + 1, self._column + 1)
        return place if self._step(text[offset]) else None

    def _skip_blanks(self) -> None:
        """Go on to the next character that is no blank; in double quotes a line may end with a backslash."""
        while self._line < len(self._lines):
            line = self._lines[self._line]
            while self._column < len(line) and line[self._column] in _BLANK:
                self._column += 1
            if self._column < len(line) and not (self._style == '"' and line[self._column :] == "\\"):
                return
            self._line, self._column = self._line + 1, 0

    def _step(self, char: str) -> bool:
        """Pass one character that is no blank; false if another one is written there."""
        self._skip_blanks()
        if self._line >= len(self._lines):
            return False
        line = self._lines[self._line]
        written = line[self._column]
        if written == "\\" and self._style == '"':
            self._column += 2
            return _ESCAPED.get(line[self._column - 1]) == char
        self._column += 2 if written == "'" == self._style else 1
        return written == char
