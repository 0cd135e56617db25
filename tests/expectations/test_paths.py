"""Where a path leaves the expected one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_fnf.expectations.paths import divergence


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ([], ""),
        ([...], ""),
        ([..., ...], "ABC"),
        (["A", "B"], "AB"),
        (["A", ...], "A"),
        ([..., "A"], "A"),
        ([..., "A", ..., "A"], "ABA"),
        ([..., "A", "B"], "ABAB"),
        (["A", ..., "A", ..., "B"], "AAAB"),
    ],
)
def test_a_path_that_matches(expected, path):
    assert divergence(expected, list(path)) is None


@pytest.mark.parametrize(
    ("expected", "path", "at", "wanted", "since"),
    [
        (["A"], "", 0, "A", None),
        ([], "A", 0, None, None),
        (["A", "B"], "AC", 1, "B", None),
        (["A", "B"], "A", 1, "B", None),
        (["A"], "AB", 1, None, None),
        (["B", ...], "AB", 0, "B", None),
        ([..., "B"], "AC", 2, "B", 0),
        (["A", ..., "B", ..., "C"], "AXBX", 4, "C", 3),
        ([..., "A", "B"], "AXAY", 3, "B", None),
        ([..., "A", "A", "B"], "AAAA", 4, "B", None),
        ([..., "B"], "ABA", 2, None, None),
        (["A", ..., "B", "C", "D"], "ABCXBX", 3, "D", None),
    ],
)
def test_a_path_that_differs(expected, path, at, wanted, since):
    assert divergence(expected, list(path)) == (at, wanted, since)


STEPS = st.lists(st.sampled_from("ABC"), max_size=8)
PATTERN = st.lists(st.sampled_from(["A", "B", "C", ...]), max_size=6)


def matches(expected, path):
    """The same, by the plainest of recursions."""
    if not expected:
        return not path
    if expected[0] is ...:
        return any(matches(expected[1:], path[at:]) for at in range(len(path) + 1))
    return bool(path) and path[0] == expected[0] and matches(expected[1:], path[1:])


@settings(max_examples=200, deadline=None)
@given(PATTERN, STEPS)
def test_it_agrees_with_the_plainest_comparison(expected, path):
    apart = divergence(expected, path)
    assert (apart is None) == matches(expected, path)
    if apart is not None:
        assert 0 <= apart.at <= len(path)
        assert apart.expected is None or apart.expected in expected
        assert apart.expected is None or apart.since is not None or path[apart.at : apart.at + 1] != [apart.expected]


def test_a_long_path_costs_no_more_than_its_length():
    path = ["A", "B"] * 50_000
    assert divergence([..., "A", ..., "B", ..., "C"], path) == (100_000, "C", 2)
    assert divergence(path, path) is None
