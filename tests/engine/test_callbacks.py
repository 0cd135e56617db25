"""Callback tasks: tokens, `pending`, reports of the test, of stubs and of handlers (fdl-classic 8.1, 8.8; Q-16)."""

from __future__ import annotations

import base64

import pytest

from pytest_fnf import ApiError, UsageError, expect, failure, hang, ok, open_flow, reports, reports_failure

HEAD = "version: v1\ntype: flow\nsteps:\n"

ASK = f"""{HEAD}
  - type: task
    name: ask
    resourceArn: acs:fc:::functions/ask
    pattern: waitForCallback
    inputMappings: [{{target: id, source: $input.id}}, {{target: token, source: $context.task.token}}]
    MORE
  - {{type: pass, name: next}}
"""


def ask(more: str = "end: false") -> str:
    return ASK.replace("MORE", more)


def test_a_pending_task_shows_what_it_waits_for():
    with open_flow(ask()) as flow:
        flow.stub("ask").returns({})
        execution = flow.start({"id": 7})
        (pending,) = execution.pending
        assert (pending.step, pending.attempt, pending.where) == ("ask", 1, ())
        assert pending.input == {"id": 7, "token": pending.token}
        pending.input["id"] = 8
        assert execution.pending[0].input["id"] == 7
        pending.succeed({"n": 1})
        assert execution.pending == ()
    expect(execution).succeeded({"n": 1}).followed("ask", "next")


def test_a_token_has_the_services_form():
    # In base64: version, flow, execution, event id, signature (fdl-classic 3.5). StepEntered is event 2.
    with open_flow(ask(), name="shop") as flow:
        flow.stub("ask").returns({})
        flow.start(name="mine")
        text = base64.b64decode(flow.executions[0].pending[0].token).decode()
        flow.executions[0].stop()
    assert text.startswith("v1#shop#mine#2#")


def test_the_reported_output_is_the_result_and_goes_through_output_mappings():
    with open_flow(ask("outputMappings: [{target: answer, source: $local.a}]")) as flow:
        flow.stub("ask").reports({"a": 1, "b": 2})
        expect(flow.run()).succeeded({"answer": 1}).took(0)


def test_a_reported_failure_is_retried_and_caught_like_any_other():
    # a new token an attempt.
    more = "retry: [{errors: [Busy], maxAttempts: 1, intervalSeconds: 4}]\n    catch: [{errors: [Busy], goto: next}]"
    with open_flow(ask(more)) as flow:
        stub = flow.stub("ask").replies(reports_failure("Busy", after=1), reports_failure("Busy", after=2))
        execution = flow.run()
    # 1 + 4 + 2
    expect(execution).succeeded({}).took(7).retried("ask", times=1, delays=[4])
    tokens = [event["token"] for event in stub.received]
    assert len(set(tokens)) == 2
    assert [event.detail["input"]["token"] for event in execution.history if event.type == "TaskScheduled"] == tokens


def test_the_old_token_of_a_retried_task_is_used_up_and_the_new_one_works():
    with open_flow(ask("retry: [{errors: [Busy]}]")) as flow:
        flow.stub("ask").returns({})
        execution = flow.start()
        (first,) = execution.pending
        first.fail("Busy")
        assert execution.pending == ()
        execution.advance(1)
        (second,) = execution.pending
        assert (second.attempt, first.attempt) == (2, 1)
        for report in (
            lambda: first.succeed({}),
            lambda: first.fail("E"),
            lambda: flow.report_succeeded(first.token, {}),
        ):
            with pytest.raises(ApiError) as raised:
                report()
            assert raised.value.code == "TaskAlreadyCompleted"
            assert str(raised.value) == f"TaskAlreadyCompleted: Task {first.token} has already completed."
        second.succeed({"n": 2})
    expect(execution).succeeded({"n": 2})


def test_a_token_is_used_up_after_a_report_a_time_out_and_the_end_of_the_execution():
    def used_up(flow, token):
        with pytest.raises(ApiError) as raised:
            flow.report_succeeded(token, {})
        return raised.value.code == "TaskAlreadyCompleted"

    with open_flow(ask("timeoutSeconds: 5")) as flow:
        flow.stub("ask").returns({})
        for end in ("report", "time-out", "stop"):
            execution = flow.start()
            token = execution.pending[0].token
            if end == "report":
                flow.report_succeeded(token, {})
            elif end == "stop":
                execution.stop()
            else:
                flow.clock.advance(5)
            assert execution.pending == ()
            assert used_up(flow, token)


@pytest.mark.parametrize("token", ["", "nonsense", "djEj"])
def test_an_unknown_token_is_an_invalid_argument(token):
    with open_flow(ask()) as flow:
        flow.stub("ask").returns({})
        execution = flow.start()
        for report in (lambda: flow.report_succeeded(token, {}), lambda: flow.report_failed(token, "E")):
            with pytest.raises(ApiError) as raised:
                report()
            assert raised.value.code == "InvalidArgument"
        execution.stop()


@pytest.mark.parametrize("output", [None, [], "text", 5, True])
def test_a_reported_output_is_an_object(output):
    with open_flow(ask()) as flow:
        flow.stub("ask").returns({})
        execution = flow.start()
        with pytest.raises(ApiError) as raised:
            execution.pending[0].succeed(output)
        assert raised.value.code == "InvalidArgument"
        assert execution.pending  # a refused report uses nothing up
        execution.pending[0].succeed({})
    expect(execution).succeeded({})


def test_a_reported_output_that_is_no_json_is_the_tests_mistake():
    with open_flow(ask()) as flow:
        flow.stub("ask").returns({})
        execution = flow.start()
        with pytest.raises(UsageError, match="the reported output is no JSON"):
            execution.pending[0].succeed({"set": {1}})
        execution.pending[0].succeed({})


@pytest.mark.parametrize(
    ("error", "cause", "refused"),
    [
        ("E", "", False),
        ("E" * 128, "c" * 4096, False),
        ("", "c", True),
        ("E" * 129, "", True),
        ("E", "c" * 4097, True),
        (None, "", True),
    ],
)
def test_a_reported_failure_has_the_bounds_of_the_service(error, cause, refused):
    with open_flow(ask()) as flow:
        flow.stub("ask").returns({})
        execution = flow.start()
        if refused:
            with pytest.raises(ApiError) as raised:
                execution.pending[0].fail(error, cause)
            assert raised.value.code == "InvalidArgument"
            execution.pending[0].fail("E")
        else:
            execution.pending[0].fail(error, cause)
            expect(execution).failed(error, cause)


def test_pending_tasks_of_iterations_are_reported_in_any_order():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps:
      - {{type: task, name: ask, resourceArn: "acs:fc:::functions/ask", pattern: waitForCallback}}
    outputMappings: [{{target: all, source: "$local[*].n"}}]
"""
    with open_flow(text) as flow:
        flow.stub("ask").returns({})
        execution = flow.start({"list": ["a", "b", "c"]})
        first, second, third = execution.pending
        assert [pending.where for pending in (first, second, third)] == [("each[0]",), ("each[1]",), ("each[2]",)]
        third.succeed({"n": 3})
        flow.clock.advance(10)
        first.succeed({"n": 1})
        assert [pending.input["x"] for pending in execution.pending] == ["b"]
        assert execution.status == "Running"
        second.succeed({"n": 2})
    expect(execution).succeeded({"all": [1, 2, 3]}).took(10)


def test_pending_tasks_are_listed_in_the_order_they_were_scheduled():
    text = f"""{HEAD}
  - type: parallel
    name: both
    branches:
      - steps:
          - {{type: wait, name: hold, duration: 5}}
          - {{type: task, name: late, resourceArn: "acs:fc:::functions/ask", pattern: waitForCallback}}
      - steps: [{{type: task, name: early, resourceArn: "acs:fc:::functions/ask", pattern: waitForCallback}}]
"""
    with open_flow(text) as flow:
        flow.stub("ask").returns({})
        execution = flow.start().advance(5)
        assert [pending.step for pending in execution.pending] == ["early", "late"]
        execution.stop()


def test_pending_lists_an_executions_own_tasks_only():
    with open_flow(ask()) as flow:
        flow.stub("ask").returns({})
        one, two = flow.start(), flow.start()
        assert len(one.pending) == len(two.pending) == 1
        two.pending[0].succeed({})
        assert (one.status, two.status) == ("Running", "Succeeded")
        one.stop()


def test_a_stub_reports_after_a_while_with_a_value_or_a_function_of_the_event():
    with open_flow(ask()) as flow:
        flow.stub("ask").reports(lambda event: {"id": event["id"] + 1}, after=12.5)
        execution = flow.start({"id": 1}).advance(12)
        assert len(execution.pending) == 1
        execution.advance(0.5)
    expect(execution).succeeded({"id": 2}).took(12.5)


@pytest.mark.parametrize(
    ("answers", "elapsed"),
    [
        ([reports({"n": 1}, after=3), reports({"n": 2}, after=1), reports({"n": 3}, after=2)], 3),
        ([reports({"n": 1}), reports({"n": 2}), reports({"n": 3})], 0),
    ],
)
def test_reports_may_come_out_of_order(answers, elapsed):
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps:
      - {{type: task, name: ask, resourceArn: "acs:fc:::functions/ask", pattern: waitForCallback}}
    outputMappings: [{{target: all, source: "$local[*].n"}}]
"""
    with open_flow(text) as flow:
        flow.stub("ask").replies(*answers)
        expect(flow.run({"list": [1, 2, 3]})).succeeded({"all": [1, 2, 3]}).took(elapsed)


def test_the_first_report_counts_whoever_makes_it():
    with open_flow(ask()) as flow:
        flow.stub("ask").reports({"by": "stub"}, after=10)
        execution = flow.start().advance(4)
        execution.pending[0].succeed({"by": "test"})
        expect(execution).succeeded({"by": "test"}).took(4)
        flow.clock.advance(60)
    assert [event.type for event in execution.history].count("TaskSucceeded") == 1


def test_a_submission_that_lasts_is_reported_from_the_scheduling_on():
    # The token is valid from TaskScheduled on; the task is complete when it is submitted and reported.
    with open_flow(ask()) as flow:
        flow.stub("ask").returns({"sub": 1}, takes=5)
        execution = flow.start().advance(2)
        execution.pending[0].succeed({"n": 1})
        assert execution.status == "Running"
        assert execution.pending == ()
        with pytest.raises(ApiError) as raised:
            flow.report_succeeded(execution.step("ask").visits[0].input["token"], {})
        assert raised.value.code == "TaskAlreadyCompleted"
        execution.finish()
    expect(execution).succeeded({"n": 1}).took(5).emitted("TaskStarted", "TaskSubmitted", "TaskSucceeded")


def test_a_stubs_function_reports_at_once():
    with open_flow(ask()) as flow:

        def answer(event):
            flow.report_succeeded(event["token"], {"early": True})
            return {"submitted": True}

        flow.stub("ask").answers(answer)
        execution = flow.run()
    expect(execution).succeeded({"early": True}).took(0).emitted("TaskSubmitted", "TaskSucceeded")
    submitted = next(event for event in execution.history if event.type == "TaskSubmitted")
    assert submitted.detail == {"output": {"submitted": True}}


def test_a_handler_reports_at_its_own_instant():
    text = f"""{HEAD}
  - type: parallel
    name: both
    branches:
      - steps:
          - type: task
            name: ask
            resourceArn: acs:fc:::functions/ask
            pattern: waitForCallback
            inputMappings: [{{target: token, source: $context.task.token}}]
          - {{type: pass, name: told}}
      - steps:
          - {{type: wait, name: hold, duration: 2}}
          - {{type: task, name: work, resourceArn: "acs:fc:::functions/work"}}
"""
    with open_flow(text) as flow:
        tokens = []

        def remember(event):
            tokens.append(event["token"])
            return {}

        def handler(event, context):
            import time  # noqa: PLC0415

            time.sleep(3)
            flow.report_succeeded(tokens[0], {"n": 1})
            time.sleep(4)
            return {}

        flow.stub("ask").answers(remember)
        flow.function("work", handler)
        execution = flow.run()
    assert execution.step("told").visits[0].entered_at.second == 5
    expect(execution).succeeded().took(9)


def test_a_failed_submission_is_retried_with_a_new_token():
    with open_flow(ask("retry: [{errors: [FC.ResourceThrottled], intervalSeconds: 3}]")) as flow:
        stub = flow.stub("ask").replies(failure("FC.ResourceThrottled"), reports({"n": 1}, after=2))
        execution = flow.run()
    expect(execution).succeeded({"n": 1}).took(5).emitted("TaskSubmitFailed", "TaskScheduled", "TaskSubmitted")
    assert stub.received[0]["token"] != stub.received[1]["token"]


def test_a_submission_that_hangs_can_still_be_reported():
    with open_flow(ask()) as flow:
        flow.stub("ask").hangs()
        execution = flow.start()
        execution.pending[0].succeed({"n": 1})
    expect(execution).succeeded({"n": 1})
    assert "TaskSubmitted" not in [event.type for event in execution.history]


def test_a_report_at_the_limit_is_in_time_only_before_the_limits_turn():
    # Equal is in time (the stub's report), but after `advance` everything of that instant is done.
    with open_flow(ask("timeoutSeconds: 5")) as flow:
        flow.stub("ask").replies(reports({"n": 1}, after=5), hang())
        expect(flow.run()).succeeded({"n": 1}).took(5)
        execution = flow.start().advance(5)
        expect(execution).failed("FnF.TaskTimeout").took(5)


def test_a_token_that_a_task_may_read_but_does_not_wait_for_is_used_up():
    text = f"""{HEAD}
  - type: task
    name: work
    resourceArn: acs:fc:::functions/f
    inputMappings: [{{target: token, source: $context.task.token}}]
"""
    with open_flow(text) as flow:
        stub = flow.stub("work").returns({}, takes=5)
        execution = flow.start()
        assert execution.pending == ()
        with pytest.raises(ApiError) as raised:
            flow.report_succeeded(stub.received[0]["token"], {})
        assert raised.value.code == "TaskAlreadyCompleted"
        execution.finish()


def test_every_token_of_a_test_is_another():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps:
      - type: task
        name: ask
        resourceArn: acs:fc:::functions/ask
        pattern: waitForCallback
        inputMappings: [{{target: token, source: $context.task.token}}]
"""
    with open_flow(text) as flow:
        stub = flow.stub("ask").replies(*[reports({})] * 20)
        for _ in range(2):
            flow.run({"list": list(range(10))})
    assert len({event["token"] for event in stub.received}) == 20


def test_reporting_one_execution_lets_others_of_the_instant_go_on_too():
    with open_flow(ask()) as flow:
        flow.stub("ask").replies(reports({}, after=3), ok({}))
        one, two = flow.start(), flow.start()
        flow.clock.advance(2)
        two.pending[0].succeed({})
        assert (one.status, two.status) == ("Running", "Succeeded")
        flow.clock.advance(1)
        assert one.status == "Succeeded"
