"""The service's limits: exactly at them, one beyond, and without them (fdl-classic 2, 4.3, 9; Q-21, Q-22)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pytest_fnf import DefinitionError, expect, ok, open_flow
from pytest_fnf.values import size

HEAD = "version: v1\ntype: flow\nsteps:\n"
KIB_32 = 32 * 1024


def flow_of(*steps: dict, **more: object) -> str:
    return json.dumps({"version": "v1", "type": "flow", "steps": steps, **more}) + "\n"


def passes(name: str, **more: object) -> dict:
    return {"type": "pass", "name": name, **more}


def task(name: str, **more: object) -> dict:
    return {"type": "task", "name": name, "resourceArn": "acs:fc:::functions/f", **more}


# 32 KiB of data. A pass has {} (2 bytes) as local and as output, and {"x":""} has 8 bytes.


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a" * 32_756, None),  # 8 + 32,756 + 2 + 2 = 32,768
        ("a" * 32_757, "32,769 bytes of data (input 32,765 + local 2 + output 2)"),
        ("汉" * 10_918 + "ab", None),  # three bytes each: 8 + 32,754 + 2 + 4
        ("汉" * 10_918 + "abc", "32,769 bytes of data (input 32,765 + local 2 + output 2)"),
        ("😀" * 8_189, None),  # four bytes each: 8 + 32,756 + 4
        ('"' * 16_378, None),  # an escape has two bytes
        ('"' * 16_378 + "a", "32,769 bytes of data (input 32,765 + local 2 + output 2)"),
        ("\x01" * 5_459 + "ab", None),  # \u0001 has six bytes: 8 + 32,754 + 2 + 4
        ("\x01" * 5_459 + "abc", "32,769 bytes of data (input 32,765 + local 2 + output 2)"),
    ],
)
def test_a_step_holds_at_most_32_kib(text, held):
    with open_flow(flow_of(passes("a"))) as flow:
        execution = flow.run({"x": text})
    if held is None:
        expect(execution).succeeded({})
    else:
        expect(execution).failed("FnF.DataLimitExceeded", f"step 'a' holds {held}; at most 32,768 are allowed").emitted(
            "StepStarted", "StepFailed", "ExecutionFailed"
        )


@pytest.mark.parametrize(
    ("count", "held"),
    [
        (16_375, None),  # 2 + twice (8 + 16,375) = 32,768
        (16_376, "32,770 bytes of data (input 2 + local 16,384 + output 16,384)"),
    ],
)
def test_a_tasks_result_counts_as_local_and_as_output(count, held):
    with open_flow(flow_of(task("a"))) as flow:
        flow.stub("a").returns({"x": "a" * count})
        execution = flow.run()
    if held is None:
        expect(execution).succeeded()
    else:
        expect(execution).failed("FnF.DataLimitExceeded", f"step 'a' holds {held}; at most 32,768 are allowed")


@pytest.mark.parametrize(("count", "status"), [(32_751, "Succeeded"), (32_752, "Failed")])
def test_output_mappings_keep_a_large_result_from_counting_twice(count, status):
    # Input {} (2), result {"x":"..."} (8 + count), output {"k":1} (7).
    with open_flow(flow_of(task("a", outputMappings=[{"target": "k", "source": 1}]))) as flow:
        flow.stub("a").returns({"x": "a" * count})
        assert flow.run().status == status


def test_an_input_that_is_too_large_alone_fails_before_the_call():
    with open_flow(flow_of(task("a"))) as flow:
        stub = flow.stub("a", optional=True).returns({})
        execution = flow.run({"x": "a" * 32_761})
    expect(execution).failed(
        "FnF.DataLimitExceeded", "step 'a' holds 32,769 bytes of data (input 32,769); at most 32,768 are allowed"
    )
    assert stub.call_count == 0
    assert [event.type for event in execution.history] == [
        "ExecutionStarted",
        "StepEntered",
        "StepStarted",
        "StepFailed",
        "ExecutionFailed",
    ]


def test_a_large_part_can_be_left_out_by_mappings():
    # The flow's input may be larger than a step's data: the step takes what it needs.
    with open_flow(flow_of(passes("a", inputMappings=[{"target": "n", "source": "$input.n"}]))) as flow:
        expect(flow.run({"x": "a" * 100_000, "n": 1})).succeeded()


def test_no_catch_and_no_retry_takes_the_data_limit():
    steps = (
        task(
            "a",
            catch=[{"errors": ["FnF.ALL", "FnF.DataLimitExceeded"], "goto": "b"}],
            retry=[{"errors": ["FnF.ALL"]}],
        ),
        passes("b"),
    )
    with open_flow(flow_of(*steps)) as flow:
        stub = flow.stub("a").returns({"x": "a" * 20_000})
        expect(flow.run()).failed("FnF.DataLimitExceeded").took(0).followed("a")
    assert stub.call_count == 1


def test_a_childs_data_limit_is_an_error_that_its_parent_may_catch():
    parent = flow_of(
        {
            "type": "task",
            "name": "call",
            "resourceArn": "acs:fnf:::flow/kid",
            "pattern": "sync",
            "inputMappings": [],
            "serviceParams": {"Input": {"x": "a" * 40_000}},
            "catch": [{"errors": ["FnF.DataLimitExceeded"], "goto": "after"}],
        },
        passes("after"),
    )
    with open_flow(parent) as flow:
        flow.child("kid", flow_of(passes("p")))
        expect(flow.run()).succeeded().followed("call", "after")


@pytest.mark.parametrize(
    ("container", "data"),
    [
        (
            {
                "type": "foreach",
                "name": "each",
                "iterationMapping": {"collection": "$.list", "item": "x"},
                "steps": [passes("p", inputMappings=[], outputMappings=[{"target": "o", "source": "y" * 1_000}])],
            },
            {"list": list(range(40))},
        ),
        (
            {
                "type": "parallel",
                "name": "each",
                "branches": [
                    {
                        "steps": [
                            passes(f"p{n}", inputMappings=[], outputMappings=[{"target": "o", "source": "y" * 1_000}])
                        ]
                    }
                    for n in range(40)
                ],
            },
            {},
        ),
    ],
)
def test_the_gathered_locals_count_for_their_container(container, data):
    # 40 times {"o":"..."} (1,008 bytes) with commas and brackets: 40 * 1,008 + 39 + 2 = 40,361.
    with open_flow(flow_of(container)) as flow:
        execution = flow.run(data)
    held = size(data) + 40_361 + 2
    expect(execution).failed(
        "FnF.DataLimitExceeded",
        f"step 'each' holds {held:,} bytes of data (input {size(data)} + local 40,361 + output 2); "
        "at most 32,768 are allowed",
    )
    assert [event.type for event in execution.history][-3:-1] == [
        "IterationExited" if container["type"] == "foreach" else "BranchExited",
        "StepFailed",
    ]


TOO_LARGE = "the flow's output holds 32,769 bytes of data; at most 32,768 are allowed"


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize(("count", "cause"), [(16_384, None), (16_385, TOO_LARGE)])
def test_the_flows_output_holds_at_most_32_kib(count, cause, mapped):
    # Each pass alone holds about half. Merged, {"a":"...","b":"..."} has 15 bytes beside the texts of 16,369 and count.
    more = {"outputMappings": [{"target": t, "source": f"$local.{t}"} for t in "ab"]} if mapped else {}
    steps = [
        passes("one", inputMappings=[], outputMappings=[{"target": "a", "source": "x" * 16_369}]),
        passes("two", inputMappings=[], outputMappings=[{"target": "b", "source": "y" * count}]),
    ]
    with open_flow(flow_of(*steps, **more)) as flow:
        execution = flow.run()
    if cause is None:
        expect(execution).succeeded()
        assert size(execution.output) == KIB_32
    else:
        expect(execution).failed("FnF.DataLimitExceeded", cause).emitted("StepExited", "ExecutionFailed")


def test_a_local_that_grows_and_is_replaced_is_counted_as_it_is():
    # Ten rounds replace the same key: the sum of all rounds is beyond the limit, the local never is.
    text = f"""{HEAD}
  - {{type: task, name: page, resourceArn: "acs:fc:::functions/f", inputMappings: [{{target: n, source: $local.n}}]}}
  - type: choice
    name: more
    inputMappings: [{{target: n, source: $local.n}}]
    choices: [{{condition: $.n < 10, goto: page}}]
"""
    with open_flow(text) as flow:
        flow.stub("page").answers(lambda event: {"n": event.get("n", 0) + 1, "x": "a" * 15_000})
        expect(flow.run()).succeeded()


@pytest.mark.parametrize(
    ("limit", "status"), [(12, "Succeeded"), (11, "Failed"), (None, "Succeeded"), (10**9, "Succeeded")]
)
def test_the_data_limit_can_be_set(limit, status):
    # {"x":10} has 8 bytes, local and output 2 each.
    wide = {"x": "a" * 100_000} if limit in (None, 10**9) else {"x": 10}
    with open_flow(flow_of(passes("a")), limits={"data_bytes": limit}) as flow:
        assert flow.run(wide).status == status


# 5,000 events. A pass has 4, a task 7, the execution 2.


def many(count: int, tasks: int) -> str:
    return flow_of(*(passes(f"p{n}") for n in range(count)), *(task(f"t{n}") for n in range(tasks)))


def test_a_flow_of_exactly_5000_events_succeeds():
    with open_flow(many(1_246, 2)) as flow:  # 2 + 4,984 + 14
        flow.stub("f").returns({})
        execution = flow.run()
    expect(execution).succeeded()
    assert len(execution.history) == 5_000


def test_a_flow_that_needs_5001_fails_with_its_5000th():
    with open_flow(many(1_248, 1)) as flow:  # 2 + 4,992 + 7
        flow.stub("f").returns({})
        execution = flow.run()
    expect(execution).failed("FnF.EventLimitExceeded", "the history reached its limit of 5,000 events")
    last, before = execution.history[-1], execution.history[-2]
    assert (last.id, last.type, last.schedule_id) == (5_000, "ExecutionFailed", 4_999)
    assert (before.type, before.step) == ("StepSucceeded", "t0")


LOOP = f"""{HEAD}
  - {{type: pass, name: start}}
  - {{type: pass, name: work}}
  - {{type: pass, name: rest}}
  - {{type: choice, name: again, choices: [{{condition: "true", goto: work}}]}}
"""


def test_a_loop_that_never_ends_ends_at_the_limit_and_shows_its_cycle():
    with open_flow(LOOP) as flow:
        execution = flow.run()
    expect(execution).took(0)
    assert (execution.status, execution.error) == ("Failed", "FnF.EventLimitExceeded")
    # 1 + 4 + 12 a round: 416 rounds are 4,997 events; `work` is entered (4,998) and started (4,999).
    assert execution.step("work").count == 417
    assert execution.cause == (
        "the history reached its limit of 5,000 events; "
        "the last steps go round in a cycle: rest -> again -> work -> rest"
    )


def test_a_step_that_goes_to_itself_is_a_cycle_of_one():
    text = f"{HEAD}  - {{type: choice, name: me, choices: [{{condition: 'true', goto: me}}]}}\n"
    with open_flow(text, limits={"events": 20}) as flow:
        execution = flow.run()
    assert execution.cause == (
        "the history reached its limit of 20 events; the last steps go round in a cycle: me -> me"
    )
    assert len(execution.history) == 20


@pytest.mark.parametrize(("limit", "count"), [(6, 6), (5, 5), (2, 2), (1, 2), (7, 6), (None, 6)])
def test_the_event_limit_can_be_set(limit, count):
    # One pass has 6 events. An execution begins and ends in any case.
    with open_flow(flow_of(passes("a")), limits={"events": limit}) as flow:
        execution = flow.run()
    assert len(execution.history) == count
    assert execution.error == (None if count == 6 else "FnF.EventLimitExceeded")
    assert execution.history[0].type == "ExecutionStarted"
    assert execution.history[-1].type == ("ExecutionSucceeded" if count == 6 else "ExecutionFailed")


def test_without_an_event_limit_a_long_loop_goes_on():
    text = f"""{HEAD}
  - {{type: task, name: count, resourceArn: "acs:fc:::functions/count"}}
  - {{type: choice, name: more, choices: [{{condition: $.n < 2000, goto: count}}]}}
"""
    with open_flow(text, limits={"events": None}) as flow:
        flow.stub("count").answers(lambda event: {"n": event.get("n", 0) + 1})
        execution = flow.run()
    expect(execution).succeeded({"n": 2000})
    assert len(execution.history) == 2 + 2_000 * 11


def test_a_full_history_cancels_branches_and_no_catch_takes_it():
    text = f"""{HEAD}
  - type: parallel
    name: both
    branches:
      - steps: [{{type: wait, name: hold, duration: 100}}]
      - steps:
          - type: task
            name: work
            resourceArn: acs:fc:::functions/f
            catch: [{{errors: [FnF.ALL], goto: work}}]
            retry: [{{errors: [FnF.ALL], maxAttempts: 1}}]
  - {{type: pass, name: never}}
"""
    with open_flow(text, limits={"events": 50}) as flow:
        flow.stub("work").raises("E", takes=1)
        execution = flow.run()
        flow.clock.advance(1000)
    expect(execution).failed("FnF.EventLimitExceeded").not_visited("never")
    assert len(execution.history) == 50
    assert [event.type for event in execution.history].count("StepFailed") == [
        event.step for event in execution.history if event.type == "StepFailed"
    ].count("work")


@pytest.mark.parametrize(("head", "ending"), [("", "ExecutionStopped"), ("timeoutSeconds: 5\n", "ExecutionTimedOut")])
def test_a_full_history_has_room_for_its_ending(head, ending):
    # 1 + 2 rounds of 4 + 4, then StepEntered and StepStarted of `hold`: 19 of 20 events.
    text = f"""{head}{HEAD}
  - {{type: wait, name: hold, duration: 2}}
  - {{type: choice, name: again, choices: [{{condition: "true", goto: hold}}]}}
"""
    with open_flow(text, limits={"events": 20}) as flow:
        execution = flow.start().advance(4)
        assert len(execution.history) == 19
        if head:
            execution.finish()
        else:
            execution.stop("E")
    assert (len(execution.history), execution.history[-1].type) == (20, ending)


def test_the_limit_of_a_child_is_its_own():
    parent = f"""{HEAD}
  - {{type: task, name: one, resourceArn: "acs:fnf:::flow/kid", pattern: sync}}
  - {{type: task, name: two, resourceArn: "acs:fnf:::flow/kid", pattern: sync}}
"""
    # The parent has 2 + 2 * 8 = 18 events, each child 2 + 4 * 4 = 18.
    child = flow_of(*(passes(f"p{n}") for n in range(4)))
    with open_flow(parent, limits={"events": 18}) as flow:
        flow.child("kid", child)
        expect(flow.run()).succeeded()
    with open_flow(parent, limits={"events": 18}) as flow:
        flow.child("kid", child, limits={"events": 17})
        execution = flow.run()
    expect(execution).failed("FnF.EventLimitExceeded", "the history reached its limit of 17 events")


# Two days of wait.


def test_a_constant_wait_beyond_two_days_is_a_problem_of_the_definition():
    with open_flow(f"{HEAD}  - {{type: wait, name: hold, duration: 172800}}\n") as flow:
        expect(flow.run()).succeeded().took(172_800)
    with pytest.raises(DefinitionError), open_flow(f"{HEAD}  - {{type: wait, name: hold, duration: 172801}}\n"):
        pass


@pytest.mark.parametrize(
    ("limit", "duration", "cause"),
    [
        (60, 60, None),
        (60, 60.001, "wait 'hold' would last 60.001 s; at most 60 s are allowed"),
        (0.5, 0.6, "wait 'hold' would last 0.6 s; at most 0.5 s are allowed"),
        (None, 86_400 * 1000, None),
        (None, 3_153_600_001, "wait 'hold' would last 3,153,600,001 s; at most 3,153,600,000 s are allowed"),
    ],
)
def test_the_longest_wait_can_be_set(limit, duration, cause):
    # Without a limit a hundred years are, or virtual time would leave the calendar.
    limits = {"wait_seconds": limit, "execution_seconds": None}
    with open_flow(f"{HEAD}  - {{type: wait, name: hold, duration: $.d}}\n", limits=limits) as flow:
        execution = flow.run({"d": duration})
    if cause is None:
        expect(execution).succeeded().took(duration)
    else:
        expect(execution).failed("FnF.RuntimeError", cause).took(0)


def test_a_constant_wait_is_checked_against_the_limit_of_the_test():
    text = f"{HEAD}  - {{type: wait, name: hold, duration: 200000}}\n"
    with open_flow(text, limits={"wait_seconds": None}) as flow:
        expect(flow.run()).succeeded().took(200_000)
    with pytest.raises(DefinitionError), open_flow(text, limits={"wait_seconds": 199_999}):
        pass


def test_limits_belong_to_the_flow_that_has_them():
    parent = f"{HEAD}  - {{type: task, name: call, resourceArn: 'acs:fnf:::flow/kid', pattern: sync}}\n"
    child = f"{HEAD}  - {{type: wait, name: hold, duration: $.d}}\n"
    with open_flow(parent) as flow:
        flow.child("kid", child, limits={"wait_seconds": 10, "execution_seconds": 8})
        assert flow.run({"d": 11}).error == "FnF.RuntimeError"
        late = flow.run({"d": 9})
        assert (late.error, late.elapsed) == ("FnF.TaskTimeout", timedelta(seconds=8))
        expect(flow.run({"d": 8})).succeeded().took(8)


def test_all_limits_off_together():
    limits = dict.fromkeys(("events", "data_bytes", "wait_seconds", "execution_seconds"))
    text = f"""{HEAD}
  - {{type: wait, name: hold, duration: 100000000}}
  - {{type: task, name: work, resourceArn: "acs:fc:::functions/f"}}
"""
    with open_flow(text, limits=limits) as flow:
        flow.stub("work").replies(ok({"x": "a" * 100_000}, takes=timedelta(days=400)))
        execution = flow.run()
    expect(execution).succeeded().took(100_000_000 + 400 * 86_400)


def test_iterations_that_interleave_are_no_cycle():
    mapping = {"collection": "$.items", "item": "item"}
    each = {"type": "foreach", "name": "each", "iterationMapping": mapping, "steps": [passes("read"), passes("keep")]}
    with open_flow(flow_of(each), limits={"events": 60}) as flow:
        execution = flow.run({"items": list(range(20))})
    assert (execution.error, execution.cause) == (
        "FnF.EventLimitExceeded",
        "the history reached its limit of 60 events",
    )
