"""Choice, parallel and foreach (fdl-classic 4.4 to 4.6; V4, V11 to V13)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.classic.model import Branch, Choice, ChoiceStep, Default, ForeachStep, ParallelStep, PassStep
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.expression.paths import compile_path

if TYPE_CHECKING:
    from collections.abc import Callable


WRONG_CHOICES = [
    (
        "- {type: choice, name: a}",
        [
            "4:3 FNF027 step 'a' has no 'choices'; it lists conditions and what to do where they hold",
        ],
    ),
    (
        "- {type: choice, name: a, choices: []}",
        [
            "4:3 FNF027 step 'a' has no 'choices'; it lists conditions and what to do where they hold",
        ],
    ),
    (
        "- {type: choice, name: a, choices: }",
        [
            "4:3 FNF027 step 'a' has no 'choices'; it lists conditions and what to do where they hold",
            "4:27 FNF066 warning choices of step 'a' has no value; it counts as absent",
        ],
    ),
    (
        "- {type: choice, name: a, default: {goto: a}}",
        [
            "4:3 FNF062 warning step 'a' has a default and no choices, so the default is always taken",
        ],
    ),
    (
        "- {type: choice, name: a, chioces: [{condition: $.a, goto: a}], default: {goto: a}}",
        [
            "4:3 FNF062 warning step 'a' has a default and no choices, so the default is always taken | write 'choices' for 'chioces'",
            "4:27 FNF060 warning step 'a' has an unknown attribute 'chioces'; it is ignored | did you mean 'choices'?",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [], default: {goto: a}}",
        [
            "4:3 FNF062 warning step 'a' has a default and no choices, so the default is always taken",
        ],
    ),
    (
        "- {type: choice, name: a, choices: {condition: $.a, goto: a}}",
        [
            "4:36 FNF028 choices of step 'a' is a map; a list is needed | each choice begins with '- '",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [a]}",
        [
            "4:37 FNF028 choices[0] of step 'a' is the text 'a'; a map of condition, steps and goto is needed | write - condition: '$.key == \"text\"', and below it goto: name",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{goto: a}]}",
        [
            "4:37 FNF027 choices[0] of step 'a' has no 'condition'; it says when this choice is taken",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: true}]}",
        [
            "4:49 FNF028 condition of choices[0] of step 'a' is true; a condition, a text such as $.key == \"text\", is needed | write 'true' with quotes",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a, next: a}]}",
        [
            "4:54 FNF060 warning choices[0] of step 'a' has an unknown attribute 'next'; it is ignored | the step to go to is named by goto",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a, goto: [a]}]}",
        [
            "4:60 FNF028 goto of choices[0] of step 'a' is a list; a text is allowed",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a, steps: {type: pass}}]}",
        [
            "4:61 FNF028 steps of choices[0] of step 'a' is a map; a list is needed | each step begins with '- '",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a}], default: a}",
        [
            "4:65 FNF028 default of step 'a' is the text 'a'; a map of steps and goto is needed | write default: {goto: a}",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a}], default: goto a}",
        [
            "4:65 FNF028 default of step 'a' is the text 'goto a'; a map of steps and goto is needed | write default: {goto: a}",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a}], default: [{type: pass, name: b}]}",
        [
            "4:65 FNF028 default of step 'a' is a list; a map of steps and goto is needed | write default: {steps: [...]}",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a}], default: {next: a}}",
        [
            "4:66 FNF060 warning default of step 'a' has an unknown attribute 'next'; it is ignored | the step to go to is named by goto",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a}], default: }",
        [
            "4:56 FNF066 warning default of step 'a' has no value; it counts as absent",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: $.a, steps: }]}",
        [
            "4:54 FNF066 warning steps of choices[0] of step 'a' has no value; it counts as absent",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_CHOICES)
def test_entries_of_a_choice_are_checked(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


WRONG_PARALLELS = [
    (
        "- {type: parallel, name: a}",
        [
            "4:3 FNF027 step 'a' has no 'branches'; it lists what runs at the same time",
        ],
    ),
    (
        "- {type: parallel, name: a, branches: }",
        [
            "4:29 FNF027 branches of step 'a' has no value; it lists what runs at the same time",
        ],
    ),
    (
        "- {type: parallel, name: a, branches: []}",
        [
            "4:39 FNF029 step 'a' has 0 branches; 1 to 100 are allowed",
        ],
    ),
    (
        "- {type: parallel, name: a, branches: {steps: []}}",
        [
            "4:39 FNF028 branches of step 'a' is a map; a list is needed | each branch begins with '- steps:'",
        ],
    ),
    (
        "- {type: parallel, name: a, branches: [a]}",
        [
            "4:40 FNF028 branches[0] of step 'a' is the text 'a'; a map with steps is needed | write - steps: [...]",
        ],
    ),
    (
        "- {type: parallel, name: a, branches: [{type: pass, name: b}]}",
        [
            "4:40 FNF023 branches[0] of step 'a' has no 'steps'; a list of at least one step is needed",
            "4:41 FNF060 warning branches[0] of step 'a' has an unknown attribute 'type'; it is ignored | a step stands in a list under steps",
            "4:53 FNF060 warning branches[0] of step 'a' has an unknown attribute 'name'; it is ignored | a step stands in a list under steps",
        ],
    ),
    (
        "- {type: parallel, name: a, branches: [{steps: []}]}",
        [
            "4:48 FNF023 steps of branches[0] of step 'a' is empty; a list of at least one step is needed",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_PARALLELS)
def test_branches_of_a_parallel_are_checked(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


WRONG_FOREACHES = [
    (
        "- {type: foreach, name: a, steps: [{type: pass, name: b}]}",
        [
            "4:3 FNF027 step 'a' has no 'iterationMapping'; it says which list is gone through: {collection: $.key, item: name}",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: $.names, steps: [{type: pass, name: b}]}",
        [
            "4:46 FNF028 iterationMapping of step 'a' is the text '$.names'; a map is needed | write {collection: $.key, item: name}",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {}, steps: [{type: pass, name: b}]}",
        [
            "4:46 FNF027 iterationMapping of step 'a' has no 'collection'; it is a path to a list, such as $.names",
            "4:46 FNF027 iterationMapping of step 'a' has no 'item'; it is the key under which the element reaches the steps",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {collection: names, item: n}, steps: [{type: pass, name: b}]}",
        [
            "4:59 FNF041 collection of step 'a' is 'names'; a path into the step's input is needed | write $.names",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {collection: $input.names, item: n}, steps: [{type: pass, name: b}]}",
        [
            "4:59 FNF041 collection of step 'a' is '$input.names'; it reads the step's input, which is written $ here | write $.names",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {collection: $, item: n}, steps: [{type: pass, name: b}]}",
        [
            "4:59 FNF041 collection of step 'a' is '$'; a path into the step's input is needed",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {collection: [a], item: 1, index: 2}, steps: [{type: pass, name: b}]}",
        [
            "4:59 FNF028 collection of iterationMapping of step 'a' is a list; a path into the step's input, such as $.names, is needed",
            "4:70 FNF028 item of iterationMapping of step 'a' is the number 1; a key, a text, is needed | write '1' with quotes",
            "4:80 FNF028 index of iterationMapping of step 'a' is the number 2; a key, a text, is needed | write '2' with quotes",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {collection: $.a, item: $.n, idx: i}, steps: [{type: pass, name: b}]}",
        [
            "4:70 FNF064 warning iterationMapping of step 'a' has item '$.n'; it is a plain key, so the $ becomes part of it",
            "4:75 FNF060 warning iterationMapping of step 'a' has an unknown attribute 'idx'; it is ignored | did you mean 'index'?",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {collection: $.a, item: n}}",
        [
            "4:3 FNF023 step 'a' has no 'steps'; a list of at least one step is needed",
        ],
    ),
    (
        "- {type: foreach, name: a, iterationMapping: {collection: $.a, item: n}, steps: [], maxConcurrency: 5}",
        [
            "4:81 FNF023 steps of step 'a' is empty; a list of at least one step is needed",
            "4:85 FNF060 warning step 'a' has an unknown attribute 'maxConcurrency'; it is ignored | a foreach runs up to 100 iterations at a time; that cannot be set",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_FOREACHES)
def test_iteration_of_a_foreach_is_checked(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


BAD_CONDITIONS = [
    (
        "- {type: choice, name: a, choices: [{condition: $.a = 1}]}",
        [
            "4:53 FNF040 condition of choices[0] of step 'a': found '='; did you mean '=='?",
        ],
    ),
    (
        "- {type: choice, name: a, choices: [{condition: '$.a = 1'}]}",
        [
            "4:54 FNF040 condition of choices[0] of step 'a': found '='; did you mean '=='?",
        ],
    ),
    (
        '- {type: choice, name: a, choices: [{condition: "$.a = 1"}]}',
        [
            "4:54 FNF040 condition of choices[0] of step 'a': found '='; did you mean '=='?",
        ],
    ),
    (
        '- {type: choice, name: a, choices: [{condition: "$.a = \\"x\\""}]}',
        [
            "4:49 FNF040 condition of choices[0] of step 'a': found '='; did you mean '=='?",
        ],
    ),
    (
        """\
- type: choice
  name: a
  choices:
    - condition: $.a and $.b
""",
        [
            "7:22 FNF040 condition of choices[0] of step 'a': found 'and'; did you mean '&&'?",
        ],
    ),
    (
        """\
- type: choice
  name: a
  choices:
    - condition: >-
        $.a = 1
""",
        [
            "7:18 FNF040 condition of choices[0] of step 'a': found '='; did you mean '=='?",
        ],
    ),
    (
        """\
- type: choice
  name: a
  choices:
    - condition: ($.a
""",
        [
            "7:22 FNF040 condition of choices[0] of step 'a': found the end; expected ')' for the '(' at column 1",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), BAD_CONDITIONS)
def test_bad_condition_is_told_at_the_character_in_the_file(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


HEAD = "version: v1\ntype: flow\nsteps:\n"


def test_choice_may_have_steps_a_goto_both_or_neither() -> None:
    definition = read_definition(
        HEAD
        + """\
- type: choice
  name: a
  choices:
    - {condition: $.a, steps: [{type: pass, name: b}]}
    - {condition: $.b, goto: a}
    - {condition: $.c, steps: [{type: pass, name: c}], goto: z}
    - condition: $.d
  default:
    goto: z
- {type: pass, name: z}
"""
    )
    assert definition.problems == ()
    step = definition.model.steps[0]
    assert isinstance(step, ChoiceStep)
    assert [choice.condition.text for choice in step.choices] == ["$.a", "$.b", "$.c", "$.d"]
    assert [choice.goto for choice in step.choices] == [None, "a", "z", None]
    assert [[inner.name for inner in choice.steps] for choice in step.choices] == [["b"], [], ["c"], []]
    assert [choice.place.line for choice in step.choices] == [7, 8, 9, 10]
    assert step.default == Default(place=Place(12, 5), steps=(), goto="z")


def test_condition_is_compiled_when_the_definition_is_read() -> None:
    definition = read_definition(HEAD + "- {type: choice, name: a, choices: [{condition: '$.n >= 3'}]}")
    step = definition.model.steps[0]
    assert isinstance(step, ChoiceStep)
    (choice,) = step.choices
    assert isinstance(choice, Choice)
    assert (choice.condition.holds({"n": 3}), choice.condition.holds({"n": 2})) == (True, False)


def test_parallel_has_branches_with_steps_of_their_own() -> None:
    (step,) = read_definition(
        HEAD
        + "- {type: parallel, name: a, branches: [{steps: [{type: pass, name: b}]}, {steps: [{type: pass, name: c}]}]}"
    ).model.steps
    assert step == ParallelStep(
        place=Place(4, 3),
        name="a",
        branches=(
            Branch(place=Place(4, 40), steps=(PassStep(place=Place(4, 49), name="b"),)),
            Branch(place=Place(4, 74), steps=(PassStep(place=Place(4, 83), name="c"),)),
        ),
    )


def test_parallel_has_at_most_a_hundred_branches() -> None:
    def text(number: int) -> str:
        branches = "".join(f"    - steps: [{{type: pass, name: p{index}}}]\n" for index in range(number))
        return f"{HEAD}- type: parallel\n  name: a\n  branches:\n{branches}"

    assert read_definition(text(100)).problems == ()
    with pytest.raises(DefinitionError) as error:
        read_definition(text(101))
    (problem,) = error.value.problems
    assert (problem.code, problem.line, problem.column) == ("FNF029", 7, 5)
    assert problem.message == "step 'a' has 101 branches; 1 to 100 are allowed"


def test_foreach_goes_through_a_list_of_its_input() -> None:
    (step,) = read_definition(
        HEAD
        + "- {type: foreach, name: a, iterationMapping: {collection: $.names, item: n, index: i}, "
        + "steps: [{type: pass, name: b}]}"
    ).model.steps
    assert step == ForeachStep(
        place=Place(4, 3),
        name="a",
        collection=compile_path(".names"),
        item="n",
        index="i",
        steps=(PassStep(place=Place(4, 96), name="b"),),
    )


def test_condition_of_absurd_length_is_refused_before_it_is_compiled() -> None:
    condition = "$.a == 1 && " * 1000
    with pytest.raises(DefinitionError, match=r"condition of choices\[0\] of step 'a' has 12,000 characters"):
        read_definition(f"{HEAD}- {{type: choice, name: a, choices: [{{condition: '{condition}'}}]}}")
