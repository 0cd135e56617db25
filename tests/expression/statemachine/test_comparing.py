"""How values compare: strictly, by value, at any depth (OQ-10, OQ-11)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.expression.statemachine.comparing import equal, identity
from pytest_fnf.expression.statemachine.errors import Unfit

VALUES = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    2**53,
    2**53 + 1,
    10**400,
    "",
    "1",
    "true",
    "null",
    "a",
    "b",
    [],
    [1],
    [True],
    ["1"],
    [[1]],
    {},
    {"a": 1},
    {"a": True},
    {"b": 1},
    {"a": 1, "b": 1},
]


@pytest.mark.parametrize("left", VALUES, ids=repr)
def test_a_value_equals_itself_and_no_other(left, value_of):
    for right in VALUES:
        same = left is right
        data = {"l": left, "r": json.loads(json.dumps(right))}
        assert value_of("$Input.l == $Input.r", data) is same, right
        assert value_of("$Input.l != $Input.r", data) is not same, right
        assert value_of("$Input.r in [$Input.l]", data) is same, right
        assert (identity(left) == identity(right)) is same, right


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1.0), (0, -0.0), (10**15, 1e15), ([1, {"a": 2}], [1.0, {"a": 2.0}]), ({"a": 1, "b": 2}, {"b": 2, "a": 1})],
)
def test_numbers_compare_by_value_and_objects_without_order(left, right, value_of):
    assert value_of("$Input[0] == $Input[1]", [left, right]) is True
    assert value_of("$Input[1] != $Input[0]", [left, right]) is False
    assert identity(left) == identity(right)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # A constant on either side takes another road to the same answer.
        ("$Input.n == 1", True),
        ("1 == $Input.n", True),
        ("$Input.n == 1.0", True),
        ("$Input.n == true", False),
        ("true == $Input.n", False),
        ('$Input.n == "1"', False),
        ("$Input.n == null", False),
        ("$Input.yes == 1", False),
        ("1 == $Input.yes", False),
        ("1.0 != $Input.yes", True),
        ("$Input.yes == true", True),
        ('$Input.yes == "true"', False),
        ("$Input.no == 0", False),
        ("$Input.no == false", True),
        ("$Input.no == null", False),
        ('$Input.text == "1"', True),
        ('"1" != $Input.text', False),
        ("$Input.text == 1", False),
        ("$Input.list == [1]", True),
        ("[1.0] == $Input.list", True),
        ("$Input.list == [true]", False),
        ('$Input == {"n": 1}', False),
        ('$Input.object == {"k": null}', True),
        ("$Input.list == 1", False),
        ("1 == 1.0", True),
        ('"a" != "b"', True),
        ("null == null", True),
        ("[] == {}", False),
        # Missing is null, and null equals null alone.
        ("$Input.missing == 1", False),
        ("$Input.missing != 1", True),
        ("$Input.missing == null", True),
        ("null != $Input.missing", False),
        ('$Input.missing == ""', False),
        ("$Input.missing == false", False),
        ("$Input.missing == $Input.missing", True),
        ("$Input.missing == $Input.object.k", True),
        # In: a value in an array, a key in an object.
        ("1 in $Input.list", True),
        ("1.0 in $Input.list", True),
        ("true in $Input.list", False),
        ('"1" in $Input.list', False),
        ("[1] in [[1.0], 2]", True),
        ("null in [1, null]", True),
        ("$Input.missing in $Input.list", False),
        ("1 in []", False),
        ('"k" in $Input.object', True),
        ('"n" in $Input', True),
        ('"x" in $Input', False),
        ('"" in {}', False),
        ('!("x" in $Input)', True),
        ("1 in $Input.object", False),
        ("null in $Input.object", False),
        ("[] in $Input.object", False),
        # Order: two numbers, or two texts by their bytes.
        ("$Input.n < 2", True),
        ("2 > $Input.n", True),
        ("$Input.n <= 1.0", True),
        ("$Input.n > 0.5", True),
        ("$Input.n >= 1", True),
        ("$Input.n < $Input.n", False),
        ('$Input.text < "2"', True),
        ('"10" < "9"', True),
        ('"Z" < "a"', True),
        ('"" < "a"', True),
        ('"\uffff" < "\U00010000"', True),
        ("9007199254740993 > 9007199254740992", True),
        ("9007199254740993 > 9007199254740992.0", True),
    ],
)
def test_comparisons_have_a_value(text, value, value_of):
    data = {"n": 1, "yes": True, "no": False, "text": "1", "list": [1], "object": {"k": None}}
    assert value_of(text, data) is value


UNORDERED = [None, True, [], {}]


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_what_has_no_order_fails(operator, cause_of):
    null, true, one, a = (None, "null"), (True, "true"), (1, "the number 1"), ("a", 'the text "a"')
    for left, right in [(null, one), (one, null), (true, one), (a, one), (one, a), (null, null), (true, true)]:
        cause = cause_of(f"$Input.l {operator} $Input.r", {"l": left[0], "r": right[0]})
        found = f"found {left[1]} and {right[1]}"
        assert cause == f"`$Input.l {operator} $Input.r`: {found}; ordering compares two numbers or two texts"
    for value in UNORDERED:
        assert "ordering compares" in cause_of(f"$Input {operator} 1", value)
        assert "ordering compares" in cause_of(f'"a" {operator} $Input', value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, json_values)
def test_equality_is_symmetric_and_known_from_the_identity(left, right):
    assert equal(left, left)
    assert equal(left, right) == equal(right, left) == (identity(left) == identity(right))


@given(json_values)
def test_a_copy_equals_and_whatever_wraps_it_does_not(value):
    assert equal(value, json.loads(json.dumps(value)))
    assert not equal(value, [value])
    assert not equal({"a": value}, [value])


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


def test_deep_values_compare_without_recursion():
    assert equal(nested(50_000), nested(50_000))
    assert not equal(nested(50_000), nested(50_001))
    with pytest.raises(Unfit, match="nested deeper than 400 levels"):
        identity(nested(50_000))
