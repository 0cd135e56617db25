"""The polling flow on a virtual clock: every path of it, forty seconds in a few milliseconds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")

POLL = ["Wait10s", "GetJobStatus", "CheckJobComplete"]


def test_a_cold_function_sees_the_job_done_at_the_fourth_poll(flow):
    # GetJobStatus is loaded at second 10, so the polls at 10, 20, 30 and 40 see 0, 10, 20 and 30 seconds.
    execution = flow.run({"delay": 20})

    assert execution.status == "Succeeded"
    assert execution.elapsed == timedelta(seconds=40)
    assert execution.path == ["StartJob", "Init", *POLL, *POLL, *POLL, *POLL, "JobSucceeded"]
    assert set(execution.output) == {"job_id", "job_status", "try_count"}
    assert execution.output["job_status"] == "success"
    assert execution.output["try_count"] == 4


def test_a_warm_function_sees_it_at_the_second(flow):
    # An instance that was loaded five seconds before the flow started sees 15 and 25 seconds.
    flow.function("fnf-demo/GetJobStatus").prewarm(5)

    execution = flow.run({"delay": 20})

    expect(execution).succeeded().visited("GetJobStatus", times=2).took(20)


def test_a_shorter_job_needs_three_polls(flow):
    expect(flow.run({"delay": 10})).succeeded().visited("GetJobStatus", times=3).took(30)


def test_a_longer_job_is_given_up_at_the_fourth_poll(flow):
    execution = flow.run({"delay": 30})

    expect(execution).failed().followed(..., "CheckJobComplete", "JobFailed").took(40)
    assert execution.step("GetJobStatus").visits[-1].output["try_count"] == 4


def test_without_a_delay_the_functions_own_default_applies(flow):
    execution = flow.run({})

    expect(execution).failed().took(40)
    for visit in execution.step("GetJobStatus").visits:
        assert "delay" not in visit.input  # left out, not null


def test_stubs_instead_of_functions(flow):
    flow.stub("StartJob").returns({"job_id": "job-1"})
    status = flow.stub("GetJobStatus").replies(
        {"job_status": "running", "try_count": 1},
        {"job_status": "running", "try_count": 2},
        {"job_status": "success", "try_count": 3},
    )

    execution = flow.run({"delay": 20})

    expect(execution).succeeded(output={"job_id": "job-1", "job_status": "success", "try_count": 3}).took(30)
    assert [event["try_count"] for event in status.received] == [0, 1, 2]


def test_an_unknown_status_falls_through_to_success(flow):
    # The documented rule for a choice without default, and worth knowing: the step written next is JobSucceeded.
    flow.stub("StartJob").returns({"job_id": "job-1"})
    flow.stub("GetJobStatus").returns({"job_status": "lost", "try_count": 1})

    expect(flow.run()).succeeded().took(10)
