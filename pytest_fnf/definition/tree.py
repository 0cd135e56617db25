"""The tree of a document: nodes that know their places, and what a plain scalar means.

In: texts and places from the YAML events. Out: nodes. It knows no attribute of any dialect.
"""

from __future__ import annotations

import re
from math import isinf
from typing import TYPE_CHECKING, TypeAlias, final

from pytest_fnf.definition.places import Place

if TYPE_CHECKING:
    from pytest_fnf.values import Json

PLAIN = ""
"""The style of a scalar that is written without quotes."""

REFERENCE_TAG = "!Ref"
"""The tag that stands for a resource in flows that a deployment tool completes (fdl-classic 8.2)."""


class _Node:
    __slots__ = ("column", "line")

    line: int
    column: int

    @property
    def place(self) -> Place:
        """Where the node begins."""
        return Place(self.line, self.column)


@final
class Scalar(_Node):
    """A single value.

    Attributes:
        text: as the YAML library gives it: unquoted, unescaped, unfolded.
        value: what it means: text, number, boolean or `None`.
        style: `PLAIN`, a quote character, `|` or `>`; `REFERENCE_TAG` for a text with that tag.
        width: columns from its beginning to its end, -1 if it goes over several lines.
    """

    __slots__ = ("style", "text", "value", "width")

    def __init__(self, line: int, column: int, text: str, style: str, width: int) -> None:
        self.line = line
        self.column = column
        self.text = text
        self.style = style
        self.width = width
        self.value: Json = text

    def place_of(self, offset: int) -> Place:
        """The place of one character of the text; the scalar's own place where that cannot be told.

        It can be told when every character of the text takes one column of one line: not in block scalars, and not
        in quoted ones with escapes.
        """
        quotes = 0 if self.style == PLAIN else 2
        if self.style not in (PLAIN, "'", '"') or self.width != len(self.text) + quotes:
            return self.place
        return Place(self.line, self.column + quotes // 2 + offset)


@final
class Sequence(_Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column
        self.items: list[Node] = []


@final
class Mapping(_Node):
    """A map: `entries` gives for every key's text the key's node and the value's node, in the order written."""

    __slots__ = ("entries",)

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column
        self.entries: dict[str, tuple[Scalar, Node]] = {}


Node: TypeAlias = Scalar | Sequence | Mapping

_NUMBERS_BEGIN_WITH = frozenset("+-.0123456789")
_KEYWORDS: dict[str, bool | None] = {
    "": None,
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
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
    if text in _KEYWORDS:
        return _KEYWORDS[text]
    if text[0] not in _NUMBERS_BEGIN_WITH:
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


def may_mean_more(text: str) -> bool:
    """Whether a plain scalar may mean something else than its text; a quick look, since most do not."""
    return text in _KEYWORDS or text[0] in _NUMBERS_BEGIN_WITH


def _short(digits: str) -> str:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits):,} digits")
    return digits
