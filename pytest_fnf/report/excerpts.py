"""A step's own lines of its document, with a caret under its name.

In: a definition and a step's name. Out: lines. It leaves single lines and carets to the definition room.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.load import Definition

_FEW = 6
"""How many lines of a step are shown: enough for its type, its name and what it does first."""


def step_lines(definition: Definition | None, step: str, *, everything: bool = False) -> Iterator[str]:
    """Where a step stands and its lines; nothing if that is not known."""
    place = None if definition is None else definition.step_place(step)
    if definition is None or place is None:
        return
    yield f"step '{step}' at {definition.label}:{place.line}:{place.column}"
    lines = definition.source.lines
    end = _end(lines, place)
    name = _name_place(lines, place, end, step)
    shown = range(place.line, end if everything else min(end, place.line + _FEW))
    if name.line not in shown:
        # A long list of branches or parameters stands before the name.
        shown = range(name.line, min(end, name.line + _FEW))
    for number in shown:
        excerpt = definition.excerpt(name if number == name.line else Place(number, 1))
        yield from excerpt if number == name.line else list(excerpt)[:1]
    if shown.stop < end:
        yield f"{'':>5} | ..."


def _end(lines: list[str], place: Place) -> int:
    """The first line, counted from 1, that is no longer the step's: text further left than its own."""
    for number in range(place.line + 1, len(lines) + 1):
        line = lines[number - 1]
        bare = line.lstrip(" ")
        if bare and not bare.startswith("#") and len(line) - len(bare) < place.column - 1:
            return _without_trailing_blanks(lines, number)
    return _without_trailing_blanks(lines, len(lines) + 1)


def _without_trailing_blanks(lines: list[str], end: int) -> int:
    """Blank lines and comments before the next step belong to that."""
    while end > 1 and (not lines[end - 2].strip() or lines[end - 2].lstrip().startswith("#")):
        end -= 1
    return end


def _name_place(lines: list[str], place: Place, end: int, step: str) -> Place:
    """Where the step's own name is written; where the step begins if that is not seen."""
    written = re.compile(rf"""["']?\bname["']?\s*:\s*["']?(?P<name>{re.escape(step)})(?!\w)""", re.IGNORECASE)
    for number in range(place.line, end):
        line = lines[number - 1]
        found = written.search(line, place.column - 1 if number == place.line else 0)
        # Deeper keys called "name" belong to steps inside it.
        if found and (number == place.line or found.start() <= place.column - 1):
            return Place(number, found.start("name") + 1)
    return place
