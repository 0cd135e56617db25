"""What is known of a value before a flow runs: its keys, its elements, or nothing.

In: constants and paths. Out: shapes, and where a path leaves them. It leaves where values come from to
`statemachine_data`. Source: cloudflow-statemachine 3, OQ-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_fnf.values import Json

_DEEPEST = 8
# Levels that are known of a value. A loop that wraps its input would make it deeper at each state.


@dataclass(frozen=True, slots=True)
class Fields:
    """An object that has no other keys than these; not each of them need be there."""

    keys: Mapping[str, Shape]
    depth: int


@dataclass(frozen=True, slots=True)
class Elements:
    """An array, and what is known of each element."""

    item: Shape
    depth: int


@dataclass(frozen=True, slots=True)
class Plain:
    """A text, a number, a boolean or null: no path leads into it."""

    depth: int = 0


Shape: TypeAlias = Fields | Elements | Plain | None
"""What is known of a value; `None` for nothing."""

PLAIN = Plain()


class Lost(NamedTuple):
    """Where a path leaves what is there: the key that leads nowhere, and what it was looked for in."""

    key: str | int
    shape: Fields | Elements | Plain


def fields(keys: Mapping[str, Shape]) -> Shape:
    """An object with these keys alone; unknown where it is too deep."""
    depth = 0
    for shape in keys.values():
        if shape is not None and shape.depth > depth:
            depth = shape.depth
    return None if depth >= _DEEPEST else Fields(keys, depth + 1)


def elements(item: Shape) -> Shape:
    """An array of such elements; unknown where it is too deep."""
    depth = 1 + (0 if item is None else item.depth)
    return None if depth > _DEEPEST else Elements(item, depth)


def shape_of(value: Json, depth: int = 0) -> Shape:
    """The shape of a constant."""
    if depth == _DEEPEST:
        return None
    if type(value) is dict:
        return fields({key: shape_of(part, depth + 1) for key, part in value.items()})
    return elements(None) if type(value) is list else PLAIN


def either(one: Shape, other: Shape) -> Shape:
    """What is known of a value that is one or the other; a key that one of them has may be there."""
    if one is None or other is None or one is other:
        return one if one is other else None
    if isinstance(one, Fields) and isinstance(other, Fields):
        keys = dict(one.keys)
        for key, shape in other.keys.items():
            keys[key] = either(keys[key], shape) if key in keys else shape
        return fields(keys)
    if isinstance(one, Elements) and isinstance(other, Elements):
        return elements(either(one.item, other.item))
    if isinstance(one, Plain):
        return other
    return one if isinstance(other, Plain) else None


def follow(shape: Shape, keys: Sequence[str | int]) -> Shape | Lost:
    """What is known of the value at a path, or where the path leads nowhere."""
    for key in keys:
        if isinstance(shape, Fields) and isinstance(key, str) and key in shape.keys:
            shape = shape.keys[key]
        elif isinstance(shape, Elements) and isinstance(key, int):
            shape = shape.item
        else:
            return None if shape is None else Lost(key, shape)
    return shape
