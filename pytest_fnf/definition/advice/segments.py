"""The beginning of a path as written, for rules that look at its first key.

In: the text behind a root (fdl-classic 3.4). Out: its first segment and the rest. It leaves the whole language of paths
to `expression.paths`; what it does not know it gives as nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_SEGMENT = re.compile(
    r"""\.(?P<name>[^\s.\[\]()*,'"`|&]+)"""
    r"""|\[\s*"(?P<text>[^"\\]*)"\s*\]|\[\s*'(?P<single>[^'\\]*)'\s*\]"""
    r"""|\[\s*(?:(?P<index>-?\d{1,9})|\*)\s*\]"""
)


class Segment(NamedTuple):
    """A key, or the selection of elements of an array: one by its number, or all."""

    key: str | None
    number: int | None
    rest: str


@lru_cache(maxsize=4096)
def first_of(text: str) -> Segment | None:
    """The first segment; `None` of an empty path, and of one that begins with anything else."""
    found = _SEGMENT.match(text)
    if found is None:
        return None
    kind, rest = found.lastgroup, text[found.end() :]
    if kind is None:
        return Segment(None, None, rest)
    return Segment(None, int(found[kind]), rest) if kind == "index" else Segment(found[kind], None, rest)
