"""The tree of a document: nodes that know their places, and what a plain scalar means.

In: texts and places from the YAML events. Out: nodes. It knows no attribute of any dialect.
"""

from __future__ import annotations

import re
from math import isinf
from typing import TYPE_CHECKING, Protocol, TypeAlias, final

from pytest_fnf.definition.places import Place

if TYPE_CHECKING:
    from pytest_fnf.values import Json

PLAIN = ""
"""The style of a scalar that is written without quotes."""

REFERENCE_TAG = "!Ref"
"""The tag that stands for a resource in flows that a deployment tool completes (fdl-classic 8.2)."""


class Mark(Protocol):
    """Where something begins or ends in the text, as the YAML library says it: both numbers from 0."""

    line: int
    column: int


_made = tuple.__new__  # what a named tuple's own constructor calls, without the call


class _Node:
    """A node keeps the library's own mark: nearly all are read without anybody asking for their place."""

    __slots__ = ("start",)

    start: Mark

    @property
    def place(self) -> Place:
        """Where the node begins."""
        start = self.start
        return _made(Place, (start.line + 1, start.column + 1))


@final
class Scalar(_Node):
    """A single value.

    Attributes:
        start: where it begins.
        end: where it ends; `None` if what stands between is more than the text.
        text: as the YAML library gives it: unquoted, unescaped, unfolded.
        value: what it means: text, number, boolean or `None`.
        style: `PLAIN`, a quote character, `|` or `>`; `REFERENCE_TAG` for a text with that tag.
    """

    __slots__ = ("end", "style", "text", "value")

    def __init__(self, start: Mark, end: Mark | None, text: str, style: str) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.style = style
        self.value: Json = text

    def place_of(self, offset: int) -> Place:
        """The place of one character of the text; the scalar's own place where that cannot be told.

        It can be told when every character of the text takes one column of one line: not in block scalars, and not
        in quoted ones with escapes.
        """
        place, end = self.place, self.end
        quotes = 0 if self.style == PLAIN else 2
        if end is None or end.line != self.start.line or self.style not in (PLAIN, "'", '"'):
            return place
        if end.column - self.start.column != len(self.text) + quotes:
            return place
        return Place(place.line, place.column + quotes // 2 + offset)


@final
class Sequence(_Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, start: Mark) -> None:
        self.start = start
        self.items: list[Node] = []


@final
class Mapping(_Node):
    """A map: `entries` gives for every key's text the key's node and the value's node, in the order written."""

    __slots__ = ("entries",)

    def __init__(self, start: Mark) -> None:
        self.start = start
        self.entries: dict[str, tuple[Scalar, Node]] = {}


Node: TypeAlias = Scalar | Sequence | Mapping

NUMBERS_BEGIN_WITH = frozenset("+-.0123456789")
"""The first characters of plain scalars that may be numbers."""
KEYWORDS: dict[str, bool | None] = {
    "": None,
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Plain scalars that mean something else than their text, and are no numbers."""
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 3_000
# Digits. Python refuses to convert more than 4300, and JSON's readers take far fewer.


def meaning(text: str) -> Json:
    """What a plain scalar means under the core schema of YAML 1.2.

    Raises:
        ValueError: a number that JSON cannot carry.
    """
    if text in KEYWORDS:
        return KEYWORDS[text]
    if text[0] not in NUMBERS_BEGIN_WITH:
        return text
    if _INTEGER.fullmatch(text):
        return int(_short(text))
    if _OTHER_BASE.fullmatch(text):
        return int(_short(text), 0)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        if isinf(number):
            raise ValueError("a number beyond 1.8e308")
        return number
    return text


def _short(digits: str) -> str:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits):,} digits")
    return digits
