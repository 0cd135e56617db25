"""What an iteration is given, and what a Map makes of the iterations (cloudflow-statemachine 10.1)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_the_element_is_the_whole_input(flow):
    copy = flow.stub("copy").answers(lambda event: {"etag": event["key"].upper(), "size": 1})

    execution = flow.run({"target": "backup", "objects": [{"key": "a"}, {"key": "b"}]})

    assert [visit.input for visit in execution.step("Copy").visits] == [{"key": "a"}, {"key": "b"}]
    # The bucket of the Map's InputConstructor does not reach the iterations.
    assert copy.received == [
        {"key": "a", "bucket": None, "target": "backup"},
        {"key": "b", "bucket": None, "target": "backup"},
    ]
    expect(execution).succeeded(output={"Items": [{"etag": "A"}, {"etag": "B"}]})


def test_an_empty_list_makes_an_empty_list(flow):
    expect(flow.run({"target": "backup", "objects": []})).succeeded(output={"Items": []}).not_visited("Copy")


@pytest.mark.parametrize("objects", [None, {"key": "a"}, "a"])
def test_what_is_no_list_fails_the_state(flow, objects):
    expect(flow.run({"target": "backup", "objects": objects})).failed("FnF.InvalidData").followed("CopyAll")
