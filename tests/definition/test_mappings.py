"""Mappings, sources, paths and service parameters (fdl-classic 3, 8.6; V18, V20, Q-3 to Q-8)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.classic.model import Constant, DataMapping, Reference
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.expression.paths import compile_path

if TYPE_CHECKING:
    from collections.abc import Callable


WRONG_MAPPINGS = [
    (
        "- {type: pass, name: a, inputMappings: {x: $input.y}}",
        [
            "4:40 FNF028 inputMappings of step 'a' is a map; a list is needed | write a list: - {target: key, source: $local.key}",
        ],
    ),
    (
        "- {type: pass, name: a, inputMappings: [x]}",
        [
            "4:41 FNF028 inputMappings[0] of step 'a' is the text 'x'; a map of target and source is needed | write a list: - {target: key, source: $local.key}",
        ],
    ),
    (
        "- {type: pass, name: a, inputMappings: [{source: 1}]}",
        [
            "4:41 FNF027 inputMappings[0] of step 'a' has no 'target'; it is the key that is written",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x}]}",
        [
            "4:42 FNF027 outputMappings[0] of step 'a' has no 'source'; it is what is read: $input.x, $local.x, or a constant",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: }]}",
        [
            "4:54 FNF027 source of outputMappings[0] of step 'a' has no value; it is what is read: $input.x, $local.x, or a constant",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: 1, source: 1}]}",
        [
            "4:51 FNF028 target of outputMappings[0] of step 'a' is the number 1; a text is needed; it is the key that is written | write '1' with quotes",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{name: x, value: 1}]}",
        [
            "4:42 FNF027 outputMappings[0] of step 'a' has no 'source'; it is what is read: $input.x, $local.x, or a constant",
            "4:42 FNF027 outputMappings[0] of step 'a' has no 'target'; it is the key that is written",
            "4:43 FNF060 warning outputMappings[0] of step 'a' has an unknown attribute 'name'; it is ignored | the key that is written is its target",
            "4:52 FNF060 warning outputMappings[0] of step 'a' has an unknown attribute 'value'; it is ignored | a constant is written as its source",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: !Ref y}]}",
        [
            "4:62 FNF008 source of outputMappings[0] of step 'a' has the tag !Ref; it stands at a resourceArn only",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: [{~: 1}]}]}",
        [
            "4:64 FNF010 a key inside source of outputMappings[0] of step 'a' is empty",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_MAPPINGS)
def test_mappings_are_lists_of_target_and_source(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


BAD_PATHS = [
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: $input.a..b}]}",
        [
            "4:70 FNF041 source of outputMappings[0] of step 'a' is '$input.a..b', which is no path: '..' searches at any depth, which FDL does not know; write each name",
        ],
    ),
    (
        '- {type: pass, name: a, outputMappings: [{target: x, source: "$input.a..b"}]}',
        [
            "4:71 FNF041 source of outputMappings[0] of step 'a' is '$input.a..b', which is no path: '..' searches at any depth, which FDL does not know; write each name",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: $inputs.a}]}",
        [
            "4:68 FNF041 source of outputMappings[0] of step 'a' begins with $input, but goes on with 's.a'; a path goes on with . or [",
        ],
    ),
    (
        '- {type: pass, name: a, outputMappings: [{target: x, source: "$local[?(@.a)]"}]}',
        [
            "4:69 FNF041 source of outputMappings[0] of step 'a' is '$local[?(@.a)]', which is no path: '[?' filters, which FDL does not know; let a function filter",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", serviceParams: {Any: 1, 2: 3}}',
        ["4:82 FNF010 a key of serviceParams of step 'a' is the number 2; an attribute's name is text"],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", serviceParams: {Input: $.a b}}',
        [
            "4:84 FNF041 Input of serviceParams of step 'a' is '$.a b', which is no path: a path has no blanks; write a name with a blank as [\"a b\"]",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), BAD_PATHS)
def test_bad_path_is_told_at_the_character_in_the_file(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


WARNINGS = [
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: $.y}]}",
        [
            "4:62 FNF063 warning source of outputMappings[0] of step 'a' is '$.y', which stays text; references begin with $input, $local or $context | write $input.y or $local.y",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: $Input.y}]}",
        [
            "4:62 FNF063 warning source of outputMappings[0] of step 'a' is '$Input.y', which stays text; references begin with $input, $local or $context | write $input.y",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: $inptu.y}]}",
        [
            "4:62 FNF063 warning source of outputMappings[0] of step 'a' is '$inptu.y', which stays text; references begin with $input, $local or $context | did you mean '$input.y'?",
        ],
    ),
    (
        '- {type: pass, name: a, outputMappings: [{target: x, source: "${input.y}"}]}',
        [
            "4:62 FNF063 warning source of outputMappings[0] of step 'a' is '${input.y}', which stays text; references begin with $input, $local or $context | write $input.y",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: Hello $input.name!}]}",
        [
            "4:68 FNF063 warning source of outputMappings[0] of step 'a' holds '$input.name!' inside a text, where nothing is replaced | give it a target of its own, and let the function put the parts together",
        ],
    ),
    (
        '- {type: pass, name: a, outputMappings: [{target: x, source: \'{"y": "$.y"}\'}]}',
        [
            "4:70 FNF063 warning source of outputMappings[0] of step 'a' holds '$.y\"}' inside a text, where nothing is replaced | give it a target of its own, and let the function put the parts together",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: 'format(\"{}\", $input.y)'}]}",
        [
            "4:62 FNF063 warning source of outputMappings[0] of step 'a' is 'format(\"{}\", $input.y)', which stays text; functions belong to the dialect 'Type: StateMachine' | let the function that is called put the value together",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: uuid()}, {target: y, source: length(cm)}]}",
        [
            "4:62 FNF063 warning source of outputMappings[0] of step 'a' is 'uuid()', which stays text; functions belong to the dialect 'Type: StateMachine' | let the function that is called put the value together",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x.$, source: $input.x}]}",
        [
            "4:51 FNF064 warning target of outputMappings[0] of step 'a' is 'x.$'; a target is a plain key, so the $ becomes part of it | write x",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: x, source: [1, {y: $local.y}]}]}",
        [
            "4:70 FNF063 warning outputMappings[0] of step 'a' holds '$local.y' inside a constant; references in lists and maps stay text | give it a target of its own",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: $.x, source: 1}]}",
        [
            "4:51 FNF064 warning target of outputMappings[0] of step 'a' is '$.x'; a target is a plain key, so the $ becomes part of it | write x",
        ],
    ),
    (
        "- {type: pass, name: a, outputMappings: [{target: $, source: 1}]}",
        [
            "4:51 FNF064 warning target of outputMappings[0] of step 'a' is '$'; a target is a plain key, so the $ becomes part of it",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", serviceParams: {Input: $input.y}}',
        [
            "4:81 FNF063 warning Input of serviceParams of step 'a' is '$input.y', which stays text; the step's input is written $ here | write $.y",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", serviceParams: {Input: $context.task.token}}',
        [
            "4:81 FNF063 warning Input of serviceParams of step 'a' is '$context.task.token', which stays text; the step's input is written $ here | map it with inputMappings, then read it as $.key",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", serviceParams: {Input: {y: $input.y}}}',
        [
            "4:85 FNF063 warning serviceParams of step 'a' holds '$input.y' inside a constant; references in lists and maps stay text | give it a target of its own",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WARNINGS)
def test_what_looks_like_a_reference_and_is_none_is_a_warning(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


ERROR_MAPPINGS = [
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", errorMappings: [{target: x, source: $local.code}]}',
        [
            "4:94 FNF036 an entry of errorMappings of step 'a' reads '$local.code'; it can read $local.error and $local.cause | the error's name is $local.error",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", errorMappings: [{target: x, source: $local}]}',
        [
            "4:94 FNF036 an entry of errorMappings of step 'a' reads '$local'; it can read $local.error and $local.cause",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", errorMappings: [{target: x, source: $input.error}]}',
        [
            "4:94 FNF036 an entry of errorMappings of step 'a' reads '$input.error'; it can read $local.error and $local.cause",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", errorMappings: [{target: x, source: text}]}',
        [
            "4:94 FNF036 an entry of errorMappings of step 'a' reads a constant; it can read $local.error and $local.cause",
        ],
    ),
    (
        '- {type: task, name: a, resourceArn: "acs:fnf:::flow/x", errorMappings: [{target: x, source: $local.error}]}',
        [],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), ERROR_MAPPINGS)
def test_error_mappings_read_error_and_cause_only(
    steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]
) -> None:
    assert found_in_steps(steps) == lines


HEAD = "version: v1\ntype: flow\nsteps:\n"
LINE = "- {{type: pass, name: a, outputMappings: [{{target: x.y, source: {}}}]}}"
SOURCE = Place(4, 64)


def mapping(source: str) -> DataMapping:
    definition = read_definition(HEAD + LINE.format(source))
    assert definition.problems == ()
    (mapping,) = definition.model.steps[0].output_mappings or ()
    assert mapping.target == "x.y"  # a literal key
    return mapping


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("pass1", "pass1"),
        ("100", 100),
        ("-1", -1),
        ("0", 0),
        ("2.5", 2.5),
        ('""', ""),
        ("'100'", "100"),
        ("true", True),
        ("~", None),
        ("null", None),
        ("{}", {}),
        ("[]", []),
        ("[A, B, [1, {c: d}]]", ["A", "B", [1, {"c": "d"}]]),
        ("{a: {b: [1]}, c: 2}", {"a": {"b": [1]}, "c": 2}),
        ("{1: a, true: b, 1.50: c}", {"1": "a", "true": "b", "1.50": "c"}),
        ("$100", "$100"),
        ("a$b", "a$b"),
        ("/", "/"),
        ("https://example.com/a?b=$c", "https://example.com/a?b=$c"),
        ("2019-05-02T15:04:05Z", "2019-05-02T15:04:05Z"),
        ("input.a", "input.a"),
    ],
)
def test_source_that_is_no_reference_is_a_constant_of_any_kind(source: str, value: object) -> None:
    found = mapping(source).source
    assert found == Constant(place=SOURCE, value=value)
    assert isinstance(found, Constant)
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("source", "root", "path"),
    [
        ("$input", "input", ""),
        ("$local", "local", ""),
        ("$context", "context", ""),
        ("$input.a.b", "input", ".a.b"),
        ("'$local[*].parts[*]'", "local", "[*].parts[*]"),
        ("'$input.events[0].oss.object.key'", "input", ".events[0].oss.object.key"),
        ("$context.task.token", "context", ".task.token"),
        ("$input.a-b", "input", ".a-b"),
    ],
)
def test_source_that_begins_with_a_root_is_a_reference(source: str, root: str, path: str) -> None:
    text = source.strip("'")
    assert mapping(source).source == Reference(place=SOURCE, root=root, path=compile_path(path), text=text)  # type: ignore[arg-type]


def test_absent_mappings_differ_from_empty_ones() -> None:
    absent, empty = read_definition(
        HEAD + "- {type: pass, name: a}\n- {type: pass, name: b, inputMappings: [], outputMappings: []}"
    ).model.steps
    assert (absent.input_mappings, absent.output_mappings) == (None, None)
    assert (empty.input_mappings, empty.output_mappings) == ((), ())


def test_mappings_of_the_flow_are_read_like_those_of_steps() -> None:
    flow = read_definition(
        "version: v1\ntype: flow\ninputMappings: [{target: a, source: $input}]\n"
        "outputMappings: [{target: b, source: $local.c}]\nsteps: [{type: pass, name: a}]"
    ).model
    assert [mapping.target for mapping in (*(flow.input_mappings or ()), *(flow.output_mappings or ()))] == ["a", "b"]
