"""Words of other languages (cloudflow-statemachine 14.5; real-flows.md)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.statemachine.vocabulary import OBJECTS, STATES
from pytest_fnf.definition.statemachine.words import AMAZON, CLASSIC, OTHERS, STATE_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = {name for names in OBJECTS.values() for name in names}

PASS = "Type: Pass, Name: a, End: true"


def lines_for(word: str, remedy: str) -> list[str]:
    return [f"5:36 FNF060 warning state 'a' has an unknown attribute '{word}'; it is ignored | {remedy}"]


@pytest.mark.parametrize("word", CLASSIC)
def test_word_of_the_classic_dialect_has_its_remedy(word: str, found_in_state: Callable[[str], list[str]]) -> None:
    assert word not in KNOWN
    assert word.casefold() not in {name.casefold() for name in STATES["Pass"]}
    remedy = f"'{word}' is a word of the classic dialect, type: flow; in this one {CLASSIC[word]}"
    assert found_in_state(f"{PASS}, {word}: 1") == lines_for(word, remedy)


@pytest.mark.parametrize("word", AMAZON)
def test_word_of_amazon_states_language_has_its_remedy(word: str, found_in_state: Callable[[str], list[str]]) -> None:
    assert word not in KNOWN
    remedy = f"'{word}' is a word of Amazon States Language; here {AMAZON[word]}"
    assert found_in_state(f"{PASS}, {word}: 1") == lines_for(word, remedy)


@pytest.mark.parametrize("word", [word for word in OTHERS if word != "timeout"])
def test_word_that_people_expect_has_its_remedy(word: str, found_in_state: Callable[[str], list[str]]) -> None:
    written = next(text for text in (word.capitalize(), word, word.upper()) if text not in {**AMAZON, **CLASSIC})
    assert found_in_state(f"{PASS}, {written}: 1") == lines_for(written, OTHERS[word])


@pytest.mark.parametrize("kind", STATE_TYPES)
def test_state_type_of_another_language_has_a_hint_of_its_own(
    kind: str, found_in_state: Callable[[str], list[str]]
) -> None:
    assert kind.capitalize() not in STATES
    assert found_in_state(f"Type: {kind}, Name: a, End: true") == [
        f"5:10 FNF025 Type of state 'a' is the text '{kind}'; one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail is needed | {STATE_TYPES[kind]}"
    ]


SLIPS = [
    (
        f"{PASS}, xyz: 1",
        lines_for(
            "xyz",
            "known are Type, Name, Description, InputConstructor, OutputConstructor, GlobalConstructor, Next, End",
        ),
    ),
    (f"{PASS}, OutputConstructors: {{}}", lines_for("OutputConstructors", "did you mean 'OutputConstructor'?")),
    (
        f"{PASS}, InputConstructor.$: $Input",
        lines_for(
            "InputConstructor.$", "InputConstructor is a map; expressions stand inside it, under keys that end in .$"
        ),
    ),
    (
        f"{PASS}, Next.$: $Input.next",
        lines_for(
            "Next.$",
            "Next is a constant; only Seconds, Timeout and the values in constructors and Parameters are computed",
        ),
    ),
    (f"{PASS}, MaxItems: 5", lines_for("MaxItems", "it belongs to Map states")),
    (
        f"{PASS}, OnErrors: []",
        [
            "5:36 FNF105 state 'a' has 'OnErrors', which the service has replaced by 'Retry' and 'Catch' | write Retry: - {Errors, MaxAttempts, IntervalSeconds}, and Catch: - {Errors, Next}"
        ],
    ),
    (
        "Type: Fail, Name: a, Error: X, Cause: y",
        [
            "5:3 FNF123 warning state 'a' has no 'Detail', which the service's reference calls required",
            "5:25 FNF060 warning state 'a' has an unknown attribute 'Error'; it is ignored | 'Error' is a word of Amazon States Language; here the error of a Fail is its Code",
            "5:35 FNF060 warning state 'a' has an unknown attribute 'Cause'; it is ignored | 'Cause' is a word of Amazon States Language; here the text of a Fail is its Detail",
        ],
    ),
    (
        "Type: Pass, Name: a, End: true, name: b",
        [
            "5:36 FNF060 warning state 'a' has an unknown attribute 'name'; it is ignored | did you mean 'Name'?",
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), SLIPS)
def test_slip_is_told_with_its_remedy(
    attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]
) -> None:
    assert found_in_state(attributes) == lines


def test_flow_in_amazon_states_language_is_told_what_to_write(found: Callable[[str], list[str]]) -> None:
    lines = found(
        """\
StartAt: Hello
States:
  Hello:
    Type: Wait
    Seconds: 3
    Next: Pick
  Pick:
    Type: Pass
    End: true
"""
    )
    assert lines == [
        "1:1 FNF021 the flow has no 'SpecVersion'; it is v1",
        "1:1 FNF022 the flow has no 'Type'; it is StateMachine",
        "3:3 FNF028 States of the flow is a map; a list is needed | Amazon States Language has a map; here each state is an entry of a list, with its name in it: - Name: ...",
    ]


def test_states_of_a_map_are_checked_all_the_same(found: Callable[[str], list[str]]) -> None:
    lines = found("Type: StateMachine\nSpecVersion: v1\nStartAt: x\nStates:\n  a: {Type: Pass, Next: b}\n  b: [1]\n")
    assert [line.split(" | ")[0] for line in lines] == [
        "3:10 FNF031 StartAt of the flow is 'x', which is no state of this scope",
        "5:3 FNF028 States of the flow is a map; a list is needed",
        "5:25 FNF031 Next of state 'a' is 'b', which is no state of this scope",
        "6:6 FNF028 state 'b' is a list; a state is a map",
    ]
