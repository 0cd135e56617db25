"""Visits, attempts and branches, told from events alone although those of concurrent branches interleave."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pytest_fnf import History, failure, open_flow
from pytest_fnf.history.folding import places

# Slips that are allowed, and warned of elsewhere, are run here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

START = datetime(2026, 1, 1, tzinfo=UTC)


def flow_of(steps: str) -> str:
    return f"version: v1\ntype: flow\nsteps:\n{steps}"


def seconds(moment):
    return None if moment is None else (moment - START).total_seconds()


def told(visits):
    """Each visit as (step, way in, entered, exited), times in seconds from the start."""
    start = visits[0].entered

    def offset(ms):
        return None if ms is None else (ms - start) / 1000

    return [(visit.step, "/".join(visit.where), offset(visit.entered), offset(visit.exited)) for visit in visits]


WORK = "resourceArn: 'acs:fc:::services/demo/functions/work'"

NESTED = flow_of(f"""
  - type: foreach
    name: groups
    iterationMapping: {{collection: $.groups, item: group}}
    steps:
      - {{type: pass, name: list, outputMappings: [{{target: files, source: $input.group}}]}}
      - type: foreach
        name: files
        iterationMapping: {{collection: $.files, item: seconds}}
        steps:
          - {{type: wait, name: hold, duration: $.seconds}}
          - {{type: task, name: work, {WORK}}}
""")


def test_nested_iterations_are_told_apart_although_their_events_interleave():
    with open_flow(NESTED) as flow:
        flow.stub("work").answers(lambda event: {"done": event["seconds"]})
        execution = flow.run({"groups": [[3, 1], [2]]})
    assert told(execution.history.visits) == [
        ("groups", "", 0, 3),
        ("list", "groups[0]", 0, 0),
        ("files", "groups[0]", 0, 3),
        ("hold", "groups[0]/files[0]", 0, 3),
        ("hold", "groups[0]/files[1]", 0, 1),
        ("list", "groups[1]", 0, 0),
        ("files", "groups[1]", 0, 2),
        ("hold", "groups[1]/files[0]", 0, 2),
        ("work", "groups[0]/files[1]", 1, 1),
        ("work", "groups[1]/files[0]", 2, 2),
        ("work", "groups[0]/files[0]", 3, 3),
    ]
    assert [visit.output for visit in execution.step("work").visits] == [{"done": 1}, {"done": 2}, {"done": 3}]
    assert [visit.where for visit in execution.step("work").visits] == [
        ("groups[0]", "files[1]"),
        ("groups[1]", "files[0]"),
        ("groups[0]", "files[0]"),
    ]
    assert [("/".join(branch.where), branch.local) for branch in execution.history.branches] == [
        ("groups[0]", {"files": [3, 1]}),
        ("groups[0]/files[0]", {"done": 3}),
        ("groups[0]/files[1]", {"done": 1}),
        ("groups[1]", {"files": [2]}),
        ("groups[1]/files[0]", {"done": 2}),
    ]


def test_a_container_that_is_entered_again_counts_its_branches_anew():
    text = flow_of(f"""
  - type: parallel
    name: both
    branches:
      - steps: [{{type: task, name: work, {WORK}}}]
      - steps: [{{type: pass, name: other}}]
    outputMappings: [{{target: again, source: "$local[0].again"}}]
  - type: choice
    name: more
    choices: [{{condition: $.again == true, goto: both}}]
""")
    with open_flow(text) as flow:
        flow.stub("work").replies({"again": True}, {"again": False})
        execution = flow.run()
    assert execution.path == ["both", "work", "other", "more", "both", "work", "other", "more"]
    assert [visit.where for visit in execution.step("work").visits] == [("both[0]",), ("both[0]",)]
    assert [visit.where for visit in execution.step("other").visits] == [("both[1]",), ("both[1]",)]
    assert ["/".join(branch.where) for branch in execution.history.branches] == ["both[0]", "both[1]"] * 2


SAME_NAME = flow_of("""
  - type: parallel
    name: same
    branches:
      - steps: [{type: pass, name: same}]
      - steps:
          - type: parallel
            name: same
            branches: [{steps: [{type: wait, name: same, duration: 1}]}]
""")


def test_steps_of_one_name_in_several_lists_are_told_apart():
    with open_flow(SAME_NAME) as flow:
        execution = flow.run()
    assert told(execution.history.visits) == [
        ("same", "", 0, 1),
        ("same", "same[0]", 0, 0),
        ("same", "same[1]", 0, 1),
        ("same", "same[1]/same[0]", 0, 1),
    ]
    assert execution.step("same").count == 4


def test_a_failure_travels_outwards_through_steps_of_one_name():
    text = SAME_NAME.replace(
        "{type: wait, name: same, duration: 1}", "{type: fail, name: same, error: Broken, cause: why}"
    )
    with open_flow(text) as flow:
        execution = flow.run()
    assert [(visit.where, visit.error, visit.cause, visit.exited_at) for visit in execution.step("same").visits] == [
        ((), "Broken", "why", None),
        (("same[0]",), None, None, START),
        (("same[1]",), "Broken", "why", None),
        (("same[1]", "same[0]"), "Broken", "why", None),
    ]
    assert [(branch.where, branch.error) for branch in execution.history.branches] == [
        (("same[0]",), None),
        (("same[1]",), "Broken"),
        (("same[1]", "same[0]"), "Broken"),
    ]


FAILING = flow_of(f"""
  - type: parallel
    name: both
    branches:
      - steps: [{{type: wait, name: short, duration: 5}}, {{type: fail, name: stop, error: Enough}}]
      - steps:
          - type: foreach
            name: each
            iterationMapping: {{collection: $.list, item: x}}
            steps: [{{type: wait, name: long, duration: $.x}}, {{type: task, name: work, {WORK}}}]
      - steps: [{{type: pass, name: quick}}]
  - {{type: pass, name: never}}
""")


def test_siblings_of_a_failed_branch_are_cancelled_with_all_inside_them():
    with open_flow(FAILING) as flow:
        flow.stub("work").hangs()
        execution = flow.run({"list": [1, 60]})
    at = {visit.step: visit for visit in execution.history.visits}
    start = execution.history.first.instant
    assert {step: None if visit.cancelled is None else visit.cancelled - start for step, visit in at.items()} == {
        "both": None,
        "short": None,
        "stop": None,
        "each": 5_000,
        "long": 5_000,
        "work": 5_000,
        "quick": None,
    }
    assert told(execution.history.visits) == [
        ("both", "", 0, None),
        ("short", "both[0]", 0, 5),
        ("each", "both[1]", 0, None),
        ("long", "both[1]/each[0]", 0, 1),
        ("long", "both[1]/each[1]", 0, None),
        ("quick", "both[2]", 0, 0),
        ("work", "both[1]/each[0]", 1, None),
        ("stop", "both[0]", 5, None),
    ]
    work = execution.step("work").visits[0]
    assert (work.error, work.exited_at, work.attempts[0].ended_at, work.attempts[0].error) == (None, None, None, None)
    assert [
        (branch.where[-1], branch.exited, branch.failed, branch.cancelled) for branch in execution.history.branches
    ] == [
        ("both[0]", None, start + 5_000, None),
        ("both[1]", None, None, start + 5_000),
        ("each[0]", None, None, start + 5_000),
        ("each[1]", None, None, start + 5_000),
        ("both[2]", start, None, None),
    ]
    assert not any(record.standing for record in execution.history.records.values())


def test_of_a_running_execution_some_steps_stand_and_nothing_is_cancelled():
    with open_flow(FAILING) as flow:
        flow.stub("work").hangs()
        execution = flow.start({"list": [1, 60]}).advance(2)
        standing = [name for name, record in execution.history.records.items() if record.standing]
        assert standing == ["both", "short", "each", "long", "work"]
        assert [visit.step for visit in execution.history.visits if visit.cancelled is not None] == []
        before = execution.history
        execution.finish()
    assert [name for name, record in before.records.items() if record.standing] == standing


def test_a_stopped_execution_cancels_what_stood_open():
    with open_flow(FAILING) as flow:
        flow.stub("work").hangs()
        execution = flow.start({"list": [1, 60]}).advance(2).stop("Enough")
    assert [visit.step for visit in execution.history.visits if visit.cancelled is not None] == [
        "both",
        "short",
        "each",
        "long",
        "work",
    ]
    assert not execution.step("both").standing


def test_a_caught_error_is_an_error_of_a_visit_that_was_left():
    text = flow_of(f"""
  - {{type: task, name: work, {WORK}, catch: [{{errors: [FnF.ALL], goto: after}}]}}
  - {{type: pass, name: skipped}}
  - {{type: pass, name: after}}
""")
    with open_flow(text) as flow:
        flow.stub("work").raises("Broken", "it broke", takes=3)
        execution = flow.run()
    (visit,) = execution.step("work").visits
    assert (visit.error, visit.cause, visit.output) == ("Broken", "it broke", None)
    assert (seconds(visit.entered_at), seconds(visit.exited_at)) == (0, 3)
    assert execution.step("skipped").visits == ()
    assert execution.path == ["work", "after"]


def test_every_attempt_of_a_retried_task_is_kept():
    text = flow_of(f"""
  - type: task
    name: work
    {WORK}
    timeoutSeconds: 30
    retry: [{{errors: [FnF.ALL], intervalSeconds: 2, maxAttempts: 3, multiplier: 1}}]
""")
    with open_flow(text) as flow:
        flow.stub("work").replies(failure("Busy", "later", takes=1), {}, then="repeat")
        flow.stub("work").replies(failure("Busy", "later", takes=1), failure("Odd"), {"ok": True})
        execution = flow.run()
    (visit,) = execution.step("work").visits
    assert visit.error is None
    assert visit.output == {"ok": True}
    assert [
        (seconds(attempt.started_at), seconds(attempt.ended_at), attempt.error, attempt.cause, attempt.output)
        for attempt in visit.attempts
    ] == [
        (0, 1, "Busy", "later", None),
        (3, 3, "Odd", "", None),
        (5, 5, None, None, {"ok": True}),
    ]


def test_a_choice_holds_the_steps_of_the_branch_taken_without_a_way_in():
    text = flow_of("""
  - type: choice
    name: pick
    choices: [{condition: $.n == 1, steps: [{type: pass, name: one, outputMappings: [{target: a, source: 1}]}]}]
""")
    with open_flow(text) as flow:
        execution = flow.run({"n": 1})
    pick, one = execution.history.visits
    assert (one.where, one.parent, pick.children) == ((), pick, 1)
    assert execution.step("pick").visits[0].output == {"a": 1}


def test_an_iteration_that_starts_late_has_its_own_index():
    text = flow_of("""
  - type: foreach
    name: each
    iterationMapping: {collection: $.list, item: x}
    steps: [{type: wait, name: hold, duration: 1}]
""")
    with open_flow(text) as flow:
        execution = flow.run({"list": list(range(130))})
    visits = execution.step("hold").visits
    assert [visit.where for visit in visits] == [(f"each[{n}]",) for n in range(130)]
    assert [seconds(visit.entered_at) for visit in visits] == [0] * 100 + [1] * 30


def test_each_event_belongs_to_its_branch():
    with open_flow(SAME_NAME) as flow:
        history = flow.run().history
    where = places(history.rows())
    assert [(event.id, event.type, "/".join(where[event.id])) for event in history] == [
        (1, "ExecutionStarted", ""),
        (2, "StepEntered", ""),
        (3, "StepStarted", ""),
        (4, "BranchEntered", "same[0]"),
        (5, "StepEntered", "same[0]"),
        (6, "StepStarted", "same[0]"),
        (7, "StepSucceeded", "same[0]"),
        (8, "StepExited", "same[0]"),
        (9, "BranchExited", "same[0]"),
        (10, "BranchEntered", "same[1]"),
        (11, "StepEntered", "same[1]"),
        (12, "StepStarted", "same[1]"),
        (13, "BranchEntered", "same[1]/same[0]"),
        (14, "StepEntered", "same[1]/same[0]"),
        (15, "StepStarted", "same[1]/same[0]"),
        (16, "StepSucceeded", "same[1]/same[0]"),
        (17, "StepExited", "same[1]/same[0]"),
        (18, "BranchExited", "same[1]/same[0]"),
        (19, "StepSucceeded", "same[1]"),
        (20, "StepExited", "same[1]"),
        (21, "BranchExited", "same[1]"),
        (22, "StepSucceeded", ""),
        (23, "StepExited", ""),
        (24, "ExecutionSucceeded", ""),
    ]


def event(event_id, link, kind, step="", **detail):
    return {
        "EventId": event_id,
        "ScheduleEventId": link,
        "Type": kind,
        "StepName": step,
        "EventDetail": detail,
        "Time": f"2026-01-01T00:00:{event_id:02}Z",
    }


def test_an_error_without_name_and_cause_is_still_an_error():
    # The service's detail of a time-out is not documented; keys may be missing or null.
    history = History.from_api(
        [
            event(1, 0, "ExecutionStarted", input={}),
            event(2, 1, "StepEntered", "T"),
            event(3, 2, "StepStarted", "T", input={}),
            event(4, 3, "TaskScheduled", "T", input={}),
            event(5, 4, "TaskStarted", "T"),
            event(6, 5, "TaskTimedOut", "T"),
            event(7, 6, "StepFailed", "T", error=None, cause=None),
            event(8, 7, "ExecutionFailed"),
        ]
    )
    (visit,) = history.records["T"].visits
    assert (visit.error, visit.cause, visit.attempts[0].error, visit.attempts[0].cause) == ("", "", "", "")


@pytest.mark.parametrize("link", [0, 99])
def test_events_whose_links_lead_nowhere_are_matched_by_the_steps_name(link):
    history = History.from_api(
        [
            event(1, 0, "ExecutionStarted", input={}),
            event(2, link, "StepEntered", "A"),
            event(3, link, "StepStarted", "A", input={"n": 1}),
            event(4, link, "StepSucceeded", "A", output={"n": 2}),
            event(5, link, "StepExited", "A"),
            event(6, link, "BranchExited", "nowhere"),
            event(7, link, "TaskStarted", "unheard of"),
            event(8, link, "ExecutionSucceeded", output={}),
        ]
    )
    (visit,) = history.records["A"].visits
    assert (visit.input, visit.output, visit.exited_at) == ({"n": 1}, {"n": 2}, history[4].time)


def test_while_a_container_pauses_before_a_retry_its_branches_are_over():
    states = """Type: StateMachine
SpecVersion: v1
StartAt: both
States:
- Type: Parallel
  Name: both
  Retry: [{Errors: [FnF.ALL], MaxAttempts: 1, IntervalSeconds: 10}]
  Branches:
  - {StartAt: hold, States: [{Type: Wait, Name: hold, Seconds: 30, End: true}]}
  - {StartAt: rest, States: [{Type: Wait, Name: rest, Seconds: 1, Next: fall}, {Type: Fail, Name: fall, Code: E}]}
  End: true
"""
    with open_flow(states) as flow:
        execution = flow.start().advance(5)
        assert [name for name, record in execution.history.records.items() if record.standing] == ["both"]
        cancelled, failed = execution.history.branches
        assert (seconds_of(cancelled.cancelled), cancelled.failed) == (1, None)
        assert (seconds_of(failed.failed), failed.error) == (1, "E")
        # It does not stand in 'hold' any more, so this runs to its next entry.
        assert execution.advance_to("hold").elapsed.total_seconds() == 11
        assert [name for name, record in execution.history.records.items() if record.standing] == [
            "both",
            "hold",
            "rest",
        ]


def seconds_of(ms):
    return (ms - START.timestamp() * 1000) / 1000


@pytest.mark.parametrize(("detail", "error"), [('{"error": null}', None), ("{}", None), ('{"error": "E"}', "E")])
def test_an_iteration_that_is_left_with_an_error_has_failed(detail, error):
    types = ["ExecutionStarted", "StepEntered", "StepStarted", "IterationEntered", "IterationExited"]
    history = History.from_api(
        [
            {
                "EventId": number,
                "ScheduleEventId": number - 1,
                "Type": kind,
                "StepName": "each" if number > 1 else "",
                "EventDetail": detail if kind == "IterationExited" else "{}",
                "Time": "2026-01-01T00:00:00Z",
            }
            for number, kind in enumerate(types, start=1)
        ]
    )
    (branch,) = history.branches
    assert (branch.error, branch.failed is None, branch.exited is None) == (error, error is None, error is not None)
