"""Passages: which text stands where in a document, after parts of it were filled in."""

from __future__ import annotations

import re

import pytest

from pytest_fnf.definition.passages import Part, Passage, PlacesOf, passage_of, whole
from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.problems import Problems
from pytest_fnf.definition.tree import Mapping, Node, Scalar
from pytest_fnf.definition.yaml_tree import build_tree


def scalar_in(text: str) -> tuple[Scalar, SourceText]:
    """The value of the document's only key `a`."""
    source = SourceText("t.yml", text)
    root = build_tree(source, Problems(source))
    assert isinstance(root, Mapping)
    node = root.entries["a"][1]
    assert isinstance(node, Scalar)
    return node, source


def whereabouts(passage: Passage, source: SourceText) -> list[tuple[str, int, int]]:
    """Each character with its place in the document."""
    places = PlacesOf(passage, source)
    inner = SourceText("", passage.text)
    found = [(char, places.outer(inner.at(index))) for index, char in enumerate(passage.text)]
    return [(char, place.line, place.column) for char, place in found]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: xy", [("x", 1, 4), ("y", 1, 5)]),
        ("a: 'x''y'", [("x", 1, 5), ("'", 1, 6), ("y", 1, 8)]),
        ('a: "x\\ny"', [("x", 1, 5), ("\n", 1, 6), ("y", 1, 8)]),
        ('a: "\\u0041\\x42C"', [("A", 1, 5), ("B", 1, 11), ("C", 1, 15)]),
        ("a: |\n  x\n   y\n", [("x", 2, 3), ("\n", 2, 4), (" ", 3, 3), ("y", 3, 4), ("\n", 3, 5)]),
        ("a: |-\n\n   x\n\n   y\n", [("\n", 2, 1), ("x", 3, 4), ("\n", 3, 5), ("\n", 4, 1), ("y", 5, 4)]),
        ("a: |2-\n   x", [(" ", 2, 3), ("x", 2, 4)]),
        ("a: &b |  # why\n  x", [("x", 2, 3)]),
        ("a: !!str xy", [("x", 1, 10), ("y", 1, 11)]),
        ("a: |\r\n  x\r\n  y\r\n", [("x", 2, 3), ("\n", 2, 4), ("y", 3, 3), ("\n", 3, 4)]),
        # Folded texts have other line breaks than the document: all of it stands where the text begins.
        ("a: >-\n  x\n  y", [("x", 1, 4), (" ", 1, 4), ("y", 1, 4)]),
        ("a: x\n  y", [("x", 1, 4), (" ", 1, 4), ("y", 1, 4)]),
        ('a: "x\n  y"', [("x", 1, 4), (" ", 1, 4), ("y", 1, 4)]),
    ],
)
def test_characters_of_a_scalar_know_where_they_stand(text: str, places: list[tuple[str, int, int]]) -> None:
    node, source = scalar_in(text)
    passage = passage_of(node, source)
    assert passage.text == node.text
    assert whereabouts(passage, source) == places


def test_what_is_filled_in_stands_where_its_placeholder_does() -> None:
    source = SourceText("t.yml", "a<b>c\nd<b>")
    passage = whole(source).replaced(re.compile("<b>"), lambda _: "X\nY")
    assert passage.text == "aX\nYc\ndX\nY"
    assert [place[1:] for place in whereabouts(passage, source)] == [
        (1, 1), (1, 2), (1, 2), (1, 2), (1, 5), (1, 6), (2, 1), (2, 2), (2, 2), (2, 2),
    ]  # fmt: skip


def test_replacing_nothing_gives_the_same_passage() -> None:
    passage = whole(SourceText("t.yml", "a<b>"))
    assert passage.replaced(re.compile("<b>"), lambda _: None) is passage
    assert passage.replaced(re.compile("<c>"), lambda _: "x") is passage


def test_replacing_can_remove() -> None:
    source = SourceText("t.yml", "<b>a")
    passage = whole(source).replaced(re.compile("<b>"), lambda _: "")
    assert passage.text == "a"
    assert whereabouts(passage, source) == [("a", 1, 4)]


def test_an_empty_passage_stands_at_the_beginning() -> None:
    source = SourceText("t.yml", "a: b")
    assert PlacesOf(Passage([]), source).outer(Place(1, 1)) == Place(1, 1)


def test_tree_of_a_passage_has_the_places_of_the_document() -> None:
    source = SourceText(
        "t.yml", "outer:\n  inner: |\n    steps:\n      - {name: '<n>', type: pass}\n      - [<n>, b]\n"
    )
    root = build_tree(source, Problems(source))
    assert isinstance(root, Mapping)
    node = root.entries["outer"][1]
    assert isinstance(node, Mapping)
    text = node.entries["inner"][1]
    assert isinstance(text, Scalar)
    passage = passage_of(text, source).replaced(re.compile("<n>"), lambda _: "longer")
    problems = Problems(source)
    inner = build_tree(source, problems, passage)
    assert not problems.has_errors
    assert list(scalars(inner)) == [
        ("steps", Place(3, 5)),
        ("name", Place(4, 10)),
        ("longer", Place(4, 16)),
        ("type", Place(4, 23)),
        ("pass", Place(4, 29)),
        ("longer", Place(5, 10)),
        ("b", Place(5, 15)),
    ]


def scalars(node: Node | None) -> list[tuple[str, Place]]:
    if isinstance(node, Scalar):
        return [(node.text, node.place)]
    if isinstance(node, Mapping):
        return [found for key, value in node.entries.values() for found in (*scalars(key), *scalars(value))]
    return [] if node is None else [found for item in node.items for found in scalars(item)]


def test_columns_inside_a_text_are_known_unless_something_in_it_was_filled_in() -> None:
    source = SourceText("t.yml", "x: 'a: {b: cde, f: g<n>h}'")
    root = build_tree(source, Problems(source))
    assert isinstance(root, Mapping)
    outer = root.entries["x"][1]
    assert isinstance(outer, Scalar)
    passage = passage_of(outer, source).replaced(re.compile("<n>"), lambda _: "_")
    inner = build_tree(source, Problems(source), passage)
    assert isinstance(inner, Mapping)
    entries = inner.entries["a"][1]
    assert isinstance(entries, Mapping)
    plain, filled = entries.entries["b"][1], entries.entries["f"][1]
    assert isinstance(plain, Scalar)
    assert isinstance(filled, Scalar)
    assert (plain.place, plain.place_of(2)) == (Place(1, 12), Place(1, 14))
    assert (filled.text, filled.place, filled.place_of(2)) == ("g_h", Place(1, 20), Place(1, 20))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x: |\n  a: 1\n  a: 2\n", ["3:3 the key 'a' stands twice in one map; the first stands at 2:3"]),
        ("x: |\n  a: [1\n", ["2:6 a list that begins with '[' here is not closed"]),
        (
            "x: |\n  a: !y 1\n",
            ["2:6 the tag '!y' is not understood; a flow knows !Ref service/function as a resourceArn"],
        ),
    ],
)
def test_problems_of_a_passage_have_the_places_of_the_document(text: str, lines: list[str]) -> None:
    source = SourceText("t.yml", text)
    root = build_tree(source, Problems(source))
    assert isinstance(root, Mapping)
    node = root.entries["x"][1]
    assert isinstance(node, Scalar)
    problems = Problems(source)
    build_tree(source, problems, passage_of(node, source))
    assert [f"{problem.line}:{problem.column} {problem.message}" for problem in problems.ordered()] == lines


def test_a_very_long_text_stands_where_it_begins() -> None:
    node, source = scalar_in("a: |\n" + "  x\n" * 600_000)
    passage = passage_of(node, source)
    assert passage.text == node.text
    assert passage.parts == (Part(node.text, 3, verbatim=False),)
