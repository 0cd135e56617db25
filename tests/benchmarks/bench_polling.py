"""The tutorial's polling flow: what one execution, and one test's whole world, costs."""

from __future__ import annotations

import gc
from pathlib import Path

from pytest_fnf import open_flow

FLOW = Path(__file__).resolve().parents[2] / "flows" / "poll-task-status" / "flow.yml"


def tidy():
    gc.collect()


def answer(event):
    polls = event["try_count"] + 1
    return {"job_status": "success" if polls == 4 else "running", "try_count": polls}


def test_an_execution_with_stubs(benchmark, figure):
    with open_flow(FLOW, discover=False) as flow:
        flow.stub("StartJob").returns({"job_id": "job-1"})
        flow.stub("GetJobStatus").answers(answer)
        execution = benchmark.pedantic(flow.run, args=({"delay": 20},), rounds=500, warmup_rounds=20)
    assert (execution.status, execution.elapsed.total_seconds()) == ("Succeeded", 40)
    figure(
        "polling, stubs",
        "polling flow, 15 steps, 40 virtual seconds: an execution with stubs, warm",
        unit="ms",
        limit=("<=", 0.3),
    )


def test_a_world_with_stubs(benchmark, figure):
    def world():
        with open_flow(FLOW, discover=False) as flow:
            flow.stub("StartJob").returns({"job_id": "job-1"})
            flow.stub("GetJobStatus").answers(answer)
            return flow.run({"delay": 20})

    assert benchmark.pedantic(world, setup=tidy, rounds=200, warmup_rounds=10).status == "Succeeded"
    figure("polling, world", "the same execution with opening and closing its world", unit="ms")


def test_a_world_with_handlers(benchmark, figure):
    def world():
        with open_flow(FLOW) as flow:
            return flow.run({"delay": 20})

    execution = benchmark.pedantic(world, setup=tidy, rounds=200, warmup_rounds=10)
    assert (execution.status, execution.elapsed.total_seconds()) == ("Succeeded", 40)
    assert execution.step("GetJobStatus").count == 4
    figure(
        "polling, handlers",
        "polling flow with its two handlers, world included: every test but the first of a session",
        unit="ms",
        limit=("<=", 6),
    )
