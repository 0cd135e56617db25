"""What comes first of what is due at one instant: rank, position, order of scheduling (design section 5)."""

from __future__ import annotations

import json

import pytest

from pytest_fnf import expect, ok, open_flow

HEAD = "version: v1\ntype: flow\nsteps:\n"


def log_task(name: str) -> dict:
    return {"type": "task", "name": name, "resourceArn": "acs:fc:::functions/log"}


def wait(name: str, seconds: float) -> dict:
    return {"type": "wait", "name": name, "duration": seconds}


def flow_of(*steps: dict) -> str:
    return json.dumps({"version": "v1", "type": "flow", "steps": steps}) + "\n"


def parallel(name: str, *branches: list[dict]) -> dict:
    return {"type": "parallel", "name": name, "branches": [{"steps": branch} for branch in branches]}


def test_equal_instants_go_by_the_indices_of_branches_from_the_outside_in():
    # All six waits end at 6 s, whenever and in whatever order they began.
    text = flow_of(
        parallel(
            "top",
            [wait("a1", 4), wait("a2", 2)],
            [wait("b0", 1), parallel("low", [wait("ba", 5)], [wait("bb1", 2), wait("bb2", 3)])],
            [wait("c", 6)],
        )
    )
    with open_flow(text) as flow:
        execution = flow.run()
    exits = [event.step for event in execution.history if event.type == "StepExited"]
    assert exits == ["b0", "bb1", "a1", "a2", "ba", "bb2", "low", "c", "top"]


def test_a_container_that_goes_on_comes_before_branches_of_its_later_siblings():
    # At 5 s branch 0 of `top` leaves its inner parallel and goes on to `next`, before branch 1 has its turn.
    text = flow_of(
        parallel("top", [parallel("low", [wait("a", 5)]), wait("next", 1)], [wait("b", 5), wait("after", 1)])
    )
    with open_flow(text) as flow:
        execution = flow.run()
    assert execution.path == ["top", "low", "a", "b", "next", "after"]


def test_executions_take_turns_by_their_start():
    with open_flow(flow_of(wait("hold", 5), log_task("tell"))) as flow:
        log = flow.stub("log").returns({})
        flow.start({"n": 2})
        flow.start({"n": 1})
        flow.clock.advance(5)
    assert [event["n"] for event in log.received] == [2, 1]


def test_a_later_started_execution_comes_after_an_earlier_one_even_if_it_began_to_wait_before():
    text = flow_of(
        {"type": "wait", "name": "one", "duration": "$.a"},
        {"type": "wait", "name": "two", "duration": "$.b"},
        log_task("tell"),
    )
    with open_flow(text) as flow:
        log = flow.stub("log").returns({})
        # Both reach `tell` at 10 s; the second began its last wait at 1 s, the first at 9 s.
        flow.start({"n": 1, "a": 9, "b": 1})
        flow.start({"n": 2, "a": 1, "b": 9})
        flow.clock.advance(10)
    assert [event["n"] for event in log.received] == [1, 2]


def test_calls_of_iterations_are_made_in_their_order():
    text = flow_of(
        {
            "type": "foreach",
            "name": "each",
            "iterationMapping": {"collection": "$.list", "item": "x"},
            "steps": [log_task("first"), wait("hold", 1), log_task("second")],
        }
    )
    with open_flow(text) as flow:
        log = flow.stub("log").returns({})
        flow.run({"list": [1, 2, 3]})
    assert [event["x"] for event in log.received] == [1, 2, 3, 1, 2, 3]


def test_answers_given_by_replies_go_by_virtual_time():
    # Branch 0 calls at 2 s and 3 s, branch 1 at 1 s and 3 s: at 3 s branch 0 has its turn first.
    work = [log_task("a"), log_task("b")]
    text = flow_of(
        parallel(
            "both",
            [wait("w", 2), work[0], wait("v", 1), log_task("c")],
            [wait("x", 1), work[1], wait("y", 2), log_task("d")],
        )
    )
    with open_flow(text) as flow:
        flow.stub("log").replies({"n": 1}, {"n": 2}, {"n": 3}, {"n": 4})
        execution = flow.run()
    outputs = {step: execution.step(step).visits[0].output["n"] for step in "abcd"}
    assert outputs == {"b": 1, "a": 2, "c": 3, "d": 4}


@pytest.mark.parametrize(
    ("takes", "task_limit", "flow_limit", "status", "error"),
    [
        # A result at the instant of the task's and the flow's limit is in time.
        (5, 5, 5, "Succeeded", None),
        # The task's limit comes before the flow's.
        (6, 5, 5, "Failed", "FnF.TaskTimeout"),
        (6, 6, 5, "TimedOut", ""),
    ],
)
def test_ranks_at_one_instant(takes, task_limit, flow_limit, status, error):
    text = (
        f"timeoutSeconds: {flow_limit}\n{HEAD}  - type: task\n    name: work\n"
        f"    resourceArn: acs:fc:::functions/f\n    timeoutSeconds: {task_limit}\n"
    )
    with open_flow(text) as flow:
        flow.stub("work").replies(ok({}, takes=takes))
        execution = flow.run()
    assert (execution.status, execution.error) == (status, error)
    expect(execution).took(5)


def test_a_child_that_ends_at_its_parents_limits_is_in_time():
    parent = (
        f"timeoutSeconds: 5\n{HEAD}  - type: task\n    name: call\n    resourceArn: acs:fnf:::flow/kid\n"
        "    pattern: sync\n    timeoutSeconds: 5\n"
    )
    with open_flow(parent) as flow:
        flow.child("kid", flow_of(wait("hold", 5)))
        expect(flow.run()).succeeded().took(5)


def test_a_childs_limit_is_later_than_its_parents_task_limit_at_the_same_instant():
    # Limits of tasks come before limits of flows: the parent's task times out before the child does.
    parent = (
        f"{HEAD}  - type: task\n    name: call\n    resourceArn: acs:fnf:::flow/kid\n"
        "    pattern: sync\n    timeoutSeconds: 5\n"
    )
    with open_flow(parent) as flow:
        flow.child("kid", f"timeoutSeconds: 5\n{HEAD}  - {{type: wait, name: hold, duration: 9}}\n")
        execution = flow.run()
    assert [e.status for e in flow.executions] == ["Failed", "TimedOut"]
    assert execution.cause == "task 'call' was not done in 5 s"


def test_a_cancelled_timer_does_not_move_the_clock():
    text = flow_of(
        parallel("both", [wait("long", 1000)], [wait("short", 1), {"type": "fail", "name": "f", "error": "E"}])
    )
    with open_flow(text) as flow:
        flow.run()
        assert flow.clock.now.second == 1
        assert flow.clock.now.minute == 0


def test_the_same_test_twice_makes_the_same_bytes():
    text = flow_of(
        {
            "type": "foreach",
            "name": "each",
            "iterationMapping": {"collection": "$.list", "item": "x"},
            "steps": [
                {
                    "type": "task",
                    "name": "ask",
                    "resourceArn": "acs:fc:::functions/ask",
                    "pattern": "waitForCallback",
                    "inputMappings": [{"target": "token", "source": "$context.task.token"}],
                }
            ],
        }
    )

    def once() -> str:
        with open_flow(text) as flow:
            flow.stub("ask").reports({"n": 1}, after=3)
            return json.dumps(flow.run({"list": list(range(30))}).history.to_api())

    assert once() == once()
