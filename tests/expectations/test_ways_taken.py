"""Which way it went: `followed`, `visited`, `not_visited`, `emitted`."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, open_flow

POLL_ONCE = ("Pause", "Ask", "Done")
THE_PATH = "  the path was Start -> 3 times (Pause -> Ask -> Done) -> Finish"


@pytest.mark.parametrize(
    "steps",
    [
        ("Start", *POLL_ONCE, *POLL_ONCE, *POLL_ONCE, "Finish"),
        (...,),
        ("Start", ...),
        (..., "Finish"),
        ("Start", ..., "Finish"),
        ("Start", "Pause", ..., "Done", "Finish"),
        (..., *POLL_ONCE, *POLL_ONCE, ...),
        (..., ..., "Ask", ..., "Ask", ..., "Ask", ...),
        ("Start", ..., *POLL_ONCE, *POLL_ONCE, *POLL_ONCE, ..., "Finish"),
    ],
)
def test_followed_holds(polled, steps):
    expectation = expect(polled)
    assert expectation.followed(*steps) is expectation


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (
            ("Start", "Ask"),
            "expected the path Start -> Ask, but step 2 is 'Pause', at 0 s, where 'Ask' was expected",
        ),
        (
            ("Start", *POLL_ONCE, "Finish"),
            (
                "expected the path Start -> Pause -> Ask -> Done -> Finish, "
                "but step 5 is 'Pause', at 10 s, where 'Finish' was expected"
            ),
        ),
        (
            (..., "Done"),
            "expected the path ... -> Done, but step 11 is 'Finish', at 33 s, where the end was expected",
        ),
        (
            (..., "Finish", "Lost"),
            (
                "expected the path ... -> Finish -> Lost, "
                "but it ends with 'Finish' (step 11, at 33 s), where 'Lost' was expected"
            ),
        ),
        (
            ("Start", ..., "Lost"),
            "expected the path Start -> ... -> Lost, but 'Lost' did not come after 'Start' (step 1, at 0 s)",
        ),
        (
            (..., "Ask", "Done", ..., "Lost", ...),
            (
                "expected the path ... -> Ask -> Done -> ... -> Lost -> ..., "
                "but 'Lost' did not come after 'Done' (step 4, at 10 s)"
            ),
        ),
        (
            (..., "Lost"),
            "expected the path ... -> Lost, but 'Lost' did not occur",
        ),
        (
            # Of the three times that 'Ask' came, the last says most.
            (..., "Ask", "Finish"),
            "expected the path ... -> Ask -> Finish, but step 10 is 'Done', at 33 s, where 'Finish' was expected",
        ),
    ],
)
def test_followed_says_where_the_path_leaves(polled, head, steps, text):
    assert head(lambda: expect(polled).followed(*steps)) == f"{text}\n{THE_PATH}"


def test_followed_shows_the_timeline_up_to_the_divergence(polled, says):
    assert says(lambda: expect(polled).followed("Start", "Pause", "Done", ...)) == (
        "expected the path Start -> Pause -> Done -> ..., but step 3 is 'Ask', at 10 s, where 'Done' was expected\n"
        "  the path was Start -> 3 times (Pause -> Ask -> Done) -> Finish\n"
        "\n"
        "step 'Done' at <flow>:15:5\n"
        "   15 |   - type: choice\n"
        "   16 |     name: Done\n"
        "      |           ^\n"
        "   17 |     inputMappings:\n"
        "   18 |       - {target: status, source: $local.status}\n"
        "   19 |     choices:\n"
        '   20 |       - {condition: $.status == "running", goto: Pause}\n'
        "      | ...\n"
        "\n"
        "execution 'execution-1' of flow 'poll' (<flow>), started 2026-01-01T00:00:00Z\n"
        '        0 s  Started with {"delay":20}\n'
        '        0 s  Start  task {"delay":20} -> {"job":"j1"}  [stub \'Start\']\n'
        "        0 s  Pause  wait 10 s\n"
        '       10 s  Ask    task {"delay":20,"job":"j1"} -> {"status":"running"}  [stub \'Ask\']\n'
        "  ... 8 later visits left out, shown with -vv ...\n"
        '       33 s  Succeeded -> {"job":"j1","status":"success"}'
    )


def test_visited_and_not_visited_hold(polled):
    expectation = expect(polled)
    assert expectation.visited("Start", "Pause", "Ask") is expectation
    assert expectation.visited("Pause", "Ask", "Done", times=3).visited("Start", times=1) is expectation
    assert expectation.visited("Lost", times=0).not_visited("Lost") is expectation


@pytest.mark.parametrize(
    ("steps", "times", "text"),
    [
        (("Ask",), 2, "expected 'Ask' to be visited 2 times, but it was visited 3 times, at 10 s, 20 s and 33 s"),
        (("Start", "Ask"), 1, "expected 'Ask' to be visited once, but it was visited 3 times, at 10 s, 20 s and 33 s"),
        (("Start",), 2, "expected 'Start' to be visited 2 times, but it was visited once, at 0 s"),
        (("Start",), 0, "expected 'Start' never to be visited, but it was visited once, at 0 s"),
        (("Start", "Lost"), None, f"expected 'Lost' to be visited, but it was never visited\n{THE_PATH}"),
        (("Lost",), 3, f"expected 'Lost' to be visited 3 times, but it was never visited\n{THE_PATH}"),
    ],
)
def test_visited_says_how_often_and_when(polled, head, steps, times, text):
    assert head(lambda: expect(polled).visited(*steps, times=times)) == text


def test_not_visited_says_when_and_shows_the_timeline_up_to_then(polled, says):
    assert says(lambda: expect(polled).not_visited("Lost", "Pause")) == (
        "expected 'Pause' never to be visited, but it was visited 3 times, at 0 s, 10 s and 23 s\n"
        "\n"
        "step 'Pause' at <flow>:7:5\n"
        "    7 |   - type: wait\n"
        "    8 |     name: Pause\n"
        "      |           ^\n"
        "    9 |     duration: 10\n"
        "\n"
        "execution 'execution-1' of flow 'poll' (<flow>), started 2026-01-01T00:00:00Z\n"
        '        0 s  Started with {"delay":20}\n'
        '        0 s  Start  task {"delay":20} -> {"job":"j1"}  [stub \'Start\']\n'
        "        0 s  Pause  wait 10 s\n"
        "  ... 9 later visits left out, shown with -vv ...\n"
        '       33 s  Succeeded -> {"job":"j1","status":"success"}'
    )


def test_many_visits_are_counted_and_the_first_shown(head):
    text = """
version: v1
type: flow
steps:
  - type: foreach
    name: each
    iterationMapping: {collection: $.list, item: x}
    steps: [{type: wait, name: W, duration: $.x}, {type: pass, name: P}]
"""
    with open_flow(text) as flow:
        execution = flow.run({"list": list(range(20))})
    assert head(lambda: expect(execution).visited("P", times=1)) == (
        "expected 'P' to be visited once, but it was visited 20 times, at "
        + ", ".join(f"{n} s in each[{n}]" for n in range(12))
        + " and 8 more, the last at 19 s"
    )
    assert head(lambda: expect(execution).visited("W", times=1)).startswith(
        "expected 'W' to be visited once, but it was visited 20 times, at 0 s in each[0], 0 s in each[1], "
    )


def test_visits_at_one_instant_are_told_together(head):
    text = """
version: v1
type: flow
steps:
  - {type: task, name: count, resourceArn: "acs:fc:::services/demo/functions/count"}
  - {type: choice, name: more, choices: [{condition: $.n < 4, goto: count}]}
"""
    with open_flow(text) as flow:
        flow.stub("count").answers(lambda event: {"n": event.get("n", 0) + 1})
        execution = flow.run()
    assert head(lambda: expect(execution).not_visited("count")) == (
        "expected 'count' never to be visited, but it was visited 4 times, at 0 s (4 times)"
    )


def test_emitted_holds_in_order_with_gaps(polled):
    expectation = expect(polled)
    assert expectation.emitted("ExecutionStarted", "TaskFailed", "TaskFailed", "ExecutionSucceeded") is expectation
    assert expectation.emitted(*(event.type for event in polled.history)) is expectation


@pytest.mark.parametrize(
    ("types", "text"),
    [
        # Start's events are 2 to 8; Pause 9 to 12; Ask 13 to 19; Done 20 to 23; Pause 24 to 27; Ask from 28.
        (
            ("TaskFailed", "TaskFailed", "TaskFailed"),
            (
                "expected the events TaskFailed, TaskFailed, TaskFailed in this order, "
                "but there is no TaskFailed after TaskFailed (event 35, at 21 s)\n"
                "  TaskFailed occurred 2 times: event 32 of 'Ask' at 20 s and event 35 of 'Ask' at 21 s"
            ),
        ),
        (
            ("ExecutionSucceeded", "StepExited"),
            (
                "expected the events ExecutionSucceeded, StepExited in this order, "
                "but there is no StepExited after ExecutionSucceeded (event 64, at 33 s)\n"
                "  StepExited occurred 11 times: event 8 of 'Start' at 0 s, event 12 of 'Pause' at 10 s, "
                "event 19 of 'Ask' at 10 s, event 23 of 'Done' at 10 s, event 27 of 'Pause' at 20 s, "
                "event 40 of 'Ask' at 23 s and 5 more"
            ),
        ),
    ],
)
def test_emitted_says_what_is_missing_after_what(polled, head, types, text):
    assert head(lambda: expect(polled).emitted(*types)) == text


def test_emitted_of_a_type_that_never_occurs_shows_the_events(head):
    with open_flow("version: v1\ntype: flow\nsteps: [{type: pass, name: A}, {type: pass, name: B}]") as flow:
        execution = flow.run()
    assert head(lambda: expect(execution).emitted("StepEntered", "TaskFailed")) == (
        "expected the events StepEntered, TaskFailed in this order, but no TaskFailed occurred\n"
        "  the events were ExecutionStarted -> 2 times (StepEntered -> StepStarted -> StepSucceeded -> StepExited)"
        " -> ExecutionSucceeded"
    )
