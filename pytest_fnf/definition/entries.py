"""The entries of a map: keys that stand twice, keys that are no text, merge keys.

In: a map, and its keys and values in turn, as they are written. Out: its entries, and problems. It leaves events to
`yaml_tree`, and the meaning of keys to the readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import PLAIN, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_fnf.definition.problems import Problems


def fill(node: Mapping, children: list[Node], problems: Problems, where: Callable[[Place], Place]) -> None:
    """Fill a map that is empty yet.

    Args:
        node: the map.
        children: keys and values in turn.
        problems: where problems go.
        where: what places are called in messages.
    """
    pairs: Iterator[Any] = iter(children)
    try:
        entries = {entry[0].text: entry for entry in zip(pairs, pairs)}  # noqa: B905  (an even number)
    except AttributeError:  # a list or a map stands as a key
        entries = {}
    if 2 * len(entries) == len(children) and "<<" not in entries:
        node.entries = entries  # nearly always
    else:
        _fill_one_by_one(node, children, problems, where)


def _fill_one_by_one(node: Mapping, children: list[Node], problems: Problems, where: Callable[[Place], Place]) -> None:
    entries = node.entries
    merged: list[Node] = []
    pairs = iter(children)
    for key, value in zip(pairs, pairs, strict=True):
        if type(key) is not Scalar:
            _odd_key(key, node.place, problems)
            continue
        text = key.text
        if text == "<<" and key.style == PLAIN:
            merged.append(value)
        elif text in entries:
            first = where(entries[text][0].place)
            problems.error(
                code.DUPLICATE_KEY,
                key.place,
                f"the key {quoted(text)} stands twice in one map; the first stands at {first.line}:{first.column}",
            )
        else:
            entries[text] = (key, value)
    for value in merged:
        _merge(entries, value, problems)


def _odd_key(key: Node, around: Place, problems: Problems) -> None:
    if type(key) is Mapping and key.place == Place(around.line, around.column + 1):
        problems.error(
            code.KEY_IS_NO_TEXT, around, "'{{' begins a map inside a map here", "a text with {{ }} goes in quotes"
        )
        return
    what = "a list" if type(key) is Sequence else "a map"
    problems.error(code.KEY_IS_NO_TEXT, key.place, f"{what} stands as a key; a key is text")


def _merge(entries: dict[str, tuple[Scalar, Node]], value: Node, problems: Problems) -> None:
    """Merge keys: what is written beside `<<` wins, then the first of several maps."""
    sources = value.items if type(value) is Sequence else [value]
    for source in sources:
        if type(source) is Mapping:
            for text, entry in source.entries.items():
                entries.setdefault(text, entry)
        else:
            problems.error(
                code.MERGE_KEY, source.place, "'<<' merges a map, or a list of maps; this is none", "write *name"
            )
