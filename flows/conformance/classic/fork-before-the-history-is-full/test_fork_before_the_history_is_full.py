"""Long work in several executions (fdl-classic 3.5, 8.4, 8.7)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect


def copy_page(event):
    page = event.get("page", event.get("first_page", 0)) + 1
    return {"page": page, "has_more": page < 500}


@pytest.mark.flow("flow.yml", name="copy-bucket")
def test_the_loop_goes_on_in_a_child_before_the_limit(flow):
    flow.stub("CopyPage").answers(copy_page)

    execution = flow.run()

    # A round has 7 + 4 events; More is entered with event 11k - 2 in round k, first beyond 4,000 in round 364.
    expect(execution).succeeded({"page": 500}).visited("CopyPage", times=364).visited("GoOn", times=1)
    (child,) = execution.children
    assert child.input == {"first_page": 364}
    expect(child).succeeded({"page": 500}).visited("CopyPage", times=136).not_visited("GoOn")


@pytest.mark.flow("flow.yml", name="copy-bucket", limits={"events": 3000})
def test_handing_over_too_late_is_no_help(flow):
    flow.stub("CopyPage").answers(copy_page)

    expect(flow.run()).failed("FnF.EventLimitExceeded").not_visited("GoOn")


@pytest.mark.flow("start-the-next-run.yml", name="sweep")
def test_the_next_run_is_started_by_name_and_not_waited_for(flow):
    flow.stub("Sweep").replies({"next": "batch-2", "batch": 2}, {"next": "batch-3", "batch": 3}, {"next": "batch-2"})

    execution = flow.run(name="batch-1")
    (second,) = execution.children
    expect(execution).succeeded().followed("Sweep", "StartNext")
    assert (second.name, second.input) == ("batch-2", {"name": "batch-2", "batch": 2})
    # All at one instant: the second run has started a third, whose next run exists already.
    third = second.children[0]
    expect(third).succeeded().followed("Sweep", "StartNext", "StartedBefore")
    assert third.children == ()
