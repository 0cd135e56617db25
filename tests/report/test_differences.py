"""Where two values differ, at any depth."""

from __future__ import annotations

from unittest.mock import ANY

import pytest
from dirty_equals import IsInt, IsList, IsPartialDict, IsStr

from pytest_fnf.report.differences import differences, shown


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
        ({"a": [ANY, {"b": IsInt}]}, {"a": [1, {"b": 2}]}),
        ({"a": pytest.approx(1, abs=0.1)}, {"a": 1.05}),
        (IsPartialDict(a=1), {"a": 1, "b": 2}),
        ([IsList(1, 2), "x"], [[1, 2], "x"]),
        (1, 1.0),
        (ANY, None),
    ],
)
def test_equal_values_have_none(expected, found):
    assert list(differences(expected, found)) == []


@pytest.mark.parametrize(
    ("expected", "found", "lines"),
    [
        (1, 2, ["$: expected 1, found 2"]),
        ("1", 1, ['$: expected "1", found 1']),
        (None, {}, ["$: expected null, found {}"]),
        (True, "true", ['$: expected true, found "true"']),
        ({"a": 1}, [1], ['$: expected {"a":1}, found [1]']),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, ["$.a.b.c: expected 1, found 2"]),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, ["$.a[1].b: expected 2, found 3"]),
        ({"a": 1}, {}, ["$.a: expected 1, but there is no such key"]),
        ({}, {"a": 1}, ["$.a: not expected, found 1"]),
        (
            {"job_id": 1},
            {"jobId": 1},
            ['$.job_id: expected 1, but there is no such key; did you mean "jobId"?', "$.jobId: not expected, found 1"],
        ),
        (
            {"a b": 1, 'q"': 2, "中": 3, "1": 4},
            {},
            [
                '$["a b"]: expected 1, but there is no such key',
                '$["q\\""]: expected 2, but there is no such key',
                "$.中: expected 3, but there is no such key",
                '$["1"]: expected 4, but there is no such key',
            ],
        ),
        ({1: "x"}, {"1": "x"}, ['$[1]: expected "x", but there is no such key', '$["1"]: not expected, found "x"']),
        ([1, 2, 3], [1, 3], ["$[1]: expected 2, but it is missing"]),
        ([1, 3], [1, 2, 3], ["$[1]: not expected, found 2"]),
        ([1, 2], [1, 2, 3, 4], ["$[2]: not expected, found 3", "$[3]: not expected, found 4"]),
        ([1, 2, 3], [1, 9, 3], ["$[1]: expected 2, found 9"]),
        ([], [1], ["$[0]: not expected, found 1"]),
        ([1, 1], [1], ["$[1]: expected 1, but it is missing"]),
        ((1, 2), [1, 2], ["$: expected [1,2] (tuple, JSON gives list), found [1,2]"]),
        ({"a": IsStr(regex="x+")}, {"a": "y"}, ["$.a: expected IsStr(regex='x+'), found \"y\""]),
        ({"a": pytest.approx(1)}, {"a": 2}, [f"$.a: expected {pytest.approx(1)!r}, found 2"]),
        ([IsInt, IsStr], [1, 2], ["$[1]: expected IsStr, found 2"]),
        (
            "x" * 50 + "A" + "y" * 50,
            "x" * 50 + "B" + "y" * 50,
            [
                (
                    '$: expected "...xxxxxxxxxxAyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...", '
                    'found "...xxxxxxxxxxByyyyyyyyyyyyyyyyyyyyyyyyyyyyy..." (they differ from character 50 on)'
                )
            ],
        ),
        (
            "short",
            "short but then it goes on for quite a while longer",
            [
                (
                    '$: expected "short", found "short but then it goes on for quite a wh..." '
                    "(they differ from character 5 on)"
                )
            ],
        ),
    ],
)
def test_each_place_that_differs_has_a_line(expected, found, lines):
    assert list(differences(expected, found)) == lines


def test_a_path_may_begin_with_another_root():
    assert list(differences("a", "b", "error")) == ['error: expected "a", found "b"']


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"a": [1, None]}, '{"a":[1,null]}'),
        ({"a": IsInt, "b": [ANY, "x"]}, '{"a":IsInt,"b":[<ANY>,"x"]}'),
        ({1, 2}, "{1, 2}"),
        ("x" * 100, f'"{"x" * 21}..."'),
        ({"a": IsInt, "b": "x" * 100}, '{"a":IsInt,"b":"' + "x" * 60 + " ..."),
    ],
)
def test_a_value_is_shown_as_json_with_matchers_inside(data, text):
    assert shown(data) == text
