"""Iterations that are executions (cloudflow-statemachine 10.2, OQ-16)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")

OBJECTS = {"target": "backup", "objects": [{"key": "a"}, {"key": "b"}, {"key": "c"}]}


def test_each_batch_is_a_child(flow):
    copy = flow.stub("copy-batch").answers(lambda event: {"copied": len(event["batch"])})

    execution = flow.run(OBJECTS)

    expect(execution).succeeded(output={"Items": [{"copied": 2}, {"copied": 1}]})
    first, second = execution.children
    assert second.input == {"Items": [{"key": "c", "target": "backup"}]}
    expect(first).succeeded({"copied": 2}).followed("CopyBatch")
    assert copy.received[0] == {
        "batch": [{"key": "a", "target": "backup"}, {"key": "b", "target": "backup"}],
        "region": None,
    }


def test_one_batch_may_fail(flow):
    flow.stub("copy-batch").returns({"copied": 2})
    flow.stub("copy-batch").when(lambda event: event["batch"][0]["key"] == "c").raises("NoSpace")

    execution = flow.run(OBJECTS)

    assert execution.status == "Succeeded"
    assert [child.status for child in execution.children] == ["Succeeded", "Failed"]


def test_two_may_not(flow):
    flow.stub("copy-batch").raises("NoSpace", takes=3)

    expect(flow.run(OBJECTS)).failed("NoSpace").took(3)
