"""Limits where values gather: globals, results of iterations, events (cloudflow-statemachine 3.4, 10.1, 14.2)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, open_flow
from pytest_fnf.values import size

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: demo\nStartAt: First\nStates:\n"
KIB_64 = 64 * 1024


def test_what_is_made_of_global_variables_is_held_to_the_same_limit():
    # A global variable may hold 256 KiB; what a state makes of two of 40,000 bytes may not leave it.
    states = """
- {Type: Pass, Name: First, GlobalConstructor: {a.$: $Input.x}, OutputConstructor: {x.$: $Input.x}, Next: Second}
- {Type: Pass, Name: Second, GlobalConstructor: {b.$: $Input.x}, OutputConstructor: {}, Next: Third}
- {Type: Pass, Name: Third, OutputConstructor: {one.$: length($Global.a)}, Next: Fourth}
- {Type: Pass, Name: Fourth, OutputConstructor: {a.$: $Global.a, b.$: $Global.b}, End: true}
"""
    with open_flow(HEAD + states) as flow:
        execution = flow.run({"x": "x" * 40_000})
    assert execution.step("Third").visits[0].exited_at is not None
    # Twice 40,000 and 15 bytes of keys and signs.
    expect(execution).failed(
        "FnF.StateDataLimitExceeded", "output of state 'Fourth': 80,015 bytes of data; at most 65,536 are allowed"
    )


def test_an_input_counts_as_it_comes_whatever_its_constructor_makes_of_it():
    # {"x":"..."} of 65,536 bytes has 65,528 of text.
    with open_flow(HEAD + "- {Type: Pass, Name: First, InputConstructor: {a: 1}, End: true}\n") as flow:
        expect(flow.run({"x": "x" * 65_528})).succeeded({"a": 1})
        expect(flow.run({"x": "x" * 65_529})).failed(
            "FnF.StateDataLimitExceeded", "input of state 'First': 65,537 bytes of data; at most 65,536 are allowed"
        )


def test_an_item_that_grew_too_large_fails_its_sub_execution():
    states = """
- Type: Map
  Name: First
  ItemsPath: toArray($Input.more)
  ItemConstructor: {x.$: 'format("{}{}", $Input.half, $Input.more)', half.$: $Input.half}
  Processor:
    ProcessorConfig: {ExecutionMode: Standard}
    StartAt: P
    States: [{Type: Pass, Name: P, InputConstructor: {}, End: true}]
  End: true
"""
    # {"x":"...","half":"..."} has 18 bytes beside its texts, half twice and more once: 65,518 are left.
    with open_flow(HEAD + states) as flow:
        expect(flow.run({"half": "x" * 32_000, "more": "x" * 1_518})).succeeded({"Items": [{}]})
        expect(flow.run({"half": "x" * 32_000, "more": "x" * 1_519})).failed("FnF.StateDataLimitExceeded")


def test_the_gathered_results_are_held_to_64_kib():
    # 66 results {"t":"..."} of 992 bytes: {"Items":[...]} has 66 * 992 + 65 + 12 = 65,549; of 991 it has 65,483.
    states = """
- Type: Map
  Name: First
  ItemsPath: $Input.items
  Processor:
    StartAt: P
    States:
    - {Type: Pass, Name: P, OutputConstructor: {t.$: $Context.Execution.Input.t}, End: true}
  End: true
"""
    with open_flow(HEAD + states) as flow:
        fits = flow.run({"items": [0] * 66, "t": "x" * 983})
        over = flow.run({"items": [0] * 66, "t": "x" * 984})
    assert (fits.status, size(fits.output)) == ("Succeeded", 65_483)
    expect(over).failed("FnF.StateDataLimitExceeded")
    assert over.cause.startswith("result of state 'First': 65,549 bytes of data; ")


@pytest.mark.parametrize(("characters", "status"), [(65_535, "Succeeded"), (65_536, "Failed")])
def test_a_global_variable_is_counted_exactly(characters, status):
    # Four times the text and two quotes: 262,142 or 262,146 bytes; 262,144 are allowed.
    states = """
- {Type: Pass, Name: First, GlobalConstructor: {a.$: $Input.x}, OutputConstructor: {}, Next: Second}
- Type: Pass
  Name: Second
  GlobalConstructor: {a.$: 'format("{}{}{}{}", $Global.a, $Global.a, $Global.a, $Global.a)'}
  OutputConstructor: {}
  End: true
"""
    with open_flow(HEAD + states, limits={"data_bytes": 70_000}) as flow:
        assert flow.run({"x": "x" * characters}).status == status


def test_a_loop_without_end_ends_at_the_limit_of_events():
    states = "- {Type: Pass, Name: First, Next: Second}\n- {Type: Pass, Name: Second, Next: First}\n"
    with open_flow(HEAD + states) as flow:
        execution = flow.run()
    expect(execution).failed("FnF.EventLimitExceeded").took(0)
    assert len(execution.history) == 5_000
    assert execution.cause.endswith("the last steps go round in a cycle: First -> Second -> First")
