"""Constructors and Parameters (cloudflow-statemachine 3.4, 3.5)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.statemachine.model import Constant, Dynamic, ListTemplate, MapTemplate

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.statemachine.model import Template

HEAD = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates:\n"


def shape(template: Template | None) -> object:
    """A template with the text of its expressions."""
    match template:
        case Constant():
            return ("constant", template.value)
        case Dynamic():
            return ("expression", template.expression.text)
        case MapTemplate():
            return {name: shape(part) for name, part in template.entries}
        case ListTemplate():
            return [shape(item) for item in template.items]
    return None


def test_sample_of_the_specification_is_read() -> None:
    # section 3.4
    definition = read_definition(
        HEAD
        + """\
- Type: Pass
  Name: a
  End: true
  InputConstructor:
    fixed: 123
    name.$: $Input.name
    hello.$: format("hello {}", $Input.name)
    nested:
      token.$: $Context.Current.TaskToken
"""
    )
    assert definition.problems == ()
    template = definition.model.scope.states[0].input_constructor
    assert shape(template) == {
        "fixed": ("constant", 123),
        "name": ("expression", "$Input.name"),
        "hello": ("expression", 'format("hello {}", $Input.name)'),
        "nested": {"token": ("expression", "$Context.Current.TaskToken")},
    }
    assert isinstance(template, MapTemplate)
    assert [(name, part.place) for name, part in template.entries] == [
        ("fixed", Place(9, 12)),
        ("name", Place(10, 13)),
        ("hello", Place(11, 14)),
        ("nested", Place(13, 7)),
    ]


TEMPLATES = [
    ("{}", ("constant", {})),
    ("{a: 1, b: [x, {c: null}]}", ("constant", {"a": 1, "b": ["x", {"c": None}]})),
    ("{1: x, true: y}", ("constant", {"1": "x", "true": "y"})),
    (
        "{a: [1, {b.$: $Input.b}], c: {d: [[]]}}",
        {"a": [("constant", 1), {"b": ("expression", "$Input.b")}], "c": ("constant", {"d": [[]]})},
    ),
    ("{a.b.$: $Input.c}", {"a.b": ("expression", "$Input.c")}),
    ("{'a.$': 'true'}", {"a": ("expression", "true")}),
    ("{a$: x, $: y, 'b.$ ': z}", ("constant", {"a$": "x", "$": "y", "b.$ ": "z"})),
]


@pytest.mark.parametrize(("text", "expected"), TEMPLATES)
def test_part_without_expressions_is_one_constant(text: str, expected: object) -> None:
    definition = read_definition(f"{HEAD}- {{Type: Pass, Name: a, End: true, OutputConstructor: {text}}}")
    assert definition.problems == ()
    assert shape(definition.model.scope.states[0].output_constructor) == expected


# the map begins at column 54
WRONG = [
    ("x", ["5:54 FNF028 InputConstructor of state 'a' is the text 'x'; a map is needed"]),
    (
        "$Input.x",
        [
            "5:54 FNF028 InputConstructor of state 'a' is the text '$Input.x'; a map is needed | write InputConstructor: {key.$: $Input.x}"
        ],
    ),
    ("[x]", ["5:54 FNF028 InputConstructor of state 'a' is a list; a map is needed"]),
    (
        "{a.$: 3}",
        [
            "5:60 FNF028 a.$ of InputConstructor of state 'a' is the number 3; an expression, a text such as $Input.key, is needed | a constant stands under a key without .$"
        ],
    ),
    (
        "{a.$: {b: 1}}",
        [
            "5:60 FNF028 a.$ of InputConstructor of state 'a' is a map; an expression, a text such as $Input.key, is needed | a constant stands under a key without .$"
        ],
    ),
    (
        "{a: {b: [{c.$: }]}}",
        [
            "5:69 FNF028 a.b[0].c.$ of InputConstructor of state 'a' is empty; an expression, a text such as $Input.key, is needed | a constant stands under a key without .$"
        ],
    ),
    (
        "{a.$: $Input.x, a: 1}",
        [
            "5:70 FNF103 InputConstructor of state 'a' has both 'a' and 'a.$', which write the same key; the first stands at 5:55"
        ],
    ),
    (
        "{a: 1, a.$: $Input.x}",
        [
            "5:61 FNF103 InputConstructor of state 'a' has both 'a' and 'a.$', which write the same key; the first stands at 5:55"
        ],
    ),
    (
        "{.$: $Input}",
        [
            "5:55 FNF103 a key of InputConstructor of state 'a' is '.$' alone; the key that is written stands before it | to take over keys of another object, name each of them"
        ],
    ),
    (
        "{a.$.$: $Input.x}",
        [
            "5:55 FNF120 warning InputConstructor of state 'a' has the key 'a.$.$'; one '.$' is taken off, so that the result stands under 'a.$' | write a.$"
        ],
    ),
    ("{~: 1}", ["5:55 FNF010 a key inside InputConstructor of state 'a' is empty"]),
    (
        "{a: !Ref s/f}",
        ["5:58 FNF008 a of InputConstructor of state 'a' has the tag !Ref; it stands at a resourceArn only"],
    ),
    (
        "{a: $Input.x}",
        [
            "5:58 FNF063 warning a of InputConstructor of state 'a' is '$Input.x', which stays text; an expression stands under a key that ends in .$ | write a.$"
        ],
    ),
    (
        "{a$: $Input.x}",
        [
            "5:59 FNF063 warning a$ of InputConstructor of state 'a' is '$Input.x', which stays text; an expression stands under a key that ends in .$ | write a.$"
        ],
    ),
    (
        '{a.$: hello, b.$: "hello", c.$: hello.world == 1}',
        [
            "5:60 FNF042 a.$ of InputConstructor of state 'a': found 'hello'; a variable begins with '$', a text stands in quotes | write $Input.hello or '\"hello\"'",
            "5:73 FNF042 b.$ of InputConstructor of state 'a': found 'hello'; a variable begins with '$', a text stands in quotes | write $Input.hello or '\"hello\"'",
            "5:86 FNF042 c.$ of InputConstructor of state 'a': found 'hello.world'; a variable begins with '$', a text stands in quotes | write $Input.hello.world or \"hello.world\"",
        ],
    ),
    (
        "{a: {b: $input.x}}",
        [
            "5:62 FNF063 warning a.b of InputConstructor of state 'a' is '$input.x', which stays text; an expression stands under a key that ends in .$ | write b.$"
        ],
    ),
    (
        "{a: [$Input.x]}",
        [
            "5:59 FNF063 warning a[0] of InputConstructor of state 'a' is '$Input.x', which stays text; an expression stands under a key that ends in .$ | write the whole list as one expression: [$Input.a, 1]"
        ],
    ),
    (
        "{a: $.x}",
        [
            "5:58 FNF063 warning a of InputConstructor of state 'a' is '$.x', which stays text; an expression stands under a key that ends in .$ | write a.$: $Input.name; paths begin with a variable"
        ],
    ),
    (
        "{a: '{% $states.input.x %}'}",
        [
            "5:58 FNF063 warning a of InputConstructor of state 'a' is '{% $states.input.x %}', which stays text; an expression stands under a key that ends in .$ | write a.$: $Input.name; paths begin with a variable"
        ],
    ),
    (
        "{a: 'length($Input.x)', b: 'uuid()'}",
        [
            "5:58 FNF063 warning a of InputConstructor of state 'a' is 'length($Input.x)', which stays text; an expression stands under a key that ends in .$ | write a.$",
            "5:81 FNF063 warning b of InputConstructor of state 'a' is 'uuid()', which stays text; an expression stands under a key that ends in .$ | write b.$",
        ],
    ),
    (
        "{a: 'order $Input.id[0].x is in'}",
        [
            "5:65 FNF063 warning a of InputConstructor of state 'a' holds '$Input.id[0].x' inside a text, where nothing is replaced | write a.$: format(\"... {} ...\", $Input.id[0].x)"
        ],
    ),
    (
        '{a: \'{"id": "$Input.id"}\'}',
        [
            "5:67 FNF063 warning a of InputConstructor of state 'a' holds '$Input.id' inside a text, where nothing is replaced | write a map instead of text, and the value under a key that ends in .$"
        ],
    ),
    (
        "{a: '{\"id\": $Input.id}'}",
        [
            "5:58 FNF063 warning a of InputConstructor of state 'a' is '{\"id\": $Input.id}', which stays text; an expression stands under a key that ends in .$ | write a.$"
        ],
    ),
]


@pytest.mark.parametrize(("text", "lines"), WRONG)
def test_constructor_is_checked(text: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Pass, Name: a, End: true, InputConstructor: {text}") == lines


@pytest.mark.parametrize(
    "text",
    [
        "$5.00",
        "costs $5 (net)",
        "total (all)",
        "$",
        "f(x",
        "a)",
        "$HOME",
        "$inputs of it",
        "{% if x %} y",
        "echo $input here",
    ],
)
def test_other_texts_are_just_texts(text: str, found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Pass, Name: a, End: true, InputConstructor: {{a: '{text}'}}") == []


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("k" * 128, []),
        (
            "k" * 129,
            ["5:56 FNF029 state 'a' names a key of $Global with 129 bytes; at most 128 are allowed"],
        ),
        ("键" * 42 + "kk.$", []),
        (
            "键" * 43 + ".$",
            ["5:56 FNF029 state 'a' names a key of $Global with 129 bytes; at most 128 are allowed"],
        ),
    ],
)
def test_keys_of_global_variables_have_a_longest_length(
    key: str, lines: list[str], found_in_state: Callable[[str], list[str]]
) -> None:
    # section 3.5: 128 bytes
    assert found_in_state(f"Type: Pass, Name: a, End: true, GlobalConstructor: {{{key}: '1'}}") == lines
