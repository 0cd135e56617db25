"""How an execution's history begins and ends: the flow's own mappings and the four endings (fdl-classic 11.5)."""

from __future__ import annotations

import pytest

from pytest_fnf import open_flow

FLOW = """
version: v1
type: flow
inputMappings: [{target: id, source: $input.order.id}, {target: flow, source: $context.flow.name}]
steps:
  - {type: wait, name: hold, duration: 10, outputMappings: [{target: made, source: 1}]}
  - {type: pass, name: last, outputMappings: [{target: more, source: 2}]}
outputMappings:
  - {target: id, source: $input.id}
  - {target: made, source: $local.made}
  - {target: gone, source: $local.gone}
  - {target: name, source: $context.execution.name}
"""

# ExecutionStarted shows what StartExecution was given; the steps' parent input is what the flow's inputMappings made.
BEGIN = """
 1  0     0 ExecutionStarted   -    {"input":{"order":{"id":7},"x":1}}
 2  1     0 StepEntered        hold {"input":{"id":7,"flow":"shop"},"local":{}}
 3  2     0 StepStarted        hold {"input":{"id":7,"flow":"shop"}}
"""
DATA = {"order": {"id": 7}, "x": 1}


def test_succeeded_with_the_flows_mappings(same_history):
    with open_flow(FLOW, name="shop") as flow:
        execution = flow.run(DATA, name="mine")
    same_history(
        execution,
        BEGIN
        + """
 4  3 10000 StepSucceeded      hold {"output":{"made":1}}
 5  4 10000 StepExited         hold {"local":{"made":1}}
 6  5 10000 StepEntered        last {"input":{"id":7,"flow":"shop"},"local":{"made":1}}
 7  6 10000 StepStarted        last {"input":{"id":7,"flow":"shop","made":1}}
 8  7 10000 StepSucceeded      last {"output":{"more":2}}
 9  8 10000 StepExited         last {"local":{"made":1,"more":2}}
10  9 10000 ExecutionSucceeded -    {"output":{"id":7,"made":1,"name":"mine"}}
""",
    )
    assert (execution.status, execution.error, execution.cause) == ("Succeeded", None, "")
    assert execution.output == {"id": 7, "made": 1, "name": "mine"}


def test_stopped_while_a_step_waits(same_history):
    with open_flow(FLOW, name="shop") as flow:
        execution = flow.start(DATA).advance(4)
        execution.stop("Cancelled", "by the customer")
    same_history(execution, BEGIN + '4 3 4000 ExecutionStopped - {"error":"Cancelled","cause":"by the customer"}')
    assert (execution.status, execution.output) == ("Stopped", None)
    assert (execution.error, execution.cause) == ("Cancelled", "by the customer")


def test_stopped_without_a_reason(same_history):
    with open_flow(FLOW, name="shop") as flow:
        execution = flow.start(DATA).stop()
    same_history(execution, BEGIN + '4 3 0 ExecutionStopped - {"error":"","cause":""}')
    assert (execution.status, execution.error, execution.cause) == ("Stopped", "", "")


def test_timed_out_while_a_step_waits(same_history):
    with open_flow(f"timeoutSeconds: 6\n{FLOW}", name="shop") as flow:
        execution = flow.run(DATA)
    cause = "the execution ran longer than its timeoutSeconds of 6"
    same_history(execution, BEGIN + f'4 3 6000 ExecutionTimedOut - {{"error":"","cause":"{cause}"}}')
    assert (execution.status, execution.output, execution.cause) == ("TimedOut", None, cause)


PARALLEL = """
version: v1
type: flow
timeoutSeconds: 5
steps:
  - type: parallel
    name: both
    branches:
      - steps: [{type: wait, name: slow, duration: 10}]
      - steps: [{type: wait, name: fast, duration: 1}, {type: wait, name: slower, duration: 20}]
"""


def test_an_ending_inside_branches_cancels_them_all_and_links_to_the_top_level_chain(same_history):
    with open_flow(PARALLEL) as flow:
        execution = flow.run()
        flow.clock.advance(60)
    same_history(
        execution,
        """
 1  0    0 ExecutionStarted  -      {"input":{}}
 2  1    0 StepEntered       both   {"input":{},"local":{}}
 3  2    0 StepStarted       both   {"input":{}}
 4  3    0 BranchEntered     both   {"input":{},"local":{}}
 5  4    0 StepEntered       slow   {"input":{},"local":{}}
 6  5    0 StepStarted       slow   {"input":{}}
 7  3    0 BranchEntered     both   {"input":{},"local":{}}
 8  7    0 StepEntered       fast   {"input":{},"local":{}}
 9  8    0 StepStarted       fast   {"input":{}}
10  9 1000 StepSucceeded     fast   {"output":{}}
11 10 1000 StepExited        fast   {"local":{}}
12 11 1000 StepEntered       slower {"input":{},"local":{}}
13 12 1000 StepStarted       slower {"input":{}}
14  3 5000 ExecutionTimedOut -      {"error":"","cause":"the execution ran longer than its timeoutSeconds of 5"}
""",
    )


@pytest.mark.parametrize("mappings", ["", "outputMappings: []"])
def test_the_flows_output_is_its_local_or_what_its_mappings_say(mappings):
    text = f"""
version: v1
type: flow
{mappings}
steps:
  - {{type: pass, name: one, outputMappings: [{{target: a, source: 1}}]}}
  - {{type: pass, name: two}}
"""
    with open_flow(text) as flow:
        assert flow.run({"id": 7}).output == ({} if mappings else {"a": 1})
