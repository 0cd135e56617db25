"""Tasks: mode, limit, what is handed over (cloudflow-statemachine 11.1, 11.3, 14.1; 1.2, checks 8 and 11; OQ-17)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.statemachine.model import CatchRule, Constant, MapTemplate, RetryRule, TaskState
from pytest_fnf.definition.targets import ActionTarget, FlowTarget, FunctionTarget, Target

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates:\n"


def task(attributes: str) -> TaskState:
    state = read_definition(f"{HEAD}- {{Type: Task, Name: a, End: true, {attributes}}}").model.scope.states[0]
    assert isinstance(state, TaskState)
    return state


def test_task_is_read_whole() -> None:
    definition = read_definition(
        HEAD
        + """\
- Type: Task
  Name: a
  Action: FC:InvokeFunction
  TaskMode: WaitForCustomCallback
  Parameters:
    resourceArn: acs:fc:cn-hangzhou:123:functions/ask/LATEST
    invocationType: Async
    body:
      token.$: $Context.Current.TaskToken
      n: 1
  Timeout: 604800
  Retry:
    - Errors: [FC.ResourceThrottled, FnF.TaskTimeout]
      Description: transient
      MaxAttempts: 3
      IntervalSeconds: 5
      BackoffRate: 1.5
      MaxBackoffSeconds: 60
    - {Errors: [FnF.ALL], MaxAttempts: 0, IntervalSeconds: 0}
  Catch:
    - Errors: [FnF.ALL]
      OutputConstructor: {code.$: $Context.Current.Error.Code}
      Next: b
  Next: b
- {Type: Succeed, Name: b}
"""
    )
    assert definition.problems == ()
    state = definition.model.scope.states[0]
    assert isinstance(state, TaskState)
    assert (state.action, state.target, state.mode) == (
        ActionTarget("FC", "InvokeFunction"),
        FunctionTarget(None, "ask", "LATEST"),
        "WaitForCustomCallback",
    )
    assert (state.timeout_seconds, state.timeout_expression, state.next) == (604_800, None, "b")
    assert isinstance(state.parameters, MapTemplate)
    assert [name for name, _ in state.parameters.entries] == ["resourceArn", "invocationType", "body"]
    assert state.retry == (
        RetryRule(
            place=Place(17, 7),
            errors=("FC.ResourceThrottled", "FnF.TaskTimeout"),
            max_attempts=3,
            interval_seconds=5,
            backoff_rate=1.5,
            max_backoff_seconds=60,
        ),
        RetryRule(place=Place(23, 7), errors=("FnF.ALL",), max_attempts=0, interval_seconds=0),
    )
    (rule,) = state.catch
    assert (rule.place, rule.errors, rule.next) == (Place(25, 7), ("FnF.ALL",), "b")
    assert isinstance(rule.output_constructor, MapTemplate)


def test_what_is_not_written_has_its_default() -> None:
    state = task("Action: ECS:DescribeInstances")
    assert (state.mode, state.timeout_seconds, state.timeout_expression) == ("RequestComplete", None, None)
    assert (state.retry, state.catch) == ((), ())
    assert state.parameters == Constant(place=Place(5, 3), value={})


TARGETS: list[tuple[str, Target | None]] = [
    (
        "Action: FC:InvokeFunction, Parameters: {resourceArn: acs:fc:cn-hangzhou:1:functions/f/prod}",
        FunctionTarget(None, "f", "prod"),
    ),
    (
        "Action: FC:InvokeFunction, Parameters: {resourceArn: acs:fc:::services/s.LATEST/functions/f}",
        FunctionTarget("s", "f", "LATEST"),
    ),
    ("Action: FC:InvokeFunction, Parameters: {resourceArn: !Ref s/f}", FunctionTarget("s", "f")),
    ("Action: FC:InvokeFunction, Parameters: {resourceArn.$: $Input.arn}", None),
    (
        "Action: FC:InvokeFunction, Parameters: {body.$: $Input, resourceArn: acs:fc:::functions/f}",
        FunctionTarget(None, "f"),
    ),
    ("Action: FNF:StartExecution, Parameters: {resourceArn: acs:fnf:::flow/child}", FlowTarget("child")),
    ("Action: FNF:StartExecution, Parameters: {resourceArn.$: $Input.arn, input: {}}", None),
    ("Action: HTTP:Request, Parameters: {url.$: $Input.url, method: Get}", ActionTarget("HTTP", "Request")),
    ("Action: ECS:DescribeInstances", ActionTarget("ECS", "DescribeInstances")),
]


@pytest.mark.parametrize(("attributes", "target"), TARGETS)
def test_what_is_called_is_known_where_it_is_a_constant(attributes: str, target: Target | None) -> None:
    assert task(attributes).target == target


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [("Timeout: 0", 0), ("Timeout: 30", 30), ("Timeout: '30'", 30), ("Timeout: 30.0", 30)],
)
def test_limit_is_a_number_even_in_quotes(attributes: str, seconds: int) -> None:
    # 11.1: the table calls it a string
    assert task(f"Action: A:B, {attributes}").timeout_seconds == seconds


def test_limit_is_computed() -> None:
    state = task("Action: A:B, Timeout.$: $Input.timeout")
    assert (state.timeout_seconds, state.timeout_expression and state.timeout_expression.text) == (
        None,
        "$Input.timeout",
    )


WRONG = [
    (
        "Action: A:B, Timeout: 604801",
        [
            "5:58 FNF029 Timeout of state 'a' is the number 604801; a whole number of seconds from 0, for none, to 604800 is allowed"
        ],
    ),
    (
        "Action: A:B, Timeout: '604801'",
        [
            "5:58 FNF029 Timeout of state 'a' is the number 604801; a whole number of seconds from 0, for none, to 604800 is allowed"
        ],
    ),
    (
        "Action: A:B, Timeout: $Input.t",
        [
            "5:58 FNF028 Timeout of state 'a' is the text '$Input.t'; a whole number of seconds from 0, for none, to 604800 is allowed | an expression is written Timeout.$: $Input.key"
        ],
    ),
    (
        "Action: A:B, Timeout.$: $Input.t, Timeout: 3",
        ["5:70 FNF103 state 'a' has both 'Timeout' and 'Timeout.$'; one of the two is allowed"],
    ),
    (
        "Action: A:B, TaskMode: Async",
        [
            "5:59 FNF034 TaskMode of state 'a' is the text 'Async'; one of RequestComplete, WaitForSystemCallback, WaitForCustomCallback is allowed"
        ],
    ),
    (
        "Action: A:B, TaskMode: requestComplete",
        [
            "5:59 FNF034 TaskMode of state 'a' is the text 'requestComplete'; one of RequestComplete, WaitForSystemCallback, WaitForCustomCallback is allowed | did you mean 'RequestComplete'?"
        ],
    ),
    (
        "Action: A:B, TaskMode: waitForCallback",
        [
            "5:59 FNF034 TaskMode of state 'a' is the text 'waitForCallback'; one of RequestComplete, WaitForSystemCallback, WaitForCustomCallback is allowed | did you mean 'WaitForCustomCallback'?"
        ],
    ),
    (
        "Action: A:B, TaskMode: [sync]",
        [
            "5:59 FNF028 TaskMode of state 'a' is a list; one of RequestComplete, WaitForSystemCallback, WaitForCustomCallback is allowed"
        ],
    ),
    (
        "Action: A:B, Parameters: text",
        ["5:61 FNF028 Parameters of state 'a' is the text 'text'; a map is needed"],
    ),
    (
        "Action: A:B, Parameters: $Input.x",
        [
            "5:61 FNF028 Parameters of state 'a' is the text '$Input.x'; a map is needed | write Parameters: {key.$: $Input.x}"
        ],
    ),
    (
        "Action: A:B, Parameters.$: $Input.x",
        [
            "5:49 FNF060 warning state 'a' has an unknown attribute 'Parameters.$'; it is ignored | Parameters is a map; expressions stand inside it, under keys that end in .$"
        ],
    ),
    (
        "Action: A:B, OnErrors: [{Errors: [FnF.ALL], Next: a}]",
        [
            "5:49 FNF105 state 'a' has 'OnErrors', which the service has replaced by 'Retry' and 'Catch' | write Retry: - {Errors, MaxAttempts, IntervalSeconds}, and Catch: - {Errors, Next}"
        ],
    ),
    (
        "Action: A:B, Parameters: {Tag: !Ref s/f}",
        ["5:67 FNF008 Tag of Parameters of state 'a' has the tag !Ref; it stands at a resourceArn only"],
    ),
    (
        "Action: FC:InvokeFunction, Parameters: {resourceArn: !Ref f}",
        ["5:89 FNF033 !Ref 'f' names no function; it is written !Ref service/function"],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), WRONG)
def test_task_is_checked(attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Task, Name: a, End: true, {attributes}") == lines


def test_express_flow_has_request_complete_only() -> None:
    # 1.2, check 11
    text = f"{HEAD}- {{Type: Task, Name: a, End: true, Action: A:B, TaskMode: WaitForCustomCallback}}"
    assert read_definition(text).problems == ()
    with pytest.raises(DefinitionError) as error:
        read_definition(text, mode="express", label="flow.yml")
    assert str(error.value).splitlines()[0] == (
        "flow.yml:5:59: FNF106 TaskMode of state 'a' is the text 'WaitForCustomCallback'; in Express mode a Task has RequestComplete only"
    )
    assert read_definition(text.replace("WaitForCustomCallback", "RequestComplete"), mode="express").problems == ()


HANDLING = [
    (
        "Retry: {Errors: [FnF.ALL]}",
        [
            "5:56 FNF028 Retry of state 'a' is a map; a list is needed | write a list: - {Errors: [FnF.ALL], MaxAttempts: 3, IntervalSeconds: 1}"
        ],
    ),
    (
        "Retry: [x]",
        [
            "5:57 FNF028 Retry[0] of state 'a' is the text 'x'; a map of Errors, Description, MaxAttempts, IntervalSeconds, BackoffRate, MaxBackoffSeconds is needed"
        ],
    ),
    (
        "Retry: [{}]",
        [
            "5:57 FNF027 Retry[0] of state 'a' has no 'Errors'; it lists the names of errors; FnF.ALL stands for all",
            "5:57 FNF027 Retry[0] of state 'a' has no 'IntervalSeconds'; it is the delay before the first retry",
            "5:57 FNF027 Retry[0] of state 'a' has no 'MaxAttempts'; it is the number of retries",
        ],
    ),
    (
        "Retry: [{Errors: FnF.ALL, MaxAttempts: -1, IntervalSeconds: 86401, BackoffRate: '2', MaxBackoffSeconds: 1.5}]",
        [
            "5:66 FNF028 Errors of Retry[0] of state 'a' is the text 'FnF.ALL'; a list is needed | write [FnF.ALL]",
            "5:88 FNF029 MaxAttempts of Retry[0] of state 'a' is the number -1; a whole number of retries from 0 is allowed",
            "5:109 FNF029 IntervalSeconds of Retry[0] of state 'a' is the number 86401; a whole number of seconds from 0 to 86400 is allowed",
            "5:129 FNF028 BackoffRate of Retry[0] of state 'a' is the text '2'; a number from 0 is allowed | remove the quotes",
            "5:153 FNF028 MaxBackoffSeconds of Retry[0] of state 'a' is the number 1.5; a whole number of seconds from 0 to 86400 is allowed",
        ],
    ),
    (
        "Retry: [{Errors: ['*', 'FC:Unknown', States.Timeout, States.TaskFailed], MaxAttempts: 1, IntervalSeconds: 1}]",
        [
            "5:67 FNF065 warning Retry[0] of state 'a' lists the error '*', which matches nothing; names match exactly | write FnF.ALL to match every error",
            "5:72 FNF065 warning Retry[0] of state 'a' lists the error 'FC:Unknown', which matches nothing; names match exactly | did you mean 'FC.Unknown'?",
            "5:86 FNF065 warning Retry[0] of state 'a' lists the error 'States.Timeout', which matches nothing; names match exactly | did you mean 'FnF.TaskTimeout'?",
            "5:102 FNF065 warning Retry[0] of state 'a' lists the error 'States.TaskFailed', which matches nothing; names match exactly",
        ],
    ),
    (
        "Retry: [{Error: [x], MaxAttempts: 1, IntervalSeconds: 1}]",
        [
            "5:57 FNF027 Retry[0] of state 'a' has no 'Errors'; it lists the names of errors; FnF.ALL stands for all | write 'Errors' for 'Error'",
            "5:58 FNF060 warning Retry[0] of state 'a' has an unknown attribute 'Error'; it is ignored | names of errors stand in Errors, a list",
        ],
    ),
    (
        "Catch: [{Errors: [x], OutputConstrutor: {}, Next: a}]",
        [
            "5:57 FNF124 warning Catch[0] of state 'a' has no 'OutputConstructor', so that the next state gets {} | write 'OutputConstructor' for 'OutputConstrutor'",
            "5:71 FNF060 warning Catch[0] of state 'a' has an unknown attribute 'OutputConstrutor'; it is ignored | did you mean 'OutputConstructor'?",
        ],
    ),
    (
        "Retry: [{ErrorEquals: [x], MaxAttempts: 1, IntervalSeconds: 1, multiplier: 2, Next: a}]",
        [
            "5:57 FNF027 Retry[0] of state 'a' has no 'Errors'; it lists the names of errors; FnF.ALL stands for all | write 'Errors' for 'ErrorEquals'",
            "5:58 FNF060 warning Retry[0] of state 'a' has an unknown attribute 'ErrorEquals'; it is ignored | 'ErrorEquals' is a word of Amazon States Language; here names of errors stand in Errors, a list",
            "5:112 FNF060 warning Retry[0] of state 'a' has an unknown attribute 'multiplier'; it is ignored | 'multiplier' is a word of the classic dialect, type: flow; in this one the growth of the delay is BackoffRate",
            "5:127 FNF060 warning Retry[0] of state 'a' has an unknown attribute 'Next'; it is ignored | known are Errors, Description, MaxAttempts, IntervalSeconds, BackoffRate, MaxBackoffSeconds",
        ],
    ),
    (
        "Catch: [{Errors: [], Next: a}]",
        [
            "5:57 FNF124 warning Catch[0] of state 'a' has no 'OutputConstructor', so that the next state gets {} | write OutputConstructor: {code.$: $Context.Current.Error.Code}, or OutputConstructor: {}",
            "5:66 FNF065 warning Catch[0] of state 'a' lists no errors, so that it matches nothing",
        ],
    ),
    (
        "Catch: [{Errors: [FnF.ALL], OutputConstructor: {x.$: $Output.y}}]",
        [
            "5:57 FNF027 Catch[0] of state 'a' has no 'Next'; it names the state that goes on when the error is caught",
            "5:102 FNF043 x.$ of OutputConstructor of Catch[0] of state 'a' reads $Output; it can be read in an OutputConstructor or a GlobalConstructor only | what failed is told by $Context.Current.Error",
        ],
    ),
    (
        "Catch: [{errors: [FnF.ALL], OutputConstructor: {}, goto: b}]",
        [
            "5:57 FNF027 Catch[0] of state 'a' has no 'Next'; it names the state that goes on when the error is caught",
            "5:58 FNF101 Catch[0] of state 'a' has 'errors'; in the dialect 'Type: StateMachine' it is written 'Errors' | small first letters belong to the classic dialect, type: flow",
            "5:100 FNF060 warning Catch[0] of state 'a' has an unknown attribute 'goto'; it is ignored | 'goto' is a word of the classic dialect, type: flow; in this one the state to go to is named by Next",
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), HANDLING)
def test_retry_and_catch_are_checked(
    attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]
) -> None:
    assert found_in_state(f"Type: Task, Name: a, End: true, Action: A:B, {attributes}") == lines


def test_catch_may_hand_on_nothing_on_purpose() -> None:
    state = task("Action: A:B, Catch: [{Errors: [FnF.ALL], OutputConstructor: {}, Next: a}]")
    assert state.catch == (
        CatchRule(
            place=Place(5, 57),
            errors=("FnF.ALL",),
            next="a",
            output_constructor=Constant(place=Place(5, 96), value={}),
        ),
    )
