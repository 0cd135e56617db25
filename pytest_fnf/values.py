"""JSON values: private copies, sizes, compact text.

In: anything a test or a function hands over. Out: a copy made of plain `dict`, `list`, `str`, `int`,
`float`, `bool` and `None` that nobody else holds, and how many bytes it takes as compact JSON.
It leaves to others what a wrong value means (a test's mistake at one boundary, `FnF.InvalidLocal` at another).

Inside the engine values are never mutated, so they are shared; only boundaries copy (design, section 4).
"""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""`None`, `bool`, `int`, `float`, `str`, `list[Json]` or `dict[str, Json]`; mypy has no exact recursive form for it."""

JsonObject: TypeAlias = dict[str, Any]


class Payload(str):
    """A text that a function gets as it is, where any other value is sent as JSON."""

    __slots__ = ()


DEEPEST = 200
"""Levels of nesting that a value may have: as many as a document, far above any real one, far below the C stack."""

_LONGEST_INT_BITS = 14_000
# Python refuses to print integers of more than 4300 digits, so they could not be shown as JSON.

_CONTAINERS = (dict, list)


class NotJson(ValueError):
    """A value that JSON cannot carry.

    Attributes:
        path: where it is, as a path from `$`.
        found: what is there, in words.
    """

    def __init__(self, found: str, path: str = "") -> None:
        super().__init__(found, path)
        self.found = found
        self.path = f"${path}"

    def __str__(self) -> str:
        path = self.path if len(self.path) <= 100 else f"{self.path[:97]}..."
        return f"{self.found} at {path} is no JSON value"

    def below(self, step: str) -> NotJson:
        """The same, seen from one level further out."""
        return NotJson(self.found, f"{step}{self.path[1:]}")


def copy_json(value: object) -> tuple[Json, int]:
    """A private copy of a JSON value, and an upper bound of its size in bytes as compact JSON.

    The bound is never below `size` of the copy and costs no look at the text: a character counts six
    bytes (the longest escape), so that one pass serves both purposes.

    Raises:
        NotJson: for NaN, infinities, sets, datetimes, keys that are no text, values too deep or cyclic.
    """
    return _copy(value, 0)


def _copy(value: object, depth: int) -> tuple[Json, int]:  # noqa: PLR0911  (one a type, the frequent first)
    kind = type(value)
    if kind is str:
        return value, 6 * len(value) + 2  # type: ignore[arg-type]
    if kind is int:
        return (value, 10) if -1_000_000_000 < value < 1_000_000_000 else _long_int(value)  # type: ignore[operator, arg-type]
    if value is None or kind is bool:
        return value, 5
    if kind is dict:
        return _copy_object(value, depth)  # type: ignore[arg-type]
    if kind is list or kind is tuple:
        return _copy_array(value, depth)  # type: ignore[arg-type]
    if kind is float:
        if not isfinite(value):  # type: ignore[arg-type]
            raise NotJson(repr(value))
        return value, 25
    return _copy_subclass(value, depth)


def _long_int(value: int) -> tuple[int, int]:
    if value.bit_length() > _LONGEST_INT_BITS:
        raise NotJson(f"an integer of {value.bit_length()} bits")
    return value, value.bit_length() // 3 + 3


def _copy_object(value: dict[Any, Any], depth: int) -> tuple[JsonObject, int]:
    if depth >= DEEPEST:
        raise NotJson(f"nesting deeper than {DEEPEST} levels")
    copy: JsonObject = {}
    bound = 2
    for key, item in value.items():
        if type(key) is not str:
            if not isinstance(key, str):
                raise NotJson(f"the key {key!r} ({type(key).__name__})")
            key = str.__str__(key)  # noqa: PLW2901  (a plain text for a subclass of it)
        if type(item) is str:
            copy[key] = item
            bound += 6 * (len(key) + len(item)) + 6
            continue
        try:
            copy[key], size = _copy(item, depth + 1)
        except NotJson as error:
            raise error.below(f".{key}") from None
        bound += 6 * len(key) + 4 + size
    return copy, bound


def _copy_array(value: list[Any] | tuple[Any, ...], depth: int) -> tuple[list[Json], int]:
    if depth >= DEEPEST:
        raise NotJson(f"nesting deeper than {DEEPEST} levels")
    copy: list[Json] = []
    bound = 2
    for index, item in enumerate(value):
        try:
            plain, size = _copy(item, depth + 1)
        except NotJson as error:
            raise error.below(f"[{index}]") from None
        copy.append(plain)
        bound += size + 1
    return copy, bound


def _copy_subclass(value: object, depth: int) -> tuple[Json, int]:
    """Subclasses of JSON's types (an `IntEnum`, an `OrderedDict`, a `StrEnum`) count as what they are."""
    if isinstance(value, str):
        return _copy(str.__str__(value), depth)
    if isinstance(value, int):
        return _copy(int(value), depth)
    if isinstance(value, float):
        return _copy(float(value), depth)
    if isinstance(value, dict):
        return _copy_object(value, depth)
    if isinstance(value, list | tuple):
        return _copy_array(value, depth)
    raise NotJson(f"{_article(type(value).__name__)} {type(value).__name__}")


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def private(value: Json) -> Json:
    """A copy of a value known to be JSON, for a reader who may change it."""
    if type(value) is dict:
        return {key: private(item) if type(item) in _CONTAINERS else item for key, item in value.items()}
    if type(value) is list:
        return [private(item) if type(item) in _CONTAINERS else item for item in value]
    return value


def size_bound(value: Json) -> int:
    """An upper bound of `size(value)` in bytes, without making the text."""
    return copy_json(value)[1]


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(value: Json) -> str:
    """The value as compact JSON text, keys in their order, characters beyond ASCII as they are."""
    return _COMPACT.encode(value)


def size(value: Json) -> int:
    """Bytes of the value as compact JSON in UTF-8 (what the 32 KiB of fdl-classic section 2 are counted in)."""
    return len(compact(value).encode("utf-8", "surrogatepass"))
