"""Sub-flows, across the dialects (cloudflow-statemachine 11.2, OQ-20)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, ok

pytestmark = pytest.mark.flow("flow.yml")


def test_one_child_is_started_and_one_is_waited_for(flow):
    flow.stub("export/Dump").returns({"rows": 7}, takes=1800)

    execution = flow.run({"day": "monday"})

    first, second = execution.children
    expect(execution).succeeded(output={"rows": 7}).took(1800)
    assert (first.name, first.input, second.input) == ("export-monday", {"day": "monday"}, {"day": "monday"})
    assert execution.step("Wait").visits[0].input == {"started": "export-monday", "day": "monday"}


def test_the_childs_error_is_the_tasks(flow):
    flow.stub("export/Dump").replies(ok({"rows": 7}, takes=60), failure("DiskFull", takes=30))

    execution = flow.run({"day": "monday"})

    expect(execution).succeeded(output={"failed": "DiskFull"}).followed("Start", "Wait", "Failed").took(30)
    expect(execution.children[0].finish()).succeeded({"rows": 7}).took(60)


def test_a_name_is_used_once(flow):
    flow.stub("export/Dump").returns({"rows": 7})
    flow.run({"day": "monday"})

    expect(flow.run({"day": "monday"})).failed().followed("Start")
