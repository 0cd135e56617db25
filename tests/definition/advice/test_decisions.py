"""Conditions that decide nothing."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

END = "\n- {type: pass, name: b}"

TOLD = [
    (
        """- {type: choice, name: a, choices: [{condition: '"$.x" == "y"', goto: b}]}""",
        [
            "4:37 FNF086 condition of choices[0] of step 'a' reads no variable; it is never true | a variable stands without quotes around it"
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: '1 == 1', goto: b}, {condition: $.x, goto: b}]}",
        [
            "4:37 FNF086 condition of choices[0] of step 'a' reads no variable; it is always true, so that what stands behind it is never tried"
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.x, goto: b}, {condition: 'true', goto: b}]}",
        [
            "4:64 FNF086 condition of choices[1] of step 'a' reads no variable; it is always true, so that what stands behind it is never tried | write what is always to be taken as the default"
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.x == 1, goto: b}, {condition: $.x == 2, goto: b}, {condition: $.x == 1, goto: b}]}",
        [
            "4:101 FNF086 condition of choices[2] of step 'a' is never taken; condition of choices[0] of step 'a' is the same"
        ],
    ),
    ("- {type: choice, name: a, choices: [{condition: $.x == 1, goto: b}, {condition: $.x == 2, goto: b}]}", []),
]


@pytest.mark.parametrize(("steps", "lines"), TOLD)
def test_condition_that_decides_nothing_is_told(
    steps: str, lines: list[str], advice_on_steps: Callable[[str], list[str]]
) -> None:
    assert advice_on_steps(steps + END) == lines


def test_condition_of_a_state_that_decides_nothing_is_told(advice_on_states: Callable[..., list[str]]) -> None:
    states = """\
- Type: Choice
  Name: A
  Branches:
    - {Condition: 'arrayContains(["a"], "a")', Next: B}
    - {Condition: '"$Input.x" == "y"', Next: B}
    - {Condition: $Input.x, Next: B}
    - {Condition: $Input.x, Next: B}
  Default: B
- {Type: Succeed, Name: B}
"""
    assert advice_on_states(states) == [
        "8:7 FNF086 Condition of Branches[0] of state 'A' reads no variable; it is always true, so that what stands behind it is never tried",
        "9:7 FNF086 Condition of Branches[1] of state 'A' reads no variable; it is never true | a variable stands without quotes around it",
        "11:7 FNF086 Condition of Branches[3] of state 'A' is never taken; Condition of Branches[2] of state 'A' is the same",
    ]
