"""Callbacks inside a foreach: the test plays the workers, or stubs do."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, reports, reports_failure

pytestmark = pytest.mark.flow("flow.yml")


def test_workers_report_in_any_order(flow):
    execution = flow.start({"images": ["a.png", "b.png", "c.png"], "width": 100})

    messages = flow.messages("resize")
    assert [message.json()["image"] for message in messages] == ["a.png", "b.png", "c.png"]

    flow.clock.advance(20)
    for message, size in reversed([*zip(messages, [10, 20, 30], strict=True)]):
        flow.report_succeeded(message.json()["token"], {"bytes": size})

    # In the order of the collection, whoever was first; the function beside the flow sums up.
    expect(execution).succeeded(output={"images": 3, "total": 60, "skipped": []}).took(20)


def test_an_unreadable_image_is_skipped(flow):
    flow.stub("Resize").answers(
        lambda event: reports_failure("Unreadable") if event["image"] == "bad.png" else reports({"bytes": 7}, after=1)
    )

    execution = flow.run({"images": ["a.png", "bad.png"], "width": 100})

    expect(execution).succeeded(output={"images": 1, "total": 7, "skipped": ["bad.png"]})
    expect(execution).within("ResizeAll[1]").followed("Resize", "Skip")


def test_a_worker_that_stays_silent_is_asked_once_more(flow):
    flow.stub("Resize").replies({}, reports({"bytes": 7}, after=10))

    execution = flow.run({"images": ["a.png"], "width": 100})

    # 60 s without a report, 5 s until the second attempt with a token of its own, 10 s until its report.
    expect(execution).succeeded().retried("Resize", times=1, delays=[5]).took(75)


def test_two_silent_workers_fail_the_flow_and_cancel_the_others(flow):
    silent = flow.stub("Resize").when({"image": "a.png"}).returns({})
    flow.stub("Resize").answers(lambda event: reports({"bytes": 7}, after=59))

    execution = flow.run({"images": ["a.png", "b.png"], "width": 100})

    expect(execution).failed("FnF.TaskTimeout").not_visited("SumUp").took(125)
    assert silent.call_count == 2


def test_the_queue_itself_may_refuse(flow):
    flow.stub("Resize").replies(failure("MNS.QueueNotExist"))

    execution = flow.run({"images": ["a.png"], "width": 100})

    expect(execution).failed("MNS.QueueNotExist").emitted("TaskStarted", "TaskSubmitFailed", "StepFailed")


def test_more_than_a_hundred_images_wait_for_their_turn(flow):
    flow.stub("Resize").reports({"bytes": 1}, after=10)

    execution = flow.run({"images": [f"{n}.png" for n in range(150)], "width": 100})

    # A hundred at a time: the other fifty start when the first are done.
    expect(execution).succeeded(output={"images": 150, "total": 150, "skipped": []}).took(20)
    entered = [visit.entered_at for visit in execution.step("Resize").visits]
    assert (entered[100] - entered[99]).total_seconds() == 10
