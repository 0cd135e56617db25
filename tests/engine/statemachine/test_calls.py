"""Calls at their edges: requests that cannot be made, children, early reports (cloudflow-statemachine 11.2, 11.3)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, open_flow

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: Call\nStates:\n"
CHILD = HEAD.replace("StartAt: Call", "StartAt: Rest") + "- {Type: Wait, Name: Rest, Seconds: 30, End: true}\n"


def flow_of(action: str, parameters: str, more: str = ""):
    return open_flow(
        f"{HEAD}- {{Type: Task, Name: Call, Action: '{action}', Parameters: {parameters}, {more}End: true}}\n"
    )


@pytest.mark.parametrize(
    ("request_", "cause"),
    [
        ({"method": "GET"}, "url of Task 'Call' is null; a URL with its scheme is needed"),
        (
            {"url": "https://example.com"},
            "method of Task 'Call' is null; one of GET, POST, PATCH, PUT, DELETE, HEAD is needed",
        ),
        (
            {"url": "https://example.com", "method": "fetch"},
            "method of Task 'Call' is the text \"fetch\"; one of GET, POST, PATCH, PUT, DELETE, HEAD is needed",
        ),
        (
            {"url": "https://example.com", "method": "get", "headers": ["a: b"]},
            "headers of Task 'Call' is the array [\"a: b\"]; a map is allowed",
        ),
    ],
)
def test_a_request_that_cannot_be_made_fails_as_an_attempt(request_, cause):
    parameters = "{url.$: $Input.url, method.$: $Input.method, headers.$: $Input.headers}"
    with flow_of("HTTP:Request", parameters) as flow:
        execution = flow.run({"headers": {}, **request_})
    expect(execution).failed("FnF.InvalidData", cause).emitted("TaskScheduled", "TaskStarted", "TaskFailed")


def test_a_childs_input_is_an_object():
    with flow_of("FNF:StartExecution", "{resourceArn: 'acs:fnf:::flow/child', input.$: $Input.data}") as flow:
        flow.child("child", CHILD)
        assert flow.run({"data": {"a": 1}}).children[0].input == {"a": 1}
        refused = flow.run({"data": [1]})
        nothing = flow.run({})
    expect(refused).failed("FNF.InvalidArgument", "input of step 'Call' is the array [1]; it is a JSON object")
    expect(nothing).failed("FNF.InvalidArgument", "input of step 'Call' is null; it is a JSON object")
    assert refused.children == ()


def test_a_childs_name_is_text():
    with flow_of("FNF:StartExecution", "{resourceArn: 'acs:fnf:::flow/child', executionName.$: $Input.name}") as flow:
        flow.child("child", CHILD)
        assert flow.run({"name": "my-child"}).children[0].name == "my-child"
        expect(flow.run({"name": 5})).failed("FNF.InvalidArgument", "executionName of step 'Call' is 5; it is text")


def test_a_child_goes_on_when_its_parent_is_stopped():
    parameters = "{resourceArn: 'acs:fnf:::flow/child'}"
    with flow_of("FNF:StartExecution", parameters, "TaskMode: WaitForSystemCallback, ") as flow:
        flow.child("child", CHILD)
        execution = flow.start().advance(10)
        execution.stop()
        (child,) = execution.children
        assert (execution.status, child.status) == ("Stopped", "Running")
        expect(child.finish()).succeeded().took(30)


def test_a_report_may_come_before_the_call_has_returned():
    parameters = "{resourceArn: 'acs:fc:::functions/ask', body: {token.$: $Context.Current.TaskToken}}"
    with flow_of("FC:InvokeFunction", parameters, "TaskMode: WaitForCustomCallback, ") as flow:

        def answer(event):
            flow.report_succeeded(event["token"], {"early": True})
            return {"nobody": "looks at this"}

        flow.stub("ask").answers(answer)
        execution = flow.run()
    expect(execution).succeeded({"early": True}).took(0).emitted("TaskSubmitted", "TaskSucceeded")
