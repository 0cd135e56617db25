"""The Task state: actions, modes, time-outs, tokens (cloudflow-statemachine 11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pytest_fnf import ApiError, ExecutionStuck, StubError, expect, open_flow, reports, through

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: Call\nStates:\n"
DONE = "- {Type: Succeed, Name: Done}\n"
WORK = "acs:fc:cn-hangzhou:123456789012:functions/work/LATEST"


def flow_of(states: str, **options):
    return open_flow(HEAD + states, **options)


def call(parameters: str = "", more: str = "End: true", action: str = "FC:InvokeFunction"):
    return f"""
- Type: Task
  Name: Call
  Action: {action}
  Parameters: {{{parameters}}}
  {more.replace(chr(10), chr(10) + "  ")}
"""


FUNCTION = f"resourceArn: '{WORK}', invocationType: Sync"


# FC:InvokeFunction.


@pytest.mark.parametrize("result", [{"a": 1}, [1, 2], "text", 7, None, True])
def test_the_result_of_a_function_stands_in_body_whatever_it_is(result):
    with flow_of(call(FUNCTION)) as flow:
        flow.stub("work").returns(result)
        assert flow.run({}).output == {"Body": result}


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ("body.$: $Input", {"a": 1}),
        ("body: {x: 1, a.$: $Input.a}", {"x": 1, "a": 1}),
        ("body: '{\"x\": [1, 2]}'", {"x": [1, 2]}),
        ("body: plain text", "plain text"),
        ("body: []", []),
        ("", {}),
    ],
)
def test_the_event_of_a_function_is_the_decoded_body(body, event):
    with flow_of(call(f"{FUNCTION}{', ' if body else ''}{body}")) as flow:
        flow.stub("work").returns({})
        execution = flow.run({"a": 1})
        assert flow.stub("work").received == [event]
    expect(execution).called("work", times=1, event=event)


def test_without_an_invocation_type_the_call_is_synchronous():
    with flow_of(call(f"resourceArn: '{WORK}'")) as flow:
        flow.stub("Call").returns({"a": 1})
        assert flow.run({}).output == {"Body": {"a": 1}}


def test_an_asynchronous_call_that_nobody_waits_for_is_answered_by_a_request_id():
    with flow_of(call(f"resourceArn: '{WORK}', invocationType: Async")) as flow:
        flow.stub("work").returns({"a": 1}, takes=5)
        execution = flow.run({})
    assert (list(execution.output), execution.elapsed) == (["RequestId"], timedelta(0))


def test_a_system_callback_waits_for_the_jobs_end():
    with flow_of(
        call(f"resourceArn: '{WORK}', invocationType: Async", "TaskMode: WaitForSystemCallback\nEnd: true")
    ) as flow:
        flow.stub("work").returns({"a": 1}, takes=5)
        execution = flow.run({})
    expect(execution).succeeded({"Body": {"a": 1}}).took(5).emitted("TaskSubmitted", "TaskSucceeded")


def test_the_arn_and_the_way_of_the_call_may_be_computed():
    with flow_of(call("resourceArn.$: $Input.arn, invocationType.$: $Input.how, body: {}")) as flow:
        flow.stub("svc/work").returns({"a": 1})
        execution = flow.run({"arn": "acs:fc:::services/svc.LATEST/functions/work", "how": "Sync"})
    expect(execution).succeeded({"Body": {"a": 1}}).called("svc/work")


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (
            {"arn": "work", "how": "Sync"},
            "resourceArn of Task 'Call' is the text \"work\"; the ARN of a resource is needed",
        ),
        ({"how": "Sync"}, "resourceArn of Task 'Call' is null; the ARN of a resource is needed"),
        (
            {"arn": "acs:fnf:::flow/other", "how": "Sync"},
            "resourceArn of Task 'Call' is the text \"acs:fnf:::flow/other\"; the ARN of a function is needed",
        ),
        ({"arn": WORK, "how": "sync"}, "invocationType of Task 'Call' is the text \"sync\"; Sync or Async is allowed"),
    ],
)
def test_a_call_that_cannot_be_made_fails_as_an_attempt(data, cause):
    with flow_of(call("resourceArn.$: $Input.arn, invocationType.$: $Input.how")) as flow:
        execution = flow.run(data)
    expect(execution).failed("FnF.InvalidData", cause).emitted(
        "TaskScheduled", "TaskStarted", "TaskFailed", "StepFailed"
    )


def test_a_handler_runs_behind_the_function(tmp_path):
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "work.py").write_text(
        "import json, time\n\n"
        "def handler(event, context):\n    time.sleep(3)\n    return str(json.loads(event)['n'] + 1) + ' is it'\n"
    )
    file = tmp_path / "flow.yml"
    file.write_text(HEAD + call(f"{FUNCTION}, body.$: $Input"))
    with open_flow(file) as flow:
        execution = flow.run({"n": 4})
    assert (execution.output, execution.elapsed) == ({"Body": "5 is it"}, timedelta(seconds=3))


@pytest.mark.parametrize(
    ("body", "sent"),
    [("plain text", b"plain text"), ("'{\"a\": 1}'", b'{"a":1}'), ("'\"x\"'", b'"x"'), ("{a: 1}", b'{"a":1}')],
)
def test_a_text_is_sent_to_the_handler_as_it_is(body, sent):
    received = []
    with flow_of(call(f"{FUNCTION}, body: {body}")) as flow:
        flow.function("work", lambda event, context: received.append(event) or {})
        expect(flow.run({})).succeeded()
    assert received == [sent]


def test_what_a_handler_raises_is_an_error_of_its_own_name(tmp_path):
    def handler(event, context):
        raise KeyError("no")

    with flow_of(call(FUNCTION)) as flow:
        flow.function("work", handler)
        expect(flow.run({})).failed(error="KeyError")


def test_the_result_may_be_read_as_the_output_itself():
    with flow_of(call(FUNCTION), readings={"plain_function_result": True}) as flow:
        flow.stub("work").returns({"a": 1})
        assert flow.run({}).output == {"a": 1}


# HTTP:Request.

HTTP = "url: 'https://example.com/a', method: Get, headers: {x: y}, body.$: $Input"


def test_a_request_is_the_event_and_the_response_the_output():
    with flow_of(call(HTTP, action="HTTP:Request")) as flow:
        flow.stub("HTTP:Request").answers(lambda request: {"Code": 200, "Body": request["body"]["n"]})
        execution = flow.run({"n": 4})
        assert flow.stub("HTTP:Request").received == [
            {"url": "https://example.com/a", "method": "GET", "headers": {"x": "y"}, "body": {"n": 4}}
        ]
    assert execution.output == {"Header": {}, "Code": 200, "Body": 4}


def test_a_response_of_any_code_is_an_output_unless_it_is_read_otherwise():
    for readings, status in (({}, "Succeeded"), ({"http_status_errors": True}, "Failed")):
        with flow_of(call(HTTP, action="HTTP:Request"), readings=readings) as flow:
            flow.stub("Call").returns({"Code": 503, "Body": "busy"})
            execution = flow.run({})
        assert execution.status == status
    assert (execution.error, execution.cause) == ("HTTP.503", "busy")


@pytest.mark.parametrize(
    ("response", "cause"),
    [({}, ""), ({"Body": "not here"}, "not here"), ({"Body": {"why": "é", "n": None}}, '{"why":"é","n":null}')],
)
def test_the_cause_of_a_response_that_counts_as_an_error_is_its_body(response, cause):
    with flow_of(call(HTTP, action="HTTP:Request"), readings={"http_status_errors": True}) as flow:
        flow.stub("HTTP:Request").returns({"Code": 404, **response})
        expect(flow.run({})).failed("HTTP.404", cause)


def test_only_a_failure_of_the_transport_is_an_error():
    with flow_of(call(HTTP, action="HTTP:Request")) as flow:
        flow.stub("Call").raises("HTTP.RequestFailed", "no route")
        expect(flow.run({})).failed("HTTP.RequestFailed", "no route")


def test_a_stub_that_answers_no_response_is_the_tests_mistake():
    expected = r'response of HTTP:Request is an object such as \{"Code": 200'
    with pytest.raises(StubError, match=expected), flow_of(call(HTTP, action="HTTP:Request")) as flow:
        flow.stub("Call").returns({"status": 200})
        flow.run({})


def test_the_token_travels_in_a_header_of_a_request_with_callback():
    with flow_of(call(HTTP, "TaskMode: WaitForCustomCallback\nEnd: true", action="HTTP:Request")) as flow:
        flow.stub("Call").returns({"Code": 202})
        execution = flow.start({})
        (pending,) = execution.pending
        assert pending.input["headers"] == {"x": "y", "X-FnF-Http-Callback-Task-Token": pending.token}
        pending.succeed({"ok": True})
    assert execution.output == {"ok": True}


# FNF:StartExecution.

CHILD_NEW = """
Type: StateMachine
SpecVersion: v1
StartAt: Pause
States:
- {Type: Wait, Name: Pause, Seconds: 3, Next: End}
- {Type: Pass, Name: End, OutputConstructor: {got.$: $Input}, End: true}
"""
CHILD_CLASSIC = """
version: v1
type: flow
steps:
- {type: wait, name: Pause, duration: 3}
- {type: pass, name: End, outputMappings: [{target: got, source: $input}]}
"""
START = "resourceArn: 'acs:fnf:::flow/child', executionName: mine, input: {x.$: $Input.x}"


@pytest.mark.parametrize("source", [CHILD_NEW, CHILD_CLASSIC])
def test_a_child_of_either_dialect_is_waited_for(source):
    with flow_of(call(START, "TaskMode: WaitForSystemCallback\nEnd: true", "FNF:StartExecution")) as flow:
        flow.child("child", source)
        execution = flow.run({"x": 1})
        assert [child.name for child in execution.children] == ["mine"]
    expect(execution).succeeded({"got": {"x": 1}}).took(3)


def test_a_child_that_is_only_started_is_told_by_its_names():
    with flow_of(call(START, action="FNF:StartExecution")) as flow:
        flow.child("child", CHILD_NEW)
        execution = flow.run({"x": 1})
        output = execution.output
        flow.clock.advance(3)
        assert execution.children[0].succeeded
    assert list(output) == ["FlowName", "ExecutionName", "RequestID"]
    assert (output["FlowName"], output["ExecutionName"]) == ("child", "mine")


def test_a_classic_flow_calls_a_state_machine():
    parent = """
version: v1
type: flow
steps:
- type: task
  name: Call
  resourceArn: acs:fnf:::flow/child
  pattern: sync
  inputMappings: [{target: x, source: $input.x}]
  outputMappings: [{target: out, source: $local.got}]
"""
    with open_flow(parent) as flow:
        flow.child("child", CHILD_NEW)
        expect(flow.run({"x": 5})).succeeded({"out": {"x": 5}}).took(3)


def test_a_childs_error_is_the_tasks():
    with flow_of(call(START, "TaskMode: WaitForSystemCallback\nEnd: true", "FNF:StartExecution")) as flow:
        flow.child(
            "child", HEAD.replace("StartAt: Call", "StartAt: F") + "- {Type: Fail, Name: F, Code: Boom, Detail: bad}"
        )
        expect(flow.run({"x": 1})).failed("Boom", "bad")


def test_what_starting_refuses_begins_with_the_product():
    with flow_of(call(START, action="FNF:StartExecution")) as flow:
        child = flow.child("child", CHILD_NEW)
        child.run({}, name="mine")
        expect(flow.run({"x": 1})).failed(error="FNF.ExecutionAlreadyExists")


def test_a_child_with_callback_gets_the_token_only_from_the_flow():
    parameters = "resourceArn: 'acs:fnf:::flow/child', input: {token.$: $Context.Current.TaskToken}"
    with flow_of(call(parameters, "TaskMode: WaitForCustomCallback\nEnd: true", "FNF:StartExecution")) as flow:
        flow.child("child", CHILD_NEW)
        execution = flow.start({})
        token = execution.children[0].input["token"]
        assert token == execution.pending[0].token
        flow.report_succeeded(token, {"ok": 1})
    assert execution.output == {"ok": 1}


# Any other operation.


def test_any_other_operation_is_stubbed_with_all_parameters_as_its_event():
    with flow_of(call("RegionId: cn, Ids.$: $Input.ids", action="ECS:DescribeInstances")) as flow:
        flow.stub("ECS:DescribeInstances").returns({"TotalCount": 2})
        execution = flow.run({"ids": ["a", "b"]})
        assert flow.stub("ECS:DescribeInstances").received == [{"RegionId": "cn", "Ids": ["a", "b"]}]
    expect(execution).succeeded({"TotalCount": 2}).called(
        "ECS:DescribeInstances", event={"RegionId": "cn", "Ids": ["a", "b"]}
    )


def test_an_operation_without_a_stub_is_the_tests_mistake():
    expected = "task 'Call' calls 'ECS:DescribeInstances', but nothing answers it"
    with pytest.raises(StubError, match=expected), flow_of(call("R: cn", action="ECS:DescribeInstances")) as flow:
        flow.run({})


# Callbacks.

CALLBACK = call(
    f"resourceArn: '{WORK}', invocationType: Async, body: {{token.$: $Context.Current.TaskToken}}",
    "TaskMode: WaitForCustomCallback\nTimeout: 60\nEnd: true",
)


def test_a_reported_output_is_taken_as_it_is():
    with flow_of(CALLBACK) as flow:
        flow.stub("Call").returns({"ignored": True})
        execution = flow.start({})
        (pending,) = execution.pending
        assert flow.stub("Call").received == [{"token": pending.token}]
        execution.advance(59)
        pending.succeed({"approved": True})
        with pytest.raises(ApiError, match="TaskAlreadyCompleted"):
            flow.report_failed(pending.token, "TooLate")
    expect(execution).succeeded({"approved": True}).took(59).emitted(
        "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"
    )


def test_a_reported_failure_is_the_tasks_error():
    with flow_of(CALLBACK) as flow:
        flow.stub("Call").reports_failure("Denied", "by Anna", after=10)
        expect(flow.run({})).failed("Denied", "by Anna").took(10)


def test_the_time_out_covers_the_wait_for_the_callback():
    with flow_of(CALLBACK) as flow:
        flow.stub("Call").returns({})
        expect(flow.run({})).failed("FnF.TaskTimeout").took(60).emitted("TaskSubmitted", "TaskTimedOut")


def test_a_callback_that_nobody_reports_is_stuck_and_says_what_to_write():
    with flow_of(CALLBACK.replace("  Timeout: 60\n", "")) as flow:
        flow.stub("Call").returns({})
        with pytest.raises(ExecutionStuck, match="step 'Call' waits for a callback"):
            flow.run({})


def test_an_answer_that_never_comes_asks_for_a_timeout():
    with flow_of(call(FUNCTION)) as flow:
        flow.stub("Call").hangs()
        with pytest.raises(ExecutionStuck, match="write: Timeout in the flow"):
            flow.run({})


def test_a_report_for_a_task_that_waits_for_none_is_the_tests_mistake():
    expected = "step 'Call' has TaskMode RequestComplete: nobody waits for its token"
    with pytest.raises(StubError, match=expected), flow_of(call(FUNCTION)) as flow:
        flow.stub("Call").replies(reports({}), through())
        flow.run({})


# Time-outs.


@pytest.mark.parametrize(("takes", "status"), [(5, "Succeeded"), (5.001, "Failed")])
def test_what_is_exactly_at_its_timeout_is_in_time(takes, status):
    with flow_of(call(FUNCTION, "Timeout: 5\nEnd: true")) as flow:
        flow.stub("Call").returns({}, takes=takes)
        execution = flow.run({})
    assert (execution.status, execution.elapsed) == (status, timedelta(seconds=5))


def test_a_timeout_may_be_computed_and_zero_is_none():
    with flow_of(call(FUNCTION, "Timeout.$: $Input.t\nEnd: true")) as flow:
        flow.stub("Call").returns({}, takes=100)
        expect(flow.run({"t": 99})).failed("FnF.TaskTimeout", "task 'Call' was not done in 99 s").took(99)
        expect(flow.run({"t": 0})).succeeded().took(100)


@pytest.mark.parametrize(
    ("value", "found"),
    [(-1, "-1"), (604_801, "604801"), (0.0004, "0.0004"), ("5", 'the text "5"'), (None, "null")],
)
def test_a_computed_timeout_out_of_range_fails_the_attempt(value, found):
    with flow_of(call(FUNCTION, "Timeout.$: $Input.t\nEnd: true")) as flow:
        allowed = "a whole number of seconds from 0 to 604800 is allowed"
        expect(flow.run({"t": value})).failed("FnF.InvalidData", f"Timeout of Task 'Call' is {found}; {allowed}")


# Data.


def test_parameters_are_at_most_64_kib():
    with flow_of(call(f"{FUNCTION}, body: {{a.$: $Input.a, b.$: $Input.a}}")) as flow:
        flow.stub("Call", optional=True).returns({})
        expect(flow.run({"a": "x" * 33_000})).failed(
            "FnF.StateDataLimitExceeded",
            "parameters of state 'Call': 66,015 bytes of data; at most 65,536 are allowed",
        )


def test_an_express_execution_times_out_after_five_minutes():
    with flow_of(call(FUNCTION), mode="express") as flow:
        flow.stub("Call").returns({}, takes=301)
        expect(flow.run({})).timed_out().took(300)
