"""Paging inside iterations (fdl-classic 4.4, 4.6)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_each_archive_takes_the_rounds_it_needs(flow):
    execution = flow.run({"archives": [{"files": 2}, {"files": 5}, {"files": 3}]})

    # One, three and two rounds of a second each, side by side.
    expect(execution).succeeded(output={"files": [2, 5, 3]}).took(3).visited("UnzipSome", times=6)
    expect(execution).within("EachArchive[0]").visited("UnzipSome", times=1).took(1)
    expect(execution).within("EachArchive[1]").visited("UnzipSome", times=3).took(3)
    expect(execution).within("EachArchive[2]").visited("UnzipSome", times=2).took(2)


def test_the_marker_of_a_round_is_in_the_iterations_own_local(flow):
    unzip = flow.function("unzip/UnzipSome")

    flow.run({"archives": [{"files": 5}]})

    assert unzip.received == [
        {"archive": {"files": 5}},
        {"archive": {"files": 5}, "marker": 2},
        {"archive": {"files": 5}, "marker": 4},
    ]
