"""Handlers that sleep while others run: order, what they see of each other, and what outlives its attempt."""

from __future__ import annotations

import json
import os
import random
import time

import pytest

from pytest_fnf import ApiError, UsageError, expect, open_flow

START = 1_767_225_600


def each(step: str) -> str:
    return f"""
version: v1
type: flow
steps:
  - type: foreach
    name: All
    iterationMapping: {{collection: $.naps, item: nap}}
    steps: [{step}]
    outputMappings: [{{target: seen, source: "$local[*].seen"}}]
"""


TASK = '{type: task, name: Nap, resourceArn: "acs:fc:::services/s/functions/nap"}'


def test_ten_handlers_finish_in_the_order_of_their_sleeps():
    log: list[tuple[int, int]] = []

    def nap(event, context):
        seconds = json.loads(event)["nap"]
        time.sleep(seconds)
        log.append((int(time.time()) - START, seconds))
        return {"seen": len(log)}

    with open_flow(each(TASK)) as flow:
        flow.function("s/nap", nap)
        execution = flow.run({"naps": [7, 3, 9, 1, 10, 5, 2, 8, 4, 6]})

    # Each woke at its own second, and saw what those before it had done.
    assert log == [(second, second) for second in range(1, 11)]
    expect(execution).succeeded(output={"seen": [7, 3, 9, 1, 10, 5, 2, 8, 4, 6]}).took(10)


def test_equal_sleeps_wake_in_the_order_of_the_branches():
    log = []

    def nap(event, context):
        time.sleep(5)
        log.append(json.loads(event)["nap"])
        return {}

    with open_flow(each(TASK)) as flow:
        flow.function("s/nap", nap)
        flow.run({"naps": ["c", "a", "b"]})
    assert log == ["c", "a", "b"]


def test_a_handler_that_timed_out_goes_on_and_keeps_its_instance_busy(tmp_path):
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "nap.py").write_text(
        "import json, time\n"
        "calls = []\n"
        "def handler(event, context):\n"
        "    calls.append(1)\n"
        "    time.sleep(json.loads(event)['nap'])\n"
        "    return {'calls': len(calls)}\n"
    )
    (tmp_path / "flow.yml").write_text("""
version: v1
type: flow
steps:
  - type: task
    name: First
    resourceArn: acs:fc:::services/s/functions/nap
    timeoutSeconds: 10
    catch: [{errors: [FnF.TaskTimeout], goto: Second}]
  - type: task
    name: Second
    resourceArn: acs:fc:::services/s/functions/nap
    inputMappings: [{target: nap, source: 0}]
  - {type: wait, name: Hold, duration: 30}
  - type: task
    name: Third
    resourceArn: acs:fc:::services/s/functions/nap
    inputMappings: [{target: nap, source: 0}]
""")
    with open_flow(tmp_path / "flow.yml") as flow:
        execution = flow.run({"nap": 25})
    expect(execution).succeeded().took(40)
    # Second needs a second instance, since the first still sleeps; Third gets the one that was freed last, at 25 s.
    assert execution.step("Second").visits[0].output == {"calls": 1}
    assert execution.step("Third").visits[0].output == {"calls": 2}


def test_exactly_at_its_limit_a_handler_is_in_time():
    text = """
version: v1
type: flow
steps:
  - {type: task, name: Nap, resourceArn: "acs:fc:::services/s/functions/nap", timeoutSeconds: 10}
"""

    def nap(event, context):
        time.sleep(json.loads(event)["nap"])
        return {}

    with open_flow(text) as flow:
        flow.function("s/nap", nap)
        expect(flow.run({"nap": 10})).succeeded().took(10)
        expect(flow.run({"nap": 10.001})).failed("FnF.TaskTimeout").took(10)


CALLBACK = """
version: v1
type: flow
steps:
  - type: task
    name: Ask
    resourceArn: acs:fc:::services/s/functions/ask
    pattern: waitForCallback
    inputMappings: [{target: token, source: $context.task.token}]
"""


def test_a_handler_may_report_its_own_token_at_its_own_instant():
    with open_flow(CALLBACK) as flow:

        def ask(event, context):
            time.sleep(4)
            flow.report_succeeded(json.loads(event)["token"], {"by": "handler"})
            time.sleep(3)
            return {}

        flow.function("s/ask", ask)
        execution = flow.run()
    # Reported at 4 s, kept until the call has returned at 7 s.
    expect(execution).succeeded(output={"by": "handler"}).took(7)


def test_a_handler_may_stop_an_execution_but_not_drive():
    refused = []
    with open_flow(CALLBACK) as flow:

        def ask(event, context):
            try:
                flow.clock.advance(1)
            except UsageError as error:
                refused.append(str(error))
            flow.executions[0].stop("Enough")
            return {}

        flow.function("s/ask", ask)
        execution = flow.start()
    assert (execution.status, execution.error) == ("Stopped", "Enough")
    assert refused == [
        (
            "clock.advance() was called while a driving call is under way, from a handler or a stub's function; "
            "only reports and stop are allowed there"
        )
    ]


@pytest.mark.parametrize(("returned", "submitted"), [(None, {}), ("ok", {}), ([1], {}), ({"job": 1}, {"job": 1})])
def test_with_a_callback_a_functions_own_result_is_nobodys(returned, submitted):
    with open_flow(CALLBACK) as flow:
        flow.function("s/ask", lambda event, context: returned)
        execution = flow.start()
        execution.pending[0].succeed({"by": "test"})
    expect(execution).succeeded(output={"by": "test"})
    (event,) = [event for event in execution.history if event.type == "TaskSubmitted"]
    assert event.detail == {"output": submitted}


def test_a_directly_called_function_may_return_any_json():
    with open_flow(CALLBACK) as flow:
        flow.function("s/ask", lambda event, context: [1, "a"])
        assert flow.invoke("ask") == [1, "a"]


def test_a_function_is_invoked_directly_as_a_trigger_would():
    with open_flow(CALLBACK) as flow:

        def ask(event, context):
            time.sleep(2)
            if json.loads(event).get("bad"):
                raise KeyError("bad")
            return {"at": int(time.time()) - START}

        flow.function("s/ask", ask)
        assert flow.invoke("s/ask", {"bad": False}) == {"at": 2}
        with pytest.raises(ApiError) as raised:
            flow.invoke("ask", {"bad": True})
        assert raised.value.code == "KeyError"
        assert (flow.clock.now.timestamp() - START) == 4


@pytest.mark.parametrize(
    ("pattern", "ending"), [("requestResponse", "TaskFailed"), ("waitForCallback", "TaskSubmitFailed")]
)
def test_a_stub_can_refuse_an_asynchronous_call(pattern, ending):
    text = f"""
version: v1
type: flow
steps:
  - type: task
    name: Ask
    resourceArn: acs:fc:::services/s/functions/ask
    pattern: {pattern}
    serviceParams: {{InvocationType: Async}}
"""
    with open_flow(text) as flow:
        flow.stub("Ask").raises("FC.ResourceThrottled", takes=2)
        execution = flow.run()
    expect(execution).failed("FC.ResourceThrottled").emitted("TaskStarted", ending).took(2)


def test_what_becomes_of_an_accepted_asynchronous_call_is_nobodys():
    text = """
version: v1
type: flow
steps:
  - {type: task, name: Ask, resourceArn: "acs:fc:::services/s/functions/ask", serviceParams: {InvocationType: Async}}
"""
    with open_flow(text) as flow:
        flow.function("s/ask", lambda event, context: 1 / 0)
        execution = flow.run()
    expect(execution).succeeded()
    assert list(execution.output) == ["RequestId"]


CHAIN = """
version: v1
type: flow
steps:
  - {type: task, name: First, resourceArn: "acs:fc:::services/s/functions/draw"}
  - {type: task, name: Between, resourceArn: "acs:fc:::services/s/functions/other"}
  - {type: task, name: Last, resourceArn: "acs:fc:::services/s/functions/draw"}
"""


def test_a_function_of_the_test_draws_from_the_tests_own_numbers_between_two_handlers():
    def drawn(between):
        with open_flow(CHAIN) as flow:
            flow.function("s/draw", lambda event, context: {"drawn": random.random()})
            flow.stub("Between").answers(lambda event: {"between": between()})
            execution = flow.run()
        return [execution.step(step).visits[0].output["drawn"] for step in ("First", "Last")], execution.output

    before = random.getstate()
    expected = random.random()
    after = random.getstate()
    random.setstate(before)
    numbers, output = drawn(random.random)
    assert output["between"] == expected
    assert random.getstate() == after
    assert numbers == drawn(lambda: 0)[0]  # what the test drew is none of theirs


def test_what_a_function_of_the_test_does_to_the_environment_stays_and_no_started_instance_sees_it(monkeypatch):
    monkeypatch.setenv("SET_BEFORE", "before")
    monkeypatch.delenv("SET_LATER", raising=False)

    def look(event, context):
        seen = [os.environ.get(name) for name in ("SET_BEFORE", "SET_LATER", "OWN")]
        os.environ["OWN"] = "kept"
        return {"seen": seen}

    def change(event):
        monkeypatch.setenv("SET_BEFORE", "after")
        monkeypatch.setenv("SET_LATER", "later")
        return {"own": os.environ.get("OWN")}

    with open_flow(CHAIN) as flow:
        flow.function("s/draw", look)
        flow.stub("Between").answers(change)
        execution = flow.run()
    assert execution.step("First").visits[0].output == {"seen": ["before", None, None]}
    assert execution.step("Between").visits[0].output == {"own": None}
    assert execution.step("Last").visits[0].output == {"seen": ["before", None, "kept"]}
    assert [os.environ.get(name) for name in ("SET_BEFORE", "SET_LATER", "OWN")] == ["after", "later", None]
