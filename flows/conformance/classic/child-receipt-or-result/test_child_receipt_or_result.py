"""A sub-flow that is started, and one that is waited for (fdl-classic W10)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect


@pytest.mark.flow("start-and-go-on.yml")
def test_the_parent_is_done_before_its_child(flow):
    flow.stub("export/Dump").returns({"rows": 7}, takes=1800)

    execution = flow.run({"day": "monday"})

    expect(execution).succeeded().followed("Export", "Next").took(0)
    (child,) = execution.children
    assert child.status == "Running"
    assert child.input == {"day": "monday"}
    assert execution.output["FlowName"] == "nightly-export"
    assert execution.output["ExecutionName"] == child.name
    expect(child.finish()).succeeded({"rows": 7}).took(1800)


@pytest.mark.flow("start-and-go-on.yml")
def test_a_child_that_nobody_waits_for_fails_unseen(flow):
    flow.stub("export/Dump").raises("DiskFull", takes=60)

    execution = flow.run({"day": "monday"})

    expect(execution).succeeded()
    expect(execution.children[0].finish()).failed("DiskFull")


@pytest.mark.flow("wait-for-it.yml")
def test_with_sync_the_childs_output_is_the_result(flow):
    flow.stub("export/Dump").returns({"rows": 7}, takes=1800)

    expect(flow.run({"day": "monday"})).succeeded({"rows": 7}).followed("Export", "Next").took(1800)


@pytest.mark.flow("wait-for-it.yml")
def test_with_sync_the_childs_error_is_the_tasks(flow):
    flow.stub("export/Dump").raises("DiskFull", takes=60)

    expect(flow.run({"day": "monday"})).failed("DiskFull").followed("Export").took(60)
