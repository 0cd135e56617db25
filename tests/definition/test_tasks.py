"""Task steps: what they call, retry, catch, with exact problems (fdl-classic 4.2, 7, 8; V8, V9, V15, V19, V20)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.classic.model import CatchRule, Constant, RetryPolicy, ServiceParam, TaskStep
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.targets import ActionTarget, FlowTarget, FunctionTarget
from pytest_fnf.expression.paths import compile_path

if TYPE_CHECKING:
    from collections.abc import Callable


WRONG_TARGETS = [
    (
        "- {type: task, name: a}",
        [
            "4:3 FNF033 step 'a' has no 'resourceArn'; it says what is called, such as acs:fc:::services/{service}/functions/{function}",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", action: "fnf:StartExecution"}',
        [
            "4:58 FNF033 step 'a' has both 'resourceArn' and 'action'; one of the two says what is called",
        ],
    ),
    (
        "- {type: task, name: a, resourceArn: demo/hello}",
        [
            "4:38 FNF033 'demo/hello' is no resource that a task can call; a function is written acs:fc:::services/{service}/functions/{function}, or !Ref service/function",
        ],
    ),
    (
        "- {type: task, name: a, resourceArn: [x]}",
        [
            "4:38 FNF028 resourceArn of step 'a' is a list; a text is needed",
        ],
    ),
    (
        "- {type: task, name: a, resourceArn: }",
        [
            "4:25 FNF033 resourceArn of step 'a' has no value; it says what is called, such as acs:fc:::services/{service}/functions/{function}",
        ],
    ),
    (
        "- {type: task, name: a, resourceArn: !Ref demo}",
        [
            "4:38 FNF033 !Ref 'demo' names no function; it is written !Ref service/function",
        ],
    ),
    (
        "- {type: task, name: a, action: StartExecution}",
        [
            "4:33 FNF033 'StartExecution' is no action; it is written service:Operation, such as fnf:StartExecution",
        ],
    ),
    (
        '- {type: task, name: a, action: "FC::InvokeFunction"}',
        [
            "4:33 FNF033 'FC::InvokeFunction' is no action; it is written service:Operation, such as fnf:StartExecution | write FC:InvokeFunction",
        ],
    ),
    (
        "- {type: task, name: a, action: 1}",
        [
            "4:33 FNF028 action of step 'a' is the number 1; a text is needed | write '1' with quotes",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_TARGETS)
def test_what_a_task_calls_is_given_once_in_a_known_form(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


WRONG_OPTIONS = [
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", pattern: waitForCallback=false}',
        [
            "4:67 FNF034 pattern of step 'a' is the text 'waitForCallback=false'; one of requestResponse, sync, waitForCallback is allowed | did you mean 'waitForCallback'?",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", pattern: Sync}',
        [
            "4:67 FNF034 pattern of step 'a' is the text 'Sync'; one of requestResponse, sync, waitForCallback is allowed | did you mean 'sync'?",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", pattern: [sync]}',
        [
            "4:67 FNF028 pattern of step 'a' is a list; one of requestResponse, sync, waitForCallback is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", timeoutSeconds: 0}',
        [
            "4:74 FNF029 timeoutSeconds of step 'a' is the number 0; a whole number of seconds from 1 to 3153600000 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", timeoutSeconds: -5}',
        [
            "4:74 FNF029 timeoutSeconds of step 'a' is the number -5; a whole number of seconds from 1 to 3153600000 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", timeoutSeconds: 1.5}',
        [
            "4:74 FNF028 timeoutSeconds of step 'a' is the number 1.5; a whole number of seconds from 1 to 3153600000 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", timeoutSeconds: "60"}',
        [
            "4:74 FNF028 timeoutSeconds of step 'a' is the text '60'; a whole number of seconds from 1 to 3153600000 is allowed | remove the quotes",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", timeoutSeconds: true}',
        [
            "4:74 FNF028 timeoutSeconds of step 'a' is true; a whole number of seconds from 1 to 3153600000 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", timeoutSeconds: 4000000000}',
        [
            "4:74 FNF029 timeoutSeconds of step 'a' is the number 4000000000; a whole number of seconds from 1 to 3153600000 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", serviceParams: [x]}',
        [
            "4:73 FNF028 serviceParams of step 'a' is a list; a map is needed | write serviceParams: {Input: $}",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_OPTIONS)
def test_pattern_limit_and_parameters_are_checked(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


WRONG_POLICIES = [
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: {errors: [FnF.ALL]}}',
        [
            "4:65 FNF028 retry of step 'a' is a map; a list is needed | write a list: - {errors, intervalSeconds}",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [FnF.ALL]}',
        [
            "4:66 FNF028 retry[0] of step 'a' is the text 'FnF.ALL'; a map of errors, intervalSeconds, maxIntervalSeconds, maxAttempts, multiplier is needed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{intervalSeconds: 1}]}',
        [
            "4:66 FNF027 retry[0] of step 'a' has no 'errors'; it lists the names of errors; FnF.ALL stands for all",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: "*"}]}',
        [
            "4:75 FNF028 errors of retry[0] of step 'a' is the text '*'; a list is needed | write [FnF.ALL]",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: FC.Unknown}]}',
        [
            "4:75 FNF028 errors of retry[0] of step 'a' is the text 'FC.Unknown'; a list is needed | write [FC.Unknown]",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: []}]}',
        [
            "4:75 FNF065 warning retry[0] of step 'a' lists no errors, so that it matches nothing",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: [404, null]}]}',
        [
            "4:76 FNF028 errors[0] of retry[0] of step 'a' is the number 404; an error's name, a text, is needed | write '404' with quotes",
            "4:81 FNF028 errors[1] of retry[0] of step 'a' is empty; an error's name, a text, is needed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: ["*", FC:ServiceUnavailable, " ", States.ALL, FNF.ALL]}]}',
        [
            "4:76 FNF065 warning retry[0] of step 'a' lists the error '*', which matches nothing; names match exactly | write FnF.ALL to match every error",
            "4:81 FNF065 warning retry[0] of step 'a' lists the error 'FC:ServiceUnavailable', which matches nothing; names match exactly | did you mean 'FC.ServiceUnavailable'?",
            "4:104 FNF065 warning retry[0] of step 'a' lists the error ' ', which matches nothing; names match exactly",
            "4:109 FNF065 warning retry[0] of step 'a' lists the error 'States.ALL', which matches nothing; names match exactly | write FnF.ALL to match every error",
            "4:121 FNF065 warning retry[0] of step 'a' lists the error 'FNF.ALL', which matches nothing; names match exactly | write FnF.ALL to match every error",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: [FnF.ALL], intervalSeconds: 86401, maxIntervalSeconds: 86401}]}',
        [
            "4:103 FNF029 intervalSeconds of retry[0] of step 'a' is the number 86401; a whole number of seconds from 0 to 86400 is allowed",
            "4:130 FNF029 maxIntervalSeconds of retry[0] of step 'a' is the number 86401; a whole number of seconds from 0 to 86400 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: [FnF.ALL], intervalSeconds: 0.5, maxIntervalSeconds: -1}]}',
        [
            "4:103 FNF028 intervalSeconds of retry[0] of step 'a' is the number 0.5; a whole number of seconds from 0 to 86400 is allowed",
            "4:128 FNF029 maxIntervalSeconds of retry[0] of step 'a' is the number -1; a whole number of seconds from 0 to 86400 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: [FnF.ALL], maxAttempts: -1, multiplier: -2}]}',
        [
            "4:99 FNF029 maxAttempts of retry[0] of step 'a' is the number -1; a whole number of retries from 0 is allowed",
            "4:115 FNF029 multiplier of retry[0] of step 'a' is the number -2; a number from 0 is allowed",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: [FnF.ALL], maxAttempts: many, multiplier: "2"}]}',
        [
            "4:99 FNF028 maxAttempts of retry[0] of step 'a' is the text 'many'; a whole number of retries from 0 is allowed",
            "4:117 FNF028 multiplier of retry[0] of step 'a' is the text '2'; a number from 0 is allowed | remove the quotes",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", retry: [{errors: [FnF.ALL], backoffRate: 2, maxatempts: 3}]}',
        [
            "4:86 FNF060 warning retry[0] of step 'a' has an unknown attribute 'backoffRate'; it is ignored | the growth of the delay is its multiplier",
            "4:102 FNF060 warning retry[0] of step 'a' has an unknown attribute 'maxatempts'; it is ignored | did you mean 'maxAttempts'?",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", catch: [{errors: [FnF.ALL]}]}',
        [
            "4:66 FNF027 catch[0] of step 'a' has no 'goto'; it names the step that goes on when the error is caught",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", catch: [{goto: a}]}',
        [
            "4:66 FNF027 catch[0] of step 'a' has no 'errors'; it lists the names of errors; FnF.ALL stands for all",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", catch: [{errors: [FnF.ALL], goto: [a]}]}',
        [
            "4:92 FNF028 goto of catch[0] of step 'a' is a list; a text is needed; it names the step that goes on when the error is caught",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", catch: [{errors: [FnF.ALL], next: a}]}',
        [
            "4:66 FNF027 catch[0] of step 'a' has no 'goto'; it names the step that goes on when the error is caught",
            "4:86 FNF060 warning catch[0] of step 'a' has an unknown attribute 'next'; it is ignored | the step to go to is named by goto",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", catch: [{errors: [FnF.ALL], steps: []}]}',
        [
            "4:66 FNF027 catch[0] of step 'a' has no 'goto'; it names the step that goes on when the error is caught",
            "4:86 FNF037 catch[0] of step 'a' has 'steps'; a catch has errors and goto only | put the steps into this list, behind a step that ends it, and go to the first of them",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", catch: [a]}',
        [
            "4:66 FNF028 catch[0] of step 'a' is the text 'a'; a map of errors, goto is needed",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_POLICIES)
def test_entries_of_retry_and_catch_are_checked(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


HEAD = "version: v1\ntype: flow\nsteps:\n"


def task(steps: str) -> TaskStep:
    definition = read_definition(HEAD + steps)
    assert definition.problems == ()
    step = definition.model.steps[0]
    assert isinstance(step, TaskStep)
    return step


def test_task_with_nothing_but_a_target_has_the_defaults_of_the_language() -> None:
    step = task("- {type: task, name: a, resourceArn: 'acs:fc:::services/s.LATEST/functions/f'}")
    assert step == TaskStep(
        place=Place(4, 3),
        name="a",
        target=FunctionTarget("s", "f", "LATEST"),
        resource_arn="acs:fc:::services/s.LATEST/functions/f",
        action=None,
        pattern="requestResponse",
        service_params=(),
        timeout_seconds=None,
        retry=(),
        catch=(),
        error_mappings=None,
        end=False,
        input_mappings=None,
        output_mappings=None,
    )


def test_task_with_everything_is_read_with_places() -> None:
    step = task(
        """\
- type: task
  name: a
  resourceArn: acs:fnf:::flow/child
  pattern: sync
  timeoutSeconds: 60
  end: true
  serviceParams:
    Input: $
    ExecutionName: $.id
    Flag: [1]
  retry:
    - {errors: [A, B.c], intervalSeconds: 3, maxIntervalSeconds: 10, maxAttempts: 16, multiplier: 1.5}
    - {errors: [FnF.ALL]}
  catch:
    - {errors: [FnF.ALL], goto: b}
  errorMappings: []
- {type: succeed, name: b}
"""
    )
    assert step.target == FlowTarget("child")
    assert (step.pattern, step.timeout_seconds, step.end, step.error_mappings) == ("sync", 60, True, ())
    assert step.service_params == (
        ServiceParam(place=Place(11, 5), name="Input", value=compile_path("")),
        ServiceParam(place=Place(12, 5), name="ExecutionName", value=compile_path(".id")),
        ServiceParam(place=Place(13, 5), name="Flag", value=Constant(place=Place(13, 11), value=[1])),
    )
    assert step.retry == (
        RetryPolicy(
            place=Place(15, 7),
            errors=("A", "B.c"),
            interval_seconds=3,
            max_interval_seconds=10,
            max_attempts=16,
            multiplier=1.5,
        ),
        RetryPolicy(
            place=Place(16, 7),
            errors=("FnF.ALL",),
            interval_seconds=1,
            max_interval_seconds=86_400,
            max_attempts=3,
            multiplier=2,
        ),
    )
    assert step.catch == (CatchRule(place=Place(18, 7), errors=("FnF.ALL",), goto="b"),)


def test_action_stands_in_place_of_a_resource() -> None:
    step = task("- {type: task, name: a, action: 'fnf:StartExecution', serviceParams: {FlowName: x}}")
    assert (step.target, step.action, step.resource_arn) == (
        ActionTarget("fnf", "StartExecution"),
        "fnf:StartExecution",
        None,
    )


@pytest.mark.parametrize("written", ["!Ref svc/fn", "!Ref 'svc/fn'"])
def test_reference_of_a_deployment_tool_stands_for_a_function(written: str) -> None:
    step = task(f"- {{type: task, name: a, resourceArn: {written}}}")
    assert (step.target, step.resource_arn) == (FunctionTarget("svc", "fn"), "acs:fc:::services/svc/functions/fn")


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("maxAttempts: 0", 0),  # "never retry this"
        ("maxAttempts: 3.0", 3),
        ("intervalSeconds: 0", 3),
        ("intervalSeconds: 86400", 3),
        ("multiplier: 1", 3),
    ],
)
def test_bounds_of_a_retry_are_inclusive(policy: str, value: int) -> None:
    step = task(f"- {{type: task, name: a, resourceArn: 'acs:fnf:::flow/x', retry: [{{errors: [E], {policy}}}]}}")
    assert step.retry[0].max_attempts == value
