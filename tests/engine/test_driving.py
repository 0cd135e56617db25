"""Driving: what each call does to the one clock of a test (design section 4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pytest_fnf import ApiError, ExecutionStuck, UsageError, expect, hang, open_flow, reports

HEAD = "version: v1\ntype: flow\nsteps:\n"
START = datetime(2026, 1, 1, tzinfo=UTC)

POLL = f"""{HEAD}
  - {{type: wait, name: hold, duration: 10}}
  - {{type: task, name: ask, resourceArn: "acs:fc:::functions/ask"}}
  - {{type: choice, name: check, choices: [{{condition: $.running, goto: hold}}]}}
  - {{type: pass, name: done}}
"""
LINE = f"""{HEAD}
  - {{type: pass, name: first}}
  - {{type: wait, name: a, duration: 10}}
  - {{type: pass, name: between}}
  - {{type: wait, name: b, duration: 10}}
  - {{type: pass, name: last}}
"""


def seconds(flow) -> float:
    return (flow.clock.now - START).total_seconds()


# run


def test_run_moves_the_clock_to_the_end_of_its_execution_and_no_further():
    with open_flow(LINE) as flow:
        execution = flow.run()
        assert (execution.status, seconds(flow)) == ("Succeeded", 20)
        assert flow.run().started_at == START + timedelta(seconds=20)


def test_run_leaves_other_executions_where_they_are_due():
    with open_flow(LINE) as flow:
        slow = flow.child("slow", f"{HEAD}  - {{type: wait, name: w, duration: 25}}\n")
        other = slow.start()
        flow.run()
        assert (other.status, seconds(flow)) == ("Running", 20)
        flow.clock.advance(5)
        assert other.status == "Succeeded"


def test_run_does_all_that_is_due_at_the_instant_of_its_end():
    # The other execution was started later, so that its turn comes after; both end at 20 s.
    with open_flow(LINE) as flow:
        twin = flow.child("twin", f"{HEAD}  - {{type: wait, name: w, duration: 20}}\n  - {{type: pass, name: p}}\n")
        first = flow.start()
        second = twin.start()
        first.finish()
        assert (first.status, second.status, seconds(flow)) == ("Succeeded", "Succeeded", 20)


def test_run_returns_whatever_the_ending_and_never_raises_for_it():
    with open_flow(f"{HEAD}  - {{type: fail, name: f, error: E}}\n") as flow:
        assert flow.run().status == "Failed"
    with open_flow(f"timeoutSeconds: 5\n{LINE}") as flow:
        assert flow.run().status == "TimedOut"


@pytest.mark.parametrize("data", [None, {}])
def test_run_without_input_has_an_empty_object(data):
    with open_flow(LINE) as flow:
        assert flow.run(data).input == {}


@pytest.mark.parametrize("data", [[], "text", 5, True])
def test_an_input_that_is_no_object_is_what_the_service_refuses(data):
    #
    with open_flow(LINE) as flow:
        with pytest.raises(ApiError) as raised:
            flow.run(data)
        assert raised.value.code == "InvalidArgument"
        assert flow.executions == []


@pytest.mark.parametrize("data", [{"x": float("nan")}, {"x": {1}}, {"x": START}, {1: 2}])
def test_an_input_that_is_no_json_is_the_tests_mistake(data):
    with open_flow(LINE) as flow, pytest.raises(UsageError, match="the input of an execution is a JSON object"):
        flow.run(data)


# start


def test_start_does_what_is_due_now_and_returns():
    with open_flow(LINE) as flow:
        execution = flow.start({"x": 1})
        assert (execution.status, execution.path, seconds(flow)) == ("Running", ["first", "a"], 0)
        execution.stop()


def test_start_of_a_flow_that_takes_no_time_is_already_over():
    with open_flow(f"{HEAD}  - {{type: pass, name: p}}\n") as flow:
        assert flow.start().status == "Succeeded"


def test_start_lets_a_child_and_what_it_leads_to_run_at_this_instant():
    text = f"{HEAD}  - {{type: task, name: call, resourceArn: 'acs:fnf:::flow/kid', pattern: sync}}\n"
    with open_flow(text) as flow:
        flow.child("kid", f"{HEAD}  - {{type: pass, name: p}}\n")
        assert flow.start().status == "Succeeded"


@pytest.mark.parametrize("name", ["a", "_", "A-1_b", "x" * 128])
def test_a_good_name_is_taken(name):
    with open_flow(LINE) as flow:
        assert flow.run(name=name).name == name


@pytest.mark.parametrize("name", ["", "1a", "-a", "a b", "a.b", "x" * 129, "é", 5, "a\n"])
def test_a_bad_name_is_refused(name):
    with open_flow(LINE) as flow:
        with pytest.raises(ApiError) as raised:
            flow.start(name=name)
        assert raised.value.code == "InvalidArgument"
        assert flow.executions == []


def test_run_under_the_name_of_a_running_execution_runs_that_to_its_end():
    with open_flow(LINE) as flow:
        one = flow.start(name="x").advance(5)
        assert flow.run(name="x") is one
        assert seconds(flow) == 20


def test_generated_names_do_not_meet_given_ones():
    with open_flow(LINE) as flow:
        names = [flow.run(name="execution-2").name, flow.run().name, flow.run().name]
    assert names[0] == "execution-2"
    assert len(set(names)) == 3


# advance


def test_advance_moves_the_full_time_and_includes_its_last_instant():
    with open_flow(LINE) as flow:
        execution = flow.start().advance(9.999)
        assert execution.path == ["first", "a"]
        execution.advance(0.001)
        assert (execution.path, seconds(flow)) == (["first", "a", "between", "b"], 10)
        execution.advance(100)
        assert (execution.status, seconds(flow)) == ("Succeeded", 110)
        assert execution.elapsed == timedelta(seconds=20)


@pytest.mark.parametrize("duration", [5, 5.0, timedelta(seconds=5), timedelta(milliseconds=5000)])
def test_advance_takes_seconds_or_a_timedelta(duration):
    with open_flow(LINE) as flow:
        flow.clock.advance(duration)
        assert seconds(flow) == 5


def test_advance_by_nothing_does_what_is_due_now():
    with open_flow(LINE) as flow:
        execution = flow.start().advance(0)
        assert (execution.path, seconds(flow)) == (["first", "a"], 0)
        execution.stop()


@pytest.mark.parametrize("duration", [-1, -0.001, timedelta(seconds=-1)])
def test_time_does_not_go_backwards(duration):
    with open_flow(LINE) as flow:
        with pytest.raises(UsageError, match="time cannot go backwards"):
            flow.clock.advance(duration)
        assert seconds(flow) == 0


@pytest.mark.parametrize("duration", [float("nan"), float("inf"), "5", None, True])
def test_a_duration_is_a_number_of_seconds(duration):
    with open_flow(LINE) as flow, pytest.raises(UsageError):
        flow.clock.advance(duration)


def test_advance_works_after_the_end_and_before_any_start():
    with open_flow(LINE) as flow:
        flow.clock.advance(3)
        execution = flow.run()
        assert execution.advance(100) is execution
        assert (seconds(flow), execution.elapsed) == (123, timedelta(seconds=20))


def test_the_clock_and_an_execution_move_all_executions_alike():
    with open_flow(LINE) as flow:
        one = flow.start()
        flow.clock.advance(5)
        two = flow.start()
        two.advance(5)
        assert (one.path[-1], two.path[-1]) == ("b", "a")
        flow.clock.advance(10)
        assert (one.status, two.path[-1]) == ("Succeeded", "b")
        two.finish()


# advance_to


def test_advance_to_runs_through_the_instant_of_the_next_entry():
    with open_flow(LINE) as flow:
        execution = flow.start()
        assert execution.advance_to("between") is execution
        # `between` takes no time, so that the execution stands in `b` when all of that instant is done.
        assert (execution.path, seconds(flow)) == (["first", "a", "between", "b"], 10)
        execution.stop()


def test_advance_to_a_step_where_it_stands_returns_at_once():
    with open_flow(LINE) as flow:
        execution = flow.start().advance(4)
        execution.advance_to("a")
        assert seconds(flow) == 4
        execution.stop()


def test_advance_to_a_step_that_was_left_runs_to_its_next_entry():
    with open_flow(POLL) as flow:
        flow.stub("ask").replies({"running": True}, {"running": True}, {"running": False})
        execution = flow.start()
        execution.advance_to("ask")
        assert (seconds(flow), execution.step("ask").count) == (10, 1)
        execution.advance_to("ask")
        assert (seconds(flow), execution.step("ask").count) == (20, 2)
        execution.advance_to("done")
        assert (seconds(flow), execution.status) == (30, "Succeeded")


def test_advance_to_a_container_stands_while_its_branches_run():
    text = f"""{HEAD}
  - {{type: wait, name: before, duration: 1}}
  - type: parallel
    name: both
    branches: [{{steps: [{{type: wait, name: w, duration: 5}}]}}]
"""
    with open_flow(text) as flow:
        execution = flow.start().advance_to("both")
        assert seconds(flow) == 1
        execution.advance(2).advance_to("both")
        assert seconds(flow) == 3
        execution.finish()


@pytest.mark.parametrize(
    ("steps", "ending"),
    [
        ("  - {type: succeed, name: x}\n", "Succeeded"),
        ("  - {type: fail, name: x, error: E}\n", "Failed with 'E'"),
    ],
)
def test_advance_to_a_step_that_is_never_entered_fails_the_test(steps, ending):
    with open_flow(f"{HEAD}{steps}  - {{type: pass, name: never}}\n", name="demo") as flow:
        execution = flow.start(name="mine")
        with pytest.raises(AssertionError) as raised:
            execution.advance_to("never")
        assert not isinstance(raised.value, ExecutionStuck)
        assert str(raised.value) == f"execution 'mine' of flow 'demo' ended {ending} before it entered step 'never'"


def test_advance_to_a_step_that_is_not_entered_again_says_so():
    with open_flow(LINE) as flow:
        execution = flow.start()
        with pytest.raises(AssertionError, match="ended Succeeded before it entered step 'first' again"):
            execution.advance_to("first")
        assert seconds(flow) == 20


def test_advance_to_an_unknown_step_names_the_nearest():
    with open_flow(LINE) as flow:
        execution = flow.start()
        with pytest.raises(LookupError, match="has no step 'betwen'; did you mean 'between'"):
            execution.advance_to("betwen")
        assert seconds(flow) == 0
        execution.stop()


def test_advance_to_beyond_a_callback_is_stuck():
    text = f"""{HEAD}
  - {{type: task, name: ask, resourceArn: "acs:fc:::functions/ask", pattern: waitForCallback}}
  - {{type: pass, name: next}}
"""
    with open_flow(text) as flow:
        flow.stub("ask").returns({})
        execution = flow.start()
        with pytest.raises(ExecutionStuck, match="nothing is due that could bring it to step 'next'"):
            execution.advance_to("next")
        execution.pending[0].succeed({})
        assert execution.path == ["ask", "next"]


# finish and stop


def test_finish_runs_to_the_end_and_on_an_ended_execution_does_nothing():
    with open_flow(LINE) as flow:
        execution = flow.start().advance(3)
        assert execution.finish() is execution
        assert seconds(flow) == 20
        flow.clock.advance(5)
        execution.finish()
        assert seconds(flow) == 25


def test_stop_ends_at_this_instant_and_twice_is_refused():
    with open_flow(LINE) as flow:
        execution = flow.start().advance(3)
        execution.stop("E", "C")
        assert (execution.status, seconds(flow)) == ("Stopped", 3)
        with pytest.raises(ApiError) as raised:
            execution.stop()
        assert raised.value.code == "ExecutionAlreadyCompleted"
        assert (execution.error, execution.cause) == ("E", "C")


@pytest.mark.parametrize(("error", "cause"), [("E" * 129, ""), ("", "c" * 4097), (None, ""), ("E", 5)])
def test_stop_keeps_the_bounds_of_the_service(error, cause):
    with open_flow(LINE) as flow:
        execution = flow.start()
        with pytest.raises(ApiError) as raised:
            execution.stop(error, cause)
        assert raised.value.code == "InvalidArgument"
        assert execution.status == "Running"
        execution.stop()


def test_stop_lets_a_waiting_parent_go_on_in_the_same_call():
    text = f"{HEAD}  - {{type: task, name: call, resourceArn: 'acs:fnf:::flow/kid', pattern: sync}}\n"
    with open_flow(text) as flow:
        flow.child("kid", LINE)
        execution = flow.start().advance(1)
        execution.children[0].stop("Mine")
        expect(execution).failed("Mine").took(1)


# Stuck


def test_run_that_nothing_can_end_says_where_it_stands_and_what_to_write():
    text = f"""{HEAD}
  - {{type: wait, name: hold, duration: 5}}
  - {{type: task, name: ask, resourceArn: "acs:fc:::functions/ask", pattern: waitForCallback}}
"""
    with open_flow(text, name="demo") as flow:
        flow.stub("ask").returns({})
        with pytest.raises(ExecutionStuck) as raised:
            flow.run(name="mine")
        assert str(raised.value) == (
            "execution 'mine' of flow 'demo' is stuck at 2026-01-01T00:00:05.000Z, 5 s after its start: "
            "nothing is due that could end it\n"
            "  step 'ask' waits for a callback (attempt 1)\n"
            '    write: flow.stub("ask").reports({...}, after=5)\n'
            "       or: execution = flow.start(...); execution.pending[0].succeed({...}); execution.finish()"
        )
        flow.executions[0].pending[0].succeed({})
        assert flow.executions[0].status == "Succeeded"


def test_stuck_on_an_answer_that_never_comes():
    text = f"{HEAD}  - {{type: task, name: work, resourceArn: 'acs:fc:::functions/f'}}\n"
    with open_flow(text) as flow:
        flow.stub("work").hangs()
        with pytest.raises(ExecutionStuck) as raised:
            flow.run()
    assert str(raised.value).splitlines()[1:] == [
        "  step 'work' waits for an answer that never comes",
        '    write: timeoutSeconds in the flow, or an answer other than hangs() for flow.stub("work")',
    ]


def test_stuck_in_an_iteration_or_a_child_names_the_place():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps: [{{type: task, name: ask, resourceArn: "acs:fc:::functions/ask", pattern: waitForCallback}}]
"""
    with open_flow(text) as flow:
        flow.stub("ask").replies(reports({}), {})
        with pytest.raises(ExecutionStuck, match=r"step 'ask' in each\[1\] waits for a callback \(attempt 1\)"):
            flow.run({"list": [1, 2]})
    parent = f"{HEAD}  - {{type: task, name: call, resourceArn: 'acs:fnf:::flow/kid', pattern: sync}}\n"
    with open_flow(parent) as flow:
        flow.child("kid", text)
        flow.stub("ask").returns({})
        with pytest.raises(ExecutionStuck, match="step 'call' waits for a sub-flow: 'execution-2' of flow 'kid'"):
            flow.run({"list": [1]})


def test_a_limit_written_in_the_flow_is_due_so_that_run_is_not_stuck():
    text = f"timeoutSeconds: 9\n{HEAD}  - {{type: task, name: work, resourceArn: 'acs:fc:::functions/f'}}\n"
    with open_flow(text) as flow:
        flow.stub("work").hangs()
        expect(flow.run()).timed_out().took(9)


def test_one_stuck_execution_does_not_hold_up_another():
    text = f"{HEAD}  - {{type: task, name: work, resourceArn: 'acs:fc:::functions/f'}}\n"
    with open_flow(text) as flow:
        flow.stub("work").replies(hang(), {})
        stuck = flow.start()
        assert flow.run().status == "Succeeded"
        with pytest.raises(ExecutionStuck):
            stuck.finish()
        stuck.stop()


# Inside a stub's function


REFUSED = [
    ("run()", lambda flow, execution: flow.run()),
    ("start()", lambda flow, execution: flow.start()),
    ("advance()", lambda flow, execution: execution.advance(1)),
    ("clock.advance()", lambda flow, execution: flow.clock.advance(1)),
    ("finish()", lambda flow, execution: execution.finish()),
    ("advance_to()", lambda flow, execution: execution.advance_to("last")),
    ("invoke()", lambda flow, execution: flow.invoke("f", {})),
]


@pytest.mark.parametrize(("call", "drive"), REFUSED, ids=[call for call, _ in REFUSED])
def test_a_driving_call_inside_a_stubs_function_is_refused(call, drive):
    text = (
        f"{HEAD}  - {{type: task, name: work, resourceArn: 'acs:fc:::functions/f'}}\n  - {{type: pass, name: last}}\n"
    )
    refusals = []
    with open_flow(text) as flow:

        def answer(event):
            with pytest.raises(UsageError) as raised:
                drive(flow, flow.executions[0])
            refusals.append(str(raised.value))
            return {}

        flow.stub("work").answers(answer)
        expect(flow.run()).succeeded({})
        assert len(flow.executions) == 1
    message = "was called while a driving call is under way, from a handler or a stub's function"
    assert refusals == [f"{call} {message}; only reports and stop are allowed there"]


def test_stop_inside_a_stubs_function_comes_in_its_turn_at_this_instant():
    # Rank: what takes no time goes on first, then stops.
    text = f"""{HEAD}
  - {{type: task, name: work, resourceArn: "acs:fc:::functions/f"}}
  - {{type: pass, name: still}}
  - {{type: wait, name: hold, duration: 1}}
"""
    with open_flow(text) as flow:

        def answer(event):
            flow.executions[0].stop("Enough")
            assert flow.executions[0].status == "Running"
            return {}

        flow.stub("work").answers(answer)
        execution = flow.run()
    expect(execution).stopped().followed("work", "still", "hold").took(0)
    assert execution.error == "Enough"


def test_stop_inside_a_stubs_function_of_a_flow_that_ends_at_this_instant_does_nothing():
    text = f"{HEAD}  - {{type: task, name: work, resourceArn: 'acs:fc:::functions/f'}}\n"
    with open_flow(text) as flow:

        def answer(event):
            flow.executions[0].stop("Late")
            return {}

        flow.stub("work").answers(answer)
        expect(flow.run()).succeeded({})


def test_a_stubs_function_sees_the_virtual_instant():
    seen = []
    with open_flow(POLL) as flow:

        def answer(event):
            seen.append(seconds(flow))
            return {"running": len(seen) < 3}

        flow.stub("ask").answers(answer)
        flow.run()
    assert seen == [10, 20, 30]


def test_a_flow_can_start_at_any_instant():
    with open_flow(LINE, at="2030-06-01T12:00:00+02:00") as flow:
        execution = flow.run()
    assert execution.started_at == datetime(2030, 6, 1, 10, tzinfo=UTC)
    assert execution.history[0].time == execution.started_at
