"""Names of executions, and flows that start flows without end."""

from __future__ import annotations

import pytest

from pytest_fnf import ApiError, expect, open_flow

SELF = """
version: v1
type: flow
steps:
  - {type: task, name: Again, resourceArn: "acs:fnf:::flow/self", pattern: PATTERN}
"""
NAP = """
version: v1
type: flow
steps:
  - {type: wait, name: Nap, duration: 10}
"""


def test_a_flow_that_starts_itself_without_end_is_throttled():
    with open_flow(SELF.replace("PATTERN", "requestResponse"), name="self") as flow:
        first = flow.run()
        assert len(flow.executions) == 10_001
        expect(first).succeeded()
        last = flow.executions[-1]
    expect(last).failed("fnf.ResourceThrottled", "tasks started more than 10,000 executions at one instant").took(0)


def test_a_chain_of_flows_that_wait_for_each_other_fails_from_its_end():
    with open_flow(SELF.replace("PATTERN", "sync"), name="self") as flow:
        execution = flow.run()
        # The first and those in progress below it are the service's ten thousand; the next start is refused.
        assert len(flow.executions) == 10_000
    expect(execution).failed("fnf.ResourceThrottled", "10,000 executions are in progress already").took(0)


def test_a_chain_that_takes_time_ends_too():
    text = NAP + '  - {type: task, name: Again, resourceArn: "acs:fnf:::flow/self", pattern: sync}\n'
    with open_flow(text, name="self", limits={"execution_seconds": None}) as flow:
        execution = flow.run()
    expect(execution).failed("fnf.ResourceThrottled").took(100_000)


def test_a_test_may_start_as_many_as_it_likes():
    with open_flow("version: v1\ntype: flow\nsteps:\n  - {type: pass, name: Only}\n") as flow:
        for _ in range(10_050):
            flow.run()
        assert len(flow.executions) == 10_050


def test_a_name_is_used_once_a_flow():
    with open_flow(NAP, name="one") as one:
        other = one.child("other", NAP.replace("10", "20"))
        running = one.start({"a": 1}, name="x")
        assert one.start({"a": 2}, name="x") is running
        assert other.start(name="x") is not running
        running.finish()
        with pytest.raises(ApiError, match=r"^ExecutionAlreadyExists: Execution x for flow one already exists\.$"):
            one.start(name="x")


def test_generated_names_keep_clear_of_given_ones():
    with open_flow(NAP) as flow:
        assert flow.start(name="execution-2").name == "execution-2"
        assert flow.start().name == "execution-2-x"
        assert flow.start().name == "execution-3"


def test_advancing_to_a_step_of_a_long_loop_reads_each_event_once():
    text = """
version: v1
type: flow
steps:
  - {type: wait, name: Tick, duration: 1}
  - {type: task, name: Count, resourceArn: "acs:fc:::services/s/functions/count"}
  - {type: choice, name: More, choices: [{condition: "$.n < 300", goto: Tick}]}
  - {type: wait, name: Last, duration: 1}
"""
    with open_flow(text) as flow:
        flow.stub("Count").answers(lambda event: {"n": event.get("n", 0) + 1})
        execution = flow.start().advance_to("Last")
        assert (execution.path.count("Tick"), execution.step("Last").count) == (300, 1)
        assert execution.elapsed.total_seconds() == 300
        assert execution.advance_to("Last").elapsed.total_seconds() == 300
