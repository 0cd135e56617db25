"""Stubs and calls by name where a state machine names its action, or computes what it calls (11.2, design 2.4)."""

from __future__ import annotations

import pytest

from pytest_fnf import StubError, UsageError, expect, open_flow, through

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: Call\nStates:\n"
CHILD = HEAD + "- {Type: Wait, Name: Call, Seconds: 3, Next: Done}\n- {Type: Succeed, Name: Done}\n"
WRITTEN = {
    "work": "resourceArn: 'acs:fc:::services/svc/functions/work'",
    "child": "resourceArn: 'acs:fnf:::flow/child'",
}
COMPUTED = "resourceArn.$: $Input.arn"
ARNS = {"work": "acs:fc:cn-hangzhou:1:services/svc.v1/functions/work", "child": "acs:fnf:cn-hangzhou:1:flow/child"}


def flow_of(what: str, parameters: str, more: str = "End: true"):
    action = {"work": "FC:InvokeFunction", "child": "FNF:StartExecution"}[what]
    return open_flow(f"{HEAD}- {{Type: Task, Name: Call, Action: '{action}', Parameters: {{{parameters}}}, {more}}}\n")


NAMES = {
    "work": ("Call", "svc/work", "work", ARNS["work"], "FC:InvokeFunction", "fc:InvokeFunction"),
    "child": ("Call", "flow/child", "child", ARNS["child"], "FNF:StartExecution", "fnf:StartExecution"),
}


@pytest.mark.parametrize("parameters", ["written", "computed"])
@pytest.mark.parametrize(("what", "name"), [(what, name) for what, names in NAMES.items() for name in names])
def test_a_call_is_stubbed_and_found_by_each_of_its_names(what, name, parameters):
    with flow_of(what, WRITTEN[what] if parameters == "written" else COMPUTED) as flow:
        stub = flow.stub(name).returns({"a": 1})
        execution = flow.run({"arn": ARNS[what]})
        assert stub.call_count == 1
    expect(execution).succeeded({"Body": {"a": 1}} if what == "work" else {"a": 1}).called(name, times=1)


def test_the_stub_of_an_action_is_the_least_specific():
    with flow_of("work", COMPUTED) as flow:
        flow.stub("FC:InvokeFunction").returns("any")
        flow.stub("work").returns("this")
        assert flow.run({"arn": ARNS["work"]}).output == {"Body": "this"}
        assert flow.run({"arn": "acs:fc:::functions/other"}).output == {"Body": "any"}


def test_the_stub_of_an_action_lets_a_call_through_to_what_it_called():
    with flow_of("child", COMPUTED, "TaskMode: WaitForSystemCallback, End: true") as flow:
        flow.child("child", CHILD)
        flow.stub("FNF:StartExecution").replies({"stub": 1}, through())
        assert flow.run({"arn": ARNS["child"]}).output == {"stub": 1}
        expect(flow.run({"arn": ARNS["child"]})).succeeded({}).took(3)


def test_what_a_computed_call_never_calls_is_an_unused_stub():
    with pytest.raises(StubError, match="this stub was never used: 'flow/other'"), flow_of("child", COMPUTED) as flow:
        flow.stub("flow/other").returns({})
        flow.child("child", CHILD)
        flow.run({"arn": ARNS["child"]})


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "FNF:StartExecution",
            "nothing in flow 'flow' is called 'FNF:StartExecution'; its tasks are 'Call', 'svc/work'",
        ),
        ("FC:Invoke", "nothing in flow 'flow' is called 'FC:Invoke'"),
        ("svc/wrok", "nothing in flow 'flow' is called 'svc/wrok'; did you mean 'svc/work'?"),
    ],
)
def test_an_action_that_no_task_takes_is_unknown(name, message):
    with flow_of("work", WRITTEN["work"]) as flow, pytest.raises(UsageError) as raised:
        flow.stub(name)
    assert str(raised.value).startswith(message)


def test_an_action_is_no_function():
    with flow_of("work", COMPUTED) as flow, pytest.raises(UsageError, match="nothing in flow 'flow' is called"):
        flow.function("FC:InvokeFunction", lambda event, context: None)


def test_calls_of_an_action_are_counted_together():
    states = """
- Type: Parallel
  Name: Call
  Branches:
  - StartAt: A
    States:
    - {Type: Task, Name: A, Action: 'FC:InvokeFunction', Parameters: {resourceArn: 'acs:fc:::functions/a'}, End: true}
  - StartAt: B
    States:
    - {Type: Task, Name: B, Action: 'FC:InvokeFunction', Parameters: {resourceArn: 'acs:fc:::functions/b'}, End: true}
  End: true
"""
    with open_flow(HEAD + states) as flow:
        flow.stub("FC:InvokeFunction").returns({})
        execution = flow.run()
    expect(execution).called("FC:InvokeFunction", times=2).called("a", times=1).within("Call[0]").called(
        "FC:InvokeFunction", times=1
    )
    expect(execution.history).called("FC:InvokeFunction", times=2)
    with pytest.raises(AssertionError, match=r"'FC:InvokeFunction' to be called 3 times, but it was called 2 times"):
        expect(execution).called("FC:InvokeFunction", times=3)
