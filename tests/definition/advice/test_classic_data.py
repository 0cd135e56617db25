"""Keys that nothing sets, and paths that lead nowhere, in the classic dialect."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TOLD = [
    # Nothing has run yet; the input of an execution is unknown.
    (
        "- {type: pass, name: a, inputMappings: [{target: x, source: $local.y}]}",
        [
            "4:61 FNF084 inputMappings[0] of step 'a' reads '$local.y', which no step of this list sets before it; the target is left out | write $input.y if it stands in the input"
        ],
    ),
    (
        """\
- {type: pass, name: a, outputMappings: [{target: marker, source: ""}, {target: n, source: 0}]}
- {type: pass, name: b, inputMappings: [{target: x, source: $local.marekr.z}, {target: y, source: $local.n}]}
""",
        [
            "5:61 FNF084 inputMappings[0] of step 'b' reads '$local.marekr.z', which no step of this list sets before it; the target is left out | did you mean 'marker'?"
        ],
    ),
    # A pass has no local.
    (
        """\
- {type: pass, name: a, outputMappings: [{target: x, source: 1}]}
- {type: pass, name: b, outputMappings: [{target: y, source: $local.x}]}
""",
        [
            "5:62 FNF084 outputMappings[0] of step 'b' reads '$local.x', which is not there: a pass has no local of its own; the target is left out | write $input.x if it stands in the input"
        ],
    ),
    # With inputMappings, the input holds the listed targets alone.
    (
        """\
- type: choice
  name: pick
  inputMappings: [{target: status, source: $local.job_status}]
  choices: [{condition: '$.status == 1 && $.count > 2', goto: pick}]
""",
        [
            "6:44 FNF084 inputMappings[0] of step 'pick' reads '$local.job_status', which no step of this list sets before it; the target is left out | write $input.job_status if it stands in the input",
            "7:43 FNF084 condition of choices[0] of step 'pick' reads '$.count', which the step's input does not have; a comparison with it is false",
        ],
    ),
    (
        "- {type: wait, name: w, inputMappings: [{target: seconds, source: 5}], duration: $.second}",
        [
            "4:82 FNF084 duration of step 'w' reads '$.second', which the step's input does not have; the step fails with FnF.RuntimeError | did you mean 'seconds'?"
        ],
    ),
    (
        "- {type: wait, name: w, inputMappings: [], timestamp: $.until}",
        [
            "4:55 FNF084 timestamp of step 'w' reads '$.until', which the step's input does not have; the step fails with FnF.RuntimeError"
        ],
    ),
    (
        """\
- type: foreach
  name: each
  inputMappings: [{target: lines, source: $input.lines}]
  iterationMapping: {collection: $.line, item: one, index: at}
  steps:
    - {type: pass, name: a, inputMappings: [{target: x, source: $input.one}, {target: y, source: $input.at}, {target: z, source: $input.two}]}
""",
        [
            "7:34 FNF084 collection of step 'each' reads '$.line', which the step's input does not have; the step fails with FnF.RuntimeError | did you mean 'lines'?",
            "9:130 FNF084 inputMappings[2] of step 'a' reads '$input.two', which the input around it does not have; the target is left out",
        ],
    ),
    (
        """\
- type: task
  name: t
  resourceArn: acs:fnf:::flow/x
  inputMappings: [{target: name, source: $input.name}]
  serviceParams: {Input: $, ExecutionName: $.nam}
""",
        [
            "8:44 FNF084 serviceParams.ExecutionName of step 't' reads '$.nam', which the step's input does not have; the step fails with FnF.RuntimeError | did you mean 'name'?"
        ],
    ),
    # Inside a list the values around are the input.
    (
        """\
- {type: task, name: t, resourceArn: "acs:fc:::functions/f", outputMappings: [{target: groups, source: $local.groups}]}
- type: foreach
  name: each
  iterationMapping: {collection: $.groups, item: group}
  steps:
    - {type: pass, name: a, inputMappings: [{target: all, source: $local.groups}]}
""",
        [
            "9:67 FNF084 inputMappings[0] of step 'a' reads '$local.groups', which no step of this list sets before it; the target is left out | write $input.groups if it stands in the input"
        ],
    ),
    (
        """\
- type: choice
  name: pick
  inputMappings: [{target: n, source: $input.n}]
  choices:
    - condition: $.n
      steps: [{type: pass, name: a, inputMappings: [{target: x, source: $local.n}]}]
""",
        [
            "9:73 FNF084 inputMappings[0] of step 'a' reads '$local.n', which no step of this list sets before it; the target is left out | did you mean '$input.n'?"
        ],
    ),
    # A branch's values are the choice's local.
    (
        """\
- type: choice
  name: pick
  choices:
    - condition: $.n
      steps: [{type: pass, name: a, outputMappings: [{target: found, source: 1}]}]
  outputMappings: [{target: x, source: $local.fuond}]
- {type: pass, name: b, inputMappings: [{target: y, source: $local.x}, {target: z, source: $local.found}]}
""",
        [
            "9:40 FNF084 outputMappings[0] of step 'pick' reads '$local.fuond', which no step of its branches sets; the target is left out | did you mean 'found'?",
            "10:92 FNF084 inputMappings[1] of step 'b' reads '$local.found', which no step of this list sets before it; the target is left out | write $input.found if it stands in the input",
        ],
    ),
    # A caught error leaves what errorMappings make.
    (
        """\
- type: task
  name: t
  resourceArn: acs:fc:::functions/f
  outputMappings: [{target: ok, source: $local.ok}]
  catch: [{errors: [FnF.ALL], goto: c}]
  errorMappings: [{target: why, source: $local.error}]
- {type: pass, name: b, inputMappings: [{target: x, source: $local.why}, {target: y, source: $local.ok}], end: true}
- {type: pass, name: c, inputMappings: [{target: x, source: $local.why}, {target: y, source: $local.ok}]}
""",
        [
            "10:61 FNF084 inputMappings[0] of step 'b' reads '$local.why', which no step of this list sets before it; the target is left out | write $input.why if it stands in the input",
            "11:94 FNF084 inputMappings[1] of step 'c' reads '$local.ok', which no step of this list sets before it; the target is left out | write $input.ok if it stands in the input",
        ],
    ),
    # What a service answers at once is known.
    (
        '- {type: task, name: t, resourceArn: "acs:fnf:::flow/x", outputMappings: [{target: a, source: $local.audited}, {target: b, source: $local.ExecutionName}]}',
        [
            "4:95 FNF084 outputMappings[0] of step 't' reads '$local.audited', which the answer of 'flow/x' does not have, since the task does not wait for a result; the target is left out | with pattern: sync the task waits, and has the result"
        ],
    ),
    (
        """\
- {type: task, name: t, resourceArn: "acs:mns:::/topics/x/messages", serviceParams: {MessageBody: $}}
- {type: pass, name: b, inputMappings: [{target: a, source: $local.MessageId}, {target: b, source: $local.messageId}]}
""",
        [
            "5:100 FNF084 inputMappings[1] of step 'b' reads '$local.messageId', which no step of this list sets before it; the target is left out | did you mean 'MessageId'?"
        ],
    ),
    # Paths that do not fit.
    (
        """\
- type: parallel
  name: both
  branches:
    - steps: [{type: pass, name: a, outputMappings: [{target: x, source: 1}]}]
    - steps: [{type: pass, name: b, outputMappings: [{target: y, source: 2}]}]
  outputMappings:
    - {target: a, source: $local.x}
    - {target: b, source: "$local[2].x"}
    - {target: c, source: "$local[1].x"}
    - {target: d, source: "$local[*].z"}
    - {target: e, source: "$local[*].y"}
    - {target: f, source: $local}
- {type: pass, name: after, inputMappings: [{target: x, source: "$local[*].a"}, {target: y, source: "$input[0]"}]}
""",
        [
            "10:27 FNF085 outputMappings[0] of step 'both' reads '$local.x', which leads nowhere: the local of a parallel is a list, an object for each branch; the target is left out | write $local[*].x",
            "11:27 FNF085 outputMappings[1] of step 'both' reads '$local[2].x', which leads nowhere: it has 2 branches, counted from 0; the target is left out",
            "12:27 FNF084 outputMappings[2] of step 'both' reads '$local[1].x', which no step of its branches sets; nothing is found",
            "13:27 FNF084 outputMappings[3] of step 'both' reads '$local[*].z', which no step of its branches sets; nothing is found",
            "16:65 FNF085 inputMappings[0] of step 'after' reads '$local[*].a', which leads nowhere in an object; the target is left out",
            "16:101 FNF085 inputMappings[1] of step 'after' reads '$input[0]', which leads nowhere in an object; the target is left out",
        ],
    ),
    (
        """\
- {type: pass, name: a, inputMappings: [{target: x, source: $context.execution.nmae}, {target: y, source: $context.task.token}, {target: z, source: $context.stpe.name}]}
""",
        [
            "4:61 FNF085 inputMappings[0] of step 'a' reads '$context.execution.nmae', which leads nowhere; the target is left out | did you mean 'name'?",
            "4:107 FNF085 inputMappings[1] of step 'a' reads '$context.task.token', which leads nowhere; the target is left out | only a task has a token",
            "4:149 FNF085 inputMappings[2] of step 'a' reads '$context.stpe.name', which leads nowhere; the target is left out | did you mean 'step'?",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), TOLD)
def test_what_is_certainly_not_there_is_told(
    steps: str, lines: list[str], advice_on_steps: Callable[[str], list[str]]
) -> None:
    assert [line for line in advice_on_steps(steps) if "FNF084" in line or "FNF085" in line] == lines


@pytest.mark.parametrize(
    "steps",
    [
        # A task's result may have any key, and stays.
        '- {type: task, name: t, resourceArn: "acs:fc:::functions/f"}\n- {type: pass, name: b, inputMappings: [{target: x, source: $local.any}]}',
        # Set on one of two ways.
        "- {type: choice, name: c, choices: [{condition: $.x, steps: [{type: pass, name: a, outputMappings: [{target: k, source: 1}]}]}]}\n- {type: pass, name: b, inputMappings: [{target: x, source: $local.k}]}",
        # Set by a step that comes back.
        "- {type: pass, name: a, inputMappings: [{target: x, source: $local.k}]}\n- {type: pass, name: b, outputMappings: [{target: k, source: $input.y}]}\n- {type: choice, name: c, choices: [{condition: $.k > 2, goto: a}]}",
        # Iterations and branches of tasks.
        '- {type: foreach, name: e, iterationMapping: {collection: $.l, item: i}, steps: [{type: task, name: t, resourceArn: "acs:fc:::functions/f"}], outputMappings: [{target: all, source: "$local[*].parts[*]"}]}',
        "- {type: pass, name: a, inputMappings: [{target: x, source: $local}, {target: y, source: $context}, {target: z, source: $context.step.eventId}]}",
        # Unreachable steps read anything.
        "- {type: succeed, name: a}\n- {type: pass, name: b, inputMappings: [{target: x, source: $local.y}]}",
        "- {type: wait, name: a, duration: $.seconds}",
        '- {type: task, name: t, resourceArn: "acs:fnf:::flow/x", pattern: sync, outputMappings: [{target: a, source: $local.audited}]}',
        # Paths of which only the whole language knows.
        '- {type: pass, name: a, inputMappings: [{target: x, source: "$input.*"}, {target: y, source: "$local[0:2]"}]}',
    ],
)
def test_what_may_be_there_is_not_told_of(steps: str, advice_on_steps: Callable[[str], list[str]]) -> None:
    assert [line for line in advice_on_steps(steps) if "FNF084" in line or "FNF085" in line] == []


def test_mappings_of_the_flow_are_checked(advice: Callable[..., list[str]]) -> None:
    flow = """\
version: v1
type: flow
inputMappings: [{target: order, source: $input.order}]
steps:
  - {type: pass, name: a, inputMappings: [{target: x, source: $input.user}], outputMappings: [{target: done, source: 1}]}
outputMappings:
  - {target: a, source: $local.done}
  - {target: b, source: $local.dnoe}
  - {target: c, source: $input.done}
  - {target: d, source: $local.order}
"""
    assert advice(flow) == [
        "5:63 FNF084 inputMappings[0] of step 'a' reads '$input.user', which the input around it does not have; the target is left out",
        "8:25 FNF084 outputMappings[1] of the flow reads '$local.dnoe', which no step leaves in the flow's local; the target is left out | did you mean 'done'?",
        "9:25 FNF084 outputMappings[2] of the flow reads '$input.done', which the flow's inputMappings do not make; the target is left out | did you mean '$local.done'?",
        "10:25 FNF084 outputMappings[3] of the flow reads '$local.order', which no step leaves in the flow's local; the target is left out | did you mean '$input.order'?",
    ]


def test_a_flow_that_cannot_end_makes_no_output(advice: Callable[..., list[str]]) -> None:
    flow = "version: v1\ntype: flow\nsteps: [{type: fail, name: a}]\noutputMappings: [{target: x, source: $local.y}]\n"
    assert advice(flow) == []


def test_more_keys_than_anybody_writes_count_as_unknown(advice: Callable[..., list[str]]) -> None:
    targets = ", ".join(f"{{target: k{number}, source: 1}}" for number in range(4_001))
    flow = f"version: v1\ntype: flow\nsteps:\n- {{type: pass, name: a, outputMappings: [{targets}]}}\n"
    reader = "- {type: pass, name: b, inputMappings: [{target: x, source: $local.other}]}\n"
    assert [line for line in advice(flow + reader) if "FNF084" in line] == []
