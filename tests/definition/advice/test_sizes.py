"""Limits that every run passes."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def test_constants_beyond_what_a_step_holds_are_told(advice_on_steps: Callable[[str], list[str]]) -> None:
    # {"a":"xxx"} is 8 bytes around the text
    step = "- {{type: pass, name: p, outputMappings: [{{target: a, source: {}}}]}}"
    assert advice_on_steps(step.format("x" * 32_761)) == [
        "4:3 FNF094 the constants in outputMappings of step 'p' take 32,769 bytes; a step holds 32,768 at most | keep large values outside of the flow, and pass where they are"
    ]
    assert advice_on_steps(step.format("x" * 32_760)) == []


def test_constant_that_stands_in_for_a_reference_is_not_counted(advice_on_steps: Callable[[str], list[str]]) -> None:
    large = "x" * 40_000
    steps = (
        f"- {{type: pass, name: p, outputMappings: [{{target: a, source: {large}}}, {{target: a, source: $input.a}}]}}"
    )
    assert advice_on_steps(steps) == []


def test_constants_beyond_what_a_state_holds_are_told(advice_on_states: Callable[..., list[str]]) -> None:
    state = "- {{Type: Pass, Name: A, OutputConstructor: {{a: {}, b.$: $Input.b}}, End: true}}"
    assert advice_on_states(state.format("x" * 65_529)) == [
        "5:3 FNF094 the constants in OutputConstructor of state 'A' take 65,537 bytes; a state holds 65,536 at most | keep large values outside of the flow, and pass where they are"
    ]
    assert advice_on_states(state.format("x" * 65_528)) == []


def test_flow_whose_shortest_way_does_not_fit_a_history_is_told(advice_on_steps: Callable[[str], list[str]]) -> None:
    # 2 events of the execution, 4 of each pass: 4 x 1,249 + 2 = 4,998, and one more pass is too many.
    steps = "".join(f"- {{type: pass, name: p{number}}}\n" for number in range(1_250))
    assert advice_on_steps(steps) == [
        "1:1 FNF094 the shortest way through the flow writes 5,002 events; an execution has 5,000 at most | put parts of it into flows of their own, and run those as tasks"
    ]
    assert advice_on_steps("".join(steps.splitlines(keepends=True)[:-1])) == []


def test_events_of_all_branches_and_of_the_shortest_choice_count(advice_on_steps: Callable[[str], list[str]]) -> None:
    # 4 + 100 x (2 + 12 x 4) = 5,004 of the parallel, 4 of the choice, 7 of the task, 2 of the execution
    branches = ", ".join(
        "{steps: [" + ", ".join(f"{{type: pass, name: b{branch}p{number}}}" for number in range(12)) + "]}"
        for branch in range(100)
    )
    steps = f"""\
- {{type: choice, name: c, choices: [{{condition: $.x, goto: t}}], default: {{steps: [{{type: pass, name: q}}]}}}}
- {{type: pass, name: p}}
- {{type: task, name: t, resourceArn: "acs:fc:::functions/f"}}
- {{type: parallel, name: both, branches: [{branches}]}}
"""
    assert advice_on_steps(steps) == [
        "1:1 FNF094 the shortest way through the flow writes 5,017 events; an execution has 5,000 at most | put parts of it into flows of their own, and run those as tasks"
    ]


def test_loops_and_foreachs_are_not_counted(advice_on_steps: Callable[[str], list[str]]) -> None:
    inside = ", ".join(f"{{type: pass, name: p{number}}}" for number in range(1_300))
    assert (
        advice_on_steps(
            f"- {{type: foreach, name: e, iterationMapping: {{collection: $.x, item: i}}, steps: [{inside}]}}"
        )
        == []
    )
