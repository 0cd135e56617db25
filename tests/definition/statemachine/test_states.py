"""Wait, Fail and Choice (cloudflow-statemachine 5, 7, 8; 1.2, checks 4 and 10; OQ-8, OQ-12)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.statemachine.model import ChoiceState, FailState, WaitState

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates:\n"


def wait(seconds: str) -> str:
    return f"{HEAD}- {{Type: Wait, Name: a, End: true, Seconds: {seconds}}}"


def test_wait_has_seconds_or_an_expression_for_them() -> None:
    constant = read_definition(wait("300")).model.scope.states[0]
    assert constant == WaitState(place=Place(5, 3), name="a", end=True, seconds=300)
    computed = read_definition(f"{HEAD}- {{Type: Wait, Name: a, End: true, Seconds.$: $Input.n}}").model.scope.states[0]
    assert (computed.seconds, computed.seconds_expression.text) == (None, "$Input.n")


WRONG_WAITS = [
    ("", ["5:3 FNF035 state 'a' has neither 'Seconds' nor 'Seconds.$'; one of the two says how long it waits"]),
    (
        ", Seconds: 3, Seconds.$: $Input.n",
        ["5:48 FNF035 state 'a' has both 'Seconds' and 'Seconds.$'; one of the two says how long it waits"],
    ),
    (
        ", Seconds: 0",
        ["5:45 FNF029 Seconds of state 'a' is the number 0; a whole number of seconds from 1 to 300 is allowed"],
    ),
    (
        ", Seconds: 301",
        ["5:45 FNF029 Seconds of state 'a' is the number 301; a whole number of seconds from 1 to 300 is allowed"],
    ),
    (
        ", Seconds: 1.5",
        ["5:45 FNF028 Seconds of state 'a' is the number 1.5; a whole number of seconds from 1 to 300 is allowed"],
    ),
    (
        ", Seconds: '10'",
        [
            "5:45 FNF028 Seconds of state 'a' is the text '10'; a whole number of seconds from 1 to 300 is allowed | remove the quotes"
        ],
    ),
    (
        ", Seconds: $Input.n",
        [
            "5:45 FNF028 Seconds of state 'a' is the text '$Input.n'; a whole number of seconds from 1 to 300 is allowed | an expression is written Seconds.$: $Input.key"
        ],
    ),
    (
        ", Seconds.$: 10",
        [
            "5:47 FNF028 Seconds.$ of state 'a' is the number 10; an expression, a text such as $Input.key, is needed | a constant stands under a key without .$"
        ],
    ),
    (", Seconds: ", ["5:36 FNF035 Seconds of state 'a' has no value; it is a number of seconds"]),
    (", Seconds.$: ", ["5:36 FNF035 Seconds.$ of state 'a' has no value; it is an expression such as $Input.seconds"]),
    (
        ", Seconds.$: '\"ten\"'",
        ["5:47 FNF128 warning Seconds.$ of state 'a' always gives a text; a number is needed, so the state would fail"],
    ),
    (
        ", Seconds.$: $Global.n",
        [
            "5:47 FNF129 warning Seconds.$ of state 'a' reads $Global, which the service documents for constructors and Parameters only | take it over with an InputConstructor, and read $Input here"
        ],
    ),
    (
        ", Secnods: 5",
        [
            "5:3 FNF035 state 'a' has neither 'Seconds' nor 'Seconds.$'; one of the two says how long it waits | write 'Seconds' for 'Secnods'",
            "5:36 FNF060 warning state 'a' has an unknown attribute 'Secnods'; it is ignored | did you mean 'Seconds'?",
        ],
    ),
    (
        ", duration: 5",
        [
            "5:3 FNF035 state 'a' has neither 'Seconds' nor 'Seconds.$'; one of the two says how long it waits",
            "5:36 FNF060 warning state 'a' has an unknown attribute 'duration'; it is ignored | 'duration' is a word of the classic dialect, type: flow; in this one the length of a Wait is its Seconds",
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), WRONG_WAITS)
def test_wait_is_checked(attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Wait, Name: a, End: true{attributes}") == lines


LIMITS = [
    # seconds, wait_seconds, mode, allowed
    ("300", "service", "standard", ""),
    ("20", "service", "express", ""),
    ("21", "service", "express", "from 1 to 20 is allowed in Express mode"),
    ("3600", 3600, "standard", ""),
    ("3601", 3600, "standard", "from 1 to 3600 is allowed"),
    ("3600", 3600, "express", ""),
    ("1000000", None, "standard", ""),
    ("0", None, "express", "from 1 to 3153600000 is allowed"),
]


@pytest.mark.parametrize(("seconds", "limit", "mode", "allowed"), LIMITS)
def test_longest_wait_depends_on_the_mode_where_nothing_is_said(
    seconds: str, limit: object, mode: str, allowed: str
) -> None:
    # section 14.1: Standard 1 to 300 s, Express 1 to 20 s
    try:
        read_definition(wait(seconds), wait_seconds=limit, mode=mode)  # type: ignore[arg-type]
    except DefinitionError as error:
        (problem,) = error.problems
        assert problem.code == "FNF029"
        assert problem.message == f"Seconds of state 'a' is the number {seconds}; a whole number of seconds {allowed}"
    else:
        assert allowed == ""


def test_fail_keeps_what_is_written() -> None:
    states = read_definition(
        HEAD + "- {Type: Fail, Name: a, Code: Bad, Detail: it broke}\n- {Type: Fail, Name: b, Detail: ''}\n"
    ).model.scope.states
    assert states == (
        FailState(place=Place(5, 3), name="a", end=True, code="Bad", detail="it broke"),
        FailState(place=Place(6, 3), name="b", end=True, code=None, detail=""),
    )


WRONG_FAILS = [
    ("Code: Bad", ["5:3 FNF123 warning state 'a' has no 'Detail', which the service's reference calls required"]),
    (
        "Code: Bad, Detials: why",
        [
            "5:3 FNF123 warning state 'a' has no 'Detail', which the service's reference calls required | write 'Detail' for 'Detials'",
            "5:36 FNF060 warning state 'a' has an unknown attribute 'Detials'; it is ignored | did you mean 'Detail'?",
        ],
    ),
    (
        "Code: 404, Detail: x",
        ["5:31 FNF028 Code of state 'a' is the number 404; a text is allowed | write '404' with quotes"],
    ),
    (
        "Code: Bad, Detail: $Context.Current.Error.Detail",
        [
            "5:44 FNF063 warning Detail of state 'a' is '$Context.Current.Error.Detail', which stays text; an expression stands under a key that ends in .$ | Code and Detail of a Fail are constants; nothing in them is computed"
        ],
    ),
    (
        "Code: Bad, Detail: order $Input.id failed",
        [
            "5:50 FNF063 warning Detail of state 'a' holds '$Input.id' inside a text, where nothing is replaced | Code and Detail of a Fail are constants; nothing in them is computed"
        ],
    ),
    (
        "Code: Bad, Detail.$: $Input.text",
        [
            "5:3 FNF123 warning state 'a' has no 'Detail', which the service's reference calls required | write 'Detail' for 'Detail.$'",
            "5:36 FNF060 warning state 'a' has an unknown attribute 'Detail.$'; it is ignored | Detail is a constant; only Seconds, Timeout and the values in constructors and Parameters are computed",
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), WRONG_FAILS)
def test_fail_is_checked(attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Fail, Name: a, {attributes}") == lines


def test_branches_of_a_choice_keep_their_order() -> None:
    choice = read_definition(
        HEAD
        + """\
- Type: Choice
  Name: a
  InputConstructor: {n.$: $Input.n}
  Branches:
    - {Condition: $Input.n >= 1024, Next: b}
    - Condition: '"k" in $Input && !($Input.k == `x`)'
      Next: a
  Default: b
- {Type: Succeed, Name: b}
"""
    ).model.scope.states[0]
    assert isinstance(choice, ChoiceState)
    assert [(branch.place, branch.condition.text, branch.next) for branch in choice.branches] == [
        (Place(9, 7), "$Input.n >= 1024", "b"),
        (Place(10, 7), '"k" in $Input && !($Input.k == `x`)', "a"),
    ]
    assert (choice.default, choice.next, choice.end) == ("b", None, False)


WRONG_CHOICES = [
    (
        "Default: a",
        [
            "5:3 FNF027 state 'a' has no 'Branches'; it lists conditions and states: - {Condition: '$Input.key == \"text\"', Next: name}"
        ],
    ),
    (
        "Branches: [{Condition: $Input.x, Next: a}]",
        ["5:3 FNF027 state 'a' has no 'Default'; it names the state that goes on when no condition is true"],
    ),
    ("Branches: [], Default: a", ["5:37 FNF062 warning state 'a' has no branches, so the default is always taken"]),
    (
        "Branches: {Condition: $Input.x, Next: a}, Default: a",
        [
            "5:37 FNF028 Branches of state 'a' is a map; a list is needed | write - {Condition: '$Input.key == \"text\"', Next: name}"
        ],
    ),
    (
        "Branches: ['Condition:$Input.status'], Default: a",
        [
            "5:38 FNF028 Branches[0] of state 'a' is the text 'Condition:$Input.status'; a map of Condition and Next is needed | write a blank behind 'Condition:'"
        ],
    ),
    (
        "Branches: [a], Default: a",
        [
            "5:38 FNF028 Branches[0] of state 'a' is the text 'a'; a map of Condition and Next is needed | write - Condition: ..., and below it Next: name"
        ],
    ),
    (
        "Branches: [{}], Default: a",
        [
            "5:38 FNF027 Branches[0] of state 'a' has no 'Condition'; it is an expression such as $Input.key == \"text\"",
            "5:38 FNF027 Branches[0] of state 'a' has no 'Next'; it names the state that goes on when the condition is true",
        ],
    ),
    (
        "Branches: [{Condition: true, Next: a}], Default: a",
        [
            "5:50 FNF028 Condition of Branches[0] of state 'a' is true; an expression, a text such as $Input.key, is needed"
        ],
    ),
    (
        "Branches: [{Condition.$: $Input.x, Next: a}], Default: a",
        [
            "5:38 FNF027 Branches[0] of state 'a' has no 'Condition'; it is an expression such as $Input.key == \"text\" | write 'Condition' for 'Condition.$'",
            "5:39 FNF060 warning Branches[0] of state 'a' has an unknown attribute 'Condition.$'; it is ignored | Condition is always an expression; write it without .$",
        ],
    ),
    (
        "Branches: [{Condition: '\"ready\"', Next: a}], Default: a",
        [
            "5:50 FNF128 warning Condition of Branches[0] of state 'a' always gives a text; true or false is needed, so the state would fail"
        ],
    ),
    (
        "Branches: [{Condition: $Output.x == 1, Next: a}], Default: a",
        [
            "5:50 FNF043 Condition of Branches[0] of state 'a' reads $Output; it can be read in an OutputConstructor or a GlobalConstructor only | what the state gets is $Input"
        ],
    ),
    (
        "Branches: [{Condition: $Input.x, goto: a}], Default: {goto: a}",
        [
            "5:38 FNF027 Branches[0] of state 'a' has no 'Next'; it names the state that goes on when the condition is true",
            "5:60 FNF060 warning Branches[0] of state 'a' has an unknown attribute 'goto'; it is ignored | 'goto' is a word of the classic dialect, type: flow; in this one the state to go to is named by Next",
            "5:80 FNF028 Default of state 'a' is a map; the name of a state is needed | write Default: a",
        ],
    ),
    (
        "Branches: [{Condition: $Input.x, Next: a}], Default: a, Next: a, End: true",
        [
            "5:83 FNF032 state 'a' is a Choice with 'Next'; where it goes on is said by Branches and Default | name the state in Default",
            "5:92 FNF032 state 'a' is a Choice with 'End'; where it goes on is said by Branches and Default | name the state in Default",
        ],
    ),
    (
        "Branches: [{Condition: $Input.x, Next: a}], Default: a, OutputConstructor: {}, GlobalConstructor: {}",
        [
            "5:83 FNF060 warning state 'a' has an unknown attribute 'OutputConstructor'; it is ignored | it hands on its input; give the states behind it an InputConstructor",
            "5:106 FNF060 warning state 'a' has an unknown attribute 'GlobalConstructor'; it is ignored | give it to the state before",
        ],
    ),
    (
        "Choices: [{Variable: $.x, NumericEquals: 1, Next: a}], Default: a",
        [
            "5:3 FNF027 state 'a' has no 'Branches'; it lists conditions and states: - {Condition: '$Input.key == \"text\"', Next: name}",
            "5:27 FNF060 warning state 'a' has an unknown attribute 'Choices'; it is ignored | 'Choices' is a word of Amazon States Language; here they stand in Branches, a list of Condition and Next",
        ],
    ),
    (
        "Branches: [{Variable: $.x, StringEquals: y, Next: a}], Default: a",
        [
            "5:38 FNF027 Branches[0] of state 'a' has no 'Condition'; it is an expression such as $Input.key == \"text\"",
            "5:39 FNF060 warning Branches[0] of state 'a' has an unknown attribute 'Variable'; it is ignored | 'Variable' is a word of Amazon States Language; here a condition is one expression: Condition: $Input.key == \"text\"",
            "5:54 FNF060 warning Branches[0] of state 'a' has an unknown attribute 'StringEquals'; it is ignored | 'StringEquals' is a word of Amazon States Language; here a condition is one expression: Condition: $Input.key == \"text\"",
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), WRONG_CHOICES)
def test_choice_is_checked(attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Choice, Name: a, {attributes}") == lines
