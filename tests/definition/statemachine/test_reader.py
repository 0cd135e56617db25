"""The document, and what all states have (cloudflow-statemachine 1 and 2; 1.2, checks 1, 3, 5; OQ-2, OQ-3)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.statemachine.model import (
    Constant,
    FailState,
    PassState,
    Scope,
    StateMachine,
    SucceedState,
    all_states,
    inner_scopes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

WAY_ON = "has neither Next nor End: true; states do not follow each other in the order written"


def test_minimal_flow_is_read() -> None:
    # section 1
    definition = read_definition(
        """\
Type: StateMachine
Name: hello-world
SpecVersion: v1
StartAt: Greet
States:
  - Type: Pass
    Name: Greet
    End: true
"""
    )
    assert definition.problems == ()
    assert definition.dialect == "statemachine"
    assert definition.model == StateMachine(
        place=Place(1, 1),
        name="hello-world",
        scope=Scope(
            place=Place(1, 1), start_at="Greet", states=(PassState(place=Place(6, 5), name="Greet", end=True),)
        ),
    )


def test_common_attributes_reach_the_model() -> None:
    definition = read_definition(
        """\
Type: StateMachine
SpecVersion: v1
Description: " "
StartAt: a
States:
  - {Type: Pass, Name: a, Description: text, InputConstructor: {k: 1}, OutputConstructor: {}, GlobalConstructor: {g: [x]}, Next: b}
  - {Type: Pass, Name: b, End: false, Next: c}
  - {Type: Succeed, Name: c}
  - {Type: Succeed, Name: d, End: true}
  - {Type: Fail, Name: e, Code: Bad, Detail: broken, End: true, OutputConstructor: {}}
"""
    )
    assert definition.problems == ()
    a, b, c, d, e = definition.model.scope.states
    assert a == PassState(
        place=Place(6, 5),
        name="a",
        next="b",
        input_constructor=Constant(place=Place(6, 64), value={"k": 1}),
        output_constructor=Constant(place=Place(6, 91), value={}),
        global_constructor=Constant(place=Place(6, 114), value={"g": ["x"]}),
    )
    assert (b.next, b.end) == ("c", False)
    assert c == SucceedState(place=Place(8, 5), name="c", end=True)
    assert d == SucceedState(place=Place(9, 5), name="d", end=True)
    assert e == FailState(
        place=Place(10, 5),
        name="e",
        end=True,
        code="Bad",
        detail="broken",
        output_constructor=Constant(place=Place(10, 84), value={}),
    )
    assert [state.kind for state, _ in all_states(definition.model.scope)] == [
        "Pass",
        "Pass",
        "Succeed",
        "Succeed",
        "Fail",
    ]
    assert inner_scopes(a) == ()


def test_functions_are_named_once_in_the_order_of_the_text() -> None:
    definition = read_definition(
        """\
Type: StateMachine
SpecVersion: v1
StartAt: a
States:
  - Type: Pass
    Name: a
    End: true
    InputConstructor:
      n.$: length(split($Input.names, ","))
      m.$: length($Input.names)
    OutputConstructor:
      text.$: format("{}", $Output.n)
"""
    )
    assert definition.model.functions == ("length", "split", "format")


def test_names_of_any_script_are_read() -> None:
    # real-flows.md, 20: keys in any order, names with blanks, hyphens, Chinese characters, folded texts
    definition = read_definition(
        """\
SpecVersion: v1
States:
  - End: true
    Parameters:
      resourceArn: >-
        acs:fc:::functions/转码
    Action: FC:InvokeFunction
    Name: 转码 (first-step)
    Type: Task
StartAt: 转码 (first-step)
Type: StateMachine
"""
    )
    assert definition.problems == ()
    assert definition.step_names == ("转码 (first-step)",)


WRONG_FLOWS = [
    (
        "Type: StateMachine\n",
        [
            "1:1 FNF021 the flow has no 'SpecVersion'; it is v1",
            "1:1 FNF023 the flow has no 'States'; a list of at least one state is needed",
            "1:1 FNF027 the flow has no 'StartAt'; it names the state that is first",
        ],
    ),
    (
        "SpecVersion: v1\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "1:1 FNF022 the flow has no 'Type'; it is StateMachine",
        ],
    ),
    (
        "Type: StateMachin\nSpecVersion: 1\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "1:7 FNF022 Type of the flow is the text 'StateMachin'; StateMachine is needed | did you mean 'StateMachine'?",
            "2:14 FNF021 SpecVersion of the flow is the number 1; v1 is needed",
        ],
    ),
    (
        "Type: flow\nSpecVersion: v1beta1\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "1:7 FNF022 Type of the flow is the text 'flow'; StateMachine is needed | the words of that dialect begin with small letters: type: flow",
            "2:14 FNF021 SpecVersion of the flow is the text 'v1beta1'; v1 is needed",
        ],
    ),
    (
        "Type: Pass\nName: a\nEnd: true\n",
        [
            "1:1 FNF021 the flow has no 'SpecVersion'; it is v1",
            "1:1 FNF023 the flow has no 'States'; a list of at least one state is needed",
            "1:1 FNF027 the flow has no 'StartAt'; it names the state that is first",
            "1:7 FNF022 Type of the flow is the text 'Pass'; StateMachine is needed | this is a single state; states stand in a list under 'States:', with StartAt beside it",
            "3:1 FNF060 warning the flow has an unknown attribute 'End'; it is ignored | known are Type, SpecVersion, Name, Description, Timeout, StartAt, States",
        ],
    ),
    (
        "Type: StateMachine\nSpecVersion: v1\nStartAt: 3\nStates: {}\nDescription: [x]\n",
        [
            "3:10 FNF028 StartAt of the flow is the number 3; a text is needed; it names the state that is first | write '3' with quotes",
            "4:9 FNF028 States of the flow is a map; a list is needed | Amazon States Language has a map; here each state is an entry of a list, with its name in it: - Name: ...",
            "5:14 FNF028 Description of the flow is a list; a text is allowed",
        ],
    ),
    (
        "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates: []\n",
        [
            "4:9 FNF023 States of the flow is empty; a list of at least one state is needed",
        ],
    ),
    (
        "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates: hello\n",
        [
            "4:9 FNF028 States of the flow is the text 'hello'; a list is needed | each state begins with '- '",
        ],
    ),
    (
        "Type: StateMachine\nSpecVersion: v1\nName: my flow\nTimeout: 300\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "3:7 FNF126 warning the flow has the name 'my flow'; the service takes 1 to 128 letters, digits, '_' and '-', the first a letter or '_'",
        ],
    ),
    (
        "Type: StateMachine\nSpecVersion: v1\nTimeout: 0\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "3:10 FNF029 Timeout of the flow is the number 0; a whole number of seconds from 1 to 31536000 is allowed",
        ],
    ),
    (
        "Type: StateMachine\nSpecVersion: v1\nName: 7\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "3:7 FNF028 Name of the flow is the number 7; a text is allowed | write '7' with quotes",
        ],
    ),
    (
        "Type: StateMachine\nSpecVersion: v1\nName: hello\n1: x\nStartAt: a\nStates: [{Type: Pass, Name: a, End: true}]\n",
        [
            "4:1 FNF010 a key of the flow is the number 1; an attribute's name is text",
        ],
    ),
]


@pytest.mark.parametrize(("text", "lines"), WRONG_FLOWS)
def test_flow_is_checked(text: str, lines: list[str], found: Callable[[str], list[str]]) -> None:
    assert found(text) == lines


WRONG_STATES = [
    ("- hello", ["5:3 FNF028 States[0] of the flow is the text 'hello'; a state is a map"]),
    ("-", ["5:2 FNF028 States[0] of the flow is empty; a state is a map"]),
    (
        "- {Type: Pass, End: true}",
        ["5:3 FNF026 States[0] of the flow has no 'Name'; every state has a name"],
    ),
    (
        "- {Type: Pass, Name: 012, End: true}",
        [
            "5:22 FNF026 Name of States[0] of the flow is the number 012; a text is needed; every state has a name | write '012' with quotes"
        ],
    ),
    (
        "- {Type: Pass, Name: ' ', End: true}",
        ["5:22 FNF026 Name of States[0] of the flow is blank; every state has a name"],
    ),
    (
        "- {Name: a, End: true}",
        ["5:3 FNF025 state 'a' has no 'Type'; one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail is needed"],
    ),
    (
        "- {Type: Tasks, Name: a, End: true}",
        [
            "5:10 FNF025 Type of state 'a' is the text 'Tasks'; one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail is needed | did you mean 'Task'?"
        ],
    ),
    (
        "- {Type: task, Name: a, End: true}",
        [
            "5:10 FNF025 Type of state 'a' is the text 'task'; one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail is needed | did you mean 'Task'?"
        ],
    ),
    (
        "- {Tpye: Succeed, Name: a}",
        [
            "5:3 FNF025 state 'a' has no 'Type'; one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail is needed | write 'Type' for 'Tpye'",
            "5:4 FNF060 warning state 'a' has an unknown attribute 'Tpye'; it is ignored | did you mean 'Type'?",
        ],
    ),
    (
        "- {Type: Suceed, Name: a}",
        [
            "5:10 FNF025 Type of state 'a' is the text 'Suceed'; one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail is needed | did you mean 'Succeed'?"
        ],
    ),
    (
        "- {Type: Pass, Name: a, Netx: b}",
        [
            f"5:3 FNF102 state 'a' {WAY_ON} | write 'Next' for 'Netx'",
            "5:25 FNF060 warning state 'a' has an unknown attribute 'Netx'; it is ignored | did you mean 'Next'?",
        ],
    ),
    (
        "- {Type: Pass, Name: a, Edn: true}",
        [
            f"5:3 FNF102 state 'a' {WAY_ON} | write 'End' for 'Edn'",
            "5:25 FNF060 warning state 'a' has an unknown attribute 'Edn'; it is ignored | did you mean 'End'?",
        ],
    ),
    ("- {Type: Pass, Name: a}", [f"5:3 FNF102 state 'a' {WAY_ON}"]),
    ("- {Type: Pass, Name: a, End: false}", [f"5:3 FNF102 state 'a' {WAY_ON}"]),
    (
        "- {Type: Pass, Name: a, Next: , End: }",
        [
            f"5:3 FNF102 state 'a' {WAY_ON}",
            "5:25 FNF066 warning Next of state 'a' has no value; it counts as absent",
            "5:33 FNF066 warning End of state 'a' has no value; it counts as absent",
        ],
    ),
    (
        "- {Type: Pass, Name: a, End: yes}",
        ["5:30 FNF028 End of state 'a' is the text 'yes'; true or false is allowed | write true"],
    ),
    (
        "- {Type: Pass, Name: a, End: 'true'}",
        ["5:30 FNF028 End of state 'a' is the text 'true'; true or false is allowed | write true without quotes"],
    ),
    (
        "- {Type: Pass, Name: a, Next: 7}",
        ["5:31 FNF028 Next of state 'a' is the number 7; a text is allowed | write '7' with quotes"],
    ),
    (
        "- {Type: Pass, Name: a, Next: a, End: true}",
        [
            "5:34 FNF102 state 'a' has both Next and End: true; either it goes on, or it ends its scope",
        ],
    ),
    (
        "- {Type: Pass, Name: a, End: true, Description: 5}",
        ["5:49 FNF028 Description of state 'a' is the number 5; a text is allowed | write '5' with quotes"],
    ),
    (
        "- {Type: Succeed, Name: a, End: false}",
        ["5:33 FNF028 End of state 'a' is false; a Succeed or Fail always ends its scope | remove it"],
    ),
    (
        "- {Type: Succeed, Name: a, Next: a}",
        ["5:28 FNF032 state 'a' is a Succeed with 'Next'; it ends its scope by itself | remove it"],
    ),
    (
        "- {Type: Fail, Name: a, Code: x, Detail: y, Next: a}",
        ["5:45 FNF032 state 'a' is a Fail with 'Next'; it ends its scope by itself | remove it"],
    ),
    (
        "- {Type: Pass, Name: a, End: true, Retry: [], Catch: []}",
        [
            "5:36 FNF032 state 'a' is a Pass with 'Retry'; only Task, Parallel and Map can have it",
            "5:47 FNF032 state 'a' is a Pass with 'Catch'; only Task, Parallel and Map can have it",
        ],
    ),
    (
        "- {Type: Fail, Name: a, Code: x, Detail: y, GlobalConstructor: {}}",
        [
            "5:45 FNF060 warning state 'a' has an unknown attribute 'GlobalConstructor'; it is ignored | give it to the state before"
        ],
    ),
    (
        "- {Type: Pass, Name: a, End: true, Seconds: 3, Branches: []}",
        [
            "5:36 FNF060 warning state 'a' has an unknown attribute 'Seconds'; it is ignored | it belongs to Wait states",
            "5:48 FNF060 warning state 'a' has an unknown attribute 'Branches'; it is ignored | it belongs to Choice and Parallel states",
        ],
    ),
]


@pytest.mark.parametrize(("states", "lines"), WRONG_STATES)
def test_states_are_checked(states: str, lines: list[str], found_in_states: Callable[[str], list[str]]) -> None:
    assert found_in_states(states) == lines


def test_all_problems_are_found_at_once_in_the_order_of_the_text(found: Callable[[str], list[str]]) -> None:
    lines = found(
        """\
Type: StateMachine
SpecVersion: v2
StartAt: x
States:
  - {Type: Wait, Name: a}
  - {Type: Choice, Name: b, Branches: [{Condition: $Input.n = 1, Next: c}]}
  - Type: Map
    Name: m
    End: true
    ItemsPath: $Input.list
    Processor:
      StartAt: y
      States:
        - {Type: Task, Name: t, Action: FC:InvokeFunction, TaskMode: Sync}
"""
    )
    assert [line.split()[:2] for line in lines] == [
        ["2:14", "FNF021"],
        ["3:10", "FNF031"],
        ["5:5", "FNF035"],
        ["5:5", "FNF102"],
        ["6:5", "FNF027"],
        ["6:61", "FNF042"],
        ["6:72", "FNF031"],
        ["12:16", "FNF031"],
        ["14:11", "FNF027"],
        ["14:11", "FNF102"],
        ["14:70", "FNF034"],
    ]


def test_model_can_be_pickled_as_far_as_it_is_data() -> None:
    model = read_definition(
        "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates: [{Type: Wait, Name: a, Seconds: 3, End: true}]"
    ).model
    assert pickle.loads(pickle.dumps(model)) == model


def test_model_is_read_only() -> None:
    model = read_definition(
        "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates: [{Type: Wait, Name: a, Seconds: 3, End: true}]"
    ).model
    with pytest.raises(AttributeError):
        model.scope.states[0].name = "x"
