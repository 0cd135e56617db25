"""What a timeline says of each kind of step and of each ending."""

from __future__ import annotations

import json

import pytest

from pytest_fnf import failure, ok, open_flow, reports, through

ARN = "resourceArn: 'acs:fc:::services/demo/functions/work'"


def flow_of(steps: str) -> str:
    return f"version: v1\ntype: flow\nsteps:\n{steps}"


@pytest.mark.parametrize(
    ("step", "data", "text"),
    [
        ("{type: pass, name: S}", {}, "pass"),
        ("{type: pass, name: S, outputMappings: [{target: a, source: [1, x]}]}", {}, 'pass -> {"a":[1,"x"]}'),
        ("{type: succeed, name: S}", {}, "succeed"),
        ("{type: wait, name: S, duration: 90}", {}, "wait 90 s"),
        ("{type: wait, name: S, duration: 0}", {}, "wait"),
        (
            "{type: wait, name: S, duration: $.none}",
            {},
            "wait: failed with 'FnF.RuntimeError': CAUSE",
        ),
        ("{type: fail, name: S}", {}, "fail"),
        ("{type: fail, name: S, error: E}", {}, "fail with 'E'"),
        ("{type: fail, name: S, cause: why}", {}, "fail with why"),
        ("{type: fail, name: S, error: E, cause: why}", {}, "fail with 'E': why"),
        ("{type: choice, name: S, choices: [{condition: $.a, goto: End}]}", {}, "choice"),
        ("{type: choice, name: S, choices: [{condition: $.a, goto: End}]}", {"a": 1}, 'choice on {"a":1}'),
        (
            "{type: foreach, name: S, iterationMapping: {collection: $.a, item: x}, steps: [{type: pass, name: P}]}",
            {"a": []},
            "foreach, 0 iterations -> {}",
        ),
        (
            "{type: foreach, name: S, iterationMapping: {collection: $.a, item: x}, steps: [{type: pass, name: P}]}",
            {"a": 1},
            "foreach, 0 iterations: failed with 'FnF.RuntimeError': CAUSE",
        ),
    ],
)
def test_steps_that_call_nothing(drawn, step, data, text):
    with open_flow(flow_of(f"  - {step}\n  - {{type: pass, name: End}}")) as flow:
        execution = flow.run(data)
    assert (
        drawn(execution, most=None)[1]
        == f"        0 s  S{'' if len(execution.path) == 1 else '  '}  {text.replace('CAUSE', execution.cause)}"
    )


TASK = flow_of(f"""
  - type: task
    name: T
    {ARN}
    timeoutSeconds: 30
    retry: [{{errors: [Busy, FnF.TaskTimeout], intervalSeconds: 5, maxAttempts: 2, multiplier: 1}}]
    catch: [{{errors: [Odd], goto: End}}]
  - {{type: pass, name: End}}
""")


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        ([{"a": 1}], ["        0 s  T    task {} -> {\"a\":1}  [stub 'T']"]),
        ([ok({"a": 1}, takes=2)], ["        0 s  T    task {}: after 2 s -> {\"a\":1}  [stub 'T']"]),
        (
            [failure("Busy", "later"), ok({}, takes=1)],
            [
                "        0 s  T    task {}: failed with 'Busy': later  [stub 'T']",
                "        5 s       attempt 2, after a pause of 5 s: after 1 s -> {}",
            ],
        ),
        (
            [failure("Odd", takes=3)],
            ["        0 s  T    task {}: failed after 3 s with 'Odd' (caught)  [stub 'T']"],
        ),
        (
            [failure("")],
            ["        0 s  T  task {}: failed (not caught)  [stub 'T']"],
        ),
        (
            [ok({}, takes=40), failure("Worse", "really")],
            [
                (
                    "        0 s  T  task {}: failed after 30 s with 'FnF.TaskTimeout': "
                    "task 'T' was not done in 30 s  [stub 'T']"
                ),
                "       35 s     attempt 2, after a pause of 5 s: failed with 'Worse': really (not caught)",
            ],
        ),
        (
            [ok([1])],
            ["        0 s  T  task {}: failed with 'FnF.InvalidLocal': CAUSE (not caught)  [stub 'T']"],
        ),
        (
            [
                failure(
                    "Busy", json.dumps({"errorMessage": "two\nlines", "errorType": "Busy", "stackTrace": ["x"] * 50})
                ),
                {},
            ],
            [
                "        0 s  T    task {}: failed with 'Busy': two lines  [stub 'T']",
                "        5 s       attempt 2, after a pause of 5 s -> {}",
            ],
        ),
    ],
)
def test_a_task_with_its_attempts(drawn, answers, lines):
    with open_flow(TASK) as flow:
        flow.stub("T").replies(*answers)
        execution = flow.run()
    assert drawn(execution)[1 : 1 + len(lines)] == [line.replace("CAUSE", execution.cause) for line in lines]


def test_attempts_without_a_pause_between_them(drawn):
    with open_flow(TASK.replace("intervalSeconds: 5", "intervalSeconds: 0")) as flow:
        flow.stub("T").replies(failure("Busy"), {})
        execution = flow.run()
    assert drawn(execution)[2] == "        0 s       attempt 2 -> {}"


def test_who_answered_is_said_where_it_changes(drawn, tmp_path):
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "work.py").write_text("def handler(event, context):\n    return {'by': 'handler'}\n")
    (tmp_path / "flow.yml").write_text(
        flow_of(f"""
  - {{type: task, name: T, {ARN}}}
  - {{type: choice, name: C, choices: [{{condition: $.by != "end", goto: T}}]}}
""")
    )
    with open_flow(tmp_path / "flow.yml") as flow:
        flow.stub("T").replies({"by": "stub"}, through(), through(), {"by": "end"})
        execution = flow.run()
    assert [line for line in drawn(execution) if "  T  task" in line] == [
        '        0 s  T  task {} -> {"by":"stub"}  [stub \'T\']',
        '        0 s  T  task {"by":"stub"} -> {"by":"handler"}  [functions/work.py]',
        '        0 s  T  task {"by":"handler"} -> {"by":"handler"}',
        '        0 s  T  task {"by":"handler"} -> {"by":"end"}  [stub \'T\']',
    ]


CALLBACK = flow_of(f"""
  - type: task
    name: T
    {ARN}
    pattern: waitForCallback
    timeoutSeconds: 60
    retry: [{{errors: [FnF.TaskTimeout], intervalSeconds: 1, maxAttempts: 1}}]
""")


def test_callbacks(drawn):
    with open_flow(CALLBACK) as flow:
        flow.stub("T").replies({}, reports({"ok": 1}, after=10))
        execution = flow.run()
        assert drawn(execution)[1:3] == [
            (
                "        0 s  T  task {}: failed after 60 s with 'FnF.TaskTimeout': "
                "task 'T' was not done in 60 s  [stub 'T']"
            ),
            '       61 s     attempt 2, after a pause of 1 s: reported after 10 s -> {"ok":1}',
        ]
        flow.stub("T").returns({})
        execution = flow.start()
        assert drawn(execution)[1] == "        0 s  T  task {}: waiting for its callback  [stub 'T']"
        execution.pending[0].fail("No", "never")
        assert drawn(execution)[1] == "        0 s  T  task {}: failed with 'No': never (not caught)  [stub 'T']"


def test_a_job_that_is_waited_for(drawn):
    with open_flow(CALLBACK.replace("waitForCallback", "sync")) as flow:
        flow.stub("T").hangs()
        execution = flow.start()
        assert drawn(execution)[1] == "        0 s  T  task {}: waiting for the job to end  [stub 'T']"
        flow.stub("T").returns({"a": 1}, takes=9)
        assert drawn(flow.run())[1] == "        0 s  T  task {}: after 9 s -> {\"a\":1}  [stub 'T']"


def test_an_answer_that_is_waited_for(drawn):
    with open_flow(TASK) as flow:
        flow.stub("T").returns({}, takes=5)
        execution = flow.start()
        assert drawn(execution)[1] == "        0 s  T  task {}: waiting for an answer  [stub 'T']"
        execution.advance(2).stop()
        assert drawn(execution)[1] == "        0 s  T  task {}: cancelled at 2 s  [stub 'T']"


def test_a_sub_flow(drawn):
    parent = flow_of("  - {type: task, name: T, resourceArn: 'acs:fnf:::flow/child', pattern: sync}")
    with open_flow(parent) as flow:
        flow.child("child", flow_of("  - {type: wait, name: W, duration: 30}"))
        execution = flow.run()
    assert drawn(execution)[1] == "        0 s  T  task {}: after 30 s -> {}  [flow 'child']"


def test_a_message(drawn):
    text = flow_of(
        "  - {type: task, name: T, resourceArn: 'acs:mns:::/topics/news/messages', serviceParams: {MessageBody: hi}}"
    )
    with open_flow(text) as flow:
        execution = flow.run()
    line = drawn(execution)[1]
    assert line.startswith('        0 s  T  task {} -> {"MessageId":')
    assert line.endswith("  [topics/news]")


def test_a_task_that_fails_before_it_is_called_and_one_whose_output_is_too_large(drawn):
    with open_flow(flow_of(f"  - {{type: task, name: T, {ARN}}}"), limits={"data_bytes": 10}) as flow:
        execution = flow.run({"a": "too large"})
    assert drawn(execution)[1] == (
        f'        0 s  T  task {{"a":"too large"}}: failed with \'FnF.DataLimitExceeded\': {execution.cause}'
    )
    with open_flow(flow_of(f"  - {{type: task, name: T, {ARN}}}"), limits={"data_bytes": 100}) as flow:
        flow.stub("T").returns({"a": "x" * 90})
        execution = flow.run()
    assert drawn(execution, most=60)[1:3] == [
        '        0 s  T  task {} -> {"a":"xxxxxxxxxxxxxxxxxxxxx..."}  [stub \'T\']',
        f"        0 s     step: failed with 'FnF.DataLimitExceeded': {execution.cause[:56]} ...",
    ]


FORK = flow_of(f"""
  - type: parallel
    name: P
    branches:
      - steps: [{{type: wait, name: A, duration: 9}}]
      - steps: [{{type: task, name: T, {ARN}}}]
      - steps: [{{type: wait, name: B, duration: 9}}]
      - steps: [{{type: choice, name: C, choices: [{{condition: $.c, steps: [{{type: wait, name: D, duration: 9}}]}}]}}]
""")


def test_a_failing_branch_cancels_the_others(drawn):
    with open_flow(FORK) as flow:
        flow.stub("T").raises("E", "why", takes=2)
        execution = flow.run({"c": 1})
    assert drawn(execution) == [
        '        0 s  Started with {"c":1}',
        "        0 s  P           parallel, 4 branches",
        "        0 s    P[0] A    wait: cancelled at 2 s",
        "        0 s    P[1] T    task {\"c\":1}: failed after 2 s with 'E': why (not caught)  [stub 'T']",
        "        0 s    P[2] B    wait: cancelled at 2 s",
        '        0 s    P[3] C    choice on {"c":1}: cancelled at 2 s',
        "        0 s      P[3] D  wait: cancelled at 2 s",
        "        2 s  P           parallel failed with 'E' in P[1]; 3 other branches cancelled",
        "        2 s  Failed with 'E': why",
    ]


def test_a_failing_branch_alone_and_one_without_a_name(drawn):
    text = flow_of("""
  - type: foreach
    name: F
    iterationMapping: {collection: $.list, item: x}
    steps:
      - type: choice
        name: C
        choices: [{condition: $.x == 2, steps: [{type: fail, name: N}]}]
""")
    with open_flow(text) as flow:
        execution = flow.run({"list": [1, 2, 3]})
    assert drawn(execution) == [
        '        0 s  Started with {"list":[1,2,3]}',
        "        0 s  F           foreach, 2 iterations",
        '        0 s    F[0] C    choice on {"list":[1,2,3],"x":1}',
        '        0 s    F[1] C    choice on {"list":[1,2,3],"x":2}',
        "        0 s      F[1] N  fail",
        "        0 s  F           foreach failed with an error without a name in F[1]",
        "        0 s  Failed",
    ]


def test_what_is_under_way(drawn):
    with open_flow(FORK) as flow:
        flow.stub("T").hangs()
        execution = flow.start({"c": 1})
    assert drawn(execution)[1:] == [
        "        0 s  P           parallel, 4 branches: under way",
        "        0 s    P[0] A    wait: under way",
        "        0 s    P[1] T    task {\"c\":1}: waiting for an answer  [stub 'T']",
        "        0 s    P[2] B    wait: under way",
        '        0 s    P[3] C    choice on {"c":1}: under way',
        "        0 s      P[3] D  wait: under way",
        "        0 s  Running (this is its last event so far)",
    ]
