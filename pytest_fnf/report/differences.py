"""Where two values differ, at any depth, as lines.

In: an expected value (which may hold matchers that compare with `==`) and what was found. Out: one line a difference,
each with its path. It leaves cutting to the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.report.words import value
from pytest_fnf.values import NotJson, copy_json

if TYPE_CHECKING:
    from collections.abc import Iterator


def differences(expected: Any, found: Any, path: str = "$") -> Iterator[str]:
    """One line for each place where the values differ; none if they are equal."""
    if expected == found:
        return
    if isinstance(expected, dict) and isinstance(found, dict):
        yield from _in_objects(expected, found, path)
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _in_arrays(expected, found, path)
    else:
        yield f"{path}: expected {shown(expected)}, found {shown(found)}"


def shown(data: Any) -> str:
    """A value as JSON where it is JSON, else as Python writes it."""
    try:
        copy_json(data)
    except NotJson:
        return repr(data)
    return value(data, 200)


def _in_objects(expected: dict[str, Any], found: dict[str, Any], path: str) -> Iterator[str]:
    for key, item in expected.items():
        if key not in found:
            yield f"{path}.{key}: expected {shown(item)}, but the key is missing"
        else:
            yield from differences(item, found[key], f"{path}.{key}")
    for key, item in found.items():
        if key not in expected:
            yield f"{path}.{key}: not expected, found {shown(item)}"


def _in_arrays(expected: list[Any], found: list[Any], path: str) -> Iterator[str]:
    for at, (left, right) in enumerate(zip(expected, found, strict=False)):
        yield from differences(left, right, f"{path}[{at}]")
    for at in range(len(found), len(expected)):
        yield f"{path}[{at}]: expected {shown(expected[at])}, but the array ends before"
    for at in range(len(expected), len(found)):
        yield f"{path}[{at}]: not expected, found {shown(found[at])}"
