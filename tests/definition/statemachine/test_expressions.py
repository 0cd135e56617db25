"""Expressions where they stand: places in the text, and what can be read where (cloudflow-statemachine 3.2, 13.3)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.problems import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates:\n"
HERE = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
"""Stands before the character that the problem is at."""


def place_of_the_mark(text: str) -> tuple[int, int]:
    before = text[: text.index(HERE)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def pass_with(value: str) -> str:
    return f"{HEAD}- Type: Pass\n  Name: a\n  End: true\n  OutputConstructor:\n    k.$: {value}\n"


PLACES = {
    "plain": f"$Output.x {HERE}= 1",
    "single quotes": f"'$Output.x {HERE}= 1'",
    "double quotes": f'"$Output.x {HERE}= 1"',
    "a quote in single quotes": f"'$Output.x == ''y'' {HERE}= 1'",
    "escapes in double quotes": f'"$Output.x == \\"y\\/\\" {HERE}= 1"',
    "plain over two lines": f"$Output.x ==\n      1 {HERE}= 1",
    "single quotes over two lines": f"'$Output.x ==\n      1 {HERE}= 1'",
    "double quotes over two lines": f'"$Output.x == \\\n      1 {HERE}= 1"',
    "literal block": f'|-\n      {{\n        "a": $Output.x,\n        "b": $Output.y {HERE}= 1\n      }}',
    "literal block with an empty line": f"|\n\n      [\n\n       $Output.x {HERE}= 1]",
    "folded block": f">-\n      $Output.x ==\n      1 && $Output.y\n      {HERE}= 1",
    "folded block, stripped and indented": f">2-\n        $Output.x ==\n      1 {HERE}= 1",
    "wide characters before it": f"'$Output.x == \"转码\" {HERE}= 1'",
}


@pytest.mark.parametrize("value", PLACES.values(), ids=PLACES.keys())
def test_problem_is_at_the_very_character(value: str) -> None:
    marked = pass_with(value)
    with pytest.raises(DefinitionError) as error:
        read_definition(marked.replace(HERE, ""))
    (problem,) = error.value.problems
    assert problem.code == "FNF042"
    assert (problem.line, problem.column) == place_of_the_mark(marked)


@pytest.mark.parametrize(
    "value",
    ['!!str "$Output.x = 1"', '"$Output.x\\u0020= 1"'],
    ids=["a tag before it", "an escape that is not taken apart"],
)
def test_place_is_that_of_the_value_where_the_character_cannot_be_told(value: str) -> None:
    with pytest.raises(DefinitionError) as error:
        read_definition(pass_with(value))
    assert [(problem.line, problem.column) for problem in error.value.problems] == [(9, 10)]


def test_end_of_an_expression_has_a_place() -> None:
    marked = pass_with(f"'$Output.x =={HERE}'")
    with pytest.raises(DefinitionError) as error:
        read_definition(marked.replace(HERE, ""))
    assert [(problem.line, problem.column) for problem in error.value.problems] == [place_of_the_mark(marked)]


READABLE = {
    # section 3.2
    "InputConstructor: {k.$: @}": {"Input", "Context", "Global"},
    "OutputConstructor: {k.$: @}": {"Input", "Context", "Global", "Output"},
    "GlobalConstructor: {k.$: @}": {"Input", "Context", "Global", "Output"},
    "Parameters: {k: [{k.$: @}]}": {"Input", "Context", "Global"},
    "Timeout.$: '@'": {"Input", "Context", "Global"},
    "Catch: [{Errors: [FnF.ALL], Next: a, OutputConstructor: {k.$: @}}]": {"Input", "Context", "Global"},
}


@pytest.mark.parametrize("attribute", READABLE)
@pytest.mark.parametrize("root", ["Input", "Context", "Global", "Output", "Item"])
def test_variables_are_read_where_they_live(
    attribute: str, root: str, found_in_state: Callable[[str], list[str]]
) -> None:
    value = attribute.replace("@", f"${root}.x")
    lines = found_in_state(f"Type: Task, Name: a, End: true, Action: A:B, {value}")
    errors = [line.split()[1] for line in lines if " warning " not in line]
    assert errors == ([] if root in READABLE[attribute] else ["FNF043"])
    warned = [line.split()[1] for line in lines if " warning " in line]
    assert warned == (["FNF129"] if (root, attribute[:7]) == ("Global", "Timeout") else [])


def test_every_wrong_variable_of_an_expression_is_told(found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state("Type: Pass, Name: a, End: true, InputConstructor: {k.$: '$Output.x == $Item.y'}") == [
        "5:61 FNF043 k.$ of InputConstructor of state 'a' reads $Output; it can be read in an OutputConstructor or a GlobalConstructor only | what the state gets is $Input",
        "5:74 FNF043 k.$ of InputConstructor of state 'a' reads $Item; it can be read in the ItemConstructor of a Map only | in the Processor of a Map the item is $Input",
    ]


def test_many_wrong_variables_of_one_expression_are_told_once(found_in_state: Callable[[str], list[str]]) -> None:
    many = " == ".join(["$Output.x"] * 2) + "".join(f" && $Output.x == {number}" for number in range(400))
    lines = found_in_state(f"Type: Pass, Name: a, End: true, InputConstructor: {{k.$: '{many}'}}")
    assert [line.split()[:2] for line in lines] == [["5:61", "FNF043"]]


def test_spelling_of_variables_is_exact(found_in_state: Callable[[str], list[str]]) -> None:
    # OQ-27
    (line,) = found_in_state("Type: Pass, Name: a, End: true, InputConstructor: {k.$: $input.x}")
    assert line.startswith("5:60 FNF042 k.$ of InputConstructor of state 'a': ")
    assert line.endswith("| did you mean '$Input'?")


def test_expression_longer_than_any_is_refused(found_in_state: Callable[[str], list[str]]) -> None:
    text = f"$Input.{'x' * 10_000}"
    assert found_in_state(f"Type: Pass, Name: a, End: true, InputConstructor: {{k.$: {text}}}") == [
        "5:60 FNF042 k.$ of InputConstructor of state 'a' has 10,007 characters; at most 10,000 are read"
    ]


def test_tag_does_not_stand_at_an_expression(found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state("Type: Pass, Name: a, End: true, InputConstructor: {k.$: !Ref s/f}") == [
        "5:60 FNF008 k.$ of InputConstructor of state 'a' has the tag !Ref; it stands at a resourceArn only"
    ]
