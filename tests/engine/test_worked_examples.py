"""The worked examples of the classic specification (fdl-classic section 13), with their figures."""

from __future__ import annotations

import json

import pytest

from pytest_fnf import expect, failure, open_flow


def flow_of(steps: str) -> str:
    return f"version: v1\ntype: flow\nsteps:\n{steps}"


W1 = flow_of("""
  - {type: pass, name: letters, outputMappings: [{target: names, source: ["A", "B", "C"]}]}
""")

W2 = flow_of("""
  - type: parallel
    name: both
    branches:
      - steps: [{type: pass, name: left,  outputMappings: [{target: result, source: pass1}]}]
      - steps: [{type: pass, name: right, outputMappings: [{target: result, source: pass2}]}]
    outputMappings: [{target: result, source: "$local[*].result"}]
""")

W3 = flow_of("""
  - type: foreach
    name: each
    iterationMapping: {collection: $.names, item: name}
    steps:
      - {type: task, name: upper, resourceArn: "acs:fc:::services/demo/functions/upper"}
    outputMappings: [{target: names, source: "$local[*].name"}]
""")

W4 = flow_of("""
  - type: choice
    name: pick
    choices:
      - {condition: '$.status == "ready"', steps: [{type: pass, name: p1}]}
      - {condition: '$.status == "failed"', goto: final}
    default: {steps: [{type: pass, name: p2}], goto: final}
  - {type: pass, name: p3}
  - {type: pass, name: final}
""")

W5 = flow_of("""
  - type: choice
    name: pick
    choices:
      - {condition: '$.status == "ready"', steps: [{type: pass, name: p1}]}
      - {condition: '$.status == "failed"', goto: handle}
    default: {steps: [{type: pass, name: p2}], goto: handle}
  - {type: succeed, name: final}
  - {type: pass, name: handle}
""")

W6 = flow_of("""
  - type: choice
    name: pick
    choices:
      - {condition: '$.status == "ready"', steps: [{type: pass, name: p1}], goto: final}
      - {condition: '$.status == "failed"', goto: handle}
    default: {steps: [{type: pass, name: p2}]}
  - {type: fail, name: handle, error: StatusIsNotReady, cause: status is not ready}
  - {type: pass, name: final}
""")

TASK = "resourceArn: 'acs:fc:::services/demo/functions/work'"


def test_w1_constants_from_a_pass():
    with open_flow(W1) as flow:
        execution = flow.run()
    assert execution.step("letters").visits[0].output == {"names": ["A", "B", "C"]}
    assert execution.output == {"names": ["A", "B", "C"]}


def test_w2_parallel_collects_branch_values():
    with open_flow(W2) as flow:
        execution = flow.run()
    assert execution.step("left").visits[0].output == {"result": "pass1"}
    assert execution.step("right").visits[0].output == {"result": "pass2"}
    assert execution.step("both").visits[0].output == {"result": ["pass1", "pass2"]}
    exits = [event.detail["local"] for event in execution.history if event.type == "BranchExited"]
    assert exits == [{"result": "pass1"}, {"result": "pass2"}]


def test_w3_foreach_over_names():
    with open_flow(W3) as flow:
        upper = flow.stub("upper").answers(lambda event: {"name": event["name"].upper()})
        execution = flow.run({"names": ["a", "b", "c"]})
    assert execution.step("each").visits[0].input == {"names": ["a", "b", "c"]}
    assert upper.received == [
        {"name": "a", "names": ["a", "b", "c"]},
        {"name": "b", "names": ["a", "b", "c"]},
        {"name": "c", "names": ["a", "b", "c"]},
    ]
    assert execution.step("each").visits[0].output == {"names": ["A", "B", "C"]}


@pytest.mark.parametrize(
    ("status", "path"),
    [
        ("ready", ["pick", "p1", "p3", "final"]),
        ("failed", ["pick", "final"]),
        ("other", ["pick", "p2", "final"]),
    ],
)
def test_w4_choice(status, path):
    with open_flow(W4) as flow:
        assert flow.run({"status": status}).path == path


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"status": "ready"}, ["pick", "p1", "final"]),
        ({"status": "failed"}, ["pick", "handle"]),
        ({}, ["pick", "p2", "handle"]),
        ({"status": "other"}, ["pick", "p2", "handle"]),
    ],
)
def test_w5_succeed_ends_the_list(data, path):
    with open_flow(W5) as flow:
        expect(flow.run(data)).succeeded().followed(*path)


def test_w6_fail():
    with open_flow(W6) as flow:
        expect(flow.run({"status": "ready"})).succeeded().followed("pick", "p1", "final")
        failed = flow.run({"status": "failed"})
        expect(failed).failed("StatusIsNotReady", "status is not ready").followed("pick", "handle")
        assert failed.output is None
        expect(flow.run({})).failed("StatusIsNotReady").followed("pick", "p2", "handle")


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [
        ("duration: 20", 20),
        ("duration: $.wait", 7.5),
        ("timestamp: 2026-01-01T00:00:30Z", 30),
        ("timestamp: 2019-05-02T15:04:05Z", 0),
        ("timestamp: $.wait_timestamp", 60),
    ],
)
def test_w7_wait_forms(wait, seconds):
    with open_flow(flow_of(f"  - {{type: wait, name: hold, {wait}}}")) as flow:
        execution = flow.run({"wait": 7.5, "wait_timestamp": "2026-01-01T08:01:00+08:00"})
    expect(execution).succeeded().waited("hold", seconds).took(seconds)


def test_w8_retry_timing():
    retry = "retry: [{errors: [FnF.ALL], intervalSeconds: 10, maxIntervalSeconds: 300, maxAttempts: 3, multiplier: 2}]"
    with open_flow(flow_of(f"  - {{type: task, name: work, {TASK}, {retry}}}")) as flow:
        stub = flow.stub("work").raises("Flaky")
        execution = flow.run()
    expect(execution).failed("Flaky").retried("work", times=3, delays=[10, 20, 40]).took(70)
    assert stub.call_count == 4


def test_w9_error_passed_on():
    text = flow_of(f"""
  - type: task
    name: work
    {TASK}
    catch: [{{errors: [FnF.ALL], goto: final}}]
    errorMappings: [{{target: errMsg, source: $local.cause}}, {{target: errCode, source: $local.error}}]
  - {{type: pass, name: skipped}}
  - {{type: pass, name: final}}
""")
    with open_flow(text) as flow:
        flow.stub("work").raises("Broken", "it broke")
        execution = flow.run({"id": 1})
    expect(execution).succeeded().followed("work", "final")
    assert execution.step("final").visits[0].input == {"id": 1, "errMsg": "it broke", "errCode": "Broken"}


CHILD = flow_of("  - {type: wait, name: doze, duration: 30}")


@pytest.mark.parametrize(("pattern", "at"), [("requestResponse", 0), ("sync", 30)])
def test_w10_sub_flow_request_response_versus_sync(pattern, at):
    parent = flow_of(f"""
  - {{type: task, name: child, resourceArn: "acs:fnf:::flow/flowABC", pattern: {pattern}}}
  - {{type: pass, name: dummy}}
""")
    with open_flow(parent) as flow:
        flow.child("flowABC", CHILD)
        execution = flow.run()
        (child,) = execution.children
        expect(execution).succeeded().took(at)
        child.finish()
    expect(child).succeeded().took(30)


def test_w11_stopping_a_child_and_catching_it():
    parent = flow_of("""
  - type: task
    name: start
    resourceArn: acs:fnf:::flow/child
    pattern: sync
    serviceParams: {Input: $, ExecutionName: $.subflowExecName}
    catch: [{errors: [AnyCustomError], goto: post}]
  - {type: pass, name: final, end: true}
  - {type: pass, name: post}
""")
    with open_flow(parent, name="parent") as flow:
        flow.child("child", CHILD)
        execution = flow.start({"subflowExecName": "run10", "subflowInput": "test"})
        (child,) = execution.children
        assert child.name == "run10"
        assert child.input == {"subflowExecName": "run10", "subflowInput": "test"}
        child.stop("AnyCustomError")
        assert (child.status, child.output) == ("Stopped", None)
        assert (execution.status, execution.output) == ("Succeeded", {})
        assert execution.path == ["start", "post"]


def test_w12_callback():
    text = flow_of("""
  - type: task
    name: ask
    resourceArn: acs:fc:::services/demo/functions/ask
    pattern: waitForCallback
    inputMappings:
      - {target: serviceName, source: $input.serviceName}
      - {target: token, source: $context.task.token}
""")
    with open_flow(text) as flow:
        flow.stub("ask").returns({"ignored": True})
        execution = flow.start({"serviceName": "s"})
        (pending,) = execution.pending
        assert pending.input == {"serviceName": "s", "token": pending.token}
        flow.report_succeeded(pending.token, {"status": "report task with token: x"})
    expect(execution).succeeded(output={"status": "report task with token: x"})


W13 = """
version: v1
type: flow
steps:
  - type: task
    name: train
    resourceArn: acs:fc:::services/trip/functions/train
    retry: [{errors: [BookTrainTicketError, FC.Unknown], intervalSeconds: 1, maxAttempts: 3, multiplier: 2}]
    catch: [{errors: [FnF.ALL], goto: failed}]
    outputMappings: [{target: train_id, source: $local.id}]
  - type: task
    name: flight
    resourceArn: acs:fc:::services/trip/functions/flight
    catch: [{errors: [FnF.ALL], goto: cancelTrain}]
    outputMappings: [{target: flight_id, source: $local.id}]
  - type: task
    name: hotel
    resourceArn: acs:fc:::services/trip/functions/hotel
    catch: [{errors: [FnF.ALL], goto: cancelFlight}]
    outputMappings: [{target: hotel_id, source: $local.id}]
  - {type: succeed, name: done}
  - {type: task, name: cancelFlight, resourceArn: "acs:fc:::services/trip/functions/cancelFlight"}
  - {type: task, name: cancelTrain, resourceArn: "acs:fc:::services/trip/functions/cancelTrain"}
  - {type: fail, name: failed, error: TripFailed}
outputMappings:
  - {target: order, source: $input.order}
  - {target: train, source: $local.train_id}
  - {target: flight, source: $local.flight_id}
  - {target: hotel, source: $local.hotel_id}
"""


def test_w13_saga_all_succeed():
    with open_flow(W13) as flow:
        for step in ("train", "flight", "hotel"):
            flow.stub(step).returns({"id": step})
        execution = flow.run({"order": "o-1"})
    expect(execution).succeeded(
        output={"order": "o-1", "train": "train", "flight": "flight", "hotel": "hotel"}
    ).followed("train", "flight", "hotel", "done")


def test_w13_saga_hotel_fails():
    with open_flow(W13) as flow:
        flow.stub("train").returns({"id": "t"})
        flow.stub("flight").returns({"id": "f"})
        flow.stub("hotel").raises("BookHotelError")
        flow.stub("cancelFlight").returns({})
        flow.stub("cancelTrain").returns({})
        execution = flow.run({"order": "o-1"})
    expect(execution).failed("TripFailed").followed("train", "flight", "hotel", "cancelFlight", "cancelTrain", "failed")


def test_w13_saga_train_keeps_failing():
    with open_flow(W13) as flow:
        train = flow.stub("train").replies(failure("BookTrainTicketError", takes=0), then="repeat")
        execution = flow.run({"order": "o-1"})
    expect(execution).failed("TripFailed").followed("train", "failed").retried("train", times=3, delays=[1, 2, 4])
    assert train.call_count == 4


W14 = """
version: v1
type: flow
steps:
  - {type: wait, name: pause, duration: 10}
  - {type: task, name: status, resourceArn: "acs:fc:::services/demo/functions/status"}
  - type: choice
    name: check
    inputMappings: [{target: status, source: $local.status}]
    choices:
      - {condition: '$.status == "succeeded"', goto: stage2}
      - {condition: '$.status == "failed"', goto: broken}
      - {condition: '$.status == "running"', goto: pause}
  - {type: pass, name: after, end: true}
  - {type: pass, name: stage2, end: true}
  - {type: fail, name: broken}
"""


@pytest.mark.parametrize(
    ("replies", "last", "seconds", "status"),
    [
        (["running", "running", "succeeded"], "stage2", 30, "Succeeded"),
        (["failed"], "broken", 10, "Failed"),
        (["running", "unheard of"], "after", 20, "Succeeded"),
    ],
)
def test_w14_poll_loop(replies, last, seconds, status):
    with open_flow(W14) as flow:
        flow.stub("status").replies(*({"status": reply} for reply in replies))
        execution = flow.run()
    assert execution.path[-1] == last
    assert execution.status == status
    expect(execution).took(seconds)


def test_the_one_real_history_of_two_passes():
    # fdl-classic 11.3: ids, links, types, names and details as the service printed them.
    text = flow_of("  - {type: pass, name: pass1}\n  - {type: pass, name: pass2}")
    with open_flow(text) as flow:
        rows = flow.run().history.to_api()
    assert [
        (row["EventId"], row["ScheduleEventId"], row["Type"], row["StepName"], row["EventDetail"]) for row in rows[:5]
    ] == [
        (1, 0, "ExecutionStarted", "", '{"input":{}}'),
        (2, 1, "StepEntered", "pass1", '{"input":{},"local":{}}'),
        (3, 2, "StepStarted", "pass1", '{"input":{}}'),
        (4, 3, "StepSucceeded", "pass1", '{"output":{}}'),
        (5, 4, "StepExited", "pass1", '{"local":{}}'),
    ]
    assert (rows[5]["EventId"], rows[5]["ScheduleEventId"], rows[5]["Type"], rows[5]["StepName"]) == (
        6,
        5,
        "StepEntered",
        "pass2",
    )
    assert json.loads(rows[-1]["EventDetail"]) == {"output": {}}
