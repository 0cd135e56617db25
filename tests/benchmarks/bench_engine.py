"""What the engine does in a second, and what an event costs, beside a bare loop that does only the dictionary work."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from pytest_fnf import open_flow

COUNT = """
version: v1
type: flow
steps:
  - {type: task, name: Count, resourceArn: "acs:fc:::services/bench/functions/count"}
  - {type: choice, name: More, choices: [{condition: "$.n < LAST", goto: Count}]}
  - {type: succeed, name: Done}
"""
PASSES = COUNT.replace(
    "  - {type: choice",
    "".join(
        f"  - {{type: pass, name: P{n}, outputMappings: [{{target: v{n}, source: $input.n}}]}}\n" for n in range(18)
    )
    + "  - {type: choice",
)
POLL = Path(__file__).parents[2] / "flows" / "poll-task-status" / "flow.yml"


def count(event):
    return {"n": event.get("n", 0) + 1}


def run_loop(text, turns):
    with open_flow(text.replace("LAST", str(turns)), limits={"events": None}) as flow:
        flow.stub("Count").answers(count)
        execution = flow.run()
        assert execution.succeeded
        assert execution.output["n"] == turns
        return execution


def bare_loop(turns):
    """The floor: the same dictionaries and four events a step, with nothing around them."""
    rows = []
    local = {}
    while local.get("n", 0) < turns:
        given = {**local}
        local = {**local, **count(dict(given))}
        rows += [("StepEntered", given), ("StepStarted", given), ("StepSucceeded", local), ("StepExited", local)]
        seen = {**local}
        rows += [("StepEntered", seen), ("StepStarted", seen), ("StepSucceeded", {}), ("StepExited", local)]
    return rows


def test_bare_loop(benchmark):
    benchmark.extra_info["steps"] = 20_000
    benchmark.pedantic(bare_loop, args=(10_000,), rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("turns", [10_000, 500_000])
def test_counting_loop(benchmark, turns):
    benchmark.extra_info["steps"] = 2 * turns
    benchmark.pedantic(run_loop, args=(COUNT, turns), rounds=5 if turns < 100_000 else 2, warmup_rounds=1)


def test_loop_of_passes(benchmark):
    benchmark.extra_info["steps"] = 20_000
    benchmark.pedantic(run_loop, args=(PASSES, 1_000), rounds=5, warmup_rounds=1)


def test_bytes_of_an_event(benchmark):
    tracemalloc.start()
    try:
        execution = run_loop(COUNT, 20_000)
        benchmark.extra_info["bytes_an_event"] = tracemalloc.get_traced_memory()[0] / len(execution.history)
    finally:
        tracemalloc.stop()
    benchmark.pedantic(len, args=(execution.history,), rounds=1)


def poll_with_stubs():
    with open_flow(POLL) as flow:
        flow.stub("StartJob").returns({"job_id": "1"})
        flow.stub("GetJobStatus").replies(
            {"job_status": "running", "try_count": 1},
            {"job_status": "running", "try_count": 2},
            {"job_status": "success", "try_count": 3},
        )
        return flow.run({"delay": 20})


def poll_with_handlers():
    with open_flow(POLL) as flow:
        execution = flow.run({"delay": 20})
        assert execution.elapsed.total_seconds() == 40
        return execution


def test_polling_with_stubs(benchmark):
    benchmark.pedantic(poll_with_stubs, rounds=200, warmup_rounds=20)


def test_polling_with_handlers(benchmark):
    benchmark.pedantic(poll_with_handlers, rounds=100, warmup_rounds=5)
