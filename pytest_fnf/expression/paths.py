"""Paths: `.a.b`, `[0]`, `["a b"]`, `[*].x`, compiled once.

In: the text behind a root. Out: a `Path` whose `get` reads a value or says `MISSING`. It leaves roots, and what a
missing value means, to whoever compiles it. Source: fdl-classic 3.4, Q-6 to Q-8.

    path     := ( "." name | "." "*" | "[" selector ( "," selector )* "]" )*
    selector := int | string | "*" | slice

Slices are read by jsonpath-ng, which is loaded only then. Values are always walked here: the library's own walk takes
an object for an array of one element in some releases and for its values in others, and fails on a short array in
some. Filters and recursive descent are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_fnf.values import Json


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING
"""Nothing is there: unlike `None`, which is a value."""

MOST_SEGMENTS = 200
"""Segments that a path, and selectors that a pair of brackets, may have; a value is no deeper."""


class PathError(ValueError):
    """A text that is no path.

    Attributes:
        message: what was found and what is allowed.
        offset: where in the text, from 0.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message, offset)
        self.message = message
        self.offset = offset

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path.

    Attributes:
        text: as written behind the root; empty for the root itself.
        wildcard: whether the result is always an array, also of no or one element.
        get: reads a value; `MISSING` where the path leads nowhere.
    """

    text: str
    wildcard: bool = field(compare=False)
    get: Callable[[Json], Any] = field(compare=False, repr=False)


_Many: TypeAlias = "Callable[[Json], Iterable[Json]]"
_Segment: TypeAlias = "str | int | _Many"

_STRING = r""" "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+' """
_SELECTOR = rf"(?P<index>-?[0-9]{{1,15}}) | (?P<string>{_STRING}) | (?P<all>\*)"
_SEGMENT = re.compile(
    # A name may hold whatever has no meaning of its own in JSONPath.
    rf"""\.(?P<name>[^\s.\[\]()*,'"`|&]++) | (?P<values>\.\*) | \[\s*+(?:{_SELECTOR})\s*+\]""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(r"(?:\.[A-Za-z_]\w*)+", re.ASCII)
_BRACKETS = re.compile(rf"""\[(?P<inside>(?:{_STRING} | [^\[\]"'])*)\]""", re.VERBOSE | re.DOTALL)
_ITEM = re.compile(rf"""((?:{_STRING} | [^,"'])*)(?:,|\Z)""", re.VERBOSE | re.DOTALL)
_SINGLE = re.compile(_SELECTOR, re.VERBOSE | re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@lru_cache(maxsize=4096)
def compile_path(text: str) -> Path:
    """Compile the text behind a root.

    Raises:
        PathError: it is no path, or one that searches.
    """
    if _PLAIN.fullmatch(text) and text.count(".") <= MOST_SEGMENTS:
        return Path(text, wildcard=False, get=_of_keys(text[1:].split(".")))  # nearly all paths are of this kind
    segments: list[_Segment] = []
    at = 0
    while at < len(text):
        if len(segments) == MOST_SEGMENTS:
            raise PathError(f"a path has at most {MOST_SEGMENTS} segments", at)
        match = _SEGMENT.match(text, at)
        if match is not None:
            segments.append(_segment(match))
        else:
            match = _BRACKETS.match(text, at)
            if match is None:
                raise PathError(_complaint(text, at), at)
            segments.append(_listed(match["inside"], at))
        at = match.end()
    return Path(text, any(callable(segment) for segment in segments), _reader(segments))


def _segment(match: re.Match[str]) -> _Segment:
    found = match[match.lastgroup or 0]
    match match.lastgroup:
        case "index":
            return int(found)
        case "string":
            return _ESCAPE.sub(r"\1", found[1:-1])
        case "all":
            return _elements
        case "values":
            return _values
        case _:
            return found


# Readers: the value in, what stands there out. They never change it.


def _reader(segments: Sequence[_Segment]) -> Callable[[Json], Any]:
    """The quickest reader for these segments."""
    if not segments:
        return _itself
    plain = [segment for segment in segments if not callable(segment)]
    if len(plain) < len(segments):
        return _spreading(segments)
    keys = [segment for segment in plain if isinstance(segment, str)]
    return _walking(plain) if len(keys) < len(plain) else _of_keys(keys)


def _of_keys(keys: Sequence[str]) -> Callable[[Json], Any]:
    return _one_key(keys[0]) if len(keys) == 1 else _many_keys(keys)


def _itself(value: Json) -> Json:
    return value


def _one_key(key: str) -> Callable[[Json], Any]:
    def get(value: Json) -> Any:
        return value.get(key, MISSING) if type(value) is dict else MISSING

    return get


def _many_keys(keys: Sequence[str]) -> Callable[[Json], Any]:
    def get(value: Json) -> Any:
        for key in keys:
            if type(value) is not dict:
                return MISSING
            value = value.get(key, MISSING)
        return value

    return get


def _walking(segments: Sequence[str | int]) -> Callable[[Json], Any]:
    def get(value: Json) -> Any:
        for segment in segments:
            if type(value) is dict and type(segment) is str:
                value = value.get(segment, MISSING)
            elif type(segment) is int and _reaches(value, segment):
                value = value[segment]
            else:
                return MISSING
        return value

    return get


def _spreading(segments: Sequence[_Segment]) -> Callable[[Json], list[Json]]:
    """Wildcards give one flat array; elements that lack the rest contribute nothing (Q-7)."""

    def get(value: Json) -> list[Json]:
        values = [value]
        for segment in segments:
            if isinstance(segment, str):
                values = [found[segment] for found in values if type(found) is dict and segment in found]
            elif isinstance(segment, int):
                values = [found[segment] for found in values if _reaches(found, segment)]
            else:
                values = [item for found in values for item in segment(found)]
        return values

    return get


def _reaches(value: Json, index: int) -> bool:
    return type(value) is list and -len(value) <= index < len(value)


# Selectors: what they select of one value.


def _elements(value: Json) -> Iterable[Json]:
    """`[*]`: of an array only, as the documents have it."""
    return value if type(value) is list else ()


def _values(value: Json) -> Iterable[Json]:
    """`.*`: of an object too."""
    return value.values() if type(value) is dict else _elements(value)


def _one(segment: str | int) -> _Many:
    read = _walking([segment])

    def select(value: Json) -> Iterable[Json]:
        found = read(value)
        return () if found is MISSING else (found,)

    return select


def _listed(inside: str, at: int) -> _Many:
    """Brackets that hold more than one index, name or '*': a slice, or several of all these.

    Raises:
        PathError: they hold something else.
    """
    selects: list[_Many] = []
    for item in _ITEM.finditer(inside):
        if len(selects) == MOST_SEGMENTS:
            raise PathError(f"brackets hold at most {MOST_SEGMENTS} selectors", at)
        text = item[1].strip()
        single = _SINGLE.fullmatch(text)
        if single is None:
            selects.append(_slice(text, at))
        else:
            segment = _segment(single)
            selects.append(segment if callable(segment) else _one(segment))
        if item.end(1) == len(inside):
            break

    def select(value: Json) -> Iterable[Json]:
        return [item for part in selects for item in part(value)]

    return selects[0] if len(selects) == 1 else select


def _slice(text: str, at: int) -> _Many:
    """A slice of an array, as the library reads it; a step of 0 selects nothing (RFC 9535, 2.3.4).

    Raises:
        PathError: it is none.
    """
    if ":" not in text or not text.isascii() or text.startswith("?"):
        raise PathError(_complaint_inside(text), at)
    from jsonpath_ng import Child, Slice  # noqa: PLC0415  (slow to load, and slices are rare)
    from jsonpath_ng.exceptions import JSONPathError  # noqa: PLC0415
    from jsonpath_ng.parser import parse  # noqa: PLC0415

    try:
        parsed = parse(f"$[{text}]")
    except (JSONPathError, ValueError):  # a number of thousands of digits is a ValueError
        raise PathError(_complaint_inside(text), at) from None
    part = parsed.right if isinstance(parsed, Child) else None
    if not isinstance(part, Slice):
        raise PathError(_complaint_inside(text), at)
    start, end, step = part.start, part.end, part.step

    def select(value: Json) -> Iterable[Json]:
        return value[start:end:step] if type(value) is list and step != 0 else ()

    return select


def _complaint(text: str, at: int) -> str:
    """What is wrong with the text from here on."""
    char, rest = text[at], text[at + 1 : at + 2]
    if char == "[":
        filters = re.compile(r"\[\s*+\?").match(text, at)
        return _complaint_inside("?" if filters else "[")
    if char.isspace():
        return 'a path has no blanks; write a name with a blank as ["a b"]'
    if char == ".":
        if rest == ".":
            return "'..' searches at any depth, which FDL does not know; write each name"
        if rest in ("'", '"'):
            return "a quoted name stands in brackets, without a '.', as in [\"a b\"]"
        return f"no name behind '.': {rest!r}" if rest else "a name is missing behind '.'"
    return f"found {char!r}; a path goes on with '.name', '[0]', '[\"name\"]' or '[*]'"


def _complaint_inside(text: str) -> str:
    """What is wrong with the text in brackets."""
    if text == "[":
        return "the '[' that begins here is not ended by ']'"
    if text.startswith("?"):
        return "'[?' filters, which FDL does not know; let a function filter"
    if text.isidentifier():
        return f"a name in brackets is quoted, as in [\"{_cut(text)}\"]; brackets hold an index, a quoted name or '*'"
    return f"found '[{_cut(text)}]'; brackets hold an index, a quoted name or '*'"


def _cut(text: str) -> str:
    text = repr(text[:40])[1:-1]
    return text if len(text) <= 24 else f"{text[:21]}..."
