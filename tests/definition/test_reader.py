"""The flow and its lists of steps (fdl-classic 1; V1 to V5, V7)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.classic.model import Flow, PassStep
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable


WRONG_FLOWS = [
    (
        """\
version: v1
type: flow
""",
        [
            "1:1 FNF023 the flow has no 'steps'; a list of at least one step is needed",
        ],
    ),
    (
        """\
version: v1
type: flow
steps:
""",
        [
            "3:1 FNF023 steps of the flow has no value; a list of at least one step is needed",
        ],
    ),
    (
        """\
version: v1
type: flow
steps: []
""",
        [
            "3:8 FNF023 steps of the flow is empty; a list of at least one step is needed",
        ],
    ),
    (
        """\
version: v1
type: flow
steps: {a: {type: pass}}
""",
        [
            "3:8 FNF028 steps of the flow is a map; a list is needed | each step begins with '- '",
        ],
    ),
    (
        """\
type: flow
steps: [{type: pass, name: a}]
""",
        [
            "1:1 FNF021 the flow has no 'version'; it is v1",
        ],
    ),
    (
        """\
version: 1.0
type: flow
steps: [{type: pass, name: a}]
""",
        [
            "1:10 FNF021 version of the flow is the number 1.0; v1 (or the older v1beta1) is needed",
        ],
    ),
    (
        """\
version: v2
type: flow
steps: [{type: pass, name: a}]
""",
        [
            "1:10 FNF021 version of the flow is the text 'v2'; v1 (or the older v1beta1) is needed",
        ],
    ),
    (
        """\
version: [v1]
type: flow
steps: [{type: pass, name: a}]
""",
        [
            "1:10 FNF021 version of the flow is a list; v1 (or the older v1beta1) is needed",
        ],
    ),
    (
        """\
version: v1
steps: [{type: pass, name: a}]
""",
        [
            "1:1 FNF022 the flow has no 'type'; it is flow",
        ],
    ),
    (
        """\
version: v1
type: Flow
steps: [{type: pass, name: a}]
""",
        [
            "2:7 FNF022 type of the flow is the text 'Flow'; flow is needed | did you mean 'flow'?",
        ],
    ),
    (
        """\
version: v1
type: StateMachine
steps: [{type: pass, name: a}]
""",
        [
            "2:7 FNF022 type of the flow is the text 'StateMachine'; flow is needed | the words of that dialect begin with capitals: Type: StateMachine",
        ],
    ),
    (
        """\
version: v1
Type: flow
steps: [{type: pass, name: a}]
""",
        [
            "1:1 FNF022 the flow has no 'type'; it is flow | write 'type' for 'Type'",
            "2:1 FNF060 warning the flow has an unknown attribute 'Type'; it is ignored | 'Type' is a word of the dialect 'Type: StateMachine'; this flow is written in the classic one, 'type: flow'",
        ],
    ),
    (
        """\
type: pass
name: a
""",
        [
            "1:1 FNF021 the flow has no 'version'; it is v1",
            "1:1 FNF023 the flow has no 'steps'; a list of at least one step is needed",
            "1:7 FNF022 type of the flow is the text 'pass'; flow is needed | this is a single step; steps stand in a list under 'steps:'",
        ],
    ),
    (
        """\
version: v1
type: flow
timeoutSeconds: 0
steps: [{type: pass, name: a}]
""",
        [
            "3:17 FNF029 timeoutSeconds of the flow is the number 0; a whole number of seconds from 1 to 3153600000 is allowed",
        ],
    ),
    (
        """\
version: v1
type: flow
StartAt: a
foo: 1
steps: [{type: pass, name: a}]
""",
        [
            "3:1 FNF060 warning the flow has an unknown attribute 'StartAt'; it is ignored | 'StartAt' is a word of the dialect 'Type: StateMachine'; this flow is written in the classic one, 'type: flow'",
            "4:1 FNF060 warning the flow has an unknown attribute 'foo'; it is ignored | known are version, type, name, steps, inputMappings, outputMappings, timeoutSeconds",
        ],
    ),
    (
        """\
version: v1
type: flow
1: a
steps: [{type: pass, name: a}]
""",
        [
            "3:1 FNF010 a key of the flow is the number 1; an attribute's name is text",
        ],
    ),
]


@pytest.mark.parametrize(("text", "lines"), WRONG_FLOWS)
def test_flow_is_checked(text: str, lines: list[str], found: Callable[[str], list[str]]) -> None:
    assert found(text) == lines


WRONG_STEPS = [
    (
        "- hello",
        [
            "4:3 FNF028 steps[0] of the flow is the text 'hello'; a step is a map",
        ],
    ),
    (
        "-",
        [
            "4:2 FNF028 steps[0] of the flow is empty; a step is a map",
        ],
    ),
    (
        "- {name: a}",
        [
            "4:3 FNF025 step 'a' has no 'type'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed",
        ],
    ),
    (
        "- {type: tasks, name: a}",
        [
            "4:10 FNF025 type of step 'a' is the text 'tasks'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed | did you mean 'task'?",
        ],
    ),
    (
        "- {type: Pass, name: a}",
        [
            "4:10 FNF025 type of step 'a' is the text 'Pass'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed | did you mean 'pass'?",
        ],
    ),
    (
        "- {type: [pass], name: a}",
        [
            "4:10 FNF025 type of step 'a' is a list; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed",
        ],
    ),
    (
        "- {type: loop, name: a, steps: []}",
        [
            "4:10 FNF025 type of step 'a' is the text 'loop'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed | loops are written with a choice and a goto back to an earlier step",
        ],
    ),
    (
        "- {type: flow, name: a}",
        [
            "4:10 FNF025 type of step 'a' is the text 'flow'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed | a sub-flow is a task with resourceArn: acs:fnf:::flow/name",
        ],
    ),
    (
        "- {type: wait // a pause, name: a, duration: 20 // seconds}",
        [
            "4:10 FNF025 type of step 'a' is the text 'wait // a pause'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed | a comment begins with #",
        ],
    ),
    (
        "- {type: wait, name: a, duration: 20 // seconds}",
        [
            "4:35 FNF028 duration of step 'a' is the text '20 // seconds'; a number of seconds from 0 to 172800 or a path such as $.seconds is allowed | a comment begins with #",
        ],
    ),
    (
        "- {typ: pass, name: a}",
        [
            "4:3 FNF025 step 'a' has no 'type'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed | write 'type' for 'typ'",
            "4:4 FNF060 warning step 'a' has an unknown attribute 'typ'; it is ignored | did you mean 'type'?",
        ],
    ),
    (
        "- {type: pass}",
        [
            "4:3 FNF026 steps[0] of the flow has no 'name'; every step has a name",
        ],
    ),
    (
        "- {type: pass, nam: a}",
        [
            "4:3 FNF026 steps[0] of the flow has no 'name'; every step has a name | write 'name' for 'nam'",
            "4:16 FNF060 warning steps[0] of the flow has an unknown attribute 'nam'; it is ignored | did you mean 'name'?",
        ],
    ),
    (
        "- {type: pass, name: }",
        [
            "4:16 FNF026 name of steps[0] of the flow has no value; every step has a name",
        ],
    ),
    (
        '- {type: pass, name: ""}',
        [
            "4:22 FNF026 name of steps[0] of the flow is blank; every step has a name",
        ],
    ),
    (
        '- {type: pass, name: "  "}',
        [
            "4:22 FNF026 name of steps[0] of the flow is blank; every step has a name",
        ],
    ),
    (
        "- {type: pass, name: 12}",
        [
            "4:22 FNF026 name of steps[0] of the flow is the number 12; a text is needed; every step has a name | write '12' with quotes",
        ],
    ),
    (
        "- {type: pass, name: [a]}",
        [
            "4:22 FNF026 name of steps[0] of the flow is a list; a text is needed; every step has a name",
        ],
    ),
    (
        '- {type: pass, name: a, end: "true"}',
        [
            "4:30 FNF028 end of step 'a' is the text 'true'; true or false is allowed | write true without quotes",
        ],
    ),
    (
        "- {type: pass, name: a, end: yes}",
        [
            "4:30 FNF028 end of step 'a' is the text 'yes'; true or false is allowed | write true",
        ],
    ),
    (
        "- {type: pass, name: a, end: }",
        [
            "4:25 FNF066 warning end of step 'a' has no value; it counts as absent",
        ],
    ),
    (
        "- {type: pass, name: a, ~: b}",
        [
            "4:25 FNF010 a key of step 'a' is empty; an attribute's name is text",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a, steps: [{type: pass}]}]}",
        [
            "4:62 FNF026 steps[0] of choices[0] of step 'a' has no 'name'; every step has a name",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_STEPS)
def test_every_step_is_checked(steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]) -> None:
    assert found_in_steps(steps) == lines


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1.0", "'v1'"])
def test_flow_of_every_version_is_read(version: str) -> None:
    text = f"version: {version}\ntype: flow\nname: ignored\ntimeoutSeconds: 60\nsteps: [{{type: pass, name: a}}]"
    definition = read_definition(text)
    assert definition.problems == ()
    assert definition.model == Flow(
        place=Place(1, 1),
        version=version.strip("'"),
        steps=(PassStep(place=Place(5, 9), name="a"),),
        input_mappings=None,
        output_mappings=None,
        timeout_seconds=60,
    )


def test_attributes_may_stand_in_any_order() -> None:
    definition = read_definition("steps:\n- name: a\n  end: true\n  type: pass\ntype: flow\nversion: v1\n")
    assert definition.problems == ()
    assert definition.model.steps == (PassStep(place=Place(2, 3), name="a", end=True),)


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "v1", "type": "flow", "steps": [{"type": "pass", "name": "a"}]}',
        "  version: v1\n  type: flow\n  steps:\n  - type: pass\n    name: a",
        "version: v1\ntype: flow\nsteps:\n - type: pass  \n   name: a",
        "version: v1\r\ntype: flow\r\nsteps:\r\n- type: pass\r\n  name: a\r\n",
    ],
)
def test_flow_is_read_however_it_is_laid_out(text: str) -> None:
    definition = read_definition(text)
    assert definition.problems == ()
    assert definition.step_names == ("a",)
