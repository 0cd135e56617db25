"""Retry and Catch (cloudflow-statemachine 12)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, open_flow

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: Call\nStates:\n"


def flow_of(rules: str, states: str = "", more: str = "", **options):
    return open_flow(
        f"""{HEAD}
- Type: Task
  Name: Call
  Action: FC:InvokeFunction
  Parameters: {{resourceArn: 'acs:fc:::functions/work', body: {{retries.$: $Context.Current.RetryCount}}}}
  {rules}
  {more}
  End: true
{states}""",
        **options,
    )


# Retry.


@pytest.mark.parametrize(
    ("rule", "delays"),
    [
        ("MaxAttempts: 3, IntervalSeconds: 2", [2, 2, 2]),
        ("MaxAttempts: 3, IntervalSeconds: 2, BackoffRate: 3", [2, 6, 18]),
        ("MaxAttempts: 3, IntervalSeconds: 2, BackoffRate: 3, MaxBackoffSeconds: 5", [2, 5, 5]),
        ("MaxAttempts: 3, IntervalSeconds: 2, BackoffRate: 1.5", [2, 3, 4.5]),
        ("MaxAttempts: 1, IntervalSeconds: 10", [10]),
        ("MaxAttempts: 0, IntervalSeconds: 10", []),
    ],
)
def test_the_delays_of_a_rule(rule, delays):
    with flow_of(f"Retry: [{{Errors: [FnF.ALL], {rule}}}]") as flow:
        flow.stub("Call").raises("Busy")
        execution = flow.run({})
        assert flow.stub("Call").received == [{"retries": count} for count in range(len(delays) + 1)]
    expect(execution).failed("Busy").retried("Call", times=len(delays), delays=delays).took(sum(delays))


def test_only_the_first_rule_that_matches_is_used():
    rules = """Retry:
  - {Errors: [Busy, FC.ResourceThrottled], MaxAttempts: 1, IntervalSeconds: 1}
  - {Errors: [FnF.ALL], MaxAttempts: 2, IntervalSeconds: 10}"""
    with flow_of(rules) as flow:
        flow.stub("Call").raises("Busy")
        expect(flow.run({})).failed("Busy").retried("Call", times=1, delays=[1])


def test_each_rule_counts_for_itself_and_anew_at_each_entry():
    rules = """Retry:
  - {Errors: [A], MaxAttempts: 1, IntervalSeconds: 1}
  - {Errors: [B], MaxAttempts: 1, IntervalSeconds: 2}"""
    with flow_of(rules, more="OutputConstructor: {n.$: 'intAdd($Output.Body.n, 0)'}") as flow:
        flow.stub("Call").replies(failure("A"), failure("B"), {"n": 1}, failure("A"), {"n": 2})
        expect(flow.run({})).succeeded({"n": 1}).retried("Call", delays=[1, 2])
        expect(flow.run({})).succeeded({"n": 2}).retried("Call", delays=[1])


@pytest.mark.parametrize("error", ["busy", "Busy2", "FnF.all"])
def test_names_match_exactly(error):
    with flow_of("Retry: [{Errors: [Busy], MaxAttempts: 1, IntervalSeconds: 1}]") as flow:
        flow.stub("Call").raises(error)
        expect(flow.run({})).failed(error).retried("Call", times=0)


def test_a_time_out_is_retried_like_any_error():
    with flow_of("Retry: [{Errors: [FnF.TaskTimeout], MaxAttempts: 1, IntervalSeconds: 1}]", more="Timeout: 5") as flow:
        flow.stub("Call").replies(failure("Late", takes=6), {})
        expect(flow.run({})).succeeded().took(6)


def test_a_retry_of_a_callback_has_a_token_of_its_own():
    rules = "Retry: [{Errors: [Denied], MaxAttempts: 1, IntervalSeconds: 1}]"
    with flow_of(rules, more="TaskMode: WaitForCustomCallback") as flow:
        flow.stub("Call").returns({})
        execution = flow.start({})
        first = execution.pending[0]
        first.fail("Denied")
        execution.advance(1)
        second = execution.pending[0]
        assert (second.attempt, second.token != first.token) == (2, True)
        second.succeed({"ok": True})
    assert execution.output == {"ok": True}


# Catch.

SORRY = "- {Type: Pass, Name: Sorry, End: true}\n- {Type: Pass, Name: Other, End: true}\n"


def test_the_first_rule_that_matches_hands_what_it_constructs_to_its_next():
    rules = """Catch:
  - {Errors: [Other], Next: Other, OutputConstructor: {}}
  - Errors: [Busy]
    Next: Sorry
    OutputConstructor:
      code.$: $Context.Current.Error.Code
      why.$: $Context.Current.Error.Detail
      of.$: $Input.id
      g.$: $Global
  - {Errors: [FnF.ALL], Next: Other, OutputConstructor: {}}"""
    with flow_of(rules, SORRY) as flow:
        flow.stub("Call").raises("Busy", "come later")
        execution = flow.run({"id": 7})
    expect(execution).succeeded({"code": "Busy", "why": "come later", "of": 7, "g": {}}).followed("Call", "Sorry")
    assert execution.step("Call").visits[0].error == "Busy"
    assert execution.step("Call").visits[0].output is None


def test_catch_comes_after_retry():
    rules = """Retry: [{Errors: [FnF.ALL], MaxAttempts: 2, IntervalSeconds: 1}]
  Catch: [{Errors: [FnF.ALL], Next: Sorry, OutputConstructor: {n.$: $Context.Current.RetryCount}}]"""
    with flow_of(rules, SORRY) as flow:
        flow.stub("Call").raises("Busy")
        expect(flow.run({})).succeeded({"n": 2}).took(2)


@pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")  # of a Catch without OutputConstructor
@pytest.mark.parametrize(("readings", "output"), [({}, {}), ({"catch_passes_input": True}, {"id": 7})])
def test_a_catch_without_constructor(readings, output):
    with flow_of("Catch: [{Errors: [FnF.ALL], Next: Sorry}]", SORRY, readings=readings) as flow:
        flow.stub("Call").raises("Busy")
        expect(flow.run({"id": 7})).succeeded(output)


def test_the_states_own_constructors_do_not_apply_on_the_error_path():
    rules = "Catch: [{Errors: [FnF.ALL], Next: Sorry, OutputConstructor: {a: 1}}]"
    more = "OutputConstructor: {b: 2}\n  GlobalConstructor: {c: 3}"
    states = "- {Type: Pass, Name: Sorry, OutputConstructor: {in.$: $Input, g.$: $Global}, End: true}\n"
    with flow_of(rules, states, more) as flow:
        flow.stub("Call").raises("Busy")
        expect(flow.run({})).succeeded({"in": {"a": 1}, "g": {}})


@pytest.mark.parametrize(
    "more",
    [
        "OutputConstructor: {n.$: 'intAdd($Output.Body.s, 1)'}",
        "GlobalConstructor: {n.$: 'intAdd($Output.Body.s, 1)'}",
        "InputConstructor: {n.$: 'intAdd($Input.s, 1)'}",
    ],
)
def test_what_a_constructor_raises_goes_to_catch_and_not_to_retry(more):
    rules = """Retry: [{Errors: [FnF.ALL], MaxAttempts: 2, IntervalSeconds: 1}]
  Catch: [{Errors: [FnF.ExpressionError], Next: Sorry, OutputConstructor: {c.$: $Context.Current.Error.Code}}]"""
    with flow_of(rules, SORRY, more) as flow:
        flow.stub("Call", optional=True).returns({"s": "x"})
        execution = flow.run({"s": "x"})
    expect(execution).succeeded({"c": "FnF.ExpressionError"}).took(0)


def test_parameters_are_part_of_the_attempt_and_retried():
    rules = """Retry: [{Errors: [FnF.ALL], MaxAttempts: 2, IntervalSeconds: 1}]
  Catch: [{Errors: [FnF.ExpressionError], Next: Sorry, OutputConstructor: {}}]"""
    with flow_of(rules, SORRY, "Timeout.$: 'intAdd($Input.s, 1)'") as flow:
        expect(flow.run({"s": "x"})).succeeded({}).retried("Call", times=2)


def test_too_much_data_is_an_error_that_catch_sees():
    rules = "Catch: [{Errors: [FnF.StateDataLimitExceeded], Next: Sorry, OutputConstructor: {}}]"
    with flow_of(rules, SORRY) as flow:
        flow.stub("Call").returns("x" * 66_000)
        expect(flow.run({})).succeeded({})


def test_a_catch_whose_own_constructor_fails_fails_the_state_with_that():
    rules = "Catch: [{Errors: [FnF.ALL], Next: Sorry, OutputConstructor: {n.$: 'intAdd($Input.s, 1)'}}]"
    with flow_of(rules, SORRY) as flow:
        flow.stub("Call").raises("Busy")
        execution = flow.run({"s": "x"})
    expect(execution).failed(error="FnF.ExpressionError").visited("Call", times=1)
    assert execution.cause.startswith("OutputConstructor of a Catch of state 'Call': ")


def test_an_error_that_nothing_takes_leaves_the_scope():
    with flow_of("Catch: [{Errors: [Other], Next: Sorry, OutputConstructor: {}}]", SORRY) as flow:
        flow.stub("Call").raises("Busy", "later")
        expect(flow.run({})).failed("Busy", "later").not_visited("Sorry")
