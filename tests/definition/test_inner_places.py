"""Places inside texts that go over several lines or are written with escapes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.definition.inner_places import place_in
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.tree import Mapping, Scalar
from pytest_fnf.definition.yaml_tree import build_tree, decode

TEXTS = st.text("ab$=.'\"\\/ é\n", min_size=1, max_size=30)


def written(style: str, text: str) -> str:
    """The text as YAML, below the key `k`."""
    if style == '"':
        return json.dumps(text, ensure_ascii=False)
    if style == "'":
        return "'" + text.replace("'", "''").replace("\n", "\n\n  ") + "'"
    return f"{style}2-\n" + "".join(f"  {line}\n" for line in text.split("\n"))


@given(st.sampled_from(["'", '"', "|", ">"]), TEXTS)
def test_character_stands_at_its_place_or_the_place_is_the_texts(style: str, text: str) -> None:
    source, problems = decode(f"k: {written(style, text)}\n", "flow.yml")
    root = build_tree(source, problems)
    if type(root) is not Mapping:  # a line of blanks at the wrong place
        return
    scalar = root.entries["k"][1]
    assert type(scalar) is Scalar
    for offset, char in enumerate(scalar.text):
        place = place_in(scalar, offset, source)
        if place == scalar.place or char in " \n":
            continue
        line = source.lines[place.line - 1]
        assert line[place.column - 1 :].startswith((char, f"\\{char}"))


@given(st.sampled_from(["'", '"', "|", ">"]), TEXTS)
def test_any_offset_gives_a_place(style: str, text: str) -> None:
    source, problems = decode(f"k: {written(style, text)}\n", "flow.yml")
    root = build_tree(source, problems)
    if type(root) is Mapping and type(root.entries["k"][1]) is Scalar:
        scalar = root.entries["k"][1]
        for offset in (0, len(scalar.text), len(scalar.text) + 5):
            assert place_in(scalar, offset, source) >= scalar.place


@pytest.mark.parametrize(
    ("document", "offset", "place"),
    [
        ("k: abc", 1, Place(1, 5)),
        ("k: 'abc'", 1, Place(1, 6)),
        ("k: 'a''c'", 2, Place(1, 8)),
        ("k: a\n  b", 2, Place(2, 3)),
        ("k: |\n  a\n\n    b", 5, Place(4, 5)),
        ("k: >\n  a\n  b", 2, Place(3, 3)),
        ("k: >\n  a\n  b", 3, Place(3, 4)),
        ('k: "a\\\n  b"', 1, Place(2, 3)),
        ('k: "\\x41b"', 1, Place(1, 4)),
        ("k: !!str 'abc'", 1, Place(1, 4)),
        ("k: &name 'abc'", 1, Place(1, 4)),
    ],
)
def test_places_worked_out_by_hand(document: str, offset: int, place: Place) -> None:
    source, problems = decode(document, "flow.yml")
    root = build_tree(source, problems)
    assert type(root) is Mapping
    scalar = root.entries["k"][1]
    assert type(scalar) is Scalar
    assert place_in(scalar, offset, source) == place
