"""What tasks reach: functions by invocation type, topics, queues, actions, parameters (fdl-classic section 8)."""

from __future__ import annotations

import hashlib
import json

import pytest

from pytest_fnf import StubError, expect, failure, open_flow, reports

HEAD = "version: v1\ntype: flow\nsteps:\n"


def function_task(pattern: str, params: str, more: str = "") -> str:
    return (
        f"{HEAD}  - type: task\n    name: work\n    resourceArn: acs:fc:::services/s.prod/functions/f\n"
        f"    pattern: {pattern}\n    serviceParams: {params}\n{more}  - {{type: pass, name: next}}\n"
    )


@pytest.mark.parametrize("params", ["{}", "{InvocationType: Sync}"])
@pytest.mark.parametrize(
    ("pattern", "events"),
    [
        ("requestResponse", ["TaskScheduled", "TaskStarted", "TaskSucceeded"]),
        ("sync", ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]),
    ],
)
def test_a_function_is_run_and_its_result_taken(pattern, params, events):
    with open_flow(function_task(pattern, params)) as flow:
        flow.stub("work").returns({"n": 1}, takes=3)
        execution = flow.run()
    expect(execution).succeeded({"n": 1}).took(3)
    assert [event.type for event in execution.history if event.type.startswith("Task")] == events


def test_an_asynchronous_call_that_nobody_waits_for_is_done_once_accepted():
    with open_flow(function_task("requestResponse", "{InvocationType: Async}")) as flow:
        stub = flow.stub("work").returns({"n": 1}, takes=30)
        execution = flow.run({"id": 7})
    expect(execution).succeeded({"RequestId": "request-1"}).took(0)
    assert stub.received == [{"id": 7}]


def test_an_asynchronous_call_that_is_refused_fails_the_task():
    with open_flow(function_task("requestResponse", "{InvocationType: Async}")) as flow:
        flow.stub("work").raises("E", takes=30)
        expect(flow.run()).failed("E").took(30).emitted("TaskStarted", "TaskFailed")


def test_sync_waits_for_an_asynchronous_call():
    with open_flow(function_task("sync", "{InvocationType: Async, StatefulAsyncInvocationID: $.id}")) as flow:
        flow.stub("work").replies(failure("E", takes=4), {"n": 1})
        expect(flow.run({"id": "x"})).failed("E").took(4).emitted("TaskSubmitted", "TaskFailed")
        expect(flow.run({"id": "x"})).succeeded({"n": 1})


def test_an_asynchronous_call_with_a_callback_waits_for_the_report():
    with open_flow(function_task("waitForCallback", "{InvocationType: Async}")) as flow:
        flow.stub("work").replies(reports({"n": 1}, after=5), {"ignored": 1})
        expect(flow.run()).succeeded({"n": 1}).took(5)
        execution = flow.start()
        execution.pending[0].succeed({"n": 2})
        expect(execution).succeeded({"n": 2})


def test_an_asynchronous_handler_goes_on_when_its_flow_has_ended():
    done = []

    def handler(event, context):
        import time  # noqa: PLC0415

        time.sleep(20)
        done.append(event)
        return "no object, but nobody looks"

    with open_flow(function_task("requestResponse", "{InvocationType: Async}")) as flow:
        flow.function("s/f", handler)
        expect(flow.run({"id": 7})).succeeded().took(0)
        assert done == []
        flow.clock.advance(20)
        assert [json.loads(event) for event in done] == [{"id": 7}]


def messages_task(kind: str, params: str, pattern: str = "requestResponse", more: str = "") -> str:
    return (
        f"{HEAD}  - type: task\n    name: tell\n    resourceArn: acs:mns:::/{kind}/news/messages\n"
        f"    pattern: {pattern}\n    serviceParams: {params}\n{more}"
    )


@pytest.mark.parametrize("kind", ["topics", "queues"])
def test_a_message_is_published_and_the_reply_is_the_result(kind):
    with open_flow(messages_task(kind, "{MessageBody: $, MessageTag: $.tag}")) as flow:
        execution = flow.start({"tag": "urgent", "n": [1]})
        (message,) = flow.messages("news")
    assert message.body == '{"tag":"urgent","n":[1]}'
    assert message.json() == {"tag": "urgent", "n": [1]}
    assert message.attributes == {"MessageTag": "urgent"}
    assert message.at == execution.started_at
    digest = hashlib.md5(message.body.encode()).hexdigest().upper()
    expect(execution).succeeded({"MessageId": "message-1", "RequestId": "message-request-1", "MessageBodyMD5": digest})


@pytest.mark.parametrize(
    ("body", "text"),
    [("hello", "hello"), ("$.text", "x"), ("$.n", "5"), ("{a: 1}", '{"a":1}'), ("[1]", "[1]"), ("''", "")],
)
def test_a_body_is_text_or_the_json_text_of_a_value(body, text):
    with open_flow(messages_task("topics", f"{{MessageBody: {body}}}")) as flow:
        expect(flow.run({"text": "x", "n": 5})).succeeded()
        assert [message.body for message in flow.messages("news")] == [text]


def test_messages_are_kept_in_order_with_their_instants():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps:
      - {{type: wait, name: hold, duration: $.x}}
      - type: task
        name: tell
        resourceArn: acs:mns:::/queues/q/messages
        serviceParams: {{MessageBody: $.x, DelaySeconds: 3, Priority: $.x}}
"""
    with open_flow(text) as flow:
        flow.run({"list": [3, 1, 2]})
        sent = flow.messages("q")
    assert [(message.json(), message.at.second, message.attributes["Priority"]) for message in sent] == [
        (1, 1, 1),
        (2, 2, 2),
        (3, 3, 3),
    ]


def test_a_topic_with_a_callback_waits_for_who_got_the_token():
    more = "    inputMappings: [{target: token, source: $context.task.token}]\n"
    with open_flow(messages_task("topics", "{MessageBody: $}", "waitForCallback", more)) as flow:
        execution = flow.start()
        token = flow.messages("news")[0].json()["token"]
        flow.clock.advance(60)
        flow.report_succeeded(token, {"read": True})
    expect(execution).succeeded({"read": True}).took(60).emitted("TaskSubmitted", "TaskSucceeded")


@pytest.mark.parametrize("kind", ["topics", "queues"])
def test_sync_is_not_for_messages(kind):
    with open_flow(messages_task(kind, "{MessageBody: x}", "sync")) as flow:
        execution = flow.run()
        assert flow.messages("news") == []
    expect(execution).failed("FnF.RuntimeError").emitted("TaskStarted", "TaskSubmitFailed")


def test_a_message_without_a_body_fails_the_step():
    with open_flow(messages_task("topics", "{MessageTag: x}")) as flow:
        expect(flow.run()).failed("FnF.RuntimeError", "serviceParams of step 'tell' has no MessageBody")


def test_a_stub_answers_for_a_topic_and_the_message_still_shows():
    with open_flow(messages_task("topics", "{MessageBody: x}")) as flow:
        flow.stub("topics/news").replies(failure("mns.TopicNotExist"), {"MessageId": "mine"})
        expect(flow.run()).failed("mns.TopicNotExist")
        expect(flow.run()).succeeded({"MessageId": "mine"})
        assert len(flow.messages("news")) == 2


def test_messages_of_an_unknown_name_are_a_lookup_error():
    with open_flow(messages_task("topics", "{MessageBody: x}")) as flow:
        flow.run()
        with pytest.raises(LookupError, match="publishes to 'nwes'; did you mean 'news'"):
            flow.messages("nwes")


def test_an_action_needs_a_stub():
    text = f"{HEAD}  - {{type: task, name: scan, action: 'ocr:RecognizeIdentityCard', serviceParams: {{Side: face}}}}\n"
    with open_flow(text) as flow:
        stub = flow.stub("ocr:RecognizeIdentityCard").returns({"Name": "x"})
        expect(flow.run({"id": 1})).succeeded({"Name": "x"})
        assert stub.received == [{"id": 1}]
    with pytest.raises(StubError, match="task 'scan' calls 'ocr:RecognizeIdentityCard', but nothing answers it"):
        with open_flow(text) as flow:
            flow.run()


def test_a_reporting_stub_is_for_callbacks_only():
    with pytest.raises(StubError, match="step 'work' has pattern requestResponse: nobody waits for its token"):
        with open_flow(function_task("requestResponse", "{}")) as flow:
            flow.stub("work").reports({})
            flow.run()


def test_a_mistake_of_the_test_leaves_the_flow_unfinished_and_catches_do_not_see_it():
    more = "    retry: [{errors: [FnF.ALL]}]\n    catch: [{errors: [FnF.ALL], goto: next}]\n"
    with pytest.raises(ZeroDivisionError):
        with open_flow(function_task("requestResponse", "{}", more)) as flow:
            flow.stub("work").answers(lambda event: 1 / 0)
            try:
                flow.run()
            except ZeroDivisionError:
                execution = flow.executions[0]
                assert execution.status == "Running"
                assert execution.path == ["work"]
                flow.clock.advance(10_000_000)
                assert execution.status == "Running"
    # ... and it is raised again at the end although the test swallowed it.
