from __future__ import annotations

import enum
import json
from collections import OrderedDict
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.values import NotJson, compact, copy_json, private, size, size_bound

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Colour(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


def cyclic() -> list[object]:
    values: list[object] = []
    values.append(values)
    return values


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [1, {2}]}, "a set at $.a[1] is no JSON value"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "a datetime at $.at is no JSON value"),
        (float("nan"), "nan at $ is no JSON value"),
        ([float("-inf")], "-inf at $[0] is no JSON value"),
        ({1: "a"}, "the key 1 (int) at $ is no JSON value"),
        ({"a": object()}, "an object at $.a is no JSON value"),
        ([2**20_000], "an integer of 20001 bits at $[0] is no JSON value"),
    ],
)
def test_what_json_cannot_carry_is_named_with_its_path(value, message):
    with pytest.raises(NotJson) as raised:
        copy_json(value)
    assert str(raised.value) == message


def test_a_cyclic_value_is_too_deep():
    with pytest.raises(NotJson, match=r"^nesting deeper than 200 levels at "):
        copy_json(cyclic())


@pytest.mark.parametrize(
    ("value", "copy"),
    [
        ((1, 2), [1, 2]),
        (OrderedDict(a=1), {"a": 1}),
        ({Colour.RED: Colour.RED}, {"red": "red"}),
        (Level.LOW, 1),
    ],
)
def test_subclasses_count_as_what_they_are(value, copy):
    made, _ = copy_json(value)
    assert made == copy
    assert json.dumps(made) == json.dumps(copy)
    assert type(made) is type(copy)


def test_a_copy_shares_nothing_with_its_original():
    inner = {"x": [1]}
    copy, _ = copy_json({"a": inner})
    inner["x"].append(2)
    assert copy == {"a": {"x": [1]}}


def test_sizes_are_bytes_of_compact_utf_8():
    assert compact({"a": [1, "é"], "b": None}) == '{"a":[1,"é"],"b":null}'
    assert size({"a": [1, "é"], "b": None}) == 23
    assert size("\ud800") == 5


@given(json_values)
def test_the_bound_is_never_below_the_size(value):
    assert size_bound(value) >= size(value)


@given(json_values)
def test_copies_are_equal(value):
    assert copy_json(value)[0] == value
    assert private(value) == value
