"""Names and gotos (fdl-classic 1.3, 6.2; V6, V14; design section 6)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition

if TYPE_CHECKING:
    from collections.abc import Callable


LISTS = [
    (
        """\
- {type: pass, name: a}
- {type: wait, name: a, duration: 1}
- {type: fail, name: a}
""",
        [
            "5:22 FNF030 a second step of this list is called 'a'; the first stands at 4:22 | a goto could not tell them apart: give one of them another name",
            "6:22 FNF030 a second step of this list is called 'a'; the first stands at 4:22 | a goto could not tell them apart: give one of them another name",
        ],
    ),
    (
        """\
- type: choice
  name: a
  choices: [{condition: $.a, steps: [{type: pass, name: b}]}]
  default: {steps: [{type: pass, name: b}]}
""",
        [
            "7:40 FNF061 warning a step of another list is called 'b' too, at 6:57; names are meant to be unique in the whole flow",
        ],
    ),
    (
        """\
- type: choice
  name: a
  choices: [{condition: $.a, steps: [{type: pass, name: z}]}]
- {type: pass, name: z}
""",
        [
            "7:22 FNF061 warning a step of another list is called 'z' too, at 6:57; names are meant to be unique in the whole flow",
        ],
    ),
    (
        """\
- {type: pass, name: A}
- {type: pass, name: a}
""",
        [],
    ),
    (
        """\
- {type: choice, name: a, choices: [{condition: $.a, goto: lst}], default: {goto: nowhere}}
- {type: pass, name: last}
""",
        [
            "4:60 FNF031 choices[0] of step 'a' goes to 'lst', which is no step of this list | did you mean 'last'?",
            "4:83 FNF031 default of step 'a' goes to 'nowhere', which is no step of this list",
        ],
    ),
    (
        """\
- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", catch: [{errors: [FnF.ALL], goto: lsat}]}
- {type: pass, name: last}
""",
        [
            "4:92 FNF031 catch of step 'a' goes to 'lsat', which is no step of this list | did you mean 'last'?",
        ],
    ),
    (
        """\
- type: foreach
  name: each
  iterationMapping: {collection: $.a, item: i}
  steps:
    - {type: task, name: t, resourceArn: "acs:fnf:::flow/x", catch: [{errors: [FnF.ALL], goto: last}]}
- {type: pass, name: last}
""",
        [
            "8:96 FNF031 catch of step 't' goes to 'last', which is a step of another list (line 9); a goto cannot leave or enter one | siblings here are 't'",
        ],
    ),
    (
        """\
- {type: choice, name: a, choices: [{condition: $.a, steps: [{type: pass, name: b}], goto: b}]}
""",
        [
            "4:92 FNF031 choices[0] of step 'a' goes to 'b', which is a step of another list (line 4); a goto cannot leave or enter one | siblings here are 'a'",
        ],
    ),
    (
        # The step that has no name may be the one that is meant.
        """\
- {type: choice, name: a, choices: [{condition: $.a, goto: Bob}]}
- {type: pass, name: b}
- {type: pass, nam: Bob}
""",
        [
            "6:3 FNF026 steps[2] of the flow has no 'name'; every step has a name | write 'name' for 'nam'",
            "6:16 FNF060 warning steps[2] of the flow has an unknown attribute 'nam'; it is ignored | did you mean 'name'?",
        ],
    ),
    (
        """\
- {type: choice, name: a, choices: [{condition: $.a, goto: end}], default: {goto: Success}}
""",
        [
            "4:60 FNF031 choices[0] of step 'a' goes to 'end', which is no step of this list | a list ends behind a step with end: true, or with a succeed",
            "4:83 FNF031 default of step 'a' goes to 'Success', which is no step of this list | a list ends behind a step with end: true, or with a succeed",
        ],
    ),
    (
        """\
- {type: choice, name: a, choices: [{condition: $.a, goto: b}]}
- {type: tsk, name: b}
""",
        [
            "5:10 FNF025 type of step 'b' is the text 'tsk'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed | did you mean 'task'?",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), LISTS)
def test_names_and_gotos_of_lists_are_checked(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


@pytest.mark.parametrize(
    "steps",
    [
        "- {type: choice, name: a, choices: [{condition: $.a, goto: a}]}",
        "- {type: pass, name: a}\n- {type: choice, name: b, choices: [{condition: $.a, goto: a}]}",
        "- {type: task, name: a, resourceArn: 'acs:fnf:::flow/x', catch: [{errors: [E], goto: b}]}\n- {type: pass, name: b}",
        (
            "- {type: foreach, name: a, iterationMapping: {collection: $.x, item: i}, steps: "
            "[{type: pass, name: b}, {type: choice, name: c, choices: [{condition: $.a, goto: b}]}]}"
        ),
    ],
)
def test_goto_to_a_sibling_before_or_after_is_fine(steps: str) -> None:
    assert read_definition(f"version: v1\ntype: flow\nsteps:\n{steps}\n").problems == ()
