"""Errors that cannot occur, names that are nearly known ones, rules never reached."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTION = '{type: task, name: t, resourceArn: "acs:fc:::functions/f"'
CHILD = '{type: task, name: t, resourceArn: "acs:fnf:::flow/x"'

TOLD = [
    (
        f"- {FUNCTION}, retry: [{{errors: [A, FnF.ALL]}}, {{errors: [B]}}]}}",
        [
            "4:94 FNF089 retry[1] of step 't' is never used; retry[0] takes every error already | a rule for particular errors stands before the one that takes all"
        ],
    ),
    (
        f"- {FUNCTION}, catch: [{{errors: [A], goto: e}}, {{errors: [B], goto: e}}, {{errors: [B, A], goto: e}}]}}\n- {{type: fail, name: e}}",
        ["4:118 FNF089 catch[2] of step 't' is never used; the rules of catch before it take 'B' and 'A' already"],
    ),
    (
        f"- {FUNCTION}, retry: [{{errors: [FnF.TaskTimeout]}}]}}",
        [
            "4:70 FNF087 retry[0] of step 't' takes 'FnF.TaskTimeout', which cannot occur; the task has no timeoutSeconds | give the task timeoutSeconds"
        ],
    ),
    (
        f"- {CHILD}, catch: [{{errors: [Denied, fnf.ExecutionAlreadyExists], goto: e}}]}}\n- {{type: fail, name: e}}",
        [
            "4:66 FNF087 catch[0] of step 't' takes 'Denied', which cannot occur; the task only starts 'flow/x' and does not wait for it"
        ],
    ),
    (
        '- {type: task, name: t, resourceArn: "acs:mns:::/topics/x/messages", serviceParams: {MessageBody: $}, retry: [{errors: [Busy]}]}',
        ["4:111 FNF087 retry[0] of step 't' takes 'Busy', which cannot occur; the task only sends a message"],
    ),
    (
        f"- {FUNCTION}, retry: [{{errors: [FnF.Timeout, FC.ResourceThrotled, fc.Unknown]}}]}}",
        [
            "4:80 FNF088 retry[0] of step 't' lists the error 'FnF.Timeout', which is not known; names match exactly | did you mean 'FnF.TaskTimeout'?",
            "4:93 FNF088 retry[0] of step 't' lists the error 'FC.ResourceThrotled', which is not known; names match exactly | did you mean 'FC.ResourceThrottled'?",
            "4:114 FNF088 retry[0] of step 't' lists the error 'fc.Unknown', which is not known; names match exactly | did you mean 'FC.Unknown'?",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), TOLD)
def test_rule_that_does_not_do_what_it_says_is_told(
    steps: str, lines: list[str], advice_on_steps: Callable[[str], list[str]]
) -> None:
    assert advice_on_steps(steps) == lines


@pytest.mark.parametrize(
    "steps",
    [
        # What may be retried, as it goes from task to task.
        f"- {FUNCTION}, retry: [{{errors: [FC.ResourceThrottled, FC.ResourceExhausted, FC.InternalServerError, FC.Unknown, FnF.TaskTimeout]}}]}}",
        f"- {FUNCTION}, timeoutSeconds: 3, retry: [{{errors: [FnF.TaskTimeout]}}]}}",
        # A child that ran out of time.
        f"- {CHILD}, pattern: sync, retry: [{{errors: [FnF.TaskTimeout]}}, {{errors: [Denied]}}]}}",
        f"- {CHILD}, retry: [{{errors: [fnf.ExecutionAlreadyExists, fnf.InvalidArgument, FnF.RuntimeError]}}]}}",
        # Codes that services have, and names of functions.
        f"- {FUNCTION}, retry: [{{errors: [FC.ServerError, FC.FunctionNotStarted, ocr.ServiceUnavailable, BookTrainError, FnF.InvalidLocal]}}]}}",
        f"- {FUNCTION}, retry: [{{errors: [A], maxAttempts: 0}}, {{errors: [A, B]}}, {{errors: [FnF.ALL]}}]}}",
    ],
)
def test_rule_that_may_be_used_is_not_told_of(steps: str, advice_on_steps: Callable[[str], list[str]]) -> None:
    assert advice_on_steps(steps) == []


def test_wildcard_of_another_language_is_told_by_the_reader_alone(
    advice_on_steps: Callable[[str], list[str]],
) -> None:
    assert advice_on_steps(f'- {FUNCTION}, retry: [{{errors: ["*", FnF.all]}}]}}') == []


STATES = [
    (
        """\
- Type: Parallel
  Name: A
  Branches:
    - {StartAt: P, States: [{Type: Fail, Name: P, Code: Refused, Detail: d}]}
  Catch: [{Errors: [Refused], Next: B, OutputConstructor: {}}, {Errors: [Denied], Next: B, OutputConstructor: {}}]
  End: true
- {Type: Pass, Name: B, End: true}
""",
        ["9:64 FNF087 Catch[1] of state 'A' takes 'Denied', which cannot occur; nothing inside raises it"],
    ),
    (
        """\
- Type: Task
  Name: A
  Action: HTTP:Request
  Parameters: {url: "http://x", method: GET}
  Retry: [{Errors: [FnF.TaskTimeout], MaxAttempts: 1, IntervalSeconds: 1}, {Errors: [NotReady, HTTP.RequestFailed], MaxAttempts: 1, IntervalSeconds: 1}]
  End: true
""",
        [
            "9:11 FNF087 Retry[0] of state 'A' takes 'FnF.TaskTimeout', which cannot occur; the task has no Timeout | give the task a Timeout",
            "9:76 FNF087 Retry[1] of state 'A' takes 'NotReady', which cannot occur; a request fails with codes such as HTTP.RequestFailed",
        ],
    ),
    (
        """\
- Type: Map
  Name: A
  ItemsPath: $Input.items
  Processor: {StartAt: P, States: [{Type: Task, Name: P, Action: "FC:InvokeFunction", Parameters: {resourceArn: "acs:fc:::functions/f"}, End: true}]}
  Retry: [{Errors: [Anything], MaxAttempts: 1, IntervalSeconds: 1}, {Errors: [FnF.TaskTimeout], MaxAttempts: 1, IntervalSeconds: 1}]
  End: true
""",
        [
            "9:69 FNF087 Retry[1] of state 'A' takes 'FnF.TaskTimeout', which cannot occur; no task inside has a Timeout | give the task a Timeout"
        ],
    ),
]


@pytest.mark.parametrize(("states", "lines"), STATES)
def test_rule_of_a_state_that_cannot_be_used_is_told(
    states: str, lines: list[str], advice_on_states: Callable[..., list[str]]
) -> None:
    assert advice_on_states(states) == lines
