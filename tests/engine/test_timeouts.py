"""Time-outs of tasks and flows, and stops: what is exactly at a limit is in time (design 5; fdl-classic 9, Q-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pytest_fnf import ExecutionStuck, expect, failure, hang, ok, open_flow

HEAD = "version: v1\ntype: flow\nsteps:\n"


def task_of(more: str, *, flow: str = "") -> str:
    return (
        f"{flow}{HEAD}  - type: task\n    name: work\n    resourceArn: acs:fc:::functions/f\n{more}"
        "  - {type: pass, name: next}\n"
    )


LATE = "task 'work' was not done in 5 s"


@pytest.mark.parametrize("pattern", ["requestResponse", "sync"])
@pytest.mark.parametrize(
    ("answer", "error", "seconds"),
    [
        (ok({}, takes=5), None, 5),
        (ok({}, takes=5.001), "FnF.TaskTimeout", 5),
        (ok({}, takes=60), "FnF.TaskTimeout", 5),
        (failure("E", takes=5), "E", 5),
        (failure("E", takes=5.001), "FnF.TaskTimeout", 5),
        (hang(), "FnF.TaskTimeout", 5),
        (ok({}), None, 0),
    ],
)
def test_a_tasks_limit_counts_from_its_scheduling(pattern, answer, error, seconds):
    with open_flow(task_of(f"    pattern: {pattern}\n    timeoutSeconds: 5\n")) as flow:
        flow.stub("work").replies(answer)
        execution = flow.run()
    expect(execution).took(seconds)
    assert execution.error == error
    if error == "FnF.TaskTimeout":
        assert execution.cause == LATE


@pytest.mark.parametrize(
    ("takes", "after", "error", "seconds"),
    [
        (0, 5, None, 5),
        (0, 5.001, "FnF.TaskTimeout", 5),
        (2, 1, "FnF.TaskTimeout", 5),
    ],
)
def test_a_callbacks_limit_counts_from_its_scheduling_too(takes, after, error, seconds):
    # With `takes`, the call is only submitted after 2 s, and nobody reports.
    with open_flow(task_of("    pattern: waitForCallback\n    timeoutSeconds: 5\n")) as flow:
        stub = flow.stub("work")
        stub.returns({}, takes=takes) if takes else stub.reports({}, after=after)
        execution = flow.run()
    expect(execution).took(seconds)
    assert execution.error == error


def test_a_submission_that_takes_longer_than_the_limit_times_out_unsubmitted():
    with open_flow(task_of("    pattern: waitForCallback\n    timeoutSeconds: 5\n")) as flow:
        flow.stub("work").returns({}, takes=6)
        execution = flow.run()
    expect(execution).failed("FnF.TaskTimeout").took(5).emitted("TaskStarted", "TaskTimedOut", "StepFailed")
    assert "TaskSubmitted" not in [event.type for event in execution.history]


def test_the_limit_is_each_attempts_own():
    more = "    timeoutSeconds: 5\n    retry: [{errors: [FnF.TaskTimeout], intervalSeconds: 10, maxAttempts: 2}]\n"
    with open_flow(task_of(more)) as flow:
        flow.stub("work").replies(ok({}, takes=6), hang(), ok({"n": 1}, takes=4))
        execution = flow.run()
    # 5, wait 10, 5, wait 20, 4
    expect(execution).succeeded({"n": 1}).took(44).retried("work", delays=[10, 20])


def test_a_time_out_can_be_caught():
    more = "    timeoutSeconds: 5\n    catch: [{errors: [FnF.TaskTimeout], goto: next}]\n"
    more += "    errorMappings: [{target: e, source: $local.error}, {target: c, source: $local.cause}]\n"
    with open_flow(task_of(more)) as flow:
        flow.stub("work").hangs()
        expect(flow.run()).succeeded({"e": "FnF.TaskTimeout", "c": LATE}).followed("work", "next")


def test_a_late_result_is_ignored():
    with open_flow(task_of("    timeoutSeconds: 5\n    catch: [{errors: [FnF.ALL], goto: next}]\n")) as flow:
        flow.stub("work").returns({"late": True}, takes=30)
        execution = flow.run()
        flow.clock.advance(60)
    expect(execution).succeeded({}).took(5)


@pytest.mark.parametrize(
    ("steps", "status", "seconds"),
    [
        ("{type: wait, name: hold, duration: 6}", "Succeeded", 6),
        ("{type: wait, name: hold, duration: 6.001}", "TimedOut", 6),
        ("{type: wait, name: hold, duration: 7}", "TimedOut", 6),
        ("{type: pass, name: hold}", "Succeeded", 0),
    ],
)
def test_a_flows_limit_is_in_time_when_equal(steps, status, seconds):
    with open_flow(f"timeoutSeconds: 6\n{HEAD}  - {steps}\n  - {{type: pass, name: last}}\n") as flow:
        execution = flow.run()
    assert execution.status == status
    expect(execution).took(seconds)


def test_a_flows_time_out_cannot_be_caught_and_has_no_error():
    more = "    catch: [{errors: [FnF.ALL], goto: next}]\n"
    with open_flow(task_of(more, flow="timeoutSeconds: 6\n")) as flow:
        flow.stub("work").hangs()
        execution = flow.run()
    expect(execution).timed_out().took(6).followed("work")
    assert (execution.error, execution.cause) == ("", "the execution ran longer than its timeoutSeconds of 6")


def test_a_tasks_limit_comes_before_its_flows_at_the_same_instant():
    # Rank: results, then limits of tasks, then limits of flows.
    more = "    timeoutSeconds: 6\n    catch: [{errors: [FnF.TaskTimeout], goto: next}]\n"
    with open_flow(task_of(more, flow="timeoutSeconds: 6\n")) as flow:
        flow.stub("work").hangs()
        expect(flow.run()).succeeded().followed("work", "next").took(6)


def test_what_a_time_out_at_the_flows_limit_leads_to_is_still_in_time_if_it_takes_none():
    more = "    timeoutSeconds: 6\n    retry: [{errors: [FnF.TaskTimeout], intervalSeconds: 1}]\n"
    with open_flow(task_of(more, flow="timeoutSeconds: 6\n")) as flow:
        stub = flow.stub("work").hangs()
        expect(flow.run()).timed_out().took(6)
    assert stub.call_count == 1


def test_the_year_ends_an_execution_that_others_keep_the_clock_running_for():
    more = "    pattern: waitForCallback\n"
    with open_flow(task_of(more)) as flow:
        flow.stub("work").returns({})
        execution = flow.start()
        flow.clock.advance(timedelta(days=365) - timedelta(milliseconds=1))
        assert execution.status == "Running"
        flow.clock.advance(0.001)
    expect(execution).timed_out().took(365 * 86_400)
    assert execution.cause == "the execution ran longer than 31,536,000 s"


def test_the_year_is_in_the_background_so_that_run_does_not_wait_for_it():
    with open_flow(task_of("    pattern: waitForCallback\n")) as flow:
        flow.stub("work").returns({})
        with pytest.raises(ExecutionStuck):
            flow.run()
        assert flow.clock.now == flow.executions[0].started_at


def test_a_poll_that_never_ends_ends_after_a_year():
    text = f"""{HEAD}
  - {{type: wait, name: hold, duration: 172800}}
  - {{type: choice, name: again, choices: [{{condition: "true", goto: hold}}]}}
"""
    with open_flow(text) as flow:
        execution = flow.run()
    # 182 waits of two days are 364 days; the 183rd is cut off.
    expect(execution).timed_out().took(365 * 86_400).visited("hold", times=183)


def test_a_limit_that_the_test_sets_is_waited_for():
    with open_flow(task_of("    pattern: waitForCallback\n"), limits={"execution_seconds": 90.5}) as flow:
        flow.stub("work").returns({})
        execution = flow.run()
    expect(execution).timed_out().took(90.5)
    assert execution.cause == "the execution ran longer than 90.5 s"


def test_of_the_flows_limit_and_the_tests_the_shorter_counts():
    with open_flow(
        task_of("    timeoutSeconds: 100\n", flow="timeoutSeconds: 50\n"), limits={"execution_seconds": 20}
    ) as flow:
        flow.stub("work").hangs()
        expect(flow.run()).timed_out().took(20)


def test_without_any_limit_nothing_ends_it():
    with open_flow(task_of("    pattern: waitForCallback\n"), limits={"execution_seconds": None}) as flow:
        flow.stub("work").returns({})
        execution = flow.start()
        flow.clock.advance(timedelta(days=3650))
        assert execution.status == "Running"
        execution.pending[0].succeed({"after": "ten years"})
    expect(execution).succeeded({"after": "ten years"})


@pytest.mark.parametrize(
    ("error", "cause"),
    [("", ""), ("E", "C"), ("E" * 128, "c" * 4096)],
)
def test_stop_ends_at_this_instant_with_what_it_was_given(error, cause):
    with open_flow(f"{HEAD}  - {{type: wait, name: hold, duration: 60}}\n") as flow:
        execution = flow.start().advance(12.5)
        assert execution.stop(error, cause) is execution
        flow.clock.advance(100)
    expect(execution).stopped().took(12.5)
    assert (execution.error, execution.cause, execution.output) == (error, cause, None)


def test_a_handlers_sleep_beyond_the_limit_is_a_time_out_and_its_result_is_ignored():
    def handler(event, context):
        import time  # noqa: PLC0415

        time.sleep(8)
        return {"late": True}

    more = "    timeoutSeconds: 5\n    catch: [{errors: [FnF.TaskTimeout], goto: next}]\n"
    with open_flow(task_of(more)) as flow:
        flow.function("f", handler)
        execution = flow.run()
        flow.clock.advance(60)
    expect(execution).succeeded({}).took(5).followed("work", "next")


@pytest.mark.parametrize(("sleep", "error"), [(5, None), (5.001, "FnF.TaskTimeout")])
def test_a_handler_that_sleeps_exactly_as_long_is_in_time(sleep, error):
    def handler(event, context):
        import time  # noqa: PLC0415

        time.sleep(sleep)
        return {}

    with open_flow(task_of("    timeoutSeconds: 5\n")) as flow:
        flow.function("f", handler)
        execution = flow.run()
    assert execution.error == error
    expect(execution).took(5)
