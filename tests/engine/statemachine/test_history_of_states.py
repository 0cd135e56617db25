"""The events of each kind of state and of each ending, as literal tables (cloudflow-statemachine 14.4, OQ-25)."""

from __future__ import annotations

from pytest_fnf import History, failure, open_flow

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: First\nStates:\n"
ARN = "acs:fc:::functions/work"
TASK = f"Type: Task, Name: First, Action: 'FC:InvokeFunction', Parameters: {{resourceArn: '{ARN}', body: {{n: 1}}}}"
ACTION = f'"action":"FC:InvokeFunction","parameters":{{"resourceArn":"{ARN}"}}'


def flow_of(states: str):
    return open_flow(HEAD + states)


def test_a_pass_with_both_constructors(same_history):
    with flow_of("- {Type: Pass, Name: First, InputConstructor: {b: 2}, OutputConstructor: {c: 3}, End: true}") as flow:
        same_history(
            flow.run({"a": 1}),
            """
            1 0 0 ExecutionStarted    -      {"input":{"a":1}}
            2 1 0 StepEntered         First  {"input":{"a":1}}
            3 2 0 StepStarted         First  {"input":{"b":2}}
            4 3 0 StepSucceeded       First  {"output":{"b":2}}
            5 4 0 StepExited          First  {"output":{"c":3}}
            6 5 0 ExecutionSucceeded  -      {"output":{"c":3}}
            """,
        )


def test_a_wait_then_a_choice_then_a_fail(same_history):
    with flow_of("""
- {Type: Wait, Name: First, Seconds: 2, Next: C}
- {Type: Choice, Name: C, Branches: [{Condition: $Input.a == 1, Next: F}], Default: F}
- {Type: Fail, Name: F, Code: E, Detail: d}
""") as flow:
        same_history(
            flow.run({"a": 1}),
            """
            1  0  0    ExecutionStarted  -      {"input":{"a":1}}
            2  1  0    StepEntered       First  {"input":{"a":1}}
            3  2  0    StepStarted       First  {"input":{"a":1}}
            4  3  2000 StepSucceeded     First  {"output":{"a":1}}
            5  4  2000 StepExited        First  {"output":{"a":1}}
            6  5  2000 StepEntered       C      {"input":{"a":1}}
            7  6  2000 StepStarted       C      {"input":{"a":1}}
            8  7  2000 StepSucceeded     C      {"output":{"a":1}}
            9  8  2000 StepExited        C      {"output":{"a":1}}
            10 9  2000 StepEntered       F      {"input":{"a":1}}
            11 10 2000 StepStarted       F      {"input":{"a":1}}
            12 11 2000 StepFailed        F      {"error":"E","cause":"d"}
            13 12 2000 ExecutionFailed   -      {"error":"E","cause":"d"}
            """,
        )


def test_a_task_that_is_retried_and_caught(same_history):
    with flow_of(f"""
- {{{TASK}, End: true, Retry: [{{Errors: [A], MaxAttempts: 1, IntervalSeconds: 3}}],
   Catch: [{{Errors: [B], Next: S, OutputConstructor: {{c: 1}}}}]}}
- {{Type: Succeed, Name: S}}
""") as flow:
        flow.stub("work").replies(failure("A", "a"), failure("B", "b"))
        same_history(
            flow.run({}),
            f"""
            1  0  0    ExecutionStarted    -      {{"input":{{}}}}
            2  1  0    StepEntered         First  {{"input":{{}}}}
            3  2  0    StepStarted         First  {{"input":{{}}}}
            4  3  0    TaskScheduled       First  {{"input":{{"n":1}},{ACTION}}}
            5  4  0    TaskStarted         First  {{}}
            6  5  0    TaskFailed          First  {{"error":"A","cause":"a"}}
            7  6  3000 TaskScheduled       First  {{"input":{{"n":1}},{ACTION}}}
            8  7  3000 TaskStarted         First  {{}}
            9  8  3000 TaskFailed          First  {{"error":"B","cause":"b"}}
            10 9  3000 StepFailed          First  {{"error":"B","cause":"b"}}
            11 10 3000 StepExited          First  {{"output":{{"c":1}}}}
            12 11 3000 StepEntered         S      {{"input":{{"c":1}}}}
            13 12 3000 StepStarted         S      {{"input":{{"c":1}}}}
            14 13 3000 StepSucceeded       S      {{"output":{{"c":1}}}}
            15 14 3000 StepExited          S      {{"output":{{"c":1}}}}
            16 15 3000 ExecutionSucceeded  -      {{"output":{{"c":1}}}}
            """,
        )


def test_a_task_with_a_callback_and_a_time_limit(same_history):
    with flow_of(f"- {{{TASK}, TaskMode: WaitForCustomCallback, Timeout: 9, End: true}}") as flow:
        flow.stub("work").reports({"ok": 1}, after=5)
        action = ACTION.replace(',"parameters', ',"taskMode":"WaitForCustomCallback","parameters')
        same_history(
            flow.run({}),
            f"""
            1 0 0    ExecutionStarted    -      {{"input":{{}}}}
            2 1 0    StepEntered         First  {{"input":{{}}}}
            3 2 0    StepStarted         First  {{"input":{{}}}}
            4 3 0    TaskScheduled       First  {{"input":{{"n":1}},{action},"timeoutSeconds":9}}
            5 4 0    TaskStarted         First  {{}}
            6 5 0    TaskSubmitted       First  {{"output":{{}}}}
            7 6 5000 TaskSucceeded       First  {{"output":{{"ok":1}}}}
            8 7 5000 StepSucceeded       First  {{"output":{{"ok":1}}}}
            9 8 5000 StepExited          First  {{"output":{{"ok":1}}}}
            10 9 5000 ExecutionSucceeded -      {{"output":{{"ok":1}}}}
            """,
        )


def test_a_parallel_that_is_retried(same_history):
    with flow_of(f"""
- Type: Parallel
  Name: First
  Retry: [{{Errors: [A], MaxAttempts: 1, IntervalSeconds: 3}}]
  Branches:
  - {{StartAt: T, States: [{{{TASK.replace("First", "T")}, End: true}}]}}
  - {{StartAt: P, States: [{{Type: Pass, Name: P, End: true}}]}}
  End: true
""") as flow:
        flow.stub("work").replies(failure("A", "a", takes=1), "b")
        same_history(
            flow.run({}),
            f"""
            1  0  0    ExecutionStarted    -      {{"input":{{}}}}
            2  1  0    StepEntered         First  {{"input":{{}}}}
            3  2  0    StepStarted         First  {{"input":{{}}}}
            4  3  0    BranchEntered       First  {{"input":{{}}}}
            5  4  0    StepEntered         T      {{"input":{{}}}}
            6  5  0    StepStarted         T      {{"input":{{}}}}
            7  6  0    TaskScheduled       T      {{"input":{{"n":1}},{ACTION}}}
            8  7  0    TaskStarted         T      {{}}
            9  3  0    BranchEntered       First  {{"input":{{}}}}
            10 9  0    StepEntered         P      {{"input":{{}}}}
            11 10 0    StepStarted         P      {{"input":{{}}}}
            12 11 0    StepSucceeded       P      {{"output":{{}}}}
            13 12 0    StepExited          P      {{"output":{{}}}}
            14 13 0    BranchExited        First  {{"output":{{}}}}
            15 8  1000 TaskFailed          T      {{"error":"A","cause":"a"}}
            16 15 1000 StepFailed          T      {{"error":"A","cause":"a"}}
            17 16 4000 BranchEntered       First  {{"input":{{}}}}
            18 17 4000 StepEntered         T      {{"input":{{}}}}
            19 18 4000 StepStarted         T      {{"input":{{}}}}
            20 19 4000 TaskScheduled       T      {{"input":{{"n":1}},{ACTION}}}
            21 20 4000 TaskStarted         T      {{}}
            22 21 4000 TaskSucceeded       T      {{"output":{{"Body":"b"}}}}
            23 22 4000 StepSucceeded       T      {{"output":{{"Body":"b"}}}}
            24 23 4000 StepExited          T      {{"output":{{"Body":"b"}}}}
            25 24 4000 BranchExited        First  {{"output":{{"Body":"b"}}}}
            26 16 4000 BranchEntered       First  {{"input":{{}}}}
            27 26 4000 StepEntered         P      {{"input":{{}}}}
            28 27 4000 StepStarted         P      {{"input":{{}}}}
            29 28 4000 StepSucceeded       P      {{"output":{{}}}}
            30 29 4000 StepExited          P      {{"output":{{}}}}
            31 30 4000 BranchExited        First  {{"output":{{}}}}
            32 31 4000 StepSucceeded       First  {{"output":{{"Branch0":{{"Body":"b"}},"Branch1":{{}}}}}}
            33 32 4000 StepExited          First  {{"output":{{"Branch0":{{"Body":"b"}},"Branch1":{{}}}}}}
            34 33 4000 ExecutionSucceeded  -      {{"output":{{"Branch0":{{"Body":"b"}},"Branch1":{{}}}}}}
            """,
        )


MAP = """
- Type: Map
  Name: First
  ItemsPath: $Input.i
  Processor: {CONFIG StartAt: P, States: [{Type: Pass, Name: P, End: true}]}
  End: true
"""


def test_a_map(same_history):
    with flow_of(MAP.replace("CONFIG", "")) as flow:
        same_history(
            flow.run({"i": [7]}),
            """
            1  0  0 ExecutionStarted   -      {"input":{"i":[7]}}
            2  1  0 StepEntered        First  {"input":{"i":[7]}}
            3  2  0 StepStarted        First  {"input":{"i":[7]}}
            4  3  0 IterationEntered   First  {"input":7}
            5  4  0 StepEntered        P      {"input":7}
            6  5  0 StepStarted        P      {"input":7}
            7  6  0 StepSucceeded      P      {"output":7}
            8  7  0 StepExited         P      {"output":7}
            9  8  0 IterationExited    First  {"output":7}
            10 9  0 StepSucceeded      First  {"output":{"Items":[7]}}
            11 10 0 StepExited         First  {"output":{"Items":[7]}}
            12 11 0 ExecutionSucceeded -      {"output":{"Items":[7]}}
            """,
        )


def test_a_distributed_map_and_its_child(same_history):
    with flow_of(MAP.replace("CONFIG", "ProcessorConfig: {ExecutionMode: Express},")) as flow:
        execution = flow.run({"i": [7]})
        same_history(
            execution,
            """
            1  0 0 ExecutionStarted   -      {"input":{"i":[7]}}
            2  1 0 StepEntered        First  {"input":{"i":[7]}}
            3  2 0 StepStarted        First  {"input":{"i":[7]}}
            4  3 0 IterationEntered   First  {"input":7}
            5  4 0 IterationExited    First  {"output":7}
            6  5 0 StepSucceeded      First  {"output":{"Items":[7]}}
            7  6 0 StepExited         First  {"output":{"Items":[7]}}
            8  7 0 ExecutionSucceeded -      {"output":{"Items":[7]}}
            """,
        )
        same_history(
            execution.children[0],
            """
            1 0 0 ExecutionStarted   -  {"input":7}
            2 1 0 StepEntered        P  {"input":7}
            3 2 0 StepStarted        P  {"input":7}
            4 3 0 StepSucceeded      P  {"output":7}
            5 4 0 StepExited         P  {"output":7}
            6 5 0 ExecutionSucceeded -  {"output":7}
            """,
        )


def test_a_history_read_back_from_the_services_json_is_the_same():
    with flow_of(f"- {{{TASK}, End: true, Retry: [{{Errors: [A], MaxAttempts: 1, IntervalSeconds: 3}}]}}") as flow:
        flow.stub("work").replies(failure("A"), {"x": 1})
        history = flow.run({}).history
    again = History.from_api(history.to_api())
    assert again == history
    assert again.step("First") == history.step("First")
    assert again.step("First").visits[0].output == {"Body": {"x": 1}}
