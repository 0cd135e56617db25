"""Which dialect a document is written in, and words of both (cloudflow-statemachine 1 and 14.5)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.dialects import dialect_of
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.tree import Mapping
from pytest_fnf.definition.yaml_tree import build_tree, decode

if TYPE_CHECKING:
    from collections.abc import Callable

CLASSIC = "version: v1\ntype: flow\nsteps: [{type: pass, name: a}]\n"
NEWER = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n"


@pytest.mark.parametrize(("text", "dialect"), [(CLASSIC, "classic"), (NEWER, "statemachine")])
def test_each_dialect_is_known_by_its_own_words(text: str, dialect: str) -> None:
    definition = read_definition(text)
    assert (definition.dialect, definition.problems) == (dialect, ())


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("a: 1", None),
        ("Name: x\nDescription: y", None),
        ("name: x", None),
        ("steps: []", "classic"),
        ("type: pass\nname: a", "classic"),
        ("States: []", "statemachine"),
        ("Type: Pass\nName: a", "statemachine"),
        ("type: StateMachine", "statemachine"),
        ("type: StateMachine\nStates: []", "statemachine"),
        ("version: v1\ntype: StateMachine\nsteps: []", "classic"),
        ("Type: StateMachine\nSpecVersion: v1\nsteps: []", "statemachine"),
        ("version: v1\ntype: flow\nStates: []", "classic"),
        ("type: flow\nStartAt: a\nStates: []", "classic"),
        ("version: v1\nStates: []", "statemachine"),
        ("version: v1\nStartAt: a", "classic"),
        ("Type: Pass\nsteps: []", "classic"),
    ],
)
def test_most_words_tell_the_dialect_and_then_the_list(text: str, dialect: str | None) -> None:
    root = build_tree(*decode(text, "flow.yml"))
    assert type(root) is Mapping
    assert dialect_of(root) == dialect


MIXED = [
    (
        "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nsteps: [{type: pass, name: a}]\n",
        [
            "1:1 FNF023 the flow has no 'States'; a list of at least one state is needed",
            "4:1 FNF100 the flow mixes two dialects: 'Type', 'SpecVersion', 'StartAt' belong to the dialect 'Type: StateMachine', 'steps' belongs to the classic dialect (type: flow); a flow is written in one of them | here it is read in the first, whose list is 'States'",
        ],
    ),
    (
        f"{NEWER}version: v1\ntype: flow\n",
        [
            "5:1 FNF100 the flow mixes two dialects: 'Type', 'SpecVersion', 'StartAt', 'States' belong to the dialect 'Type: StateMachine', 'version', 'type' belong to the classic dialect (type: flow); a flow is written in one of them | here it is read in the first, whose list is 'States'",
        ],
    ),
    (
        "version: v1\ntype: flow\nsteps: [{type: pass, name: a}]\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "4:1 FNF100 the flow mixes two dialects: 'version', 'type', 'steps' belong to the classic dialect (type: flow), 'States' belongs to the dialect 'Type: StateMachine'; a flow is written in one of them | here it is read in the first, whose list is 'steps'",
        ],
    ),
    (
        f"{NEWER}version: v1\n",
        [
            "5:1 FNF060 warning the flow has an unknown attribute 'version'; it is ignored | 'version' is a word of the classic dialect, type: flow; in this one it is SpecVersion: v1",
        ],
    ),
    (
        NEWER.replace("Type: StateMachine", "type: StateMachine"),
        [
            "1:1 FNF101 the flow has 'type'; in the dialect 'Type: StateMachine' it is written 'Type' | small first letters belong to the classic dialect, type: flow",
        ],
    ),
]


@pytest.mark.parametrize(("text", "lines"), MIXED)
def test_words_of_two_dialects_are_told_with_their_dialect(
    text: str, lines: list[str], found: Callable[[str], list[str]]
) -> None:
    assert found(text) == lines


def test_states_in_small_letters_get_one_message_a_word(found: Callable[[str], list[str]]) -> None:
    lines = found("Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates: [{type: Pass, name: a, end: true}]\n")
    assert [line.split(" | ")[0] for line in lines] == [
        "4:11 FNF101 state 'a' has 'type'; in the dialect 'Type: StateMachine' it is written 'Type'",
        "4:23 FNF101 state 'a' has 'name'; in the dialect 'Type: StateMachine' it is written 'Name'",
        "4:32 FNF101 state 'a' has 'end'; in the dialect 'Type: StateMachine' it is written 'End'",
    ]


def test_classic_steps_with_words_of_the_newer_dialect(found: Callable[[str], list[str]]) -> None:
    lines = found(
        "version: v1\ntype: flow\nsteps:\n- {type: pass, name: a, InputConstructor: {x.$: $Input.y}, ProcessorConfig: {}}\n"
    )
    assert lines == [
        f"4:{column} FNF060 warning step 'a' has an unknown attribute '{word}'; it is ignored | '{word}' is a word of the dialect 'Type: StateMachine'; this flow is written in the classic one, 'type: flow'"
        for column, word in ((25, "InputConstructor"), (60, "ProcessorConfig"))
    ]
