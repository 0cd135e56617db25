"""`$Context` and functions where conditions and paths read them (cloudflow-statemachine 3.2, 8, 10.1; OQ-13)."""

from __future__ import annotations

from pytest_fnf import expect, open_flow

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: First\nStates:\n"


def flow_of(states: str):
    return open_flow(HEAD + states)


def test_the_context_has_the_result_once_there_is_one():
    with flow_of("""
- Type: Task
  Name: First
  Action: FC:InvokeFunction
  Parameters: {resourceArn: "acs:fc:::functions/work", body: {before.$: $Context.Current.Output}}
  OutputConstructor: {after.$: $Context.Current.Output.Body.n}
  End: true
""") as flow:
        work = flow.stub("work").returns({"n": 1})
        assert flow.run().output == {"after": 1}
        assert work.received == [{"before": None}]


def test_the_context_is_read_in_conditions_and_items_paths():
    with flow_of("""
- Type: Choice
  Name: First
  Branches: [{Condition: $Context.Current.Input.size >= 1024, Next: Large}]
  Default: Small
- Type: Map
  Name: Large
  ItemsPath: $Context.Execution.Input.parts
  Processor: {StartAt: Part, States: [{Type: Pass, Name: Part, End: true}]}
  End: true
- {Type: Succeed, Name: Small}
""") as flow:
        parts = [{"n": 1}, {"n": 2}]
        expect(flow.run({"size": 1024, "parts": parts})).succeeded({"Items": parts}).visited("Part", times=2)
        expect(flow.run({"size": 1023, "parts": parts})).followed("First", "Small")


def test_functions_may_stand_in_conditions_and_items_paths():
    with flow_of("""
- Type: Choice
  Name: First
  Branches: [{Condition: 'length(split($Input.keys, ",")) > 1', Next: Several}]
  Default: One
- Type: Map
  Name: Several
  ItemsPath: split($Input.keys, ",")
  Processor: {StartAt: Key, States: [{Type: Pass, Name: Key, End: true}]}
  End: true
- {Type: Succeed, Name: One}
""") as flow:
        expect(flow.run({"keys": "a,b"})).succeeded({"Items": ["a", "b"]})
        expect(flow.run({"keys": "a"})).followed("First", "One")
