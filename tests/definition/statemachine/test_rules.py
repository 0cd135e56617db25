"""Rules over scopes: names, and where states go on (cloudflow-statemachine 1.1, 1.2 check 2; OQ-1, OQ-26)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SCOPES = [
    (
        "- {Type: Pass, Name: a, Next: B}\n- {Type: Pass, Name: b, End: true}",
        ["5:31 FNF031 Next of state 'a' is 'B', which is no state of this scope | did you mean 'b'?"],
    ),
    (
        "- {Type: Pass, Name: a, Next: End}",
        [
            "5:31 FNF031 Next of state 'a' is 'End', which is no state of this scope | a scope ends with a state that has End: true, or with a Succeed"
        ],
    ),
    (
        "- {Type: Pass, Name: a, End: true}\n- {Type: Pass, Name: a, End: true}",
        [
            "6:22 FNF030 a second state of this scope is called 'a'; the first stands at 5:22 | a Next could not tell them apart: give one of them another name"
        ],
    ),
    (
        """\
- Type: Parallel
  Name: a
  Next: inner
  Branches:
    - StartAt: inner
      States: [{Type: Pass, Name: inner, Next: a}]
    - StartAt: Inner
      States: [{Type: Pass, Name: inner, End: true}]
""",
        [
            "7:9 FNF031 Next of state 'a' is 'inner', which is a state of another scope (line 10); a scope is neither left nor entered so | states here are 'a'",
            "10:48 FNF031 Next of state 'inner' is 'a', which is a state of another scope (line 6); a scope is neither left nor entered so | states here are 'inner'",
            "11:16 FNF031 StartAt of Branches[1] of state 'a' is 'Inner', which is no state of this scope | did you mean 'inner'?",
            "12:35 FNF061 warning a state of another scope is called 'inner' too, at 10:35; stubs and expectations by name mean both",
        ],
    ),
    (
        """\
- Type: Choice
  Name: a
  Branches:
    - {Condition: $Input.x == 1, Next: stop}
  Default: Stopp
- {Type: Succeed, Name: Stop}
""",
        [
            "8:40 FNF031 Next of Branches[0] of state 'a' is 'stop', which is no state of this scope | did you mean 'Stop'?",
            "9:12 FNF031 Default of state 'a' is 'Stopp', which is no state of this scope | did you mean 'Stop'?",
        ],
    ),
    (
        """\
- Type: Task
  Name: a
  Action: ECS:DescribeInstances
  End: true
  Catch:
    - {Errors: [FnF.ALL], OutputConstructor: {}, Next: repiar}
- {Type: Succeed, Name: repair}
""",
        [
            "10:56 FNF031 Next of Catch[0] of state 'a' is 'repiar', which is no state of this scope | did you mean 'repair'?"
        ],
    ),
    (
        "- {Type: Pass, Name: a, Next: nowhere}\n"
        + "".join(f"- {{Type: Pass, Name: s{n}, End: true}}\n" for n in range(9)),
        ["5:31 FNF031 Next of state 'a' is 'nowhere', which is no state of this scope"],
    ),
    (
        # The state that has no name may be the one that is meant.
        "- {Type: Pass, Naem: a, Next: Bob}\n- {Type: Pass, Name: b, Next: a}\n- {Type: Pass, NAME: Bob, End: true}\n",
        [
            "5:3 FNF026 States[0] of the flow has no 'Name'; every state has a name | write 'Name' for 'Naem'",
            "5:16 FNF060 warning States[0] of the flow has an unknown attribute 'Naem'; it is ignored | did you mean 'Name'?",
            "7:16 FNF101 state 'Bob' has 'NAME'; in the dialect 'Type: StateMachine' it is written 'Name'",
        ],
    ),
    (
        "- hello\n- {Type: Pass, Name: b, Next: c}\n",
        ["5:3 FNF028 States[0] of the flow is the text 'hello'; a state is a map"],
    ),
]


@pytest.mark.parametrize(("states", "lines"), SCOPES)
def test_names_and_ways_are_those_of_the_scope(
    states: str, lines: list[str], found_in_states: Callable[[str], list[str]]
) -> None:
    assert found_in_states(states) == lines


def test_loops_go_back_to_earlier_states(found_in_states: Callable[[str], list[str]]) -> None:
    assert (
        found_in_states(
            """\
- {Type: Wait, Name: a, Seconds: 10, Next: b}
- Type: Choice
  Name: b
  Branches: [{Condition: $Input.done, Next: c}]
  Default: a
- {Type: Succeed, Name: c}
"""
        )
        == []
    )


@pytest.mark.parametrize(
    "name", ["No", "on", "YES", "n", "1_000", "12:30", "12:30:45.5", "2019-05-02", ".inf", "-.INF"]
)
def test_name_that_yaml_1_1_does_not_take_for_text_is_a_warning(name: str, found: Callable[[str], list[str]]) -> None:
    head = f"Type: StateMachine\nSpecVersion: v1\nStartAt: {name}\nStates:\n"
    assert found(f"{head}- {{Type: Pass, Name: {name}, End: true}}") == [
        f"5:22 FNF125 warning a state is called '{name}', which other readers of YAML do not take for a text | put it in quotes, here and where it is named"
    ]
    assert found(f"{head}- {{Type: Pass, Name: '{name}', End: true}}") == []


@pytest.mark.parametrize("name", ["None", "onward", "a:b", "v1_0", "2019-05", "~x"])
def test_other_names_are_text_everywhere(name: str, found: Callable[[str], list[str]]) -> None:
    text = f"Type: StateMachine\nSpecVersion: v1\nStartAt: {name}\nStates:\n- {{Type: Pass, Name: {name}, End: true}}"
    assert found(text) == []
