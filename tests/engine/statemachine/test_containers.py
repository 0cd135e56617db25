"""Parallel and Map (cloudflow-statemachine 9 and 10)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, ok, open_flow

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: Fan\nStates:\n"


def flow_of(states: str, **options):
    return open_flow(HEAD + states, **options)


def task(name: str, more: str = "End: true"):
    parameters = f"{{resourceArn: 'acs:fc:::functions/{name.lower()}', body.$: $Input}}"
    return f"{{Type: Task, Name: {name}, Action: 'FC:InvokeFunction', Parameters: {parameters}, {more}}}"


# Parallel.


def test_each_branch_has_a_key_in_the_result():
    with flow_of("""
- Type: Parallel
  Name: Fan
  Branches:
  - {StartAt: A, States: [{Type: Pass, Name: A, InputConstructor: {FieldA: 123}, End: true}]}
  - {StartAt: B, States: [{Type: Pass, Name: B, InputConstructor: {FieldA: 321}, End: true}]}
  End: true
""") as flow:
        assert flow.run({}).output == {"Branch0": {"FieldA": 123}, "Branch1": {"FieldA": 321}}


def test_branches_share_the_input_run_at_once_and_are_waited_for():
    with flow_of(f"""
- Type: Parallel
  Name: Fan
  InputConstructor: {{x.$: $Input.n}}
  OutputConstructor: {{first.$: $Output.Branch0.Body, second.$: $Output.Branch1}}
  Branches:
  - {{StartAt: A, States: [{task("A")}]}}
  - {{StartAt: W, States: [{{Type: Wait, Name: W, Seconds: 5, End: true}}]}}
  End: true
""") as flow:
        flow.stub("A").returns("a", takes=2)
        execution = flow.run({"n": 1})
        assert flow.stub("A").received == [{"x": 1}]
    expect(execution).succeeded({"first": "a", "second": {"x": 1}}).took(5)
    assert execution.step("W").visits[0].where == ("Fan[1]",)


def test_succeed_in_a_branch_ends_that_branch_only():
    with flow_of("""
- Type: Parallel
  Name: Fan
  Branches:
  - StartAt: S
    States: [{Type: Succeed, Name: S}, {Type: Pass, Name: Never, Next: S}]
  - {StartAt: W, States: [{Type: Wait, Name: W, Seconds: 5, End: true}]}
  Next: After
- {Type: Pass, Name: After, End: true}
""") as flow:
        expect(flow.run({})).succeeded({"Branch0": {}, "Branch1": {}}).followed("Fan", "S", "W", "After").took(5)


FAILING = f"""
- Type: Parallel
  Name: Fan
  Branches:
  - {{StartAt: A, States: [{task("A")}]}}
  - {{StartAt: W, States: [{{Type: Wait, Name: W, Seconds: 5, Next: Late}}, {{Type: Pass, Name: Late, End: true}}]}}
  RULES
  End: true
- {{Type: Pass, Name: Sorry, End: true}}
"""
CATCH = """Catch:
  - Errors: [Boom]
    Next: Sorry
    OutputConstructor: {c.$: $Context.Current.Error.Code, d.$: $Context.Current.Error.Detail}"""


def test_a_failing_branch_fails_the_state_and_cancels_the_others():
    with flow_of(FAILING.replace("RULES", "")) as flow:
        flow.stub("A").raises("Boom", "b", takes=2)
        expect(flow.run({})).failed("Boom", "b").took(2).not_visited("Late")


def test_the_error_of_a_branch_is_caught_by_the_state():
    with flow_of(FAILING.replace("RULES", CATCH)) as flow:
        flow.stub("A").raises("Boom", "b", takes=2)
        execution = flow.run({})
    expect(execution).succeeded({"c": "Boom", "d": "b"}).took(2).followed("Fan", "A", "W", "Sorry")
    assert execution.step("Fan").visits[0].error == "Boom"


def test_a_retry_starts_all_branches_anew():
    rules = f"Retry: [{{Errors: [Boom], MaxAttempts: 2, IntervalSeconds: 3, BackoffRate: 2}}]\n  {CATCH}"
    with flow_of(FAILING.replace("RULES", rules)) as flow:
        flow.stub("A").replies(failure("Boom", takes=1), failure("Boom", takes=1), {"ok": 1})
        execution = flow.run({})
    # 1 s, 3 s pause, 1 s, 6 s pause, 5 s of the second branch
    expect(execution).succeeded({"Branch0": {"Body": {"ok": 1}}, "Branch1": {}}).took(16)
    expect(execution).retried("Fan", times=2, delays=[3, 6]).visited("A", "W", times=3).visited("Fan", times=1)
    assert [visit.where for visit in execution.step("W").visits] == [("Fan[1]",)] * 3
    assert [(attempt.error, attempt.output) for attempt in execution.step("Fan").visits[0].attempts] == [
        ("Boom", None),
        ("Boom", None),
        (None, None),
    ]


@pytest.mark.parametrize(("readings", "status"), [({}, "Succeeded"), ({"fail_ends_flow": True}, "Failed")])
def test_whether_a_fail_in_a_branch_can_be_caught_is_a_reading(readings, status):
    with flow_of(
        """
- Type: Parallel
  Name: Fan
  Branches: [{StartAt: F, States: [{Type: Fail, Name: F, Code: Boom, Detail: bad}]}]
  Retry: [{Errors: [FnF.ALL], MaxAttempts: 1, IntervalSeconds: 1}]
  Catch: [{Errors: [FnF.ALL], Next: Sorry, OutputConstructor: {}}]
  End: true
- {Type: Pass, Name: Sorry, End: true}
""",
        readings=readings,
    ) as flow:
        execution = flow.run({})
    assert execution.status == status
    expect(execution).took(1 if status == "Succeeded" else 0)


# Map, inline.

MAP = """
- Type: Map
  Name: Fan
  ItemsPath: $Input.items
  MORE
  Processor:
    StartAt: W
    States:
    - {Type: Wait, Name: W, Seconds.$: $Input.s, Next: P}
    - Type: Pass
      Name: P
      OutputConstructor: {done.$: $Input.s, at.$: $Context.Current.Name, outer.$: $Context.Execution.Input.x}
      End: true
  End: true
"""


def items(*seconds):
    return {"x": 9, "items": [{"s": s} for s in seconds]}


def test_each_element_is_the_input_of_an_iteration_and_the_order_is_that_of_the_array():
    with flow_of(MAP.replace("MORE", "")) as flow:
        execution = flow.run(items(3, 1, 2))
    assert execution.output == {"Items": [{"done": s, "at": "P", "outer": 9} for s in (3, 1, 2)]}
    expect(execution).took(3)
    assert [visit.where for visit in execution.step("P").visits] == [("Fan[1]",), ("Fan[2]",), ("Fan[0]",)]


@pytest.mark.parametrize(
    ("written", "took"), [("MaxConcurrency: 1", 6), ("MaxConcurrency: 2", 4), ("MaxConcurrency: 3", 3)]
)
def test_at_most_so_many_iterations_at_once(written, took):
    with flow_of(MAP.replace("MORE", written)) as flow:
        expect(flow.run(items(1, 2, 3))).succeeded().took(took)


def test_forty_iterations_at_once_are_the_most_and_the_default():
    with flow_of(MAP.replace("MORE", "")) as flow:
        expect(flow.run(items(*[2] * 40))).took(2)
        expect(flow.run(items(*[2] * 41))).took(4)


def test_no_items_give_none():
    with flow_of(MAP.replace("MORE", "")) as flow:
        expect(flow.run({"items": []})).succeeded({"Items": []})


@pytest.mark.parametrize(
    ("value", "found"), [({"a": 1}, 'the object {"a":1}'), (None, "null"), ("abc", 'the text "abc"')]
)
def test_items_that_are_no_array_fail_the_state(value, found):
    with flow_of(MAP.replace("MORE", "")) as flow:
        expect(flow.run({"items": value})).failed(
            "FnF.InvalidData", f"ItemsPath `$Input.items` of Map 'Fan' gives {found}; an array is needed"
        )


def test_the_input_constructor_comes_before_items_path():
    more = "InputConstructor: {items: [{s: 1}]}\n  OutputConstructor: {n.$: length($Output.Items)}"
    with flow_of(MAP.replace("MORE", more)) as flow:
        expect(flow.run({})).succeeded({"n": 1})


def test_scalars_are_items_as_they_are():
    with flow_of("""
- Type: Map
  Name: Fan
  ItemsPath: $Input.items
  Processor: {StartAt: P, States: [{Type: Pass, Name: P, End: true}]}
  End: true
""") as flow:
        expect(flow.run({"items": [1, "a", None, [2]]})).succeeded({"Items": [1, "a", None, [2]]})


def test_a_failing_iteration_fails_the_map_and_can_be_retried():
    with flow_of(f"""
- Type: Map
  Name: Fan
  ItemsPath: $Input.items
  Processor: {{StartAt: A, States: [{task("A")}]}}
  Retry: [{{Errors: [Boom], MaxAttempts: 1, IntervalSeconds: 2}}]
  OutputConstructor: {{all.$: $Output.Items}}
  End: true
""") as flow:
        flow.stub("A").replies({"n": 1}, failure("Boom"), {"n": 1}, {"n": 2})
        execution = flow.run({"items": [1, 2]})
    expect(execution).succeeded({"all": [{"Body": {"n": 1}}, {"Body": {"n": 2}}]}).took(2).retried("Fan", times=1)


@pytest.mark.parametrize(
    ("processor", "error"),
    [
        ("ItemsPath: $Input.none", "FnF.InvalidData"),
        ("ItemsPath: mapKeys($Input.n)", "FnF.ExpressionError"),
        ("ItemsPath: toArray($Input.n)\n  ItemConstructor: {n.$: 'intAdd($Item, $Input.t)'}", "FnF.ExpressionError"),
    ],
)
def test_what_gives_no_items_goes_to_catch_and_not_to_retry(processor, error):
    # With a retry it would be the same again, without any event that told of it, as often as the rule says.
    with flow_of(f"""
- Type: Map
  Name: Fan
  {processor}
  Processor:
    ProcessorConfig: {{ExecutionMode: Standard}}
    StartAt: P
    States: [{{Type: Pass, Name: P, End: true}}]
  Retry: [{{Errors: [FnF.ALL], MaxAttempts: 1000000000, IntervalSeconds: 0}}]
  Catch: [{{Errors: [FnF.ALL], Next: Sorry, OutputConstructor: {{c.$: $Context.Current.Error.Code}}}}]
  End: true
- {{Type: Pass, Name: Sorry, End: true}}
""") as flow:
        expect(flow.run({"n": 1, "t": "x"})).succeeded({"c": error}).took(0)


def test_global_writes_of_iterations_are_applied_as_they_end():
    with flow_of("""
- Type: Map
  Name: Fan
  ItemsPath: $Input.items
  Processor:
    StartAt: W
    States: [{Type: Wait, Name: W, Seconds.$: $Input.s, GlobalConstructor: {last.$: $Input.s}, End: true}]
  OutputConstructor: {g.$: $Global}
  End: true
""") as flow:
        expect(flow.run(items(1, 3, 2))).succeeded({"g": {"last": 3}})


# Map, distributed.

DISTRIBUTED = """
- Type: Map
  Name: Fan
  ItemsPath: $Input.items
  MORE
  Processor:
    ProcessorConfig: {ExecutionMode: MODE}
    StartAt: A
    States:
    - TASK
  End: true
"""


def distributed(more: str = "", mode: str = "Express", **options):
    text = DISTRIBUTED.replace("TASK", task("A")).replace("MODE", mode).replace("MORE", more)
    return flow_of(text, **options)


def test_each_item_is_an_execution_of_its_own():
    with distributed("GlobalConstructor: {g: 1}") as flow:
        flow.stub("A").answers(lambda item: {"n": item["n"] * 2})
        execution = flow.run({"items": [{"n": 1}, {"n": 2}]})
        assert [(child.status, child.input, child.output) for child in execution.children] == [
            ("Succeeded", {"n": 1}, {"Body": {"n": 2}}),
            ("Succeeded", {"n": 2}, {"Body": {"n": 4}}),
        ]
        assert [child.path for child in execution.children] == [["A"], ["A"]]
    assert execution.output == {"Items": [{"Body": {"n": 2}}, {"Body": {"n": 4}}]}
    assert execution.path == ["Fan"]


def test_items_are_constructed_then_batched():
    more = "ItemConstructor: {item.$: $Item, of.$: $Input.id}\n  ItemBatcher: {MaxItemsPerBatch: 2}\n  MaxItems: 3"
    with distributed(more) as flow:
        flow.stub("A").returns("ok")
        execution = flow.run({"id": 7, "items": ["a", "b", "c", "d"]})
        assert flow.stub("A").received == [
            {"Items": [{"item": "a", "of": 7}, {"item": "b", "of": 7}]},
            {"Items": [{"item": "c", "of": 7}]},
        ]
    assert execution.output == {"Items": [{"Body": "ok"}, {"Body": "ok"}]}


def test_a_failed_sub_execution_fails_the_map_and_ends_the_others():
    with distributed() as flow:
        flow.stub("A").answers(lambda n: failure("Boom", "b", takes=1) if n == 2 else ok({}, takes=5))
        execution = flow.run({"items": [1, 2, 3]})
        assert [child.status for child in execution.children] == ["Stopped", "Failed", "Stopped"]
    expect(execution).failed("Boom", "b").took(1)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ("ToleratedFailureCount: 2", "Succeeded"),
        ("ToleratedFailureCount: 1", "Failed"),
        ("ToleratedFailurePercentage: 50", "Succeeded"),
        ("ToleratedFailurePercentage: 49", "Failed"),
    ],
)
def test_so_many_failures_are_tolerated(more, status):
    with distributed(more) as flow:
        flow.stub("A").answers(lambda n: failure("Boom") if n % 2 else {"n": n})
        execution = flow.run({"items": [1, 2, 3, 4]})
    assert execution.status == status
    if status == "Succeeded":
        assert execution.output == {"Items": [None, {"Body": {"n": 2}}, None, {"Body": {"n": 4}}]}


def test_sub_executions_have_the_limits_of_their_mode():
    for mode, status, took in (("Express", "Failed", 300), ("Standard", "Succeeded", 400)):
        with distributed(mode=mode) as flow:
            flow.stub("A").returns({}, takes=400)
            execution = flow.run({"items": [1]})
        assert execution.status == status
        expect(execution).took(took)


def test_a_hundred_sub_executions_at_once_are_the_most():
    with distributed() as flow:
        flow.stub("A").returns({}, takes=1)
        expect(flow.run({"items": list(range(100))})).took(1)
        expect(flow.run({"items": list(range(101))})).took(2)


def test_more_than_ten_thousand_sub_executions_are_too_many():
    with distributed(limits={"data_bytes": None}) as flow:
        flow.stub("A", optional=True).returns({})
        expect(flow.run({"items": [0] * 10_001})).failed(
            "FnF.InvalidData", "Map 'Fan' would start 10,001 executions; at most 10,000 are allowed"
        )


def test_a_map_that_is_stopped_takes_its_sub_executions_along():
    with distributed() as flow:
        flow.stub("A").returns({}, takes=10)
        execution = flow.start({"items": [1, 2]})
        execution.stop()
        assert [child.status for child in execution.children] == ["Stopped", "Stopped"]
