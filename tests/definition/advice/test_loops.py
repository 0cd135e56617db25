"""Loops without an end, without work, without a limit."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.advice.loops import strongly_connected

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = '{type: task, name: ask, resourceArn: "acs:fc:::functions/ask"}'

TOLD = [
    (
        f"""\
- {TASK}
- {{type: choice, name: again, choices: [{{condition: $.x, goto: ask}}], default: {{goto: ask}}}}
""",
        [
            "4:3 FNF082 the loop of steps 'ask' and 'again' has no way out; it ends only when a task in it fails, time runs out, or the history is full | let a choice in it go to what comes after it"
        ],
    ),
    (
        """\
- {type: wait, name: pause, duration: 1}
- {type: choice, name: again, choices: [{condition: $.x, goto: pause}], default: {goto: again}}
""",
        [
            "4:3 FNF082 the loop of steps 'pause' and 'again' has no way out; it ends only when time runs out or the history is full | let a choice in it go to what comes after it"
        ],
    ),
    (
        "- {type: choice, name: again, choices: [{condition: $.x, goto: again}], default: {goto: again}}",
        [
            "4:3 FNF082 the loop of step 'again' has no way out; it takes no time, so that the history is full at once | let a choice in it go to what comes after it"
        ],
    ),
    (
        """\
- {type: pass, name: init, outputMappings: [{target: n, source: 0}]}
- {type: choice, name: again, choices: [{condition: '$.n == 3', goto: done}], default: {goto: init}}
- {type: pass, name: done}
""",
        [
            "4:3 FNF083 the loop of steps 'init' and 'again' calls no task, so that no round differs from the one before; it is left in the first or goes on until the history is full | go back to the task whose answer it is about"
        ],
    ),
    # The goto leads to the wait instead of to the task.
    (
        f"""\
- {TASK}
- {{type: wait, name: pause, duration: 1}}
- {{type: choice, name: again, choices: [{{condition: $.x, goto: pause}}]}}
""",
        [
            "5:3 FNF083 the loop of steps 'pause' and 'again' calls no task, so that no round differs from the one before; it is left in the first or goes on until the history is full | go back to the task whose answer it is about"
        ],
    ),
    (
        f"""\
- {{type: wait, name: pause, duration: 1}}
- {TASK}
- {{type: choice, name: again, choices: [{{condition: $.x, goto: pause}}]}}
""",
        [
            "4:3 FNF091 the loop of steps 'pause', 'ask' and 'again' polls without a limit: no time-out, and no choice that counts; if the answer never changes, it runs until the history is full | count the rounds, or give the flow timeoutSeconds"
        ],
    ),
    # The task stands in the loop's own container.
    (
        f"""\
- {{type: wait, name: pause, duration: 1}}
- type: choice
  name: again
  choices:
    - condition: $.x
      steps: [{TASK}]
      goto: pause
""",
        [
            "4:3 FNF091 the loop of steps 'pause' and 'again' polls without a limit: no time-out, and no choice that counts; if the answer never changes, it runs until the history is full | count the rounds, or give the flow timeoutSeconds"
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), TOLD)
def test_loop_is_told(steps: str, lines: list[str], advice_on_steps: Callable[[str], list[str]]) -> None:
    assert advice_on_steps(steps) == lines


@pytest.mark.parametrize(
    "steps",
    [
        # Paging: as often as the task says, and no waits.
        f"- {TASK}\n- {{type: choice, name: again, choices: [{{condition: $.more, goto: ask}}]}}",
        # It counts.
        f"- {{type: wait, name: pause, duration: 1}}\n- {TASK}\n- {{type: choice, name: again, choices: [{{condition: $.n < 3, goto: pause}}]}}",
        # The task has a limit; or it fails, and that is caught.
        "- {type: wait, name: pause, duration: 1}\n- {type: task, name: ask, resourceArn: 'acs:fnf:::flow/x', timeoutSeconds: 9}\n- {type: choice, name: again, choices: [{condition: $.x, goto: pause}]}",
        # A fail inside ends it.
        f"- {TASK}\n- {{type: choice, name: again, choices: [{{condition: $.x, steps: [{{type: fail, name: stop}}]}}], default: {{goto: ask}}}}\n- {{type: choice, name: back, choices: [{{condition: '$.y', goto: ask}}], default: {{goto: ask}}}}",
        # Data is moved from round to round.
        "- {type: pass, name: move, outputMappings: [{target: a, source: $input.b}]}\n- {type: choice, name: again, choices: [{condition: $.a, goto: move}]}",
        # Names that stand in two lists.
        "- {type: choice, name: a, choices: [{condition: $.x, steps: [{type: pass, name: b}], goto: b}]}\n- {type: pass, name: b}\n- {type: choice, name: c, choices: [{condition: $.x, goto: b}], default: {goto: b}}",
    ],
)
def test_loop_that_may_be_meant_is_not_told_of(steps: str, advice_on_steps: Callable[[str], list[str]]) -> None:
    assert advice_on_steps(steps) == []


def test_polling_in_a_flow_with_a_time_out_is_not_told_of(advice: Callable[..., list[str]]) -> None:
    steps = f"- {{type: wait, name: pause, duration: 1}}\n- {TASK}\n- {{type: choice, name: again, choices: [{{condition: $.x, goto: pause}}]}}"
    assert advice(f"version: v1\ntype: flow\ntimeoutSeconds: 60\nsteps:\n{steps}") == []


LOOPS_OF_STATES = [
    (
        """\
- {Type: Wait, Name: A, Seconds: 1, Next: B}
- {Type: Choice, Name: B, Branches: [{Condition: $Input.x, Next: C}], Default: A}
- {Type: Succeed, Name: C}
""",
        [
            "5:3 FNF083 the loop of states 'A' and 'B' calls no task, so that no round differs from the one before; it is left in the first or goes on until the history is full | go back to the task whose answer it is about"
        ],
    ),
    (
        """\
- {Type: Wait, Name: A, Seconds: 1, Next: B}
- {Type: Task, Name: B, Action: "HTTP:Request", Parameters: {url: "http://x", method: GET}, Next: C}
- {Type: Choice, Name: C, Branches: [{Condition: $Input.Code == 200, Next: D}], Default: A}
- {Type: Succeed, Name: D}
""",
        [
            "5:3 FNF091 the loop of states 'A', 'B' and 'C' polls without a limit: no time-out, and no choice that counts; if the answer never changes, it runs until the history is full | count the rounds, and let a Choice end them"
        ],
    ),
    (
        """\
- {Type: Pass, Name: A, Next: B}
- {Type: Task, Name: B, Action: "HTTP:Request", Parameters: {url: "http://x", method: GET}, Next: A}
""",
        [
            "5:3 FNF082 the loop of states 'A' and 'B' has no way out; it ends only when a task in it fails, time runs out, or the history is full | let a choice in it go to what comes after it"
        ],
    ),
    # It counts.
    (
        """\
- {Type: Pass, Name: A, OutputConstructor: {n.$: "intAdd($Input.n, 1)"}, Next: B}
- {Type: Choice, Name: B, Branches: [{Condition: $Input.n < 3, Next: A}], Default: C}
- {Type: Succeed, Name: C}
""",
        [],
    ),
]


@pytest.mark.parametrize(("states", "lines"), LOOPS_OF_STATES)
def test_loop_of_states_is_told(states: str, lines: list[str], advice_on_states: Callable[..., list[str]]) -> None:
    assert advice_on_states(states) == lines


@pytest.mark.parametrize(
    ("following", "sets"),
    [
        ({}, []),
        ({"a": ["b"], "b": []}, [{"a"}, {"b"}]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [{"a", "b", "c"}]),
        ({"a": ["b", "c"], "b": ["a"], "c": ["d"], "d": ["c"]}, [{"a", "b"}, {"c", "d"}]),
        ({"a": ["a", "b"], "b": ["c", "d"], "c": ["b"], "d": []}, [{"a"}, {"b", "c"}, {"d"}]),
    ],
)
def test_nodes_that_lead_to_one_another_are_found(following: dict[str, list[str]], sets: list[set[str]]) -> None:
    found = [set(members) for members in strongly_connected(list(following), following)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, sets))


def test_a_very_long_loop_is_found_without_recursion() -> None:
    following = {str(number): [str((number + 1) % 50_000)] for number in range(50_000)}
    (found,) = strongly_connected(list(following), following)
    assert len(found) == 50_000
