"""Catch, errorMappings, and how an error travels when nothing catches it (fdl-classic 7.3 to 7.5)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, open_flow

# Slips that are allowed, and warned of elsewhere, are run here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

HEAD = "version: v1\ntype: flow\nsteps:\n"


def task_of(catch: str, more: str = "") -> str:
    return (
        f"{HEAD}  - type: task\n    name: work\n    resourceArn: acs:fc:::functions/f\n    catch: {catch}\n{more}"
        "  - {type: pass, name: next}\n  - {type: succeed, name: done}\n"
        "  - {type: pass, name: a, end: true}\n  - {type: pass, name: b, end: true}\n"
    )


@pytest.mark.parametrize(
    ("catch", "path"),
    [
        ("[{errors: [E], goto: a}]", ["work", "a"]),
        ("[{errors: [FnF.ALL], goto: a}]", ["work", "a"]),
        ("[{errors: [X], goto: a}, {errors: [Y, E], goto: b}]", ["work", "b"]),
        # The first that matches, not the most exact.
        ("[{errors: [FnF.ALL], goto: a}, {errors: [E], goto: b}]", ["work", "a"]),
        ("[{errors: [E], goto: next}]", ["work", "next", "done"]),
    ],
)
def test_the_first_rule_that_takes_the_error_says_where_to_go_on(catch, path):
    with open_flow(task_of(catch)) as flow:
        flow.stub("work").raises("E")
        expect(flow.run()).succeeded({}).followed(*path)


@pytest.mark.parametrize("catch", ["[]", "[{errors: [e, FnF.TaskTimeout], goto: a}]", "[{errors: [], goto: a}]"])
def test_an_error_that_no_rule_takes_ends_the_execution(catch):
    with open_flow(task_of(catch)) as flow:
        flow.stub("work").raises("E", "why")
        expect(flow.run()).failed("E", "why").followed("work")


def test_catch_is_consulted_when_the_retries_are_used_up():
    retry = "    retry: [{errors: [E], maxAttempts: 2}]\n"
    with open_flow(task_of("[{errors: [E], goto: a}]", retry)) as flow:
        flow.stub("work").raises("E")
        expect(flow.run()).succeeded().followed("work", "a").retried("work", times=2).took(3)


def test_the_last_error_is_the_one_that_catch_and_error_mappings_see():
    more = (
        "    retry: [{errors: [First]}]\n    errorMappings:\n"
        "      - {target: e, source: $local.error}\n      - {target: c, source: $local.cause}\n"
    )
    with open_flow(task_of("[{errors: [First], goto: a}, {errors: [Second], goto: b}]", more)) as flow:
        flow.stub("work").replies(failure("First", "1"), failure("Second", "2"))
        expect(flow.run()).succeeded({"e": "Second", "c": "2"}).followed("work", "b")


def test_without_error_mappings_nothing_of_the_error_is_seen():
    # fdl-classic 7.4: the output is {}, and outputMappings do not apply.
    more = "    outputMappings: [{target: x, source: always}, {target: e, source: $local.error}]\n"
    with open_flow(task_of("[{errors: [E], goto: a}]", more)) as flow:
        flow.stub("work").raises("E", "why")
        execution = flow.run({"id": 1})
    assert execution.step("a").visits[0].input == {"id": 1}
    visit = execution.step("work").visits[0]
    assert (visit.output, visit.error, visit.cause) == (None, "E", "why")
    assert visit.exited_at == execution.started_at


def test_error_mappings_do_nothing_when_the_task_succeeds_or_fails_for_good():
    more = "    errorMappings: [{target: e, source: $local.error}]\n"
    with open_flow(task_of("[{errors: [E], goto: a}]", more)) as flow:
        flow.stub("work").replies({"n": 1}, failure("Other"))
        expect(flow.run()).succeeded({"n": 1})
        expect(flow.run()).failed("Other")


def test_end_on_the_task_has_no_effect_when_a_catch_takes_it():
    with open_flow(task_of("[{errors: [E], goto: next}]", "    end: true\n")) as flow:
        flow.stub("work").replies(failure("E"), {})
        expect(flow.run()).followed("work", "next", "done")
        expect(flow.run()).followed("work")


def test_what_a_caught_step_made_before_stays_in_the_local():
    # A loop: the first round succeeds, the second is caught; keys are never removed (fdl-classic 6.4).
    text = f"""{HEAD}
  - type: task
    name: work
    resourceArn: acs:fc:::functions/f
    catch: [{{errors: [E], goto: last}}]
    errorMappings: [{{target: error, source: $local.error}}]
  - {{type: choice, name: again, choices: [{{condition: "true", goto: work}}]}}
  - {{type: pass, name: last}}
"""
    with open_flow(text) as flow:
        flow.stub("work").replies({"n": 1}, failure("E"))
        expect(flow.run()).succeeded({"n": 1, "error": "E"})


def test_a_catch_may_go_back_so_that_the_task_runs_again():
    with open_flow(task_of("[{errors: [E], goto: work}]")) as flow:
        stub = flow.stub("work").replies(failure("E"), failure("E"), {})
        expect(flow.run()).succeeded().followed("work", "work", "work", "next", "done")
    assert stub.call_count == 3


def test_an_uncaught_error_fails_each_parent_from_the_inside_out():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps:
      - type: choice
        name: pick
        choices:
          - condition: "true"
            steps:
              - type: parallel
                name: both
                branches: [{{steps: [{{type: task, name: work, resourceArn: "acs:fc:::functions/f"}}]}}]
"""
    with open_flow(text) as flow:
        flow.stub("work").raises("E", "C")
        execution = flow.run({"list": [1]})
    failed = [
        (event.step, event.detail["error"], event.detail["cause"], event.id - event.schedule_id)
        for event in execution.history
        if event.type == "StepFailed"
    ]
    assert failed == [(step, "E", "C", 1) for step in ("work", "both", "pick", "each")]
    expect(execution).failed("E", "C")


@pytest.mark.parametrize(
    "error",
    [
        "FC.ResourceExhausted",
        "FC.ResourceThrottled",
        "FC.ServiceNotFound",
        "FC.InternalServerError",
        "FC.Unknown",
        "BookTrainTicketError",
        "FnF.TaskTimeout",
        "FnF.RuntimeError",
        "ocr.ServiceUnavailable",
        "",
        "with blanks, and 汉字",
    ],
)
def test_any_error_name_is_an_ordinary_one(error):
    catch = f"[{{errors: ['{error}'], goto: a}}]"
    with open_flow(task_of(catch, "    errorMappings: [{target: e, source: $local.error}]\n")) as flow:
        flow.stub("work").raises(error)
        expect(flow.run()).succeeded({"e": error}).followed("work", "a")
