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


MAP = """Type: StateMachine
SpecVersion: v1
StartAt: M
States:
- Type: Map
  Name: M
  ItemsPath: $Input.items
  ToleratedFailureCount: 2
  Retry: [{Errors: [FnF.ALL], MaxAttempts: 1, IntervalSeconds: 0}]
  Processor:
    ProcessorConfig: {ExecutionMode: Standard}
    StartAt: C
    States:
    - {Type: Choice, Name: C, Branches: [{Condition: '$Input.n == 0', Next: F}], Default: W}
    - {Type: Fail, Name: F, Code: E, Detail: why}
    - {Type: Wait, Name: W, Seconds.$: $Input.n, End: true}
  End: true
"""


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("items", "lines"),
    [
        (
            [0, 2, 0],
            [
                "        0 s  M  map, 3 iterations",
                '        2 s     map over, 2 iterations failed -> {"Items":[null,{"n":2},null]}',
            ],
        ),
        (
            [0, 0, 0, 2],
            [
                "        0 s  M  map, 4 iterations",
                "        0 s     attempt 1 failed with 'E': why; attempt 2",
                "        0 s     map failed with 'E' in M[0], M[1] and M[2]; 1 other iteration cancelled",
            ],
        ),
    ],
)
def test_failures_of_sub_executions(drawn, items, lines, bare):
    with open_flow(MAP) as flow:
        execution = flow.run({"items": [{"n": n} for n in items]})
    assert drawn(execution.history if bare else execution)[1:-1] == lines


@pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")  # of the name that stands twice
def test_of_steps_that_share_a_name_each_is_told_as_what_it_was(drawn):
    text = flow_of("""
  - {type: parallel, name: S, branches: [{steps: [{type: foreach, name: S, ITERATION}]}]}
""").replace("ITERATION", "iterationMapping: {collection: $.a, item: x}, steps: [{type: pass, name: P}]")
    with open_flow(text) as flow:
        execution = flow.run({"a": [1]})
    assert [line.split("  ")[-1].strip() for line in drawn(execution)[1:5]] == [
        "parallel, 1 branch",
        "foreach, 1 iteration",
        "pass",
        "foreach over -> {}",
    ]


CALLS = """Type: StateMachine
SpecVersion: v1
StartAt: Ask
States:
- Type: Task
  Name: Ask
  Action: FC:InvokeFunction
  Parameters: {resourceArn: "acs:fc:::functions/ask", body: {page.$: $Input.n}}
  Next: Tell
- Type: Task
  Name: Tell
  Action: HTTP:Request
  Parameters: {url: "https://example.com/", method: POST, body.$: $Input.Body}
  End: true
"""


@pytest.mark.parametrize("bare", [False, True])
def test_a_task_of_a_state_machine_is_shown_with_what_was_sent(drawn, bare):
    # What the function or service is given, which stubs and handlers see, is made by Parameters; $Input is not.
    with open_flow(CALLS) as flow:
        flow.stub("Ask").returns({"words": 3})
        flow.stub("Tell").raises("HTTP.RequestFailed")
        execution = flow.run({"n": 7, "other": "x" * 50})
    request = '{"headers":{},"url":"https://example.com/","method":"POST","body":{"words":3}}'
    asked, told = (line.partition("  [")[0] for line in drawn(execution.history if bare else execution, most=200)[1:-1])
    assert asked == '        0 s  Ask   task {"page":7} -> {"Body":{"words":3}}'
    assert told == f"        0 s  Tell  task {request}: failed with 'HTTP.RequestFailed' (not caught)"


def test_a_task_whose_parameters_cannot_be_made_is_shown_with_its_input(drawn):
    with open_flow(CALLS.replace("page.$: $Input.n", "page.$: 'intAdd($Input.n, 1)'")) as flow:
        execution = flow.run({"n": "x"})
    line = drawn(execution, most=None)[1]
    assert line.startswith('        0 s  Ask  task {"n":"x"}: failed with \'FnF.ExpressionError\': ')
