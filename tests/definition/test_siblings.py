"""Names and ways in lists, in words of a dialect of its own; those of the two dialects stand in their `test_rules`."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from pytest_fnf.definition.places import SourceText
from pytest_fnf.definition.problems import Problems
from pytest_fnf.definition.siblings import Siblings, Way, Wording, check_siblings
from pytest_fnf.definition.tree import Mapping, Scalar
from pytest_fnf.definition.yaml_tree import build_tree

WORDS = Wording(
    one="room",
    around="house",
    way="a door",
    leads="opens to",
    unique="letters get lost",
    stays="walls are thick",
    siblings="rooms",
    ending="a house ends at its walls",
)


def told(*houses: str, nameless: bool = False) -> list[str]:
    """Problems of houses, each a list of rooms with the room that its door opens to; the hall's door is the way in."""
    source = SourceText("t.yml", "\n".join(f"{number}: {house}" for number, house in enumerate(houses)))
    problems = Problems(source)
    root = build_tree(source, problems)
    assert isinstance(root, Mapping)
    lists = []
    for _, house in root.entries.values():
        siblings = Siblings()
        siblings.nameless = nameless
        assert not isinstance(house, Scalar | Mapping)
        for room in house.items:
            assert isinstance(room, Mapping)
            for text, (name, target) in room.entries.items():
                assert isinstance(target, Scalar)
                siblings.names.append(name)
                siblings.ways.append(Way(f"the door of {text}", target, begins=text == "hall"))
        lists.append(siblings)
    check_siblings(lists, WORDS, problems)
    return [
        f"{problem.line}:{problem.column} {problem.code} {problem.message}"
        + (f" | {problem.hint}" if problem.hint else "")
        for problem in problems.ordered()
    ]


def test_names_and_ways_that_fit_are_not_told() -> None:
    assert told("[{hall: attic}, {attic: hall}]", "[{cellar: cellar}]") == []


def test_a_name_twice_in_one_list() -> None:
    assert told("[{hall: attic}, {attic: hall}, {hall: attic}]") == [
        "1:36 FNF030 a second room of this house is called 'hall'; the first stands at 1:6 | a door could not tell them apart: give one of them another name"
    ]


def test_a_name_in_two_lists_is_told_at_the_later_one() -> None:
    assert told("[{hall: hall}]", "[{hall: hall}]") == [
        "2:6 FNF061 a room of another house is called 'hall' too, at 1:6; letters get lost"
    ]


def test_a_way_to_another_list() -> None:
    assert told("[{hall: attic}]", "[{attic: attic}]") == [
        "1:12 FNF031 the door of hall opens to 'attic', which is a room of another house (line 2); walls are thick | rooms here are 'hall'"
    ]


def test_a_way_to_nothing() -> None:
    assert told("[{hall: hal}, {attic: end}]", "[{hall: end}]")[:2] == [
        "1:12 FNF031 the door of hall opens to 'hal', which is no room of this house | did you mean 'hall'?",
        "1:26 FNF031 the door of attic opens to 'end', which is no room of this house | a house ends at its walls",
    ]


def test_the_way_in_cannot_be_meant_as_the_end() -> None:
    assert told("[{hall: end}]") == ["1:12 FNF031 the door of hall opens to 'end', which is no room of this house"]


def test_whoever_has_no_name_may_be_the_one_that_is_meant() -> None:
    assert told("[{hall: cellar}]", nameless=True) == []
