"""Where two values differ, at any depth, matchers inside them included.

In: what was expected (JSON, or matchers such as dirty-equals and `pytest.approx` anywhere in it) and what was found.
Out: one line a difference, each with its path. It leaves cutting to the caller.
"""

from __future__ import annotations

import json
import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import nearest
from pytest_fnf.report.words import value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PLAIN_KEY = re.compile(r"[^\W\d][\w-]*")
_LONGEST = 80
# Of a value in a difference.


def differences(expected: Any, found: Any, path: str = "$") -> Iterator[str]:
    """One line for each place where the values differ; none if they are equal."""
    if expected == found:
        return
    if isinstance(expected, dict) and isinstance(found, dict):
        yield from _in_objects(expected, found, path)
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _in_arrays(expected, found, path)
    elif isinstance(expected, str) and isinstance(found, str) and max(len(expected), len(found)) > _LONGEST // 2:
        yield _in_texts(expected, found, path)
    else:
        left, right = shown(expected), shown(found)
        kind = f" ({type(expected).__name__}, JSON gives {type(found).__name__})" if left == right else ""
        yield f"{path}: expected {left}{kind}, found {right}"


def shown(data: Any, most: int | None = _LONGEST) -> str:
    """A value as JSON, with matchers inside it as Python writes them."""
    try:
        return value(data, most)
    except (TypeError, ValueError):
        # A matcher, or something that JSON cannot carry.
        text = _mixed(data)
        return text if most is None or len(text) <= most else f"{text[: most - 4]} ..."


def _mixed(data: Any) -> str:
    if isinstance(data, dict):
        return f"{{{','.join(f'{_mixed(key)}:{_mixed(item)}' for key, item in data.items())}}}"
    if isinstance(data, list):
        return f"[{','.join(map(_mixed, data))}]"
    try:
        return json.dumps(data, ensure_ascii=False)
    except (TypeError, ValueError):
        return repr(data)


def _in_objects(expected: dict[Any, Any], found: dict[str, Any], path: str) -> Iterator[str]:
    extra = [key for key in found if key not in expected]
    for key, item in expected.items():
        if key in found:
            yield from differences(item, found[key], f"{path}{_below(key)}")
        else:
            near = nearest(key, extra, most=1) if isinstance(key, str) else []
            hint = f"; did you mean {json.dumps(near[0], ensure_ascii=False)}?" if near else ""
            yield f"{path}{_below(key)}: expected {shown(item)}, but there is no such key{hint}"
    for key in extra:
        yield f"{path}{_below(key)}: not expected, found {shown(found[key])}"


def _in_arrays(expected: Sequence[Any], found: Sequence[Any], path: str) -> Iterator[str]:
    """What both begin and end with is left out, so that one element more or less is one difference."""
    pairs = zip(expected, found, strict=False)
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    most = min(len(expected), len(found)) - head
    pairs = zip(reversed(expected), reversed(found), strict=False)
    tail = min(most, sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)))
    left, right = expected[head : len(expected) - tail], found[head : len(found) - tail]
    for at, (one, other) in enumerate(zip(left, right, strict=False), start=head):
        yield from differences(one, other, f"{path}[{at}]")
    for at in range(len(right), len(left)):
        yield f"{path}[{head + at}]: expected {shown(left[at])}, but it is missing"
    for at in range(len(left), len(right)):
        yield f"{path}[{head + at}]: not expected, found {shown(right[at])}"


def _in_texts(expected: str, found: str, path: str) -> str:
    """Long texts from a little before the first character that differs."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(expected, found, strict=False)))
    start = max(0, same - 10)

    def part(text: str) -> str:
        before, after = "..." if start else "", "..." if len(text) > start + 40 else ""
        return value(f"{before}{text[start : start + 40]}{after}", None)

    return f"{path}: expected {part(expected)}, found {part(found)} (they differ from character {same} on)"


def _below(key: Any) -> str:
    """A key as the next part of a path."""
    if isinstance(key, str) and _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    return f"[{json.dumps(key, ensure_ascii=False) if isinstance(key, str) else repr(key)}]"
