"""Histories of task steps: every pattern and every way an attempt can end (fdl-classic 11.3 to 11.6)."""

from __future__ import annotations

import pytest

from pytest_fnf import failure, ok, open_flow

HEAD = "version: v1\ntype: flow\nsteps:\n"


def task_of(*lines: str) -> str:
    """A task `work` that calls the function `f`, and what else it says; then a pass `next` and a pass `caught`."""
    more = "".join(f"    {line}\n" for line in lines)
    return (
        f"{HEAD}  - type: task\n    name: work\n    resourceArn: acs:fc:::functions/f\n{more}"
        "  - {type: succeed, name: next}\n  - {type: pass, name: caught}\n"
    )


BEGIN = """
 1  0    0 ExecutionStarted -    {"input":{"id":7}}
 2  1    0 StepEntered      work {"input":{"id":7},"local":{}}
 3  2    0 StepStarted      work {"input":{"id":7}}
"""

SUCCESS = (
    BEGIN
    + """
 4  3    0 TaskScheduled      work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f"}
 5  4    0 TaskStarted        work {}
 6  5 3000 TaskSucceeded      work {"output":{"n":1}}
 7  6 3000 StepSucceeded      work {"output":{"n":1}}
 8  7 3000 StepExited         work {"local":{"n":1}}
 9  8 3000 StepEntered        next {"input":{"id":7},"local":{"n":1}}
10  9 3000 StepStarted        next {"input":{"id":7,"n":1}}
11 10 3000 StepSucceeded      next {"output":{}}
12 11 3000 StepExited         next {"local":{"n":1}}
13 12 3000 ExecutionSucceeded -    {"output":{"n":1}}
"""
)

# The mapped input is sent; the local is what came back; the output is what the mappings take.
MAPPED = """
 1  0 0 ExecutionStarted   -    {"input":{"id":7}}
 2  1 0 StepEntered        work {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        work {"input":{"key":7,"c":"x"}}
 4  3 0 TaskScheduled      work {"input":{"key":7,"c":"x"},"resourceArn":"acs:fc:::functions/f"}
 5  4 0 TaskStarted        work {}
 6  5 0 TaskSucceeded      work {"output":{"n":1}}
 7  6 0 StepSucceeded      work {"output":{"got":1,"sent":7}}
 8  7 0 StepExited         work {"local":{"got":1,"sent":7}}
 9  8 0 ExecutionSucceeded -    {"output":{"got":1,"sent":7}}
"""

UNCAUGHT = (
    BEGIN
    + """
 4  3    0 TaskScheduled   work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f"}
 5  4    0 TaskStarted     work {}
 6  5 3000 TaskFailed      work {"error":"E","cause":"C"}
 7  6 3000 StepFailed      work {"error":"E","cause":"C"}
 8  7 3000 ExecutionFailed -    {"error":"E","cause":"C"}
"""
)

CAUGHT = (
    BEGIN
    + """
 4  3    0 TaskScheduled      work   {"input":{"id":7},"resourceArn":"acs:fc:::functions/f"}
 5  4    0 TaskStarted        work   {}
 6  5 3000 TaskFailed         work   {"error":"E","cause":"C"}
 7  6 3000 StepFailed         work   {"error":"E","cause":"C"}
 8  7 3000 StepExited         work   {"local":{"why":"E","text":"C"}}
 9  8 3000 StepEntered        caught {"input":{"id":7},"local":{"why":"E","text":"C"}}
10  9 3000 StepStarted        caught {"input":{"id":7,"why":"E","text":"C"}}
11 10 3000 StepSucceeded      caught {"output":{}}
12 11 3000 StepExited         caught {"local":{"why":"E","text":"C"}}
13 12 3000 ExecutionSucceeded -      {"output":{"why":"E","text":"C"}}
"""
)

# A retry's TaskScheduled links to the TaskFailed before it; there is no second StepStarted.
RETRIED = (
    BEGIN
    + """
 4  3     0 TaskScheduled      work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f"}
 5  4     0 TaskStarted        work {}
 6  5  1500 TaskFailed         work {"error":"E","cause":"first"}
 7  6  4500 TaskScheduled      work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f"}
 8  7  4500 TaskStarted        work {}
 9  8  4500 TaskFailed         work {"error":"E","cause":"second"}
10  9 10500 TaskScheduled      work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f"}
11 10 10500 TaskStarted        work {}
12 11 10500 TaskSucceeded      work {"output":{}}
13 12 10500 StepSucceeded      work {"output":{}}
14 13 10500 StepExited         work {"local":{}}
15 14 10500 StepEntered        next {"input":{"id":7},"local":{}}
16 15 10500 StepStarted        next {"input":{"id":7}}
17 16 10500 StepSucceeded      next {"output":{}}
18 17 10500 StepExited         next {"local":{}}
19 18 10500 ExecutionSucceeded -    {"output":{}}
"""
)

TIMED_OUT = (
    BEGIN
    + """
 4  3    0 TaskScheduled   work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","timeoutSeconds":2}
 5  4    0 TaskStarted     work {}
 6  5 2000 TaskTimedOut    work {"error":"FnF.TaskTimeout","cause":"task 'work' was not done in 2 s"}
 7  6 2000 StepFailed      work {"error":"FnF.TaskTimeout","cause":"task 'work' was not done in 2 s"}
 8  7 2000 ExecutionFailed -    {"error":"FnF.TaskTimeout","cause":"task 'work' was not done in 2 s"}
"""
)

SYNC = (
    BEGIN
    + """
 4  3    0 TaskScheduled      work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","pattern":"sync"}
 5  4    0 TaskStarted        work {}
 6  5    0 TaskSubmitted      work {"output":{}}
 7  6 3000 TaskSucceeded      work {"output":{"n":1}}
 8  7 3000 StepSucceeded      work {"output":{"n":1}}
 9  8 3000 StepExited         work {"local":{"n":1}}
10  9 3000 StepEntered        next {"input":{"id":7},"local":{"n":1}}
11 10 3000 StepStarted        next {"input":{"id":7,"n":1}}
12 11 3000 StepSucceeded      next {"output":{}}
13 12 3000 StepExited         next {"local":{"n":1}}
14 13 3000 ExecutionSucceeded -    {"output":{"n":1}}
"""
)

SYNC_FAILED = (
    BEGIN
    + """
 4  3    0 TaskScheduled   work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","pattern":"sync"}
 5  4    0 TaskStarted     work {}
 6  5    0 TaskSubmitted   work {"output":{}}
 7  6 3000 TaskFailed      work {"error":"E","cause":"C"}
 8  7 3000 StepFailed      work {"error":"E","cause":"C"}
 9  8 3000 ExecutionFailed -    {"error":"E","cause":"C"}
"""
)

NO_OBJECT = (
    BEGIN
    + """
 4  3 0 TaskScheduled   work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f"}
 5  4 0 TaskStarted     work {}
 6  5 0 TaskFailed      work {"error":"FnF.InvalidLocal","cause":"CAUSE"}
 7  6 0 StepFailed      work {"error":"FnF.InvalidLocal","cause":"CAUSE"}
 8  7 0 ExecutionFailed -    {"error":"FnF.InvalidLocal","cause":"CAUSE"}
"""
).replace("CAUSE", "the result is the array [1,2]; a task's result is a JSON object")

# The function's own result is the submission's reply, the report is the task's result (fdl-classic 8.3).
CALLBACK = (
    BEGIN
    + """
 4  3    0 TaskScheduled      work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","pattern":"waitForCallback"}
 5  4    0 TaskStarted        work {}
 6  5  500 TaskSubmitted      work {"output":{"ignored":true}}
 7  6 2500 TaskSucceeded      work {"output":{"n":1}}
 8  7 2500 StepSucceeded      work {"output":{"n":1}}
 9  8 2500 StepExited         work {"local":{"n":1}}
10  9 2500 StepEntered        next {"input":{"id":7},"local":{"n":1}}
11 10 2500 StepStarted        next {"input":{"id":7,"n":1}}
12 11 2500 StepSucceeded      next {"output":{}}
13 12 2500 StepExited         next {"local":{"n":1}}
14 13 2500 ExecutionSucceeded -    {"output":{"n":1}}
"""
)

CALLBACK_FAILED = (
    BEGIN
    + """
 4  3    0 TaskScheduled   work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","pattern":"waitForCallback"}
 5  4    0 TaskStarted     work {}
 6  5    0 TaskSubmitted   work {"output":{}}
 7  6 2500 TaskFailed      work {"error":"Denied","cause":"by the boss"}
 8  7 2500 StepFailed      work {"error":"Denied","cause":"by the boss"}
 9  8 2500 ExecutionFailed -    {"error":"Denied","cause":"by the boss"}
"""
)

REFUSED = (
    BEGIN
    + """
 4  3   0 TaskScheduled    work {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","pattern":"waitForCallback"}
 5  4   0 TaskStarted      work {}
 6  5 500 TaskSubmitFailed work {"error":"FC.FunctionNotFound","cause":"no f"}
 7  6 500 StepFailed       work {"error":"FC.FunctionNotFound","cause":"no f"}
 8  7 500 ExecutionFailed  -    {"error":"FC.FunctionNotFound","cause":"no f"}
"""
)

RETRY = "retry: [{errors: [E], intervalSeconds: 3}]"
CATCH = "catch: [{errors: [Other], goto: next}, {errors: [E], goto: caught}]"
ERRORS = "errorMappings: [{target: why, source: $local.error}, {target: text, source: $local.cause}]"
MAPPINGS = (
    "inputMappings: [{target: key, source: $input.id}, {target: c, source: x}]",
    "outputMappings: [{target: got, source: $local.n}, {target: sent, source: $input.key}]",
    "end: true",
)


@pytest.mark.parametrize(
    ("lines", "answers", "table"),
    [
        pytest.param((), [ok({"n": 1}, takes=3)], SUCCESS, id="success"),
        pytest.param(MAPPINGS, [{"n": 1}], MAPPED, id="mapped"),
        pytest.param((), [failure("E", "C", takes=3)], UNCAUGHT, id="failed-uncaught"),
        pytest.param((CATCH, ERRORS), [failure("E", "C", takes=3)], CAUGHT, id="failed-caught"),
        pytest.param((RETRY,), [failure("E", "first", 1.5), failure("E", "second"), {}], RETRIED, id="retried"),
        pytest.param(("timeoutSeconds: 2",), [ok({}, takes=2.001)], TIMED_OUT, id="timed-out"),
        pytest.param(("pattern: sync",), [ok({"n": 1}, takes=3)], SYNC, id="sync"),
        pytest.param(("pattern: sync",), [failure("E", "C", takes=3)], SYNC_FAILED, id="sync-failed"),
        pytest.param((), [[1, 2]], NO_OBJECT, id="no-object"),
    ],
)
def test_history_of_an_answered_task_is_as_specified(lines, answers, table, same_history):
    with open_flow(task_of(*lines)) as flow:
        flow.stub("work").replies(*answers)
        same_history(flow.run({"id": 7}), table)


def test_history_of_a_callback_reported_by_the_test(same_history):
    with open_flow(task_of("pattern: waitForCallback")) as flow:
        flow.stub("work").returns({"ignored": True}, takes=0.5)
        execution = flow.start({"id": 7}).advance(2.5)
        execution.pending[0].succeed({"n": 1})
        same_history(execution, CALLBACK)


def test_history_of_a_callback_reported_by_the_stub(same_history):
    with open_flow(task_of("pattern: waitForCallback")) as flow:
        flow.stub("work").reports_failure("Denied", "by the boss", after=2.5)
        same_history(flow.run({"id": 7}), CALLBACK_FAILED)


def test_history_of_a_submission_refused(same_history):
    with open_flow(task_of("pattern: waitForCallback")) as flow:
        flow.stub("work").raises("FC.FunctionNotFound", "no f", takes=0.5)
        same_history(flow.run({"id": 7}), REFUSED)


def test_history_of_a_timed_out_attempt_that_is_retried_and_caught(same_history):
    lines = ("timeoutSeconds: 2", "retry: [{errors: [FnF.TaskTimeout], intervalSeconds: 5, maxAttempts: 1}]")
    with open_flow(task_of(*lines, "catch: [{errors: [FnF.ALL], goto: caught}]")) as flow:
        flow.stub("work").hangs()
        same_history(
            flow.run({"id": 7}),
            BEGIN
            + """
 4  3    0 TaskScheduled      work   {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","timeoutSeconds":2}
 5  4    0 TaskStarted        work   {}
 6  5 2000 TaskTimedOut       work   {"error":"FnF.TaskTimeout","cause":"task 'work' was not done in 2 s"}
 7  6 7000 TaskScheduled      work   {"input":{"id":7},"resourceArn":"acs:fc:::functions/f","timeoutSeconds":2}
 8  7 7000 TaskStarted        work   {}
 9  8 9000 TaskTimedOut       work   {"error":"FnF.TaskTimeout","cause":"task 'work' was not done in 2 s"}
10  9 9000 StepFailed         work   {"error":"FnF.TaskTimeout","cause":"task 'work' was not done in 2 s"}
11 10 9000 StepExited         work   {"local":{}}
12 11 9000 StepEntered        caught {"input":{"id":7},"local":{}}
13 12 9000 StepStarted        caught {"input":{"id":7}}
14 13 9000 StepSucceeded      caught {"output":{}}
15 14 9000 StepExited         caught {"local":{}}
16 15 9000 ExecutionSucceeded -      {"output":{}}
""",
        )


def test_history_of_an_action_names_the_action(same_history):
    text = f"{HEAD}  - {{type: task, name: scan, action: 'ocr:RecognizeIdentityCard', serviceParams: {{Side: face}}}}\n"
    with open_flow(text) as flow:
        flow.stub("scan").raises("ocr.ServiceUnavailable")
        same_history(
            flow.run(),
            """
1 0 0 ExecutionStarted -    {"input":{}}
2 1 0 StepEntered      scan {"input":{},"local":{}}
3 2 0 StepStarted      scan {"input":{}}
4 3 0 TaskScheduled    scan {"input":{},"action":"ocr:RecognizeIdentityCard"}
5 4 0 TaskStarted      scan {}
6 5 0 TaskFailed       scan {"error":"ocr.ServiceUnavailable","cause":""}
7 6 0 StepFailed       scan {"error":"ocr.ServiceUnavailable","cause":""}
8 7 0 ExecutionFailed  -    {"error":"ocr.ServiceUnavailable","cause":""}
""",
        )


SUB_FLOW = f"{HEAD}  - {{type: task, name: call, resourceArn: 'acs:fnf:::flow/child', pattern: PATTERN}}\n"
CHILD = f"{HEAD}  - {{type: wait, name: doze, duration: 2, outputMappings: [{{target: slept, source: true}}]}}\n"
RECEIPT = '{"FlowName":"child","ExecutionName":"execution-2","RequestId":"req-4"}'


@pytest.mark.parametrize(
    ("pattern", "table"),
    [
        (
            "requestResponse",
            f"""
1 0 0 ExecutionStarted   -    {{"input":{{}}}}
2 1 0 StepEntered        call {{"input":{{}},"local":{{}}}}
3 2 0 StepStarted        call {{"input":{{}}}}
4 3 0 TaskScheduled      call {{"input":{{}},"resourceArn":"acs:fnf:::flow/child"}}
5 4 0 TaskStarted        call {{}}
6 5 0 TaskSucceeded      call {{"output":{RECEIPT}}}
7 6 0 StepSucceeded      call {{"output":{RECEIPT}}}
8 7 0 StepExited         call {{"local":{RECEIPT}}}
9 8 0 ExecutionSucceeded -    {{"output":{RECEIPT}}}
""",
        ),
        (
            "sync",
            f"""
 1 0    0 ExecutionStarted   -    {{"input":{{}}}}
 2 1    0 StepEntered        call {{"input":{{}},"local":{{}}}}
 3 2    0 StepStarted        call {{"input":{{}}}}
 4 3    0 TaskScheduled      call {{"input":{{}},"resourceArn":"acs:fnf:::flow/child","pattern":"sync"}}
 5 4    0 TaskStarted        call {{}}
 6 5    0 TaskSubmitted      call {{"output":{RECEIPT}}}
 7 6 2000 TaskSucceeded      call {{"output":{{"slept":true}}}}
 8 7 2000 StepSucceeded      call {{"output":{{"slept":true}}}}
 9 8 2000 StepExited         call {{"local":{{"slept":true}}}}
10 9 2000 ExecutionSucceeded -    {{"output":{{"slept":true}}}}
""",
        ),
    ],
)
def test_history_of_a_sub_flow_task(pattern, table, same_history):
    with open_flow(SUB_FLOW.replace("PATTERN", pattern)) as flow:
        flow.child("child", CHILD)
        execution = flow.run()
        same_history(execution, table)
        same_history(
            execution.children[0].finish(),
            """
1 0    0 ExecutionStarted   -    {"input":{}}
2 1    0 StepEntered        doze {"input":{},"local":{}}
3 2    0 StepStarted        doze {"input":{}}
4 3 2000 StepSucceeded      doze {"output":{"slept":true}}
5 4 2000 StepExited         doze {"local":{"slept":true}}
6 5 2000 ExecutionSucceeded -    {"output":{"slept":true}}
""",
        )


def test_history_of_a_sub_flow_that_cannot_be_started(same_history):
    # The name is taken by an execution that has ended (fdl-classic 10.2).
    text = SUB_FLOW.replace("PATTERN", "sync, serviceParams: {ExecutionName: taken}")
    with open_flow(text) as flow:
        flow.child("child", CHILD).run(name="taken")
        cause = "Execution taken for flow child already exists."
        same_history(
            flow.run(),
            f"""
1 0 0 ExecutionStarted -    {{"input":{{}}}}
2 1 0 StepEntered      call {{"input":{{}},"local":{{}}}}
3 2 0 StepStarted      call {{"input":{{}}}}
4 3 0 TaskScheduled    call {{"input":{{}},"resourceArn":"acs:fnf:::flow/child","pattern":"sync"}}
5 4 0 TaskStarted      call {{}}
6 5 0 TaskSubmitFailed call {{"error":"fnf.ExecutionAlreadyExists","cause":"{cause}"}}
7 6 0 StepFailed       call {{"error":"fnf.ExecutionAlreadyExists","cause":"{cause}"}}
8 7 0 ExecutionFailed  -    {{"error":"fnf.ExecutionAlreadyExists","cause":"{cause}"}}
""",
        )
