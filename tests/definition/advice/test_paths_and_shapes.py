"""The small tools that rules stand on: first segments, places of parts, shapes."""

from __future__ import annotations

import pytest

from pytest_fnf.definition.advice.locating import locate
from pytest_fnf.definition.advice.orders import in_order
from pytest_fnf.definition.advice.segments import Segment, first_of
from pytest_fnf.definition.advice.shapes import PLAIN, Lost, Shape, either, elements, fields, follow, shape_of
from pytest_fnf.definition.places import Place, SourceText


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        ("", None),
        (".a.b", Segment("a", None, ".b")),
        ('["a b"][0]', Segment("a b", None, "[0]")),
        ("['a']", Segment("a", None, "")),
        ('[""]', Segment("", None, "")),
        ("[-1].x", Segment(None, -1, ".x")),
        ("[*].x", Segment(None, None, ".x")),
        ("[0:2]", None),
        (".*", None),
        ('["a\\"b"]', None),
    ],
)
def test_first_segment_is_told_where_it_is_a_plain_one(path: str, segment: Segment | None) -> None:
    assert first_of(path) == segment


@pytest.mark.parametrize(
    ("start", "part", "place"),
    [
        ((1, 1), "$.a", (2, 3)),
        ((2, 4), "$.a", (3, 1)),
        ((1, 1), "$.ab", (1, 3)),
        ((3, 2), "$.a", (3, 2)),
        ((1, 1), "{x}", (4, 1)),
    ],
)
def test_part_is_looked_for_from_its_place_on(start: tuple[int, int], part: str, place: tuple[int, int]) -> None:
    source = SourceText("flow.yml", "  $.ab $.a.c\n  $.a\n$.a\n{x}y")
    assert locate(source, Place(*start), part) == Place(*place)


def test_steps_come_behind_those_that_lead_to_them() -> None:
    following = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["b", "e"], "e": [], "lost": ["a"]}
    order = in_order("a", following)
    assert sorted(order) == ["a", "b", "c", "d", "e"]
    assert order.index("b") < order.index("d") < order.index("e")
    assert order.index("c") < order.index("d")


ORDER = shape_of({"id": 7, "lines": [{"n": 1}], "to": {"city": None}})


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ((), ORDER),
        (("id",), PLAIN),
        (("lines", 0, "anything"), None),
        (("to", "city"), PLAIN),
        (("to", "street"), Lost("street", fields({"city": PLAIN}))),  # type: ignore[arg-type]
        (("id", "x"), Lost("x", PLAIN)),
        (("lines", "x"), Lost("x", elements(None))),  # type: ignore[arg-type]
    ],
)
def test_path_is_followed_into_a_shape(keys: tuple[str | int, ...], found: Shape | Lost) -> None:
    assert follow(ORDER, keys) == found


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1}),
        ({"a": 1}, {"b": {"c": 1}}, {"a": 1, "b": {"c": 1}}),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, {"a": {"b": 1, "c": 1}}),
        ({"a": 1}, 5, {"a": 1}),
        (5, {"a": 1}, {"a": 1}),
        (5, "x", 5),
        ([1], [2], [1]),
    ],
)
def test_value_that_is_one_or_the_other_may_have_the_keys_of_both(one: object, other: object, both: object) -> None:
    assert either(shape_of(one), shape_of(other)) == shape_of(both)


def test_nothing_is_known_of_an_array_or_an_object() -> None:
    assert either(shape_of([1]), shape_of({"a": 1})) is None
    assert either(None, shape_of({"a": 1})) is None
    assert follow(None, ["a"]) is None


def test_shapes_are_known_only_so_deep() -> None:
    value: object = 1
    for _ in range(50):
        value = {"a": value}
    assert follow(shape_of(value), ["a"] * 9) is None
