"""The polling flow in the newer dialect, with the functions of the classic one beside it: same paths, same times."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pytest_fnf import expect, open_flow

pytestmark = pytest.mark.flow(
    "flow.yml",
    functions={
        "StartJob": "../poll-task-status/functions/StartJob.py",
        "GetJobStatus": "../poll-task-status/functions/GetJobStatus.py",
    },
)

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
    flow.function("GetJobStatus").prewarm(5)

    expect(flow.run({"delay": 20})).succeeded().visited("GetJobStatus", times=2).took(20)


@pytest.mark.parametrize(("delay", "polls", "status"), [(5, 2, "Succeeded"), (10, 3, "Succeeded"), (30, 4, "Failed")])
def test_other_delays_need_other_polls(flow, delay, polls, status):
    execution = flow.run({"delay": delay})

    assert execution.status == status
    expect(execution).visited("GetJobStatus", times=polls).took(10 * polls)


def test_without_a_delay_the_functions_own_default_applies(flow):
    execution = flow.run({})

    expect(execution).failed("JobNotDone").took(40)
    for event in flow.function("GetJobStatus").received:
        assert "delay" not in event


@pytest.mark.parametrize("data", [{"delay": 0}, {"delay": 9}, {"delay": 20}, {"delay": 29}, {"delay": 60}, {}])
def test_the_classic_flow_takes_the_same_path_in_the_same_time(flow, data):
    # In a world of its own, where its functions are cold as well.
    with open_flow("../poll-task-status/flow.yml") as classic:
        before = classic.run(data)

    execution = flow.run(data)

    assert (execution.path, execution.elapsed) == (before.path, before.elapsed)
    assert execution.status == before.status


def test_stubs_instead_of_functions(flow):
    flow.stub("StartJob").returns({"job_id": "job-1"})
    status = flow.stub("GetJobStatus").replies(
        {"job_id": "job-1", "job_status": "running", "try_count": 1},
        {"job_id": "job-1", "job_status": "lost", "try_count": 2},
    )

    execution = flow.run({"delay": 20})

    # "lost" is none of the three: the default.
    expect(execution).succeeded(output={"job_id": "job-1", "job_status": "lost", "try_count": 2}).took(20)
    assert status.received == [
        {"delay": 20, "job_id": "job-1", "try_count": 0},
        {"delay": 20, "job_id": "job-1", "job_status": "running", "try_count": 1},
    ]
