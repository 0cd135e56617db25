"""Sub-executions of a distributed Map as a test meets them: what they wait for, how they are driven (10.2)."""

from __future__ import annotations

import pytest

from pytest_fnf import ExecutionStuck, expect, open_flow

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: Each\nStates:\n"
ASK = """{Type: Task, Name: Ask, Action: 'FC:InvokeFunction', TaskMode: WaitForCustomCallback,
         Parameters: {resourceArn: 'acs:fc:::functions/ask', body.$: $Input}, End: true}"""


def each(name: str, items: str, states: str, start: str) -> str:
    return f"""
- Type: Map
  Name: {name}
  ItemsPath: {items}
  Processor:
    ProcessorConfig: {{ExecutionMode: Standard}}
    StartAt: {start}
    States:
    - {states.strip().removeprefix("- ").replace(chr(10), chr(10) + "    ")}
  End: true
"""


def test_stuck_says_what_the_sub_executions_wait_for():
    with open_flow(HEAD + each("Each", "$Input.items", ASK, "Ask"), name="demo") as flow:
        flow.stub("Ask").returns({})
        with pytest.raises(ExecutionStuck) as raised:
            flow.run({"items": [1, 2, 3]}, name="mine")
        assert str(raised.value).splitlines()[1:] == [
            "  step 'Each' waits for its sub-execution 'execution-2' and 2 more; in it",
            "    step 'Ask' waits for a callback (attempt 1)",
            '      write: flow.stub("Ask").reports({...}, after=5)',
            (
                "         or: execution = flow.start(...); execution.children[0].pending[0].succeed({...}); "
                "execution.finish()"
            ),
        ]
        execution = flow.executions[0]
        assert execution.pending == ()
        for child in execution.children:
            child.pending[0].succeed({"n": child.input})
        expect(execution.finish()).succeeded({"Items": [{"n": 1}, {"n": 2}, {"n": 3}]})


def test_stuck_follows_maps_inside_maps():
    inner = each("Inner", "$Input", ASK, "Ask")
    with open_flow(HEAD + each("Each", "$Input.items", inner, "Inner")) as flow:
        flow.stub("Ask").hangs()
        with pytest.raises(ExecutionStuck) as raised:
            flow.run({"items": [[1]]})
        lines = str(raised.value).splitlines()[1:4]
        assert lines == [
            "  step 'Each' waits for its sub-execution 'execution-2'; in it",
            "    step 'Inner' waits for its sub-execution 'execution-3'; in it",
            "      step 'Ask' waits for a callback (attempt 1)",
        ]
        assert "execution.children[0].children[0].pending[0].succeed" in str(raised.value)


def test_advance_to_a_state_of_a_sub_execution_says_where_it_runs():
    hint = r"what 'Each' holds runs in executions of its own: execution\.children\[0\]\.advance_to\('Ask'\)"
    with open_flow(HEAD + each("Each", "$Input.items", ASK, "Ask")) as flow:
        flow.stub("Ask").reports({}, after=4)
        execution = flow.start({"items": [1]})
        with pytest.raises(AssertionError, match=f"before it entered step 'Ask'; {hint}"):
            execution.advance_to("Ask")
        flow.stub("Ask").hangs()
        execution = flow.start({"items": [1]})
        with pytest.raises(ExecutionStuck, match=hint):
            execution.advance_to("Ask")
        execution.children[0].advance_to("Ask").pending[0].succeed({})
        assert execution.succeeded


def test_a_check_of_what_ran_in_a_sub_execution_says_so():
    with open_flow(HEAD + each("Each", "$Input.items", ASK, "Ask")) as flow:
        flow.stub("Ask").reports({}, after=4)
        execution = flow.run({"items": [1]})
    where = r" here, but in its sub-execution execution\.children\[0\]"
    with pytest.raises(AssertionError, match=f"expected 'Ask' to be visited, but it was never visited{where}"):
        expect(execution).visited("Ask")
    with pytest.raises(AssertionError, match=f"expected 'ask' to be called, but it was never called{where}"):
        expect(execution).called("ask")
    expect(execution.children[0]).visited("Ask").called("ask").waited("Ask", 4)
