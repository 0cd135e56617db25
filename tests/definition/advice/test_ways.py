"""Choices that fall through, and steps that nothing leads to."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FALLING = [
    (
        """\
- {type: choice, name: a, choices: [{condition: $.x, goto: b}]}
- {type: succeed, name: b}
""",
        [
            "4:3 FNF080 step 'a' has no default; no match falls through to 'b', as if it were the choice that goes there | write default: {goto: b} if that is meant, else name the step that handles it"
        ],
    ),
    (
        """\
- {type: choice, name: a, choices: [{condition: $.x, goto: c}]}
- {type: fail, name: b}
- {type: pass, name: c}
""",
        [
            "4:3 FNF080 step 'a' has no default; no match falls through to 'b', a fail | write default: {goto: b} if that is meant, else name the step that handles it"
        ],
    ),
    (
        """\
- type: choice
  name: a
  choices:
    - {condition: $.x, steps: [{type: pass, name: x}], goto: c}
    - {condition: $.y, steps: [{type: pass, name: y}]}
- {type: task, name: b, resourceArn: "acs:fnf:::flow/x"}
- {type: pass, name: c}
""",
        [
            "4:3 FNF080 step 'a' has no default; no match falls through to 'b', a task | write default: {goto: b} if that is meant, else name the step that handles it"
        ],
    ),
    (
        """\
- type: foreach
  name: each
  iterationMapping: {collection: $.list, item: one}
  steps:
    - {type: choice, name: a, choices: [{condition: $.one, goto: c}]}
    - {type: succeed, name: b}
    - {type: pass, name: c}
""",
        [
            "8:7 FNF080 step 'a' has no default; no match falls through to 'b', a succeed | write default: {goto: b} if that is meant, else name the step that handles it"
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), FALLING)
def test_choice_without_a_default_that_falls_through_to_something_is_told(
    steps: str, lines: list[str], advice_on_steps: Callable[[str], list[str]]
) -> None:
    assert advice_on_steps(steps) == lines


@pytest.mark.parametrize(
    "steps",
    [
        "- {type: choice, name: a, choices: [{condition: $.x, goto: b}], default: {goto: b}}\n- {type: succeed, name: b}",
        # An `if` without an `else`: all go on with the next step.
        "- {type: choice, name: a, choices: [{condition: $.x, steps: [{type: pass, name: x}]}]}\n- {type: succeed, name: b}",
        # A loop that is over.
        "- {type: task, name: t, resourceArn: 'acs:fnf:::flow/x'}\n- {type: choice, name: a, choices: [{condition: $.x, goto: t}]}",
        "- {type: task, name: t, resourceArn: 'acs:fnf:::flow/x'}\n- {type: choice, name: a, end: true, choices: [{condition: $.x, goto: t}]}\n- {type: choice, name: b, choices: [{condition: $.x, goto: t}]}",
        "- {type: choice, name: a, choices: [{condition: $.x, goto: c}]}\n- {type: pass, name: b}\n- {type: succeed, name: c}",
    ],
)
def test_choice_that_cannot_surprise_is_not_told_of(steps: str, advice_on_steps: Callable[[str], list[str]]) -> None:
    assert [line for line in advice_on_steps(steps) if "FNF080" in line] == []


LOST = [
    (
        """\
- {type: succeed, name: a}
- {type: pass, name: b}
- {type: pass, name: c}
- {type: fail, name: d}
""",
        [
            "5:3 FNF081 step 'b' and the 2 steps behind it are never reached; the step before it goes elsewhere or ends, and no goto names it | remove it, or name it where it is meant to run"
        ],
    ),
    (
        """\
- {type: choice, name: a, choices: [{condition: $.x, goto: c}], default: {goto: d}}
- {type: pass, name: b, end: true}
- {type: pass, name: c, end: true}
- {type: pass, name: d}
""",
        [
            "5:3 FNF081 step 'b' is never reached; the step before it goes elsewhere or ends, and no goto names it | remove it, or name it where it is meant to run"
        ],
    ),
    # Inside a container that is reached; what stands in one that is not is told with it.
    (
        """\
- type: parallel
  name: both
  branches:
    - steps: [{type: succeed, name: a}, {type: pass, name: b}, {type: pass, name: c}]
  end: true
- type: foreach
  name: each
  iterationMapping: {collection: $.list, item: one}
  steps: [{type: succeed, name: d}, {type: pass, name: e}]
""",
        [
            "7:41 FNF081 step 'b' and the step behind it are never reached; the step before it goes elsewhere or ends, and no goto names it | remove it, or name it where it is meant to run",
            "9:3 FNF081 step 'each' is never reached; the step before it goes elsewhere or ends, and no goto names it | remove it, or name it where it is meant to run",
        ],
    ),
    # A loop of its own that nobody enters.
    (
        """\
- {type: succeed, name: a}
- {type: task, name: b, resourceArn: "acs:fnf:::flow/x"}
- {type: choice, name: c, choices: [{condition: '$.n < 3', goto: b}]}
""",
        [
            "5:3 FNF081 step 'b' and the step behind it are never reached; the step before it goes elsewhere or ends, and no goto names it | remove it, or name it where it is meant to run"
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), LOST)
def test_step_that_nothing_leads_to_is_told(
    steps: str, lines: list[str], advice_on_steps: Callable[[str], list[str]]
) -> None:
    assert advice_on_steps(steps) == lines


@pytest.mark.parametrize(
    "steps",
    [
        # Parked behind the end, and jumped to.
        "- {type: task, name: a, resourceArn: 'acs:fc:::functions/f', catch: [{errors: [FnF.ALL], goto: c}], end: true}\n- {type: pass, name: c}",
        "- {type: choice, name: a, choices: [{condition: $.x, goto: c}]}\n- {type: pass, name: b, end: true}\n- {type: pass, name: c}",
        # Names that stand in two lists.
        "- {type: choice, name: a, choices: [{condition: $.x, steps: [{type: succeed, name: s}, {type: pass, name: b}]}]}\n- {type: pass, name: b}",
    ],
)
def test_step_that_may_be_reached_is_not_told_of(steps: str, advice_on_steps: Callable[[str], list[str]]) -> None:
    assert advice_on_steps(steps) == []


def test_state_that_nothing_leads_to_is_told(advice_on_states: Callable[..., list[str]]) -> None:
    states = """\
- {Type: Pass, Name: A, End: true}
- {Type: Pass, Name: B, Next: C}
- {Type: Succeed, Name: C}
"""
    assert advice_on_states(states) == [
        "6:3 FNF081 state 'B' and the state behind it are never reached; no StartAt, Next or Default leads to it | remove it, or name it where it is meant to run"
    ]
