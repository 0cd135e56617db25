"""Paths that are null in every run, and global variables that nothing sets."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTION = 'Action: "FC:InvokeFunction"'

TOLD = [
    # What constructors make.
    (
        """\
- {Type: Pass, Name: A, OutputConstructor: {order: {id: 7}, name.$: $Input.name}, Next: B}
- {Type: Pass, Name: B, InputConstructor: {a.$: $Input.order.id, b.$: $Input.order.no, c.$: $Input.user, d.$: $Input.name.first}, Next: C}
- {Type: Pass, Name: C, OutputConstructor: {x.$: $Input.e}, End: true}
""",
        [
            "6:71 FNF085 InputConstructor of state 'B': '$Input.order.no' is always null; the keys there are id",
            "6:93 FNF085 InputConstructor of state 'B': '$Input.user' is always null; the keys there are order, name",
            "7:50 FNF085 OutputConstructor of state 'C': '$Input.e' is always null; the keys there are a, b, c, d",
        ],
    ),
    (
        """\
- {Type: Pass, Name: A, OutputConstructor: {n: 5, list: [1]}, Next: B}
- {Type: Pass, Name: B, OutputConstructor: {a.$: $Input.n.x, b.$: $Input.list.x, c.$: "$Input.list[3]", d.$: "$Input[0]"}, End: true}
""",
        [
            "6:50 FNF085 OutputConstructor of state 'B': '$Input.n.x' is always null; what 'x' is looked for in is no object",
            "6:67 FNF085 OutputConstructor of state 'B': '$Input.list.x' is always null; what 'x' is looked for in is no object",
            "6:111 FNF085 OutputConstructor of state 'B': '$Input[0]' is always null; the keys there are n, list",
        ],
    ),
    # Containers.
    (
        """\
- Type: Parallel
  Name: A
  Branches:
    - {StartAt: P, States: [{Type: Pass, Name: P, OutputConstructor: {x: 1}, End: true}]}
    - {StartAt: Q, States: [{Type: Pass, Name: Q, End: true}]}
  OutputConstructor: {a.$: $Output.Branch0.x, b.$: $Output.Branch1.any, c.$: $Output.Branch2, d.$: $Output.Branch0.y}
  Next: B
- {Type: Pass, Name: B, OutputConstructor: {x.$: $Input.Branch0}, End: true}
""",
        [
            "10:78 FNF085 OutputConstructor of state 'A': '$Output.Branch2' is always null; the keys there are Branch0, Branch1 | did you mean 'Branch1'?",
            "10:100 FNF085 OutputConstructor of state 'A': '$Output.Branch0.y' is always null; the keys there are x",
            "12:50 FNF085 OutputConstructor of state 'B': '$Input.Branch0' is always null; the keys there are a, b, c, d",
        ],
    ),
    (
        """\
- Type: Map
  Name: A
  ItemsPath: $Input.items
  Processor: {StartAt: P, States: [{Type: Pass, Name: P, OutputConstructor: {x.$: $Input.anything}, End: true}]}
  OutputConstructor: {a.$: "$Output.Items[0].x", b.$: "$Output.Items[0].y", c.$: $Output.items, d.$: $Output.Items.x}
  End: true
""",
        [
            "9:56 FNF085 OutputConstructor of state 'A': '$Output.Items[0].y' is always null; the keys there are x",
            "9:82 FNF085 OutputConstructor of state 'A': '$Output.items' is always null; the keys there are Items | did you mean 'Items'?",
            "9:102 FNF085 OutputConstructor of state 'A': '$Output.Items.x' is always null; what 'x' is looked for in is no object",
        ],
    ),
    # Services.
    (
        f"""\
- Type: Task
  Name: A
  {FUNCTION}
  Parameters: {{resourceArn: "acs:fc:::functions/f"}}
  Next: B
- {{Type: Choice, Name: B, Branches: [{{Condition: $Input.status == "ok", Next: C}}], Default: C}}
- {{Type: Succeed, Name: C}}
""",
        [
            "10:50 FNF085 Condition of Branches[0] of state 'B': '$Input.status' is always null; the keys there are Body | did you mean '$Input.Body.status'?"
        ],
    ),
    (
        f"""\
- {{Type: Task, Name: A, {FUNCTION}, Parameters: {{resourceArn: "acs:fc:::functions/f", invocationType: Async}}, OutputConstructor: {{x.$: $Output.Body}}, Next: B}}
- {{Type: Task, Name: B, Action: "FNF:StartExecution", Parameters: {{resourceArn: "acs:fnf:::flow/x"}}, OutputConstructor: {{x.$: $Output.total}}, Next: C}}
- {{Type: Task, Name: C, Action: "HTTP:Request", Parameters: {{url: "http://x", method: GET}}, OutputConstructor: {{x.$: $Output.code, y.$: $Output.Code}}, End: true}}
""",
        [
            "5:153 FNF085 OutputConstructor of state 'A': '$Output.Body' is always null; the keys there are RequestId",
            "6:127 FNF085 OutputConstructor of state 'B': '$Output.total' is always null; the keys there are FlowName, ExecutionName, RequestID",
            "7:118 FNF085 OutputConstructor of state 'C': '$Output.code' is always null; the keys there are Header, Code, Body | did you mean 'Code'?",
        ],
    ),
    # What null does.
    (
        """\
- {Type: Pass, Name: A, OutputConstructor: {a: 1}, Next: B}
- {Type: Wait, Name: B, Seconds.$: $Input.b, Next: C}
- {Type: Map, Name: C, ItemsPath: $Input.c, Processor: {StartAt: P, States: [{Type: Pass, Name: P, End: true}]}, End: true}
""",
        [
            "6:36 FNF085 Seconds of state 'B': '$Input.b' is always null, so that the state fails; the keys there are a",
            "7:35 FNF085 ItemsPath of state 'C': '$Input.c' is always null, so that the state fails; the keys there are a",
        ],
    ),
    # The context object.
    (
        """\
- {Type: Pass, Name: A, OutputConstructor: {a.$: $Context.Execution.Id, b.$: $Context.Current.Error.Code, c.$: $Context.Current.TaskToken, d.$: $Context.Flow.Name, e.$: $Context.Current.Output.x}, InputConstructor: {f.$: $Context.Current.Output, g.$: $Context.Current.RetryCount}, End: true}
""",
        [
            "5:50 FNF085 OutputConstructor of state 'A': '$Context.Execution.Id' is always null; the keys there are Name, Input, RoleArn",
            "5:78 FNF085 OutputConstructor of state 'A': '$Context.Current.Error.Code' is always null; the keys there are Name, Input, RetryCount, Output | only the OutputConstructor of a Catch rule has it; hand it on from there",
            "5:112 FNF085 OutputConstructor of state 'A': '$Context.Current.TaskToken' is always null; the keys there are Name, Input, RetryCount, Output | only a Task has a token",
            "5:145 FNF085 OutputConstructor of state 'A': '$Context.Flow.Name' is always null; the keys there are Execution, Current",
            "5:170 FNF085 OutputConstructor of state 'A': '$Context.Current.Output.x' is always null; the keys there are f, g",
            "5:222 FNF085 InputConstructor of state 'A': '$Context.Current.Output' is always null; the keys there are Name, Input, RetryCount | it is there in OutputConstructor and GlobalConstructor",
        ],
    ),
    # Global variables.
    (
        """\
- {Type: Pass, Name: A, GlobalConstructor: {region: cn, count.$: $Input.n}, Next: B}
- {Type: Pass, Name: B, OutputConstructor: {a.$: $Global.region, b.$: $Global.regoin, c.$: $Global}, End: true}
""",
        [
            "6:71 FNF084 OutputConstructor of state 'B': '$Global.regoin' is always null; no GlobalConstructor of this execution sets it | did you mean 'region'?"
        ],
    ),
]


@pytest.mark.parametrize(("states", "lines"), TOLD)
def test_what_is_null_in_every_run_is_told(
    states: str, lines: list[str], advice_on_states: Callable[..., list[str]]
) -> None:
    assert advice_on_states(states) == lines


@pytest.mark.parametrize(
    "states",
    [
        # The input of an execution, of an iteration, and what a function returns.
        f"- {{Type: Task, Name: A, {FUNCTION}, Parameters: {{resourceArn: 'acs:fc:::functions/f', body.$: $Input.a}}, OutputConstructor: {{x.$: $Output.Body.a.b}}, End: true}}",
        f"- {{Type: Task, Name: A, {FUNCTION}, Parameters: {{resourceArn.$: $Input.arn, body.$: $Input.a}}, OutputConstructor: {{x.$: $Output.a.b}}, End: true}}",
        f"- {{Type: Task, Name: A, {FUNCTION}, Parameters: {{resourceArn: 'acs:fc:::functions/f', invocationType.$: $Input.t}}, OutputConstructor: {{x.$: $Output.a.b}}, End: true}}",
        "- {Type: Task, Name: A, Action: 'ECS:DescribeInstances', Parameters: {}, OutputConstructor: {x.$: $Output.a.b}, End: true}",
        "- {Type: Map, Name: A, ItemsPath: $Input.items, Processor: {StartAt: P, States: [{Type: Pass, Name: P, OutputConstructor: {x.$: $Input.a}, End: true}]}, End: true}",
        # Looked for, and not read.
        "- {Type: Pass, Name: A, OutputConstructor: {a: 1}, Next: B}\n- {Type: Choice, Name: B, Branches: [{Condition: '\"b\" in $Input && $Input.c != null', Next: C}], Default: C}\n- {Type: Succeed, Name: C}",
        # One of two ways has it.
        "- {Type: Choice, Name: A, Branches: [{Condition: $Input.x, Next: B}], Default: C}\n- {Type: Pass, Name: B, OutputConstructor: {a: 1}, Next: D}\n- {Type: Pass, Name: C, OutputConstructor: {b: 1}, Next: D}\n- {Type: Pass, Name: D, OutputConstructor: {x.$: $Input.a, y.$: $Input.b}, End: true}",
        # The first state of a loop.
        "- {Type: Pass, Name: A, OutputConstructor: {a: 1}, Next: B}\n- {Type: Pass, Name: B, InputConstructor: {n.$: $Input.n, a.$: $Input.a}, OutputConstructor: {n.$: 'intAdd($Input.a, 1)', b.$: $Input.n}, Next: C}\n- {Type: Choice, Name: C, Branches: [{Condition: $Input.n < 3, Next: B}], Default: D}\n- {Type: Succeed, Name: D}",
        # The error in a Catch, and what its target gets without a constructor is the reader's.
        f"- Type: Task\n  Name: A\n  {FUNCTION}\n  Parameters: {{resourceArn: 'acs:fc:::functions/f'}}\n  Catch: [{{Errors: [FnF.ALL], Next: B, OutputConstructor: {{code.$: $Context.Current.Error.Code}}}}, {{Errors: [X], Next: B}}]\n  End: true\n- {{Type: Pass, Name: B, OutputConstructor: {{x.$: $Input.any}}, End: true}}",
        # What functions make.
        "- {Type: Pass, Name: A, OutputConstructor: {a.$: 'jsonMerge($Input, $Context.Execution.Input)'}, Next: B}\n- {Type: Pass, Name: B, OutputConstructor: {x.$: $Input.a.b.c}, End: true}",
        # A whole that is an expression.
        "- {Type: Pass, Name: A, OutputConstructor: {a.$: $Input}, Next: B}\n- {Type: Pass, Name: B, OutputConstructor: {x.$: $Input.a.b.c}, End: true}",
    ],
)
def test_what_may_be_there_is_not_told_of(states: str, advice_on_states: Callable[..., list[str]]) -> None:
    assert [line for line in advice_on_states(states) if "FNF084" in line or "FNF085" in line] == []


def test_target_of_a_catch_gets_what_its_constructor_makes(advice_on_states: Callable[..., list[str]]) -> None:
    states = f"""\
- Type: Task
  Name: A
  {FUNCTION}
  Parameters: {{resourceArn: "acs:fc:::functions/f"}}
  Catch: [{{Errors: [FnF.ALL], Next: B, OutputConstructor: {{code.$: $Context.Current.Error.Code, no.$: $Context.Current.Error.Cause}}}}]
  End: true
- {{Type: Pass, Name: B, OutputConstructor: {{x.$: $Input.detail, y.$: $Context.Current.Error.Code}}, End: true}}
"""
    assert advice_on_states(states) == [
        "9:103 FNF085 OutputConstructor of Catch[0] of state 'A': '$Context.Current.Error.Cause' is always null; the keys there are Code, Detail",
        "11:50 FNF085 OutputConstructor of state 'B': '$Input.detail' is always null; the keys there are code, no",
        "11:70 FNF085 OutputConstructor of state 'B': '$Context.Current.Error.Code' is always null; the keys there are Name, Input, RetryCount, Output | only the OutputConstructor of a Catch rule has it; hand it on from there",
    ]


def test_executions_of_a_distributed_map_have_variables_of_their_own(
    advice_on_states: Callable[..., list[str]],
) -> None:
    states = """\
- {Type: Pass, Name: A, GlobalConstructor: {region: cn}, Next: B}
- Type: Map
  Name: B
  ItemsPath: $Input.items
  ItemConstructor: {key.$: $Item.key, region.$: $Global.region}
  Processor:
    ProcessorConfig: {ExecutionMode: Standard}
    StartAt: P
    States:
      - {Type: Pass, Name: P, OutputConstructor: {a.$: $Global.region, b.$: $Input.key, c.$: $Input.size}, End: true}
  End: true
"""
    assert advice_on_states(states) == [
        "14:56 FNF084 OutputConstructor of state 'P': '$Global.region' is always null; no GlobalConstructor of this execution sets it",
        "14:94 FNF085 OutputConstructor of state 'P': '$Input.size' is always null; the keys there are key, region",
    ]


def test_loop_that_wraps_its_input_is_followed_only_so_deep(advice_on_states: Callable[..., list[str]]) -> None:
    passes = "".join(
        f"- {{Type: Pass, Name: S{number}, OutputConstructor: {{a.$: $Input}}, Next: S{number + 1}}}\n"
        for number in range(40)
    )
    states = (
        f"- {{Type: Pass, Name: A, OutputConstructor: {{x: 1}}, Next: S0}}\n{passes}- {{Type: Succeed, Name: S40}}\n"
    )
    assert advice_on_states(states) == []
