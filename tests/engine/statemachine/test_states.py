"""Pass, Wait, Succeed, Fail and Choice, as cloudflow-statemachine 3 to 8 have them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pytest_fnf import expect, open_flow

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\n"


def flow_of(states: str, start: str = "First", **options):
    return open_flow(f"{HEAD}StartAt: {start}\nStates:\n{states}", **options)


def test_a_pass_hands_its_input_on():
    with flow_of("- {Type: Pass, Name: First, End: true}") as flow:
        assert flow.run({"requestId": "abc-123"}).output == {"requestId": "abc-123"}


def test_an_input_constructor_replaces_the_input_entirely():
    with flow_of("- {Type: Pass, Name: First, End: true, InputConstructor: {FieldA: 123}}") as flow:
        execution = flow.run({"requestId": "abc-123"})
    assert execution.output == {"FieldA": 123}
    assert execution.step("First").visits[0].input == {"FieldA": 123}


def test_an_output_constructor_sees_input_and_output_after_the_input_constructor():
    with flow_of("""
- Type: Pass
  Name: First
  InputConstructor: {a.$: $Input.x}
  OutputConstructor: {input.$: $Input, output.$: $Output, name.$: $Context.Current.Name}
  End: true
""") as flow:
        assert flow.run({"x": 1}).output == {"input": {"a": 1}, "output": {"a": 1}, "name": "First"}


def test_keys_without_the_suffix_are_literal_at_every_depth():
    with flow_of("""
- Type: Pass
  Name: First
  InputConstructor:
    fixed: 123
    hello.$: format("hello {}", $Input.name)
    nested: {list: [{name.$: $Input.name}, 7, [true, null]]}
  End: true
""") as flow:
        assert flow.run({"name": "Tom"}).output == {
            "fixed": 123,
            "hello": "hello Tom",
            "nested": {"list": [{"name": "Tom"}, 7, [True, None]]},
        }


def test_a_path_that_leads_nowhere_is_null():
    with flow_of("- {Type: Pass, Name: First, End: true, OutputConstructor: {a.$: $Input.no.such}}") as flow:
        assert flow.run({}).output == {"a": None}


def test_the_context_names_execution_and_state():
    with flow_of("""
- Type: Pass
  Name: First
  OutputConstructor:
    name.$: $Context.Execution.Name
    input.$: $Context.Execution.Input
    role.$: $Context.Execution.RoleArn
    current.$: $Context.Current.Input
    retries.$: $Context.Current.RetryCount
    error.$: $Context.Current.Error.Code
    token.$: $Context.Current.TaskToken
  InputConstructor: {b: 2}
  End: true
""") as flow:
        assert flow.run({"a": 1}, name="mine").output == {
            "name": "mine",
            "input": {"a": 1},
            "role": "acs:ram::123456789012:role/fnf-execution-role",
            "current": {"b": 2},
            "retries": 0,
            "error": None,
            "token": None,
        }


def test_an_expression_that_fails_fails_the_state():
    with flow_of("- {Type: Pass, Name: First, End: true, OutputConstructor: {n.$: 'intAdd($Input.n, 1)'}}") as flow:
        execution = flow.run({"n": "one"})
    expect(execution).failed(error="FnF.ExpressionError")
    assert execution.cause.startswith("OutputConstructor of state 'First': ")


# Wait.


@pytest.mark.parametrize(
    ("written", "seconds"), [("Seconds: 10", 10), ("Seconds.$: $Input.n", 7), ("Seconds: 300", 300)]
)
def test_a_wait_lasts_its_seconds_and_hands_its_input_on(written, seconds):
    with flow_of(f"- {{Type: Wait, Name: First, {written}, End: true}}") as flow:
        execution = flow.run({"n": 7})
    assert execution.elapsed == timedelta(seconds=seconds)
    assert execution.output == {"n": 7}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0, "0"),
        (301, "301"),
        (1.5, "1.5"),
        ("7", 'the text "7"'),
        (None, "null"),
        (True, "true"),
    ],
)
def test_computed_seconds_out_of_range_fail_the_state(value, found):
    with flow_of("- {Type: Wait, Name: First, Seconds.$: $Input.n, End: true}") as flow:
        execution = flow.run({"n": value})
    expect(execution).failed(
        "FnF.InvalidData", f"Seconds of Wait 'First' is {found}; a whole number from 1 to 300 is allowed"
    )


def test_an_express_flow_waits_20_seconds_at_most():
    with flow_of("- {Type: Wait, Name: First, Seconds.$: $Input.n, End: true}", mode="express") as flow:
        expect(flow.run({"n": 20})).succeeded().took(20)
        expect(flow.run({"n": 21})).failed(
            cause="Seconds of Wait 'First' is 21; a whole number from 1 to 20 is allowed"
        )


def test_without_the_limit_a_wait_may_last_as_long_as_it_likes():
    with flow_of("- {Type: Wait, Name: First, Seconds.$: $Input.n, End: true}", limits={"wait_seconds": None}) as flow:
        expect(flow.run({"n": 86_400})).took(86_400)


# Succeed and Fail.


def test_succeed_ends_its_scope_like_a_pass_with_end():
    with flow_of("""
- {Type: Succeed, Name: First, OutputConstructor: {x.$: $Input.a}}
- {Type: Fail, Name: Never, Code: E, Detail: d}
- {Type: Pass, Name: Way, Next: Never}
""") as flow:
        expect(flow.run({"a": 1})).succeeded({"x": 1}).followed("First")


@pytest.mark.parametrize(
    ("written", "error", "cause"),
    [
        ("Code: MyError, Detail: no good", "MyError", "no good"),
        ("Code: MyError", "MyError", ""),
        ("Detail: no good", "FnF.Fail", "no good"),
        ("Code: MyError, Detail: d, End: true", "MyError", "d"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")  # of a missing Detail
def test_fail_ends_the_flow_with_its_code_and_detail(written, error, cause):
    with flow_of(f"- {{Type: Fail, Name: First, {written}}}") as flow:
        execution = flow.run({})
    assert (execution.status, execution.error, execution.cause, execution.output) == ("Failed", error, cause, None)


# Choice.

CHOICE = """
- Type: Choice
  Name: First
  Branches:
  - {Condition: '$Input.status == "ready" && $Input.n > 3', Next: Both}
  - {Condition: '$Input.status == "ready"', Next: Ready}
  - {Condition: '"flag" in $Input', Next: Flagged}
  Default: Other
- {Type: Pass, Name: Both, End: true}
- {Type: Pass, Name: Ready, End: true}
- {Type: Pass, Name: Flagged, End: true}
- {Type: Pass, Name: Other, End: true}
"""


@pytest.mark.parametrize(
    ("data", "taken"),
    [
        ({"status": "ready", "n": 4}, "Both"),
        ({"status": "ready", "n": 3}, "Ready"),
        ({"status": "no", "flag": None}, "Flagged"),
        ({}, "Other"),
    ],
)
def test_the_first_condition_that_is_true_wins_else_the_default(data, taken):
    with flow_of(CHOICE) as flow:
        expect(flow.run(data)).succeeded(data).followed("First", taken)


@pytest.mark.parametrize(
    ("condition", "data"),
    [
        ("$Input.n", {"n": 1}),
        ("$Input.n", {}),
        ("$Input.n > 3", {"n": "4"}),
        ("$Input.n > 3", {}),
        ("!$Input.n", {"n": 0}),
    ],
)
def test_a_condition_that_gives_no_boolean_or_orders_unlike_values_fails(condition, data):
    with flow_of(f"""
- {{Type: Choice, Name: First, Branches: [{{Condition: "{condition}", Next: End}}], Default: End}}
- {{Type: Pass, Name: End, End: true}}
""") as flow:
        execution = flow.run(data)
    expect(execution).failed(error="FnF.ExpressionError")
    assert "Choice 'First'" in execution.cause


def test_states_may_be_entered_again_and_again():
    with flow_of("""
- {Type: Pass, Name: First, InputConstructor: {n: 0}, Next: Up}
- {Type: Pass, Name: Up, OutputConstructor: {n.$: 'intAdd($Input.n, 1)'}, Next: Enough}
- {Type: Choice, Name: Enough, Branches: [{Condition: $Input.n >= 3, Next: Out}], Default: Up}
- {Type: Succeed, Name: Out}
""") as flow:
        expect(flow.run()).succeeded({"n": 3}).visited("Up", times=3)


# Limits.


def test_what_a_state_gives_is_at_most_64_kib():
    with flow_of("- {Type: Pass, Name: First, OutputConstructor: {a.$: $Input.a, b.$: $Input.a}, End: true}") as flow:
        fits = flow.run({"a": "x" * 32_760})  # {"a":"...","b":"..."}: 2 times 32,760 and 15
        over = flow.run({"a": "x" * 32_761})
    assert fits.succeeded
    assert (over.error, over.cause) == (
        "FnF.StateDataLimitExceeded",
        "output of state 'First': 65,537 bytes of data; at most 65,536 are allowed",
    )


def test_the_limits_are_options():
    with flow_of(
        "- {Type: Pass, Name: First, OutputConstructor: {a.$: $Input.a, b.$: $Input.a}, End: true}",
        limits={"data_bytes": None},
    ) as flow:
        assert flow.run({"a": "x" * 70_000}).succeeded


# Global variables.


def test_global_variables_are_merged_at_the_end_of_a_state():
    with flow_of("""
- Type: Pass
  Name: First
  OutputConstructor: {seen.$: $Global}
  GlobalConstructor: {a.$: $Output.x, b: 1}
  Next: Second
- Type: Pass
  Name: Second
  OutputConstructor: {input.$: $Input, global.$: $Global}
  GlobalConstructor: {b: 2}
  Next: Third
- {Type: Pass, Name: Third, OutputConstructor: {all.$: $Global, before.$: $Input.global}, End: true}
""") as flow:
        assert flow.run({"x": 7}).output == {"all": {"a": 7, "b": 2}, "before": {"a": 7, "b": 1}}


@pytest.mark.parametrize(
    ("key", "size", "cause"),
    [
        ("k" * 128, 10, None),
        ("k", 262_142, None),
        ("k", 262_143, "GlobalConstructor of state 'First' sets 'k' to 262,145 bytes; at most 262,144 are allowed"),
    ],
)
def test_the_bounds_of_global_variables(key, size, cause):
    with flow_of(
        f"- {{Type: Pass, Name: First, OutputConstructor: {{}}, GlobalConstructor: {{{key}.$: $Input.v}}, End: true}}",
        limits={"data_bytes": None},
    ) as flow:
        execution = flow.run({"v": "x" * size})
    assert (execution.error, execution.cause) == (
        (None, "") if cause is None else ("FnF.StateDataLimitExceeded", cause)
    )


def test_random_functions_draw_the_same_from_the_same_seed():
    state = "- {Type: Pass, Name: First, OutputConstructor: {u.$: 'uuid()', n.$: 'randomInt(1, 1000000)'}, End: true}"
    outputs = []
    for seed in (1, 1, 2):
        with flow_of(state, seed=seed) as flow:
            outputs.append((flow.run().output, flow.run().output))
    assert outputs[0] == outputs[1] != outputs[2]
    assert outputs[0][0] != outputs[0][1]


def test_a_flow_may_have_a_time_out_of_its_own():
    text = f"{HEAD}Timeout: 5\nStartAt: W\nStates:\n- {{Type: Wait, Name: W, Seconds.$: $Input.n, End: true}}\n"
    with open_flow(text) as flow:
        expect(flow.run({"n": 5})).succeeded().took(5)
        late = flow.run({"n": 6})
    expect(late).timed_out().took(5)
    assert late.cause == "the execution ran longer than its Timeout of 5"
