"""Attributes that are not known where they stand (V7, V16, V17; Q-29, Q-30)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.classic.slips import STEP_TYPES
from pytest_fnf.definition.classic.vocabulary import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable


SLIPS = [
    (
        "- {type: pass, name: a, next: b}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'next'; it is ignored | steps run in the order written; only choices, default and catch name another one, with goto",
        ],
    ),
    (
        "- {type: pass, name: a, Next: b}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'Next'; it is ignored | 'Next' is a word of the dialect 'Type: StateMachine'; this flow is written in the classic one, 'type: flow'; steps run in the order written; only choices, default and catch name another one, with goto",
        ],
    ),
    (
        "- {type: pass, name: a, goto: b}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'goto'; it is ignored | steps run in the order written; only choices, default and catch name another one, with goto",
        ],
    ),
    (
        "- {type: pass, name: a, End: true}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'End'; it is ignored | 'End' is a word of the dialect 'Type: StateMachine'; this flow is written in the classic one, 'type: flow'",
        ],
    ),
    (
        "- {type: pass, name: a, InputConstructor: {}}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'InputConstructor'; it is ignored | 'InputConstructor' is a word of the dialect 'Type: StateMachine'; this flow is written in the classic one, 'type: flow'",
        ],
    ),
    (
        "- {type: pass, name: a, description: x}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'description'; it is ignored | write a YAML comment, which begins with #",
        ],
    ),
    (
        "- {type: pass, name: a, inputMapping: []}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'inputMapping'; it is ignored | did you mean 'inputMappings'?",
        ],
    ),
    (
        "- {type: pass, name: a, duration: 3}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'duration'; it is ignored | it belongs to wait steps",
        ],
    ),
    (
        "- {type: pass, name: a, xyz: 3}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'xyz'; it is ignored | known are type, name, end, inputMappings, outputMappings",
        ],
    ),
    (
        "- {type: pass, name: a, retry: [], catch: [], errorMappings: []}",
        [
            "4:25 FNF032 step 'a' is a pass with 'retry'; only a task can have it | put the steps into a flow of their own and run that as a task, to handle its errors",
            "4:36 FNF032 step 'a' is a pass with 'catch'; only a task can have it | put the steps into a flow of their own and run that as a task, to handle its errors",
            "4:47 FNF032 step 'a' is a pass with 'errorMappings'; only a task can have it | put the steps into a flow of their own and run that as a task, to handle its errors",
        ],
    ),
    (
        "- {type: succeed, name: a, end: true}",
        [
            "4:28 FNF032 step 'a' is a succeed with 'end'; it ends its list by itself | remove it",
        ],
    ),
    (
        "- {type: fail, name: a, end: true}",
        [
            "4:25 FNF032 step 'a' is a fail with 'end'; it ends its list by itself | remove it",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", timeout: 3, parameters: {}}',
        [
            "4:58 FNF060 warning step 'a' has an unknown attribute 'timeout'; it is ignored | the limit of a task is timeoutSeconds",
            "4:70 FNF060 warning step 'a' has an unknown attribute 'parameters'; it is ignored | a function's event is made by inputMappings; the parameters of a service are its serviceParams",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a, then: b}], default: {next: a}}",
        [
            "4:54 FNF060 warning choices[0] of step 'a' has an unknown attribute 'then'; it is ignored | what runs is its steps, and then its goto",
            "4:75 FNF060 warning default of step 'a' has an unknown attribute 'next'; it is ignored | the step to go to is named by goto",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), SLIPS)
def test_slip_is_told_with_its_remedy(steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]) -> None:
    assert found_in_steps(steps) == lines


@pytest.mark.parametrize("kind", STEP_TYPES)
def test_step_type_of_another_language_has_a_hint_of_its_own(
    kind: str, found_in_steps: Callable[[str], list[str]]
) -> None:
    assert kind not in STEPS
    assert found_in_steps(f"- {{type: {kind.capitalize()}, name: a}}") == [
        (
            f"4:10 FNF025 type of step 'a' is the text '{kind.capitalize()}'; "
            "one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed "
            f"| {STEP_TYPES[kind]}"
        )
    ]
