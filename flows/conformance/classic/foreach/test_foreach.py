"""An iteration for each element (fdl-classic W3)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_each_name_is_written_in_capitals(flow):
    upper = flow.function("text/Upper")

    execution = flow.run({"names": ["a", "b", "c"]})

    assert execution.step("Each").visits[0].input == {"names": ["a", "b", "c"]}
    assert upper.received == [
        {"names": ["a", "b", "c"], "name": "a"},
        {"names": ["a", "b", "c"], "name": "b"},
        {"names": ["a", "b", "c"], "name": "c"},
    ]
    assert execution.step("Each").visits[0].output == {"names": ["A", "B", "C"]}
    assert execution.output == {"names": ["A", "B", "C"]}


def test_an_empty_list_has_no_iterations(flow):
    expect(flow.run({"names": []})).succeeded(output={"names": []}).not_visited("Upper")


def test_a_missing_list_fails_the_step(flow):
    expect(flow.run({})).failed("FnF.RuntimeError").followed("Each")
