"""Reading one map: what is found there, in words, and as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf.definition.attributes import Attributes, Words, describe
from pytest_fnf.definition.tree import Mapping, Node
from pytest_fnf.definition.yaml_tree import build_tree, decode

if TYPE_CHECKING:
    from pytest_fnf.definition.problems import Problems


def tree(text: str) -> tuple[Mapping, Problems]:
    source, problems = decode(text, "flow.yml")
    root = build_tree(source, problems)
    assert isinstance(root, Mapping)
    return root, problems


def read(text: str, *allowed: str) -> tuple[Attributes, Problems]:
    root, problems = tree(text)
    return Attributes(root, "the thing", Words(*allowed), problems), problems


def messages(problems: Problems) -> list[str]:
    return [f"{problem.code} {problem.message}" for problem in problems.ordered()]


def value(text: str) -> Node:
    return tree(f"a: {text}")[0].entries["a"][1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "the text 'x'"),
        ("'1'", "the text '1'"),
        ("1.50", "the number 1.50"),
        ("0x10", "the number 0x10"),
        ("true", "true"),
        ("FALSE", "false"),
        ("~", "empty"),
        ("[1]", "a list"),
        ("{a: 1}", "a map"),
    ],
)
def test_describe_says_what_stands_there(text: str, words: str) -> None:
    assert describe(value(text)) == words


def test_absent_optional_attributes_are_nothing() -> None:
    attributes, problems = read("{}", "a")
    found: tuple[Any, ...] = (
        attributes.get("a"),
        attributes.text("a"),
        attributes.items("a"),
        attributes.number("a", 0, 1, "a number"),
        attributes.boolean("a", default=True),
        attributes.has("a"),
    )
    assert found == (None, None, None, None, True, False)
    assert messages(problems) == []


def test_words_keep_their_order_and_are_known() -> None:
    words = Words("b", "a", *Words("c"))
    assert words.known == {"a", "b", "c"}
    assert words == ("b", "a", "c")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{a: x}", None),
        ("{}", "FNF027 the thing has no 'a'; it says why"),
        ("{a: }", "FNF027 a of the thing has no value; it says why"),
        ("{a: 1}", "FNF028 a of the thing is the number 1; a text is needed; it says why"),
        ("{a: [x]}", "FNF028 a of the thing is a list; a text is needed; it says why"),
        ("{a: !Ref x}", "FNF008 a of the thing has the tag !Ref; it stands at a resourceArn only"),
    ],
)
def test_a_needed_text_is_there_or_told(text: str, found: str | None) -> None:
    attributes, problems = read(text, "a")
    node = attributes.needed_text("a", "FNF027", "it says why")
    assert messages(problems) == ([] if found is None else [found])
    assert (node is None) == (found is not None and "FNF008" not in found)


def test_unknown_and_odd_keys_are_told_once_each() -> None:
    _, problems = read("{targte: 1, 7: 2, true: 3, target: 4}", "target", "source")
    assert messages(problems) == [
        "FNF060 the thing has an unknown attribute 'targte'; it is ignored",
        "FNF010 a key of the thing is the number 7; an attribute's name is text",
        "FNF010 a key of the thing is true; an attribute's name is text",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("10", 10), ("3.0", 3), ("1.5", None), ("0", None), ("11", None), ("true", None), ("'3'", None)],
)
def test_whole_number_between_bounds(text: str, number: int | None) -> None:
    attributes, problems = read(f"a: {text}", "a")
    assert attributes.number("a", 1, 10, "1 to 10", whole=True) == number
    assert len(messages(problems)) == (number is None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("'true'", "write true without quotes"),
        ("yes", "write true"),
        ("off", "write false"),
        ("maybe", ""),
        ("[true]", ""),
    ],
)
def test_boolean_in_another_spelling_has_a_hint(text: str, hint: str) -> None:
    attributes, problems = read(f"a: {text}", "a")
    assert attributes.boolean("a", default=False) is False
    assert [problem.hint for problem in problems.ordered()] == [hint]


def test_json_keeps_every_kind_of_value() -> None:
    attributes, problems = read("a: {x: [1, 2.5, true, ~, t, {}], 1: y, true: z}", "a")
    node = attributes.get("a")
    assert node is not None
    assert attributes.json_of("a", node) == {"x": [1, 2.5, True, None, "t", {}], "1": "y", "true": "z"}
    assert messages(problems) == []
