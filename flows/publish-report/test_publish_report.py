"""A parent and its child on one clock: retries of sub-flows, their time-outs, and what the parent makes of them."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, ok

pytestmark = pytest.mark.flow("flow.yml", name="publish-report")


def test_the_child_renders_and_the_parent_announces(flow):
    # render-report.yml lies beside flow.yml, so it needs no registration.
    flow.stub("reports/Collect").returns({"complete": True}, takes=120)
    flow.stub("reports/Draw").returns({"url": "https://reports.example/1"})

    execution = flow.run({"month": "2026-01"})

    (child,) = execution.children
    expect(child).succeeded(output={"url": "https://reports.example/1"}).followed("Collect", "Ready", "Draw")
    assert child.input == {"month": "2026-01"}
    expect(execution).succeeded().took(120)
    (message,) = flow.messages("reports")
    assert message.json() == {"url": "https://reports.example/1"}
    assert message.attributes == {"MessageTag": "published"}


def test_a_month_that_is_not_closed_is_tried_again_every_ten_minutes(flow):
    flow.stub("Collect").replies({"complete": False}, {"complete": False}, {"complete": True})
    flow.stub("Draw").returns({"url": "u"})

    execution = flow.run({"month": "2026-01"})

    expect(execution).succeeded().retried("Render", times=2, delays=[600, 600]).took(1200)
    assert [child.status for child in execution.children] == ["Failed", "Failed", "Succeeded"]


def test_a_child_that_takes_too_long_is_a_time_out_of_the_task(flow):
    flow.stub("Collect").replies(ok({"complete": True}, takes=1801), then="repeat")

    execution = flow.run({"month": "2026-01"})

    for child in execution.children:
        expect(child).timed_out().took(1800)
    expect(execution).succeeded().retried("Render", times=1, delays=[1]).followed("Render", "Apologise").took(3601)
    (message,) = flow.messages("reports")
    assert message.json() == {"reason": "FnF.TaskTimeout"}


def test_an_operator_stops_the_child(flow):
    flow.stub("Collect").hangs()
    execution = flow.start({"month": "2026-01"})
    flow.clock.advance(60)

    execution.children[0].stop("Cancelled", "not this month")

    expect(execution).succeeded().followed("Render", "Apologise").took(60)
    assert flow.messages("reports")[0].json() == {"reason": "Cancelled"}


def test_the_child_itself_can_be_a_stub(flow):
    flow.stub("Render").returns({"url": "u"}, takes=5)

    execution = flow.run({"month": "2026-01"})

    expect(execution).succeeded().called("flow/render-report", times=1, event={"month": "2026-01"}).took(5)
    assert execution.children == ()
