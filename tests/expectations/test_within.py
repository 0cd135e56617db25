"""`within`: the same checks over one branch or iteration."""

from __future__ import annotations

import pytest

from pytest_fnf import History, UsageError, expect, open_flow

BRANCH = ("both[0]", "each[1]")


def test_checks_look_at_one_branch_only(branched):
    expect(branched).within("both[1]").followed("long", "last").succeeded(output={"done": True}).took(20)
    expect(branched).within("both[0]").visited("hold", "work", times=2).not_visited("long").took(3)
    inside = expect(branched).within(*BRANCH)
    inside.followed("hold", "work").visited("work", times=1).waited("hold", 3, times=1).took(3)
    inside.called("demo/work", times=1, event={"list": [1, 3], "x": 3}).succeeded(output={"got": 3})
    inside.emitted("IterationEntered", "StepEntered", "TaskSucceeded", "IterationExited").retried("work", times=0)


def test_one_branch_may_be_named_level_by_level(branched):
    expect(branched).within("both[0]").within("each[1]").followed("hold", "work")


def test_the_next_branch_is_found_from_the_outside(branched):
    checks = expect(branched).within("both[0]", "each[0]").waited("hold", 1)
    checks.within("both[0]", "each[1]").waited("hold", 3).within("both[1]").waited("long", 20)


def test_narrowing_leaves_the_expectation_as_it_was(branched):
    whole = expect(branched)
    whole.within("both[1]").not_visited("work")
    whole.visited("work", times=2)
    assert repr(whole) == "<Expectation of <Execution 'execution-1' of flow 'branches': Succeeded>>"
    assert repr(whole.within(*BRANCH)) == (
        "<Expectation of <Execution 'execution-1' of flow 'branches': Succeeded> within both[0]/each[1]>"
    )


def test_a_downloaded_history_is_narrowed_alike(branched):
    history = History.from_api(branched.history.to_api())
    expect(history).within("both[1]").followed("long", "last").succeeded(output={"done": True}).took(20)
    expect(history).within(*BRANCH).succeeded(output={"got": 3}).called("work", event={"list": [1, 3], "x": 3})


def test_a_failing_check_shows_that_branch_alone(branched, says):
    assert says(lambda: expect(branched).within(*BRANCH).followed("hold", "last")) == (
        "expected the path hold -> last, but step 2 is 'work', at 3 s, where 'last' was expected\n"
        "  the path was hold -> work\n"
        "\n"
        "step 'last' at <flow>:16:13\n"
        "   16 |           - {type: pass, name: last, outputMappings: [{target: done, source: true}]}\n"
        "      |                                ^\n"
        "\n"
        "execution 'execution-1' of flow 'branches' (<flow>), started 2026-01-01T00:00:00Z\n"
        '        0 s  Started with {"list":[1,3]}\n'
        "  only what happened in both[0]/each[1]:\n"
        "        0 s  hold  wait 3 s\n"
        '        3 s  work  task {"list":[1,3],"x":3} -> {"got":3}  [stub \'work\']\n'
        "       20 s  Succeeded -> {}"
    )


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (
            lambda checks: checks.within("both[1]").succeeded(output={}),
            (
                "expected the output {}, but 1 place of it differs\n  $.done: not expected, found true\n"
                '  the output was {"done":true}'
            ),
        ),
        (
            lambda checks: checks.within("both[1]").failed(),
            "expected both[1] to fail, but it succeeded after 20 s",
        ),
        (
            lambda checks: checks.within("both[0]").took(20),
            "expected both[0] to take 20 s, but it succeeded after 3 s",
        ),
        (
            lambda checks: checks.within("both[0]").visited("work", times=1),
            "expected 'work' to be visited once, but it was visited 2 times, at 1 s in each[0] and 3 s in each[1]",
        ),
        (
            lambda checks: checks.visited("work", times=1),
            (
                "expected 'work' to be visited once, "
                "but it was visited 2 times, at 1 s in both[0]/each[0] and 3 s in both[0]/each[1]"
            ),
        ),
        (
            lambda checks: checks.within("both[1]").called("work"),
            "expected 'work' to be called, but it was never called\n  the path was long -> last",
        ),
        (
            lambda checks: checks.within("both[1]").emitted("TaskScheduled"),
            (
                "expected the events TaskScheduled in this order, but no TaskScheduled occurred\n"
                "  the events were BranchEntered -> 2 times (StepEntered -> StepStarted -> StepSucceeded -> StepExited)"
                " -> BranchExited"
            ),
        ),
        (
            lambda checks: checks.within("both[0]", "each[2]"),
            "expected a branch or iteration both[0]/each[2], but there were only both[0]/each[0] and both[0]/each[1]",
        ),
        (
            lambda checks: checks.within("both[5]"),
            "expected a branch or iteration both[5], but there were only both[0] and both[1]",
        ),
        (
            lambda checks: checks.within("each[1]"),
            "expected a branch or iteration each[1], but nothing ran there; did you mean 'both[0]/each[1]'?",
        ),
    ],
)
def test_what_a_failing_check_says(branched, head, check, text):
    assert head(lambda: check(expect(branched))) == text


def test_a_branch_that_failed_and_one_that_was_cancelled(broken, head):
    expect(broken).failed("Broken").within(*BRANCH).failed("Broken", "it broke").took(3)
    expect(broken).within("both[0]").failed("Broken").within("each[0]").succeeded({"got": 1})
    assert head(lambda: expect(broken).within(*BRANCH).succeeded()) == (
        "expected both[0]/each[1] to succeed, but it failed after 3 s with 'Broken': it broke"
    )
    assert head(lambda: expect(broken).within("both[1]").succeeded()) == (
        "expected both[1] to succeed, "
        "but it was cancelled after 3 s in step 'long' (since 0 s): step 'both' around it failed with 'Broken'"
    )
    expect(broken).within("both[1]").took(3)


def test_a_branch_that_still_runs_or_was_stopped(head):
    text = """
version: v1
type: flow
steps:
  - type: parallel
    name: both
    branches: [{steps: [{type: wait, name: W, duration: 9}]}, {steps: [{type: pass, name: P}]}]
"""
    with open_flow(text) as flow:
        execution = flow.start().advance(2)
        expect(execution).within("both[1]").succeeded().took(0)
        assert head(lambda: expect(execution).within("both[0]").succeeded()) == (
            "expected both[0] to succeed, but it is still running, 0 s after its start, in step 'W' (since 0 s)"
        )
        execution.stop()
        assert head(lambda: expect(execution).within("both[0]").succeeded()) == (
            "expected both[0] to succeed, but it was cancelled after 2 s in step 'W' (since 0 s): the execution ended"
        )


def test_of_a_branch_that_ran_twice_the_last_run_says_how_it_ended():
    text = """
version: v1
type: flow
steps:
  - type: parallel
    name: both
    branches: [{steps: [{type: task, name: T, resourceArn: "acs:fc:::services/s/functions/f"}]}]
    outputMappings: [{target: again, source: "$local[0].again"}]
  - {type: choice, name: C, choices: [{condition: $.again == true, goto: both}]}
"""
    with open_flow(text) as flow:
        flow.stub("T").replies({"again": True}, {"again": False})
        execution = flow.run()
    expect(execution).within("both[0]").succeeded(output={"again": False}).followed("T", "T").visited("T", times=2)


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ((), "within() takes ways, at least one; found none"),
        (
            (("both[0]", "each[1]"),),
            "within() takes ways one by one; found ('both[0]', 'each[1]'); hint: write within(*ways)",
        ),
        ((0,), "within() takes names of ways; found 0"),
        (("both",), "within() takes ways such as 'each[0]', the step's name and an index; found 'both'"),
        (("both[x]",), "within() takes ways such as 'each[0]', the step's name and an index; found 'both[x]'"),
        (("boht[0]",), "within('boht[0]'): the flow (<flow>) has no step 'boht'; did you mean 'both'?"),
        (("long[0]",), "within('long[0]'): step 'long' is a wait step; only parallel and foreach have branches"),
    ],
)
def test_a_wrong_way_in_is_a_mistake_of_the_test(branched, where, text):
    with pytest.raises(UsageError) as caught:
        expect(branched).within(*where)
    assert str(caught.value) == text


@pytest.mark.parametrize("check", ["timed_out", "stopped"])
def test_a_branch_has_no_ending_of_the_service(branched, check):
    with pytest.raises(
        UsageError, match=rf"^{check}\(\) is about the whole execution; a branch succeeds, fails or is c"
    ):
        getattr(expect(branched).within("both[0]"), check)()


@pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")  # of the name that stands twice
def test_a_branch_that_was_entered_is_one_though_another_step_has_its_containers_name():
    text = """
version: v1
type: flow
steps:
  - {type: parallel, name: both, branches: [{steps: [{type: pass, name: each}]}, {steps: [EACH]}]}
""".replace(
        "EACH",
        "{type: foreach, name: each, iterationMapping: {collection: $.a, item: x}, steps: [{type: pass, name: P}]}",
    )
    with open_flow(text) as flow:
        execution = flow.run({"a": [1]})
    expect(execution).within("both[1]", "each[0]").visited("P", times=1)
