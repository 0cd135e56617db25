"""Tokens that are not sent, calls that the service refuses, names used again, placeholders."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "inputMappings: [{target: token, source: $context.task.token}]"

TOLD = [
    (
        "- {type: task, name: t, resourceArn: 'acs:fc:::functions/f', pattern: waitForCallback, timeoutSeconds: 9}",
        [
            "4:3 FNF092 step 't' waits for a report, but what it sends does not hold $context.task.token, so that nobody can report | map it with inputMappings, and send that key"
        ],
    ),
    (
        f"- {{type: task, name: t, resourceArn: 'acs:mns:::/queues/q/messages', pattern: waitForCallback, timeoutSeconds: 9, {TOKEN}, serviceParams: {{MessageBody: hello}}}}",
        [
            "4:3 FNF092 step 't' waits for a report, but what it sends does not hold $context.task.token, so that nobody can report | map it with inputMappings, and send that key"
        ],
    ),
    (
        "- {type: task, name: t, resourceArn: 'acs:mns:::/topics/x/messages', pattern: sync, serviceParams: {MessageBody: $}}",
        ["4:3 FNF095 step 't' calls 'topics/x' with pattern: sync, which messages do not have; the task always fails"],
    ),
    (
        "- {type: task, name: t, resourceArn: 'acs:mns:::/queues/q/messages'}",
        [
            "4:3 FNF095 step 't' sends a message to 'queues/q' without a MessageBody; the task always fails | write serviceParams: {MessageBody: $} to send the step's input"
        ],
    ),
    (
        "- {type: task, name: t, resourceArn: 'acs:fc:::functions/f', serviceParams: {invocationType: Async}}",
        [
            "4:78 FNF095 step 't' gives the parameter 'invocationType', which is not known; known are InvocationType, StatefulAsyncInvocationID | did you mean 'InvocationType'?"
        ],
    ),
    (
        "- {type: task, name: t, resourceArn: 'acs:fnf:::flow/x', serviceParams: {Input: $, ExecutionName: nightly}}",
        [
            "4:84 FNF096 step 't' always starts its execution as 'nightly'; each name can be used once, so that only the first start succeeds | leave the name out, or make it of the input"
        ],
    ),
    (
        "- {type: task, name: t, action: 'fnf:StartExecution', serviceParams: {FlowName: x, ExecutionName: nightly}}",
        [
            "4:84 FNF096 step 't' always starts its execution as 'nightly'; each name can be used once, so that only the first start succeeds | leave the name out, or make it of the input"
        ],
    ),
    (
        "- {type: task, name: t, resourceArn: 'acs:fnf:::flow/x', pattern: sync, serviceParams: {ExecutionName: $.name}, retry: [{errors: [FnF.ALL]}]}",
        [
            "4:89 FNF096 step 't' starts its execution under the same name at each retry; each name can be used once, so that the retries fail | leave the name out where the task has a retry"
        ],
    ),
    (
        """\
- type: task
  name: t
  resourceArn: acs:fc:cn-hangzhou:{accountID}:services/demo/functions/f
""",
        [
            "6:35 FNF097 resourceArn of step 't' holds '{accountID}', which nothing replaces | put in what it stands for; region and account may be left empty, as in acs:fc:::..."
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), TOLD)
def test_call_that_does_not_do_what_it_says_is_told(
    steps: str, lines: list[str], advice_on_steps: Callable[[str], list[str]]
) -> None:
    assert advice_on_steps(steps) == lines


@pytest.mark.parametrize(
    "steps",
    [
        f"- {{type: task, name: t, resourceArn: 'acs:mns:::/queues/q/messages', pattern: waitForCallback, timeoutSeconds: 9, {TOKEN}, serviceParams: {{MessageBody: $}}}}",
        f"- {{type: task, name: t, resourceArn: 'acs:mns:::/queues/q/messages', pattern: waitForCallback, timeoutSeconds: 9, {TOKEN}, serviceParams: {{MessageBody: $.token}}}}",
        f"- {{type: task, name: t, resourceArn: 'acs:fnf:::flow/x', pattern: waitForCallback, timeoutSeconds: 9, {TOKEN}}}",
        "- {type: task, name: t, resourceArn: 'acs:fc:::functions/f', pattern: waitForCallback, timeoutSeconds: 9, inputMappings: [{target: all, source: $context}]}",
        "- {type: task, name: t, resourceArn: 'acs:fnf:::flow/x', serviceParams: {ExecutionName: $.name}, retry: [{errors: [FnF.ALL]}]}",
        "- {type: task, name: t, resourceArn: 'acs:fnf:::flow/x', pattern: sync, serviceParams: {ExecutionName: $.name}, retry: [{errors: [fnf.ResourceThrottled]}]}",
        "- {type: task, name: t, action: 'ocr:Recognize', serviceParams: {ExecutionName: nightly, Side: face}}",
        "- {type: task, name: t, resourceArn: 'acs:fc:::functions/f', serviceParams: {SomethingElse: 1}}",
    ],
)
def test_call_that_may_be_meant_is_not_told_of(steps: str, advice_on_steps: Callable[[str], list[str]]) -> None:
    assert advice_on_steps(steps) == []


STATES = [
    (
        'Action: "FC:InvokeFunction", TaskMode: WaitForCustomCallback, Timeout: 9, Parameters: {resourceArn: "acs:fc:::functions/f", body: {a: 1}}',
        [
            "5:3 FNF092 state 'A' waits for a report, but what it sends does not hold $Context.Current.TaskToken, so that nobody can report | write it into Parameters: body: {token.$: $Context.Current.TaskToken}"
        ],
    ),
    (
        'Action: "FC:InvokeFunction", TaskMode: WaitForCustomCallback, Timeout: 9, Parameters: {resourceArn: "acs:fc:::functions/f", body: {token.$: $Context.Current.TaskToken}}',
        [],
    ),
    (
        'Action: "FC:InvokeFunction", TaskMode: WaitForCustomCallback, Timeout: 9, InputConstructor: {token.$: $Context.Current.TaskToken}, Parameters: {resourceArn: "acs:fc:::functions/f", body.$: $Input}',
        [],
    ),
    (
        'Action: "HTTP:Request", TaskMode: WaitForCustomCallback, Timeout: 9, Parameters: {url: "http://x", method: GET}',
        [],
    ),
    (
        'Action: "FNF:StartExecution", Parameters: {resourceArn: "acs:fnf:::flow/x", executionName: nightly}',
        [
            "5:67 FNF096 state 'A' always starts its execution as 'nightly'; each name can be used once, so that only the first start succeeds | leave the name out, or make it of the input"
        ],
    ),
    (
        'Action: "FNF:StartExecution", TaskMode: WaitForSystemCallback, Parameters: {resourceArn: "acs:fnf:::flow/x", executionName.$: $Input.name}, Retry: [{Errors: [FnF.ALL], MaxAttempts: 1, IntervalSeconds: 1}]',
        [
            "5:151 FNF096 state 'A' starts its execution under the same name at each retry; each name can be used once, so that the retries fail | leave the name out where the task has a retry"
        ],
    ),
    (
        'Action: "FNF:StartExecution", TaskMode: WaitForSystemCallback, Parameters: {resourceArn: "acs:fnf:::flow/x", executionName.$: uuid()}, Retry: [{Errors: [FnF.ALL], MaxAttempts: 1, IntervalSeconds: 1}]',
        [],
    ),
    (
        'Action: "FC:InvokeFunction", Parameters: {resourceArn: "acs:fc:{region}:1:functions/f", body.$: $Input}',
        [
            "5:88 FNF097 resourceArn of state 'A' holds '{region}', which nothing replaces | put in what it stands for; region and account may be left empty, as in acs:fc:::..."
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), STATES)
def test_call_of_a_state_is_told(attributes: str, lines: list[str], advice_on_states: Callable[..., list[str]]) -> None:
    assert advice_on_states(f"- {{Type: Task, Name: A, {attributes}, End: true}}") == lines
