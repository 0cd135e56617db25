"""Passages: texts that stand somewhere in a document, perhaps with parts filled in, and know where they come from.

In: a scalar or a whole document, and replacements. Out: the text that is read, and for each place in it the place in
the document that people see. It leaves to templates what is filled in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.tree import PLAIN, Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PROPERTIES = re.compile(r"(?:[!&][^\s,]*[ \t]*(?:\r\n|[\r\n])?[ \t]*)*")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_LONGEST_ESCAPE = 10
_QUOTE = re.compile("''")


LONGEST = 1_100_000
"""Characters of a text of which each knows where it stands. What the service takes is 1 MiB."""

_MOST_PARTS = 500_000
# The same for texts in which so much was filled in.


class Part(NamedTuple):
    """A piece of a passage.

    Attributes:
        text: its characters.
        origin: the index in the document where it stands.
        verbatim: whether its characters stand there one by one; else all of them come from that one place.
    """

    text: str
    origin: int
    verbatim: bool


@dataclass(slots=True)
class At:
    """A mark of our own: both numbers from 0."""

    line: int
    column: int


class Passage:
    """A text made of parts.

    Attributes:
        parts: the parts, none of them empty.
        text: the whole text.
    """

    __slots__ = ("_starts", "parts", "text")

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = tuple(part for part in parts if part.text)
        self.text = "".join(part.text for part in self.parts)
        self._starts: list[int] = []
        index = 0
        for part in self.parts:
            self._starts.append(index)
            index += len(part.text)

    def part(self, index: int) -> tuple[int, Part | None]:
        """Where the part of this character begins, and the part; of the last part for an index behind all."""
        number = bisect_right(self._starts, index) - 1
        return (0, None) if number < 0 else (self._starts[number], self.parts[number])

    def origin(self, index: int) -> int:
        """The index in the document of the character at this index."""
        start, part = self.part(index)
        if part is None:
            return 0
        return part.origin + index - start if part.verbatim else part.origin

    def is_verbatim(self, index: int) -> bool:
        """Whether this character stands in the document."""
        part = self.part(index)[1]
        return part is not None and part.verbatim

    def filled(self) -> list[int]:
        """The indices at which a part begins that does not stand in the document."""
        return [start for start, part in zip(self._starts, self.parts, strict=True) if not part.verbatim]

    def cut(self, start: int, end: int) -> Iterator[Part]:
        """The parts between two indices."""
        number = max(bisect_right(self._starts, start) - 1, 0)
        while start < end and number < len(self.parts):
            text, origin, verbatim = self.parts[number]
            skip = start - self._starts[number]
            piece = text[skip : skip + end - start]
            yield Part(piece, origin + skip if verbatim else origin, verbatim)
            start, number = start + len(piece), number + 1

    def replaced(self, pattern: re.Pattern[str], value: Callable[[re.Match[str]], str | None]) -> Passage:
        """This passage with what the pattern finds replaced; a match without a value stays as it is."""
        parts: list[Part] = []
        done = 0
        for found in pattern.finditer(self.text):
            new = value(found)
            if new is not None:
                parts += self.cut(done, found.start())
                parts.append(Part(new, self.origin(found.start()), verbatim=False))
                done = found.end()
        if not done:
            return self
        parts += self.cut(done, len(self.text))
        if len(parts) > _MOST_PARTS:
            return Passage([Part("".join(part.text for part in parts), self.origin(0), verbatim=False)])
        return Passage(parts)


class PlacesOf:
    """The places of a passage, as places of its document."""

    def __init__(self, passage: Passage, source: SourceText) -> None:
        self._passage = passage
        self._source = source
        self._inner = SourceText(source.label, passage.text)
        self._filled = passage.filled()

    def outer(self, place: Place) -> Place:
        """Where in the document this place of the passage is."""
        return self._source.at(self._passage.origin(self._inner.index(place)))

    def move(self, root: Node | None) -> None:
        """Give all nodes of a tree that was read from the passage their places in the document."""
        waiting = [] if root is None else [root]
        moved: set[int] = set()  # an alias brings in a node again
        while waiting:
            node = waiting.pop()
            if id(node) in moved:
                continue
            moved.add(id(node))
            if type(node) is Scalar:
                self._move_scalar(node)
                continue
            node.start = self._mark(self._inner.index(node.place))
            if type(node) is Mapping:
                waiting += [part for entry in node.entries.values() for part in entry]
            else:
                waiting += node.items

    def _move_scalar(self, node: Scalar) -> None:
        begin = self._inner.index(node.place)
        node.start = self._mark(begin)
        if node.end is None:
            return
        end = self._inner.index(Place(node.end.line + 1, node.end.column + 1))
        first, last = (bisect_right(self._filled, index) for index in (begin, end - 1))
        inside = self._passage.is_verbatim(begin) and first == last
        node.end = self._mark(end) if inside else None

    def _mark(self, index: int) -> At:
        place = self._source.at(self._passage.origin(index))
        return At(place.line - 1, place.column - 1)


def whole(source: SourceText) -> Passage:
    """All of a document."""
    return Passage([Part(source.text, 0, verbatim=True)])


def passage_of(node: Scalar, source: SourceText) -> Passage:
    """A scalar's text; where its characters cannot be told one by one, they all stand where it begins."""
    begin = source.index(node.place)
    if len(node.text) > LONGEST:
        return Passage([Part(node.text, begin, verbatim=False)])
    found = _PROPERTIES.match(source.text, begin)
    start = begin if found is None else found.end()
    parts: list[Part] = []
    if node.style == "|":
        parts = _block(node, source, start)
    elif node.style in ("'", '"'):
        parts = _quoted(node, source.text, start)
    elif node.style == PLAIN and source.text.startswith(node.text, start):
        parts = [Part(node.text, start, verbatim=True)]
    made = Passage(parts)
    return made if made.text == node.text else Passage([Part(node.text, begin, verbatim=False)])


def _block(node: Scalar, source: SourceText, header: int) -> list[Part]:
    """A literal block: each line below its header is a line of the text, behind the indentation."""
    first = source.at(header).line
    inner = SourceText(source.label, node.text)
    parts = []
    for number, start in enumerate(inner.starts):
        end = inner.starts[number + 1] if number + 1 < len(inner.starts) else len(node.text)
        line = inner.lines[number]
        if start == end:
            continue
        if first + number >= len(source.lines):
            return []
        outside = source.lines[first + number]
        if not outside.endswith(line):
            return []
        indent = len(outside) - len(line)
        parts.append(Part(node.text[start:end], source.starts[first + number] + indent, verbatim=True))
    return parts


def _quoted(node: Scalar, text: str, start: int) -> list[Part]:
    """A text in quotes on one line: what is escaped takes more characters in the document."""
    if not text.startswith(node.style, start):
        return []
    pattern = _QUOTE if node.style == "'" else _ESCAPE
    parts: list[Part] = []
    inside, outside = 0, start + 1
    while inside < len(node.text):
        left = len(node.text) - inside
        found = pattern.search(text, outside, outside + left + _LONGEST_ESCAPE)
        plain = left if found is None else min(found.start() - outside, left)
        piece = text[outside : outside + plain]
        if piece != node.text[inside : inside + plain]:
            return []
        parts.append(Part(piece, outside, verbatim=True))
        inside, outside = inside + plain, outside + plain
        if found is not None and inside < len(node.text):
            parts.append(Part(node.text[inside], outside, verbatim=False))
            inside, outside = inside + 1, found.end()
    return parts
