"""Paths: `.a.b`, `[0]`, `["a b"]`, `[*].x`, compiled once.

In: the text behind a root. Out: a `Path` whose `get` reads a value or says `MISSING`. It leaves roots, and what a
missing value means, to whoever compiles it. Source: fdl-classic 3.4, Q-6 to Q-8.

    path    := segment*
    segment := "." name | "[" int "]" | "[" string "]" | "[*]"

These take a direct road. What is left of standard JSONPath without search (`.*`, slices, unions) goes through
jsonpath-ng, which is loaded only then. Filters and recursive descent are refused.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_fnf.values import Json


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING
"""Nothing is there: unlike `None`, which is a value."""

MOST_SEGMENTS = 200
"""Segments that a path may have; a value is no deeper."""


class PathError(ValueError):
    """A text that is no path.

    Attributes:
        message: what was found and what is allowed.
        offset: where in the text, from 0.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class _Wildcard:
    """Every element of an array."""


_ALL = _Wildcard()
_SEGMENT = re.compile(
    r"""\.(?P<name>[^\s.\[\]()'"*?@,:]+)
      | \[\s*(?P<index>-?\d{1,15})\s*\]
      | \[\s*"(?P<double>(?:[^"\\]|\\.)*)"\s*\]
      | \[\s*'(?P<single>(?:[^'\\]|\\.)*)'\s*\]
      | (?P<all>\[\s*\*\s*\])
    """,
    re.VERBOSE,
)
_STANDARD = re.compile(r"\.\*|\[[^\[\]?()]*[:,][^\[\]?()]*\]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Path:
    """A compiled path.

    Attributes:
        text: as written behind the root; empty for the root itself.
        wildcard: whether the result is always an array, also of no or one element.
        keys: the names on the way as far as they are known, for advice and messages.
        get: reads a value; `MISSING` where the path leads nowhere.
    """

    __slots__ = ("get", "keys", "text", "wildcard")

    def __init__(self, text: str, get: Callable[[Json], Any], keys: tuple[str | int, ...], *, wildcard: bool) -> None:
        self.text = text
        self.get = get
        self.keys = keys
        self.wildcard = wildcard

    def __repr__(self) -> str:
        return f"Path({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Path) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@lru_cache(maxsize=4096)
def compile_path(text: str) -> Path:
    """Compile the text behind a root.

    Raises:
        PathError: it is no path, or one that searches.
    """
    segments: list[str | int | _Wildcard] = []
    at = 0
    while at < len(text):
        match = _SEGMENT.match(text, at)
        if match is None:
            return _standard(text, at)
        segments.append(_segment(match))
        at = match.end()
        if len(segments) > MOST_SEGMENTS:
            raise PathError(f"a path has at most {MOST_SEGMENTS} segments", match.start())
    known = tuple(segment for segment in segments if not isinstance(segment, _Wildcard))
    wildcard = len(known) < len(segments)
    return Path(text, _walker(segments, wildcard=wildcard), known, wildcard=wildcard)


def _segment(match: re.Match[str]) -> str | int | _Wildcard:
    kind = match.lastgroup
    if kind == "all":
        return _ALL
    if kind == "index":
        return int(match["index"])
    if kind == "name":
        return match["name"]
    return _ESCAPE.sub(r"\1", match["double"] if kind == "double" else match["single"])


def _walker(segments: Sequence[str | int | _Wildcard], *, wildcard: bool) -> Callable[[Json], Any]:
    """The quickest reader for these segments."""
    if not segments:
        return _itself
    if wildcard:
        return _spreading(segments)
    first, *rest = segments
    if isinstance(first, str) and not rest:
        return _one_key(first)
    return _steps([segment for segment in segments if not isinstance(segment, _Wildcard)])


def _itself(value: Json) -> Json:
    return value


def _one_key(key: str) -> Callable[[Json], Any]:
    def get(value: Json) -> Any:
        return value.get(key, MISSING) if type(value) is dict else MISSING

    return get


def _steps(segments: Sequence[str | int]) -> Callable[[Json], Any]:
    def get(value: Json) -> Any:
        for segment in segments:
            value = _step(value, segment)
            if value is MISSING:
                break
        return value

    return get


def _step(value: Json, segment: str | int) -> Any:
    if isinstance(segment, str):
        return value.get(segment, MISSING) if type(value) is dict else MISSING
    if type(value) is list and -len(value) <= segment < len(value):
        return value[segment]
    return MISSING


def _spreading(segments: Sequence[str | int | _Wildcard]) -> Callable[[Json], list[Json]]:
    """Wildcards give one flat array; elements that lack the rest contribute nothing (Q-7)."""

    def get(value: Json) -> list[Json]:
        values = [value]
        for segment in segments:
            if isinstance(segment, _Wildcard):
                values = [item for found in values if type(found) is list for item in found]
            else:
                values = [item for item in (_step(found, segment) for found in values) if item is not MISSING]
        return values

    return get


def _standard(text: str, at: int) -> Path:
    """A path with a form that only the library knows.

    Raises:
        PathError: it is no path, or one that searches.
    """
    if text.startswith("..", at):
        raise PathError("'..' searches at any depth, which FDL does not know; write each name", at)
    if re.match(r"\[\s*\?", text[at:]):
        raise PathError("'[?' filters, which FDL does not know; let a function filter", at)
    if _STANDARD.match(text, at) is None:
        raise PathError(_complaint(text, at), at)
    from jsonpath_ng.exceptions import JSONPathError  # noqa: PLC0415  (slow to load, and these forms are rare)
    from jsonpath_ng.parser import parse  # noqa: PLC0415

    try:
        parsed = parse(f"${text}")
        parts = list(_parts(parsed))
    except (JSONPathError, RecursionError, ValueError) as error:
        raise PathError(f"no path: {error}", at) from None
    return Path(text, _by_parts(parts), (), wildcard=True)


def _parts(parsed: Any) -> Iterator[Any]:
    """The library's tree as a flat list of its last steps; anything that searches is refused."""
    from jsonpath_ng import Child, Fields, Index, Root, Slice  # noqa: PLC0415

    tail = []
    while isinstance(parsed, Child):
        tail.append(parsed.right)
        parsed = parsed.left
    if not isinstance(parsed, Root) or not all(
        isinstance(part, Fields | Index | Slice) or _is_all(part) for part in tail
    ):
        raise ValueError("only names, indexes, slices and '*' are allowed")
    return reversed(tail)


def _is_all(part: Any) -> bool:
    """Whether a step is `.*`, which older releases of the library hold as a field of that name."""
    return type(part).__name__ == "Wildcard" or getattr(part, "fields", ()) == ("*",)


def _by_parts(parts: Sequence[Any]) -> Callable[[Json], list[Json]]:
    """Walk the library's steps ourselves: its own `find` takes an object for an array of one element."""
    from jsonpath_ng import Fields, Slice  # noqa: PLC0415

    def step(value: Json, part: Any) -> list[Json]:
        if _is_all(part):
            return [*value.values()] if type(value) is dict else value if type(value) is list else []
        if isinstance(part, Fields):
            return [value[name] for name in part.fields if name in value] if type(value) is dict else []
        if type(value) is not list:
            return []
        if isinstance(part, Slice):
            return value[slice(part.start, part.end, part.step or None)]
        indexes = getattr(part, "indices", None) or (part.index,)
        return [value[index] for index in indexes if -len(value) <= index < len(value)]

    def get(value: Json) -> list[Json]:
        values = [value]
        for part in parts:
            values = [item for found in values for item in step(found, part)]
        return values

    return get


def _complaint(text: str, at: int) -> str:
    char = text[at]
    if char == ".":
        return "a name is missing behind '.'" if at + 1 == len(text) else f"no name behind '.': '{text[at + 1]}'"
    if char == "[":
        return "a '[' holds an index, a quoted name or '*', and ends with ']'"
    if char.isspace():
        return 'a path has no blanks; write a name with a blank as ["a b"]'
    return f"found '{char}'; a path goes on with '.name', '[0]', '[\"name\"]' or '[*]'"
