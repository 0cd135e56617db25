"""`expect_equivalent`: two definitions do the same with the same stubs, or the first difference is told."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from pytest_fnf import UsageError, expect_equivalent, failure, ok

OLD = """
version: v1
type: flow
steps:
- type: task
  name: Book
  resourceArn: acs:fc:::services/travel.LATEST/functions/book
  retry: [{errors: [Busy], intervalSeconds: 2, maxAttempts: 1, multiplier: 1}]
- {type: wait, name: Pause, duration: 10}
- type: task
  name: Pay
  resourceArn: acs:fc:::services/travel/functions/pay
  inputMappings: [{target: amount, source: $local.price}]
  outputMappings: [{target: paid, source: $local.amount}]
outputMappings: [{target: paid, source: $local.paid}]
"""
NEW = """
Type: StateMachine
SpecVersion: v1
StartAt: Book
States:
- Type: Task
  Name: Book
  Action: FC:InvokeFunction
  Parameters: {resourceArn: 'acs:fc:cn-hangzhou:1:functions/book', invocationType: Sync, body.$: $Input}
  Retry: [{Errors: [Busy], MaxAttempts: 1, IntervalSeconds: 2}]
  Next: Pause
- {Type: Wait, Name: Pause, Seconds: 10, Next: Pay}
- Type: Task
  Name: Pay
  Action: FC:InvokeFunction
  Parameters: {resourceArn: 'acs:fc:cn-hangzhou:1:functions/pay', body: {amount.$: $Input.Body.price}}
  OutputConstructor: {paid.$: $Output.Body.amount}
  End: true
"""


def stubs(flow):
    flow.stub("book").answers(lambda event: {"price": event.get("nights", 1) * 10})
    flow.stub("pay").answers(lambda event: {"amount": event["amount"]})


def difference(new, inputs, stubs=stubs, **more):
    """The first lines of the message, without the timelines."""
    with pytest.raises(AssertionError) as caught:
        expect_equivalent(OLD, new, inputs, stubs=stubs, **more)
    return str(caught.value).split("\n\n")[0].split("\n")


def test_two_flows_that_do_the_same_pass_and_the_inputs_are_counted():
    assert expect_equivalent(OLD, NEW, [{}, {"nights": 3}], stubs=stubs) == 2


def test_hypothesis_may_make_the_inputs():
    inputs = st.fixed_dictionaries({}, optional={"nights": st.integers(1, 9)})
    assert expect_equivalent(OLD, NEW, inputs, stubs=stubs) > 5


def test_hypothesis_finds_the_smallest_input_that_shows_a_difference():
    new = NEW.replace("$Output.Body.amount", "$Input.Body.price").replace("$Input.Body.price}}", "$Input.Body.price}}")

    def answers(flow):
        flow.stub("book").answers(lambda event: {"price": event["nights"]})
        flow.stub("pay").answers(lambda event: {"amount": min(event["amount"], 5)})

    inputs = st.fixed_dictionaries({"nights": st.integers(0, 100)})
    assert difference(new, inputs, answers) == [
        'expected both flows to do the same with the input {"nights":6}, but their outputs differ',
        '  old, <flow>: ends Succeeded at 10 s with {"paid":5}',
        '  new, <flow>: ends Succeeded at 10 s with {"paid":6}',
        "    $.paid: expected 5, found 6",
    ]


def test_a_call_given_something_else_is_told():
    new = NEW.replace("amount.$: $Input.Body.price", "amount: 7")
    assert difference(new, [{}]) == [
        "expected both flows to do the same with the input {}, but call 2 differs in what is given",
        """  old, <flow>: at 10 s step 'Pay' calls 'travel/pay' with {"amount":10}""",
        """  new, <flow>: at 10 s step 'Pay' calls 'pay' with {"amount":7}""",
        "    $.amount: expected 10, found 7",
    ]
    assert expect_equivalent(OLD, new, [{}], stubs=stubs, same=("calls", "times")) == 1


def test_a_call_at_another_time_is_told():
    new = NEW.replace("Seconds: 10", "Seconds: 11")
    assert difference(new, [{}])[0].endswith("but call 2 differs in its time")
    assert expect_equivalent(OLD, new, [{}], stubs=stubs, same=("calls", "events", "outcome")) == 1


def test_another_function_is_told():
    new = NEW.replace("functions/pay'", "functions/book'")

    def by_step(flow):
        flow.stub("Book").returns({"price": 1})
        flow.stub("Pay").returns({"amount": 1})

    assert difference(new, [{}], by_step, same=("calls",))[0].endswith("but call 2 differs in what is called")


def test_a_call_more_is_told_and_so_is_a_retry_that_one_of_them_lacks():
    new = NEW.replace("Retry: [{Errors: [Busy], MaxAttempts: 1, IntervalSeconds: 2}]", "Timeout: 60")

    def busy(flow):
        flow.stub("book").replies(failure("Busy"), {"price": 1})
        flow.stub("pay").returns({"amount": 1})

    assert expect_equivalent(OLD, NEW, [{}], stubs=busy) == 1
    assert difference(new, [{}], busy)[:3] == [
        "expected both flows to do the same with the input {}, but call 2 is made by one of them only",
        "  old, <flow>: at 2 s step 'Book' calls 'travel/book' with {}",
        "  new, <flow>: there is no such call",
    ]
    assert difference(new, [{}], busy, same=("outcome",))[0].endswith("but they end otherwise")


def test_another_error_is_told():
    new = NEW.replace("Next: Pause", "Catch: [{Errors: [Full], Next: Sorry, OutputConstructor: {}}]\n  Next: Pause")
    new += "- {Type: Fail, Name: Sorry, Code: Sorry, Detail: full}\n"

    def full(flow):
        flow.stub("book").raises("Full")
        flow.stub("pay").returns({})

    assert difference(new, [{}], full) == [
        "expected both flows to do the same with the input {}, but they fail with different errors",
        "  old, <flow>: ends Failed at 0 s with 'Full'",
        "  new, <flow>: ends Failed at 0 s with 'Sorry'",
    ]


def test_another_duration_of_the_last_call_is_told():
    def slow(flow):
        flow.stub("book").returns({"price": 1})
        flow.stub("pay").returns(ok({"amount": 1}).value, takes=1 if flow.definition.dialect == "classic" else 2)

    assert difference(NEW, [{}], slow)[0].endswith("but they take different times")


def test_of_an_output_only_what_is_selected_must_be_equal():
    new = NEW.replace("{paid.$: $Output.Body.amount}", "{paid.$: $Output.Body.amount, more: 1}")
    assert difference(new, [{}])[3] == "    $.more: not expected, found 1"
    assert expect_equivalent(OLD, new, [{}], stubs=stubs, output=lambda output: output["paid"]) == 1


def test_both_timelines_are_shown():
    with pytest.raises(AssertionError) as caught:
        expect_equivalent(OLD, NEW.replace("Seconds: 10", "Seconds: 11"), [{}], stubs=stubs)
    text = str(caught.value)
    assert "       10 s  Pay    task" in text
    assert "       11 s  Pay    task" in text


def test_flows_of_the_test_can_be_compared(load_flow, tmp_path):
    (tmp_path / "old.yml").write_text(OLD)
    (tmp_path / "new.yml").write_text(NEW)
    old, new = load_flow(tmp_path / "old.yml"), load_flow(tmp_path / "new.yml")
    assert expect_equivalent(old, new, [{}], stubs=stubs) == 1
    assert old.executions == []


def test_a_flow_that_is_stuck_in_both_is_the_same():
    def silent(flow):
        flow.stub("book").hangs()

    assert expect_equivalent(OLD, NEW, [{}], stubs=silent) == 1


def test_nothing_to_compare_is_the_tests_mistake():
    with pytest.raises(UsageError, match="was given no inputs, so nothing was compared"):
        expect_equivalent(OLD, NEW, [])
    with pytest.raises(UsageError, match=r"has no part 'call'; did you mean 'calls'\?"):
        expect_equivalent(OLD, NEW, [{}], same=["call"])
    for same in ("calls", []):
        with pytest.raises(UsageError, match="compares a list of parts"):
            expect_equivalent(OLD, NEW, [{}], same=same)
    for inputs in ({"n": 1}, "n"):
        with pytest.raises(UsageError, match="takes a list of inputs, or a strategy; found"):
            expect_equivalent(OLD, NEW, inputs)
    for name in ("stubs", "output"):
        with pytest.raises(
            UsageError, match=rf"^{name} of expect_equivalent\(\) is a function; found {{'Ask': {{}}}}$"
        ):
            expect_equivalent(OLD, NEW, [{}], **{name: {"Ask": {}}})


def test_its_worlds_stand_in_no_report(pytester):
    pytester.makepyfile(f"""
        from pytest_fnf import expect_equivalent

        def stubs(flow):
            flow.stub("book").returns({{"price": 1}})
            flow.stub("pay").returns({{"amount": 1}})

        def test_it():
            expect_equivalent({OLD!r}, {NEW.replace("Seconds: 10", "Seconds: 11")!r}, [{{}}], stubs=stubs)
    """)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["E *but call 2 differs in its time"])
    result.stdout.no_fnmatch_line("*fnf timeline*")
