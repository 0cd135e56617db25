"""Retry: which policy, how often, how long between (fdl-classic 7.2; Q-11, Q-33, Q-34)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, ok, open_flow

# Slips that are allowed, and warned of elsewhere, are run here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

HEAD = "version: v1\ntype: flow\nsteps:\n"


def task_of(retry: str, more: str = "") -> str:
    return (
        f"{HEAD}  - type: task\n    name: work\n    resourceArn: acs:fc:::functions/f\n"
        f"    retry: {retry}\n{more}  - {{type: pass, name: next}}\n"
    )


@pytest.mark.parametrize(
    ("policy", "delays"),
    [
        # Defaults: 1 s, twice as long each time, 3 retries.
        ("{errors: [E]}", [1, 2, 4]),
        ("{errors: [FnF.ALL]}", [1, 2, 4]),
        ("{errors: [A, B, E, C]}", [1, 2, 4]),
        ("{errors: [E], intervalSeconds: 10}", [10, 20, 40]),
        ("{errors: [E], multiplier: 1}", [1, 1, 1]),
        (
            "{errors: [E], multiplier: 1.5, intervalSeconds: 3, maxAttempts: 5, maxIntervalSeconds: 10}",
            [3, 4.5, 6.75, 10, 10],
        ),
        ("{errors: [E], multiplier: 0.5, intervalSeconds: 8, maxAttempts: 4}", [8, 4, 2, 1]),
        ("{errors: [E], multiplier: 0, intervalSeconds: 8}", [8, 0, 0]),
        ("{errors: [E], intervalSeconds: 0}", [0, 0, 0]),
        ("{errors: [E], maxAttempts: 1}", [1]),
        ("{errors: [E], maxAttempts: 0}", []),
        ("{errors: [E], maxAttempts: 6, maxIntervalSeconds: 5}", [1, 2, 4, 5, 5, 5]),
        ("{errors: [E], intervalSeconds: 9, maxIntervalSeconds: 5, maxAttempts: 2}", [5, 5]),
        ("{errors: [E], intervalSeconds: 86400, maxAttempts: 2}", [86_400, 86_400]),
        ("{errors: [E], maxAttempts: 16, multiplier: 10, maxIntervalSeconds: 100}", [1, 10, *[100] * 14]),
        # Names match exactly.
        ("{errors: [e, E., EE, FnF.all]}", []),
        ("{errors: []}", []),
    ],
)
def test_the_delays_of_a_policy(policy, delays):
    with open_flow(task_of(f"[{policy}]")) as flow:
        stub = flow.stub("work").raises("E")
        execution = flow.run()
    expect(execution).failed("E").retried("work", times=len(delays), delays=delays).took(sum(delays))
    assert stub.call_count == len(delays) + 1


def test_the_delay_counts_from_the_end_of_the_attempt():
    with open_flow(task_of("[{errors: [E], intervalSeconds: 5, maxAttempts: 1}]")) as flow:
        flow.stub("work").raises("E", takes=2)
        execution = flow.run()
    first, second = execution.step("work").visits[0].attempts
    assert [(a.started_at - execution.started_at).total_seconds() for a in (first, second)] == [0, 7]
    assert [(a.ended_at - execution.started_at).total_seconds() for a in (first, second)] == [2, 9]


TWO = "[{errors: [A], intervalSeconds: 1, maxAttempts: 2}, {errors: [FnF.ALL], intervalSeconds: 10, maxAttempts: 1}]"


@pytest.mark.parametrize(
    ("errors", "delays", "error"),
    [
        # The first policy that names the error is used, with a counter of its own.
        (["A", "A", "A"], [1, 2], "A"),
        (["B", "B"], [10], "B"),
        (["A", "B", "A", "A"], [1, 10, 2], "A"),
        (["B", "A", "A", "B"], [10, 1, 2], "B"),
        # A used-up policy does not hand over to a later one that would match too.
        (["A", "A", "A", "B"], [1, 2], "A"),
    ],
)
def test_policies_are_tried_in_order_each_with_a_counter_of_its_own(errors, delays, error):
    with open_flow(task_of(TWO), strict_stubs=False) as flow:
        stub = flow.stub("work").replies(*map(failure, errors))
        execution = flow.run()
    expect(execution).failed(error).retried("work", delays=delays)
    assert stub.call_count == len(delays) + 1


def test_an_earlier_general_policy_hides_a_later_exact_one():
    retry = "[{errors: [FnF.ALL], maxAttempts: 1}, {errors: [E], maxAttempts: 9, intervalSeconds: 100}]"
    with open_flow(task_of(retry)) as flow:
        flow.stub("work").raises("E")
        expect(flow.run()).failed("E").retried("work", delays=[1])


def test_an_error_of_no_policy_is_not_retried():
    with open_flow(task_of("[{errors: [A]}, {errors: [B]}]")) as flow:
        flow.stub("work").raises("C")
        expect(flow.run()).failed("C").retried("work", times=0)


def test_a_success_ends_the_retries():
    with open_flow(task_of("[{errors: [E]}]")) as flow:
        flow.stub("work").replies(failure("E"), failure("E"), {"n": 3})
        expect(flow.run()).succeeded({"n": 3}).took(3)


def test_the_counters_start_anew_each_time_the_step_is_entered():
    loop = "  - {type: choice, name: more, choices: [{condition: $.n == 1, goto: work}]}\n"
    with open_flow(task_of("[{errors: [E], maxAttempts: 2}]") + loop) as flow:
        flow.stub("work").replies(failure("E"), failure("E"), {"n": 1}, failure("E"), failure("E"), {"n": 2})
        execution = flow.run()
    expect(execution).succeeded({"n": 2}).took(6)
    assert [len(visit.attempts) for visit in execution.step("work").visits] == [3, 3]


def test_retries_of_iterations_do_not_share_counters():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps:
      - {{type: task, name: work, resourceArn: "acs:fc:::functions/f", retry: [{{errors: [E], maxAttempts: 2}}]}}
"""
    with open_flow(text) as flow:
        seen: dict[int, int] = {}

        def answer(event):
            seen[event["x"]] = seen.get(event["x"], 0) + 1
            return failure("E") if seen[event["x"]] <= event["x"] else {}

        flow.stub("work").answers(answer)
        execution = flow.run({"list": [0, 1, 2]})
    expect(execution).succeeded().took(3)
    assert seen == {0: 1, 1: 2, 2: 3}


def test_each_attempt_is_sent_the_same_input():
    with open_flow(task_of("[{errors: [E], maxAttempts: 2}]")) as flow:
        stub = flow.stub("work").raises("E")
        flow.run({"id": [1]})
    assert stub.received == [{"id": [1]}] * 3


def test_a_result_that_is_no_object_is_retried_only_if_a_policy_takes_it():
    #
    for retry, calls in (("[{errors: [E]}]", 1), ("[{errors: [FnF.InvalidLocal]}]", 4), ("[{errors: [FnF.ALL]}]", 4)):
        with open_flow(task_of(retry)) as flow:
            stub = flow.stub("work").returns(["no object"])
            expect(flow.run()).failed(
                "FnF.InvalidLocal", 'the result is the array ["no object"]; a task\'s result is a JSON object'
            )
        assert stub.call_count == calls


@pytest.mark.parametrize(
    ("result", "found"),
    [
        ("text", 'the text "text"'),
        ("", 'the text ""'),
        ([], "the array []"),
        (5, "5"),
        (True, "true"),
        (None, "null"),
        ("x" * 100, f'the text "{"x" * 56}...'),
    ],
)
@pytest.mark.parametrize("pattern", ["requestResponse", "sync"])
def test_a_result_that_is_no_object_says_what_it_is(result, found, pattern):
    with open_flow(task_of("[]", f"    pattern: {pattern}\n")) as flow:
        flow.stub("work").returns(result)
        expect(flow.run()).failed("FnF.InvalidLocal", f"the result is {found}; a task's result is a JSON object")


def test_a_retry_goes_on_while_other_branches_work():
    text = f"""{HEAD}
  - type: parallel
    name: both
    branches:
      - steps:
          - type: task
            name: work
            resourceArn: acs:fc:::functions/f
            retry: [{{errors: [E], intervalSeconds: 3}}]
      - steps: [{{type: wait, name: hold, duration: 5}}]
"""
    with open_flow(text) as flow:
        flow.stub("work").replies(failure("E"), ok({}, takes=1))
        execution = flow.run()
    expect(execution).succeeded().took(5)
    expect(execution).within("both[0]").retried("work", delays=[3])


def test_a_delay_is_cut_off_by_the_end_of_the_execution():
    with open_flow(task_of("[{errors: [E], intervalSeconds: 60}]")) as flow:
        stub = flow.stub("work").raises("E")
        execution = flow.start().advance(59)
        execution.stop()
        flow.clock.advance(3600)
    assert stub.call_count == 1
    assert execution.history[-1].schedule_id == 6  # TaskFailed, the last event of its chain


def test_a_policy_of_more_retries_than_events_ends_at_the_event_limit():
    # Each retry writes 3 events; retries without a delay could go on forever.
    with open_flow(
        task_of("[{errors: [E], intervalSeconds: 0, maxAttempts: 1000000}]"), limits={"events": 100}
    ) as flow:
        flow.stub("work").raises("E")
        execution = flow.run()
    expect(execution).failed("FnF.EventLimitExceeded").took(0)
    assert len(execution.history) == 100


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [("requestResponse", "TaskFailed"), ("sync", "TaskSubmitFailed"), ("waitForCallback", "TaskSubmitFailed")],
)
def test_parameters_that_cannot_be_read_fail_the_attempt_like_a_refusal(pattern, kind):
    # "must exist in the mapped input" (fdl-classic 8.4). Each try is an attempt, so that none is made unseen.
    text = f"""{HEAD}
  - type: task
    name: work
    resourceArn: acs:fnf:::flow/child
    pattern: {pattern}
    serviceParams: {{ExecutionName: $.name}}
    retry: [{{errors: [FnF.RuntimeError], maxAttempts: 1, intervalSeconds: 4}}]
"""
    cause = "serviceParams.ExecutionName of task 'work' reads $.name, which is missing"
    with open_flow(text) as flow:
        flow.child("child", f"{HEAD}  - {{type: pass, name: p}}\n")
        execution = flow.run()
        assert execution.children == ()
    expect(execution).failed("FnF.RuntimeError", cause).took(4).retried("work", delays=[4])
    assert [event.type for event in execution.history if event.type.startswith("Task")] == [
        *("TaskScheduled", "TaskStarted", kind),
        *("TaskScheduled", "TaskStarted", kind),
    ]


def test_endless_retries_of_parameters_that_cannot_be_read_end_at_the_event_limit():
    text = f"""{HEAD}
  - type: task
    name: work
    resourceArn: acs:fc:::functions/f
    serviceParams: {{InvocationType: $.gone}}
    retry: [{{errors: [FnF.ALL], maxAttempts: 1000000000, intervalSeconds: 0}}]
"""
    with open_flow(text, limits={"events": 100}) as flow:
        expect(flow.run()).failed("FnF.EventLimitExceeded").took(0)


def test_parameters_that_cannot_be_read_are_caught_like_any_error():
    text = f"""{HEAD}
  - type: task
    name: work
    resourceArn: acs:fc:::functions/f
    serviceParams: {{InvocationType: $.gone}}
    catch: [{{errors: [FnF.RuntimeError], goto: last}}]
    errorMappings: [{{target: e, source: $local.error}}]
  - {{type: pass, name: skipped}}
  - {{type: pass, name: last}}
"""
    with open_flow(text) as flow:
        expect(flow.run()).succeeded({"e": "FnF.RuntimeError"}).followed("work", "last")
