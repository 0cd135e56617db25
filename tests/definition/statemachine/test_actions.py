"""Actions and their parameters (cloudflow-statemachine 11.2; 1.2, check 8)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.statemachine.model import TaskState
from pytest_fnf.definition.targets import FunctionTarget

if TYPE_CHECKING:
    from collections.abc import Callable

ACTIONS = [
    ("Name: a", ["5:3 FNF033 state 'a' has no 'Action'; it is written Service:Operation, such as FC:InvokeFunction"]),
    (
        "Name: a, Action: ",
        ["5:36 FNF033 Action of state 'a' has no value; it is written Service:Operation, such as FC:InvokeFunction"],
    ),
    (
        "Name: a, Action: 1",
        [
            "5:44 FNF028 Action of state 'a' is the number 1; a text is needed; it is written Service:Operation, such as FC:InvokeFunction | write '1' with quotes"
        ],
    ),
    (
        "Name: a, Action: InvokeFunction",
        [
            "5:44 FNF033 Action of state 'a' is the text 'InvokeFunction'; it is written Service:Operation, such as FC:InvokeFunction | did you mean 'FC:InvokeFunction'?"
        ],
    ),
    (
        "Name: a, Action: 'acs:fc:::functions/f'",
        [
            "5:44 FNF033 Action of state 'a' is the text 'acs:fc:::functions/f'; it is written Service:Operation, such as FC:InvokeFunction | write Action: FC:InvokeFunction, and below Parameters resourceArn: acs:fc:::functions/f"
        ],
    ),
    (
        "Name: a, Action: 'acs:fnf:::flow/f'",
        [
            "5:44 FNF033 Action of state 'a' is the text 'acs:fnf:::flow/f'; it is written Service:Operation, such as FC:InvokeFunction | write Action: FNF:StartExecution, and below Parameters resourceArn: acs:fnf:::flow/f"
        ],
    ),
    (
        "Name: a, Action: 'FC::InvokeFunction', Parameters: {resourceArn: acs:fc:::functions/f}",
        [
            "5:44 FNF122 warning state 'a' has the action 'FC::InvokeFunction'; it is read as 'FC:InvokeFunction' | write FC:InvokeFunction"
        ],
    ),
    (
        "Name: a, Action: 'ECS::DescribeInstances'",
        [
            "5:44 FNF122 warning state 'a' has the action 'ECS::DescribeInstances'; it is read as 'ECS:DescribeInstances' | write ECS:DescribeInstances"
        ],
    ),
    (
        "Name: a, Action: 'fnf:StartExecution', Parameters: {resourceArn: acs:fnf:::flow/x}",
        [
            "5:44 FNF122 warning state 'a' has the action 'fnf:StartExecution'; it is read as 'FNF:StartExecution' | write FNF:StartExecution"
        ],
    ),
    (
        "Name: a, Action: 'FC:InvokeFuntion'",
        ["5:44 FNF122 warning state 'a' has the unknown action 'FC:InvokeFuntion' | did you mean 'FC:InvokeFunction'?"],
    ),
    ("Name: a, Action: 'FC:GetFunction'", []),
    ("Name: a, Action: 'FNF:StopExecution'", []),
    ("Name: a, Action: 'MNS:SendMessage', Parameters: {anything: [1], what.$: $Input}", []),
]


@pytest.mark.parametrize(("attributes", "lines"), ACTIONS)
def test_action_is_checked(attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Task, End: true, {attributes}") == lines


def test_two_colons_are_accepted() -> None:
    # 1.2, check 8
    state = read_definition(
        """\
Type: StateMachine
SpecVersion: v1
StartAt: a
States:
  - Type: Task
    Name: a
    Action: FC::InvokeFunction
    Parameters: {resourceArn: acs:fc:::functions/f, invocationType: Sync}
    End: true
"""
    ).model.scope.states[0]
    assert isinstance(state, TaskState)
    assert (state.action.text, state.target) == ("FC:InvokeFunction", FunctionTarget(None, "f"))


FUNCTION_FORMS = (
    "acs:fc:::functions/{function}/{qualifier} or acs:fc:::services/{service}.{qualifier}/functions/{function}"
)

PARAMETERS = [
    # a function; a published flow has no invocationType
    ("FC:InvokeFunction", "{resourceArn: acs:fc:::functions/f}", []),
    ("FC:InvokeFunction", "{resourceArn: acs:fc:::functions/f, invocationType: Async, body: text}", []),
    ("FC:InvokeFunction", "{resourceArn.$: $Input.arn, invocationType.$: $Input.type, body.$: $Input}", []),
    (
        "FC:InvokeFunction",
        "{}",
        ["9:3 FNF027 Parameters of state 'a' has no 'resourceArn'; FC:InvokeFunction needs it: it says what is called"],
    ),
    (
        "FC:InvokeFunction",
        "{resourceARN: acs:fc:::functions/f, invocationType: sync, functionName: f}",
        [
            "9:3 FNF027 Parameters of state 'a' has no 'resourceArn'; FC:InvokeFunction needs it: it says what is called | write 'resourceArn' for 'resourceARN'",
            "9:16 FNF121 warning Parameters of state 'a' has 'resourceARN', which FC:InvokeFunction does not take; it takes resourceArn, invocationType, body | did you mean 'resourceArn'?",
            "9:67 FNF028 invocationType of Parameters of state 'a' is the text 'sync'; one of Sync, Async is allowed | did you mean 'Sync'?",
            "9:73 FNF121 warning Parameters of state 'a' has 'functionName', which FC:InvokeFunction does not take; it takes resourceArn, invocationType, body | what is called is named by resourceArn",
        ],
    ),
    (
        "FC:InvokeFunction",
        "{resourceArn: demo/hello}",
        [
            f"9:29 FNF033 resourceArn of Parameters of state 'a' is the text 'demo/hello'; FC:InvokeFunction calls a function, written {FUNCTION_FORMS}"
        ],
    ),
    (
        "FC:InvokeFunction",
        "{resourceArn: acs:fnf:::flow/child}",
        [
            f"9:29 FNF033 resourceArn of Parameters of state 'a' is the text 'acs:fnf:::flow/child'; FC:InvokeFunction calls a function, written {FUNCTION_FORMS} | write Action: FNF:StartExecution"
        ],
    ),
    (
        "FC:InvokeFunction",
        "{resourceArn: $Input.arn}",
        [
            f"9:29 FNF033 resourceArn of Parameters of state 'a' is the text '$Input.arn'; FC:InvokeFunction calls a function, written {FUNCTION_FORMS} | an expression is written resourceArn.$",
            "9:29 FNF063 warning resourceArn of Parameters of state 'a' is '$Input.arn', which stays text; an expression stands under a key that ends in .$ | write resourceArn.$",
        ],
    ),
    (
        "FC:InvokeFunction",
        "{resourceArn: 7, invocationType: }",
        [
            "9:29 FNF028 resourceArn of Parameters of state 'a' is the number 7; a text is needed",
            "9:48 FNF028 invocationType of Parameters of state 'a' is empty; a text is needed",
        ],
    ),
    # a sub-flow: its input is an object only
    (
        "FNF:StartExecution",
        "{resourceArn: acs:fnf:cn-shanghai:1:flow/child, executionName: x, input: {a.$: $Input}}",
        [],
    ),
    ("FNF:StartExecution", "{resourceArn: acs:fnf:::flow/child, input.$: $Input}", []),
    (
        "FNF:StartExecution",
        "{resourceArn: acs:fnf:::flows/child, input: '{}', name: x}",
        [
            "9:29 FNF033 resourceArn of Parameters of state 'a' is the text 'acs:fnf:::flows/child'; FNF:StartExecution calls a flow, written acs:fnf:::flow/{flow}",
            "9:59 FNF028 input of Parameters of state 'a' is the text '{}'; a map is needed",
            "9:65 FNF121 warning Parameters of state 'a' has 'name', which FNF:StartExecution does not take; it takes resourceArn, executionName, input | the name of the new execution is executionName",
        ],
    ),
    (
        "FNF:StartExecution",
        "{resourceArn: acs:fc:::functions/f, input: [1]}",
        [
            "9:29 FNF033 resourceArn of Parameters of state 'a' is the text 'acs:fc:::functions/f'; FNF:StartExecution calls a flow, written acs:fnf:::flow/{flow} | write Action: FC:InvokeFunction",
            "9:58 FNF028 input of Parameters of state 'a' is a list; a map is needed",
        ],
    ),
    # a request; a sample writes Get
    ("HTTP:Request", "{url: 'https://example.com/x', method: Get, headers: {A: b}, body: [1]}", []),
    (
        "HTTP:Request",
        "{headers: text, Body: x}",
        [
            "9:3 FNF027 Parameters of state 'a' has no 'method'; HTTP:Request needs it: it is one of GET, POST, PATCH, PUT, DELETE, HEAD",
            "9:3 FNF027 Parameters of state 'a' has no 'url'; HTTP:Request needs it: it is the whole address, with http:// or https://",
            "9:25 FNF028 headers of Parameters of state 'a' is the text 'text'; a map is needed",
            "9:31 FNF121 warning Parameters of state 'a' has 'Body', which HTTP:Request does not take; it takes url, method, body, headers | did you mean 'body'?",
        ],
    ),
    (
        "HTTP:Request",
        "{url: example.com, method: FETCH}",
        [
            "9:21 FNF028 url of Parameters of state 'a' is the text 'example.com'; the whole address is needed, with http:// or https:// | write https://example.com",
            "9:42 FNF028 method of Parameters of state 'a' is the text 'FETCH'; one of GET, POST, PATCH, PUT, DELETE, HEAD is allowed | did you mean 'PATCH'?",
        ],
    ),
]


@pytest.mark.parametrize(("action", "parameters", "lines"), PARAMETERS)
def test_parameters_of_known_actions_are_checked(
    action: str, parameters: str, lines: list[str], found_in_states: Callable[[str], list[str]]
) -> None:
    state = f"- Type: Task\n  Name: a\n  End: true\n  Action: {action}\n  Parameters: {parameters}\n"
    assert found_in_states(state) == lines


def test_action_without_parameters_is_told_at_the_state(found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state("Type: Task, Name: a, End: true, Action: 'FC:InvokeFunction'") == [
        "5:3 FNF027 state 'a' has no 'Parameters' with 'resourceArn'; FC:InvokeFunction needs it: it says what is called"
    ]
    assert found_in_state(
        "Type: Task, Name: a, End: true, Action: 'HTTP:Request', Paramters: {method: GET, url: x}"
    ) == [
        "5:3 FNF027 state 'a' has no 'Parameters' with 'method'; HTTP:Request needs it: it is one of GET, POST, PATCH, PUT, DELETE, HEAD | write 'Parameters' for 'Paramters'",
        "5:3 FNF027 state 'a' has no 'Parameters' with 'url'; HTTP:Request needs it: it is the whole address, with http:// or https:// | write 'Parameters' for 'Paramters'",
        "5:60 FNF060 warning state 'a' has an unknown attribute 'Paramters'; it is ignored | did you mean 'Parameters'?",
    ]
