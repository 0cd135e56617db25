"""Where a part of a text stands that the model has no place for.

In: a place before it, and the part as written. Out: its place, or the one given where it is not found (folded or
escaped text). It leaves places of whole values to the readers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition.places import Place

if TYPE_CHECKING:
    from pytest_fnf.definition.places import SourceText

_MOST_LINES = 200


def locate(source: SourceText, start: Place, part: str) -> Place:
    """The first place of a part at or behind `start`; of a path, no longer one that only begins like it."""
    wanted = re.compile(re.escape(part) + (r"(?![\w.\[])" if part[-1:].isalnum() else ""))
    lines = source.lines
    for number in range(start.line, min(len(lines), start.line + _MOST_LINES) + 1):
        found = wanted.search(lines[number - 1], start.column - 1 if number == start.line else 0)
        if found is not None:
            return Place(number, found.start() + 1)
    return start
