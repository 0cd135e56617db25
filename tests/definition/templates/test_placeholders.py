"""Placeholders in the text of a flow: what is filled in, what is refused, and what is no placeholder at all."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import Any

import pytest

from pytest_fnf.definition.classic.model import Constant, PassStep, WaitStep
from pytest_fnf.definition.load import Definition, read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.targets import FunctionTarget
from pytest_fnf.definition.templates.variables import Variables, names_of

HEAD = "version: v1\ntype: flow\nsteps:\n"
PASS = HEAD + "  - {type: pass, name: a, outputMappings: [{target: x, source: %s}]}\n"
TASK = HEAD + "  - {type: task, name: a, resourceArn: %s}\n"


def read(text: str, **variables: Any) -> Definition:
    return read_definition(text, label="flow.yml", variables=Variables(variables))


def refused(text: str, **variables: Any) -> list[str]:
    with pytest.raises(DefinitionError) as error:
        read(text, **variables)
    return [
        f"{problem.line}:{problem.column} {problem.code} {problem.message}{f' | {problem.hint}' if problem.hint else ''}"
        for problem in error.value.problems
    ]


def constant(definition: Definition) -> Any:
    (step,) = definition.model.steps
    assert isinstance(step, PassStep)
    (mapping,) = step.output_mappings
    assert isinstance(mapping.source, Constant)
    return mapping.source.value


@pytest.mark.parametrize(
    ("written", "variables", "value"),
    [
        ("${bucket}", {"bucket": "data"}, "data"),
        ("'oss://${bucket}/${ dir }'", {"bucket": "data", "dir": "in"}, "oss://data/in"),
        ("<bucket>", {"bucket": "data"}, "data"),
        ("<my-bucket>", {"my-bucket": "data"}, "data"),
        ("'{{ bucket }}'", {"bucket": "data"}, "data"),
        ("{{bucket}}", {"bucket": "data"}, "data"),
        ("{{ bucket }}", {"bucket": "data"}, "data"),
        ("${vars.bucket}", {"bucket": "data"}, "data"),
        ("${vars.bucket}", {"vars.bucket": "data", "bucket": "other"}, "data"),
        ("${vars.a.b}", {"vars": {"a": {"b": 1}}}, 1),
        ("${var.bucket}", {"bucket": "data"}, "data"),
        ("${env('BUCKET')}", {"BUCKET": "data"}, "data"),
        ("${env.BUCKET}", {"BUCKET": "data"}, "data"),
        ("${config('AccountID')}", {"AccountID": "123"}, 123),
        ("${ALIYUN::Region}", {"ALIYUN::Region": "cn-beijing"}, "cn-beijing"),
        # As in the text that is deployed, a value means what it says there.
        ("${n}", {"n": 3}, 3),
        ("${n}", {"n": "3"}, 3),
        ("'${n}'", {"n": 3}, "3"),
        ("${on}", {"on": True}, True),
        ("${none}", {"none": None}, None),
        ("${map}", {"map": {"a": [1, "é"]}}, {"a": [1, "é"]}),
        # A value that looks like a placeholder is one no more.
        ("'${a}'", {"a": "${a}"}, "${a}"),
        ("'${a}'", {"a": "${b}", "b": 1}, "${b}"),
    ],
)
def test_placeholder_is_filled_from_variables(written: str, variables: dict[str, Any], value: Any) -> None:
    definition = read(PASS % written, **variables)
    assert constant(definition) == value


@pytest.mark.parametrize(
    "written",
    [
        "'Dear <name>, thank you'",
        "'<b>done</b>'",
        "a<b>c d",
        "'$ {x}'",
        "'${a + b}'",
        "'${}'",
        "'{{}}'",
        "'{{ a b }}'",
        "'{x}'",
        "'<>'",
        "'<1>'",
        "'a < b'",
        "'%{x}'",
        "'$x'",
        "{a: {b: 1}}",
        "'#{x}'",
    ],
)
def test_other_text_is_no_placeholder(written: str) -> None:
    read(PASS % written)


def test_condition_may_compare_with_less_and_greater() -> None:
    text = HEAD + (
        "  - type: choice\n    name: a\n    choices:\n      - condition: $.a<$.b&&$.c>$.d\n        goto: z\n"
        "  - {type: pass, name: z}\n"
    )
    assert read(text).problems == ()


def test_comment_may_hold_placeholders() -> None:
    text = HEAD + "  # <x> ${y} {{ z }}\n  - {type: pass, name: a} # ${y}\n"
    assert read(text).problems == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            TASK % "acs:fc:::services/<svc>/functions/f",
            [
                ("4:58 FNF140 the placeholder '<svc>' has no value; variables={\"svc\": ...} gives it one | "
                'if the text is meant as it is: variables={"svc": "<svc>"}')
            ],
        ),
        (
            PASS % "'oss://${bucket}/in/${vars.dir}'",
            [
                ("4:71 FNF140 the placeholder '${bucket}' has no value; variables={\"bucket\": ...} gives it one | "
                'if the text is meant as it is: variables={"bucket": "${bucket}"}'),
                ("4:84 FNF140 the placeholder '${vars.dir}' has no value; variables={\"dir\": ...} gives it one | "
                'if the text is meant as it is: variables={"dir": "${vars.dir}"}'),
            ],
        ),
        (
            PASS % "{{ region }}",
            [
                ("4:64 FNF140 the placeholder '{{ region }}' has no value; variables={\"region\": ...} gives it one | "
                'if the text is meant as it is: variables={"region": "{{ region }}"}')
            ],
        ),
        (
            HEAD + "  - type: fail\n    name: a\n    error: E\n    cause: |\n      first\n      see ${env('HOST')}\n",
            [
                ("9:11 FNF140 the placeholder '${env('HOST')}' has no value; variables={\"HOST\": ...} gives it one | "
                'if the text is meant as it is: variables={"HOST": "${env(\'HOST\')}"}')
            ],
        ),
        (
            PASS % "<x>" + "  - {type: wait, name: <y>, duration: ${z}}\n",
            [
                ("4:64 FNF140 the placeholder '<x>' has no value; variables={\"x\": ...} gives it one | "
                'if the text is meant as it is: variables={"x": "<x>"}'),
                ("5:24 FNF140 the placeholder '<y>' has no value; variables={\"y\": ...} gives it one | "
                'if the text is meant as it is: variables={"y": "<y>"}'),
                ("5:39 FNF140 the placeholder '${z}' has no value; variables={\"z\": ...} gives it one | "
                'if the text is meant as it is: variables={"z": "${z}"}'),
            ],
        ),
    ],
)  # fmt: skip
def test_placeholder_without_a_value_is_a_problem_at_its_place(text: str, lines: list[str]) -> None:
    assert refused(text) == lines


def test_name_that_is_nearly_given_is_told() -> None:
    (line,) = refused(PASS % "${bucket}", bukcet="data", other=1)
    assert line.endswith(" | did you mean 'bukcet'?")


def test_other_problems_are_told_beside_those_of_placeholders() -> None:
    text = HEAD + "  - {type: wait, name: a, duration: <n>}\n  - {type: wait, name: b, duration: x}\n"
    assert [line.partition(" the ")[0] for line in refused(text)] == [
        "4:37 FNF140",
        "5:37 FNF028 duration of step 'b' is",
    ]


def test_document_that_is_no_flow_has_no_problem_of_placeholders() -> None:
    (line,) = refused("image: ${registry}/x\nname: {{ name }}\n")
    assert line.startswith("1:1 FNF020 ")


def test_slip_that_looks_like_a_placeholder_is_told_as_a_slip() -> None:
    (problem,) = read(PASS % '"${input.y}"').problems
    assert problem.code == "FNF063"


def test_places_behind_a_value_are_those_of_the_file() -> None:
    text = (
        HEAD
        + "  - {type: task, name: <a>, resourceArn: !Ref <svc>/fn, foo: 1}\n  - {type: wait, name: w, duration: 5}\n"
    )
    definition = read(text, a="a much longer name", svc="demo")
    assert definition.step_place("a much longer name") == Place(4, 5)
    assert definition.task_targets() == {"a much longer name": FunctionTarget("demo", "fn")}
    (problem,) = definition.problems
    assert (problem.line, problem.column) == (4, 57)
    assert next(iter(definition.excerpt(problem.place))).endswith("foo: 1}")
    assert definition.source.text == text


def test_value_of_many_lines_keeps_the_lines_below_it() -> None:
    text = HEAD + "  - {type: pass, name: a, outputMappings: ${mappings}}\n  - {type: wait, name: w, duration: -1}\n"
    (line,) = refused(text, mappings="[\n  {target: x, source: 1}\n]")
    assert line.startswith("5:37 FNF029 duration of step 'w'")


def test_number_may_stand_where_the_flow_needs_one() -> None:
    (step,) = read(HEAD + "  - {type: wait, name: a, duration: ${seconds}}\n", seconds=20).model.steps
    assert step == WaitStep(place=Place(4, 5), name="a", duration=20)


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("a", ["a"]),
        ("a-b.c_d", ["a-b.c_d"]),
        ("vars.a.b", ["vars.a.b", "a.b"]),
        ("env('A', 'b')", ["env.A", "A"]),
        ("config(AccountID)", ["config.AccountID", "AccountID"]),
        ("resources.a.output.url", ["resources.a.output.url"]),
        ("a b", []),
        ("a.", []),
        ("1", []),
        ("file('x')", []),
    ],
)
def test_names_under_which_a_value_may_be_given(expression: str, names: list[str]) -> None:
    assert names_of(expression) == names


def test_variables_are_equal_when_their_texts_are() -> None:
    assert Variables({"a": 1, "b": "x"}) == Variables({"b": "x", "a": "1"})
    assert len({Variables({"a": 1}), Variables({"a": "1"}), Variables({"a": 2})}) == 2
    assert not Variables({})
    with pytest.raises(TypeError):
        Variables({"a": object()})
