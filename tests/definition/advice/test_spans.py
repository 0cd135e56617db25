"""Tasks that wait for ever, and times that are longer than the flow may take."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.advice.facts import Delays
from pytest_fnf.definition.advice.spans import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

CALLBACK = '- {type: task, name: t, resourceArn: "acs:fc:::functions/f", pattern: waitForCallback, inputMappings: [{target: token, source: $context.task.token}]'


def test_callback_without_a_limit_is_told(advice_on_steps: Callable[[str], list[str]]) -> None:
    assert advice_on_steps(f"{CALLBACK}}}") == [
        "4:3 FNF090 step 't' waits for a report of its token without a limit; if none comes, the execution waits for a year | give the task or the flow timeoutSeconds"
    ]


def test_callback_with_a_limit_of_its_own_or_of_the_flow_is_not_told_of(advice: Callable[..., list[str]]) -> None:
    assert advice(f"version: v1\ntype: flow\nsteps:\n{CALLBACK}, timeoutSeconds: 60}}") == []
    assert advice(f"version: v1\ntype: flow\ntimeoutSeconds: 60\nsteps:\n{CALLBACK}}}") == []


CALLBACKS_OF_STATES = [
    (
        'TaskMode: WaitForCustomCallback, Action: "HTTP:Request", Parameters: {url: "http://x", method: GET}',
        [
            "5:3 FNF090 state 'A' waits for a report of its token without a limit; if none comes, the execution waits for a year | give the task a Timeout"
        ],
    ),
    (
        'TaskMode: WaitForCustomCallback, Timeout: 0, Action: "HTTP:Request", Parameters: {url: "http://x", method: GET}',
        [
            "5:3 FNF090 state 'A' waits for a report of its token without a limit; if none comes, the execution waits for a year | give the task a Timeout"
        ],
    ),
    (
        'TaskMode: WaitForCustomCallback, Timeout.$: $Input.t, Action: "HTTP:Request", Parameters: {url: "http://x", method: GET}',
        [],
    ),
    (
        'TaskMode: WaitForSystemCallback, Action: "FNF:StartExecution", Parameters: {resourceArn: "acs:fnf:::flow/x"}',
        [],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), CALLBACKS_OF_STATES)
def test_callback_of_a_state_without_a_limit_is_told(
    attributes: str, lines: list[str], advice_on_states: Callable[..., list[str]]
) -> None:
    assert advice_on_states(f"- {{Type: Task, Name: A, {attributes}, End: true}}") == lines


LONGER = [
    # 10 + 20 + ... + 10 x 2^9 = 10,230 s
    (
        '{type: task, name: t, resourceArn: "acs:fc:::functions/f", retry: [{errors: [E], intervalSeconds: 10, maxAttempts: 10, multiplier: 2}]}',
        [
            "5:70 FNF093 the delays of retry[0] of step 't' add up to 2 h 50 min in 10 retries, longer than the flow's time-out of 1 h | the flow times out before they are used up, and no catch is reached then"
        ],
    ),
    # 10 + 20 + 40 + 7 x 60 = 490 s
    (
        '{type: task, name: t, resourceArn: "acs:fc:::functions/f", retry: [{errors: [E], intervalSeconds: 10, maxAttempts: 10, multiplier: 2, maxIntervalSeconds: 60}]}',
        [],
    ),
    (
        '{type: task, name: t, resourceArn: "acs:fc:::functions/f", timeoutSeconds: 3601}',
        [
            "5:3 FNF093 the time-out of step 't' is 1 h, longer than the flow's time-out of 1 h, which always comes first"
        ],
    ),
    ('{type: task, name: t, resourceArn: "acs:fc:::functions/f", timeoutSeconds: 3600}', []),
    (
        "{type: wait, name: w, duration: 7290}",
        [
            "5:3 FNF093 the wait of step 'w' is 2 h 1 min, longer than the flow's time-out of 1 h, which always comes first"
        ],
    ),
    ("{type: wait, name: w, duration: 3600}", []),
]


@pytest.mark.parametrize(("step", "lines"), LONGER)
def test_what_is_longer_than_the_flow_may_take_is_told_with_the_figures(
    step: str, lines: list[str], advice: Callable[..., list[str]]
) -> None:
    assert advice(f"version: v1\ntype: flow\ntimeoutSeconds: 3600\nsteps:\n- {step}") == lines


def test_what_is_longer_than_an_execution_may_take_is_told(advice_on_steps: Callable[[str], list[str]]) -> None:
    retry = "retry: [{errors: [E], intervalSeconds: 86400, maxAttempts: 366, multiplier: 1}]"
    assert advice_on_steps(f'- {{type: task, name: t, resourceArn: "acs:fc:::functions/f", {retry}}}') == [
        "4:70 FNF094 the delays of retry[0] of step 't' add up to 366 d in 366 retries; an execution lasts 365 d at most"
    ]
    assert (
        advice_on_steps(
            f'- {{type: task, name: t, resourceArn: "acs:fc:::functions/f", {retry}}}'.replace("366", "365")
        )
        == []
    )


def test_wait_that_only_a_test_allows_is_told(advice: Callable[..., list[str]]) -> None:
    classic = "version: v1\ntype: flow\nsteps: [{type: wait, name: w, duration: 259200}]"
    assert advice(classic, wait_seconds=None) == ["3:9 FNF094 the wait of step 'w' is 3 d; the service allows 2 d"]
    newer = "Type: StateMachine\nSpecVersion: v1\nStartAt: A\nStates: [{Type: Wait, Name: A, Seconds: 600, End: true}]"
    assert advice(newer, wait_seconds=None) == ["4:10 FNF094 the wait of state 'A' is 10 min; the service allows 5 min"]


@pytest.mark.parametrize(
    ("delays", "seconds"),
    [
        ((3, 10, 2, 86_400), 70),  # fdl-classic W8
        ((10, 3, 1.5, 10), 3 + 4.5 + 6.75 + 7 * 10),
        ((16, 3, 2, 86_400), 3 * (2**15 - 1) + 86_400),  # the 16th would be 98,304 s
        ((5, 7, 1, 86_400), 35),
        ((5, 7, 0, 86_400), 7),
        ((5, 7, 0.5, 86_400), 7 + 3.5 + 1.75 + 0.875 + 0.4375),
        ((4, 80, 0.5, 50), 50 + 40 + 20 + 10),
        ((4, 100, 2, 50), 200),
        ((4, 50, 2, 50), 200),
        ((0, 7, 2, 86_400), 0),
        ((5, 0, 2, 86_400), 0),
        ((5, 7, 2, 0), 0),
        ((3, 10, 2, inf), 70),
        ((10**15, 1, 2, inf), inf),
        ((10**15, 1, 1, 86_400), 10**15),
        ((10**15, 1, 0.5, 86_400), 2),
        ((10**15, 1, 2, 4), 1 + 2 + (10**15 - 2) * 4),
    ],
)
def test_delays_are_added_up(delays: tuple[int, float, float, float], seconds: float) -> None:
    attempts, interval, multiplier, longest = delays
    total = Delays(attempts=attempts, interval=interval, multiplier=multiplier, longest=longest).total()
    assert total == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (1.5, "1.5 s"),
        (59, "59 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (3_600, "1 h"),
        (3_659, "1 h"),
        (10_230, "2 h 50 min"),
        (196_605, "2 d 6 h"),
        (31_536_000, "365 d"),
        (86_400_000_000, "1,000,000 d"),
        (inf, "an endless time"),
    ],
)
def test_lengths_are_told_in_two_units(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
