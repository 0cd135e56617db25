"""Whatever a template says, flows and functions or problems at places come out, in time that grows with its length."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import SourceText
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.templates.template import template_of
from pytest_fnf.definition.templates.variables import NOTHING, Variables

ROS = """\
ROSTemplateFormatVersion: '2015-09-01'
Transform: 'Aliyun::Serverless-2018-04-03'
Parameters: {P: {Type: String, Default: p}, N: {Type: Number, Default: 3}}
Mappings: {M: {a: {b: c}}}
Conditions: {C: {'Fn::Equals': [!Ref P, p]}}
Resources:
  svc:
    Type: Aliyun::Serverless::Service
    fn:
      Type: Aliyun::Serverless::Function
      Properties: {Handler: index.handler, Runtime: python3, CodeUri: ./, EnvironmentVariables: {A: !Ref P}, Timeout: 3}
  f:
    Type: ALIYUN::FNF::Flow
    Properties:
      Name: !Sub '${P}-x'
      ExecutionMode: Express
      Definition:
        Fn::Replace:
          - {<a>: !GetAtt svc.ServiceName, <b>: !Join ['-', [a, !Select [0, [x]], !FindInMap [M, a, b], !If [C, y, z]]]}
          - |-
            version: v1
            type: flow
            steps:
              - type: task
                name: <b>
                resourceArn: acs:fc:::services/<a>/functions/fn
  g:
    Type: Aliyun::Serverless::Flow
    Properties: {DefinitionUri: flow.yml}
"""
DEVS = """\
edition: 3.0.0
vars: {a: x, m: {n: 7}, l: [1, 2]}
template: {t: {timeout: 3}}
resources:
  fn:
    component: fc3
    extend: {name: t}
    props: {functionName: "${vars.a}-fn", runtime: python3, handler: index.handler, code: ./, environmentVariables: {E: "${env('E', 'd')}"}}
  f:
    component: flow
    props:
      name: ${resources.fn.props.functionName}
      definition: {version: v1, type: flow, steps: [{type: wait, name: "${vars.a}", duration: "${vars.m.n}"}]}
  g:
    component: fnf
    props: {name: "{{ name }}", definition: "${yaml(file('flow.yml'))}"}
"""
TERRAFORM = """\
variable "v" { default = "x" }
locals { arn = "acs:fc:::services/${var.v}/functions/f" }
resource "alicloud_fc_function" "fn" { name = "f" service = var.v runtime = "python3" }
resource "alicloud_fnf_flow" "f" {
  name = "${var.v}-${alicloud_fc_function.fn.name}"
  definition = <<EOF
  version: v1
  type: flow
  steps: [{type: task, name: a, resourceArn: "${local.arn}"}]
  EOF
}
resource "alicloud_fnf_flow" "g" { definition = file("flow.yml") }
"""
FLOW = """\
version: v1
type: flow
steps:
  - {type: task, name: a, resourceArn: !Ref svc/fn}
  - {type: wait, name: "${vars.a}", duration: !Ref N}
  - {type: pass, name: <b>}
"""
TEXTS = {"ros": ROS, "devs": DEVS, "terraform": TERRAFORM}
VARIABLES = [NOTHING, Variables({"b": "one", "name": "two", "vars.a": "three", "P": "${P}", "N": 4})]
WORDS = sorted({
    *(word for text in (*TEXTS.values(), FLOW) for word in text.replace(",", " ").split()),
    "${", "}", "{{", "}}", "<", ">", "!Ref", "!Sub", "Fn::", "*x", "&x", "<<:", "\"", "'", "|", "[", "]", "EOF", "<<EOF",
    "$${", "%{", "\\", "${vars.}", "${a(", "${vars.m.n.o}", "${this.props.name}", "{Ref: f}", "!GetAtt f.Name",
})  # fmt: skip


def check(text: str, inner: str = FLOW, *, terraform: bool = False, variables: Variables = NOTHING) -> int:
    """Read everything that a text describes; the number of flows and functions."""
    source, file = SourceText("outer", text), SourceText("inner", inner)
    try:
        template = template_of(source, variables, terraform=terraform)
    except DefinitionError as error:
        check_error(error, source, file)
        return 0
    if template is None:
        return 0
    for flow in template.flows:
        assert flow.name
        try:
            definition = template.read_flow(
                flow, None if flow.file is None else file, wait_seconds="service", mode=flow.mode or "standard"
            )
        except DefinitionError as error:
            check_error(error, source, file)
        else:
            assert definition.source in (source, file)
            for step in definition.graph().steps:
                check_place(step.place.line, step.place.column, definition.source)
    for function in template.functions:
        try:
            template.settings(function)
        except DefinitionError as error:
            check_error(error, source, file)
    return len(template.flows) + len(template.functions)


def check_error(error: DefinitionError, *sources: SourceText) -> None:
    assert str(error)
    assert any(problem.severity == "error" for problem in error.problems)
    for problem in error.problems:
        assert problem.source is not None
        assert problem.source.text in {source.text for source in sources}
        check_place(problem.line, problem.column, problem.source)


def check_place(line: int, column: int, source: SourceText) -> None:
    assert 1 <= line <= len(source.lines) + 1
    if line <= len(source.lines):
        assert 1 <= column <= len(source.lines[line - 1]) + 1


@pytest.mark.parametrize(("name", "number"), [("ros", 3), ("devs", 3), ("terraform", 3)])
@pytest.mark.parametrize("variables", VARIABLES)
def test_the_texts_that_are_mutated_are_understood(name: str, number: int, variables: Variables) -> None:
    assert check(TEXTS[name], terraform=name == "terraform", variables=variables) == number


@given(st.sampled_from(sorted(TEXTS)), st.text())
@example("ros", "Transform: {{ x }}")
@example("ros", "Resources: {a: {Type: 'ALIYUN::FNF::Flow', Properties: {Definition: *x}}}")
@example("terraform", '"')
@example("terraform", "a = <<a\n")
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    check(text, terraform=name == "terraform")
    check(f"Transform: x\n{text}")


@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_mutated_template_is_read_or_refused(name: str, data: st.DataObject) -> None:
    text, inner = TEXTS[name], FLOW
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(st.sampled_from(WORDS)) + text[end:]
    start = data.draw(st.integers(0, len(inner)))
    inner = inner[:start] + data.draw(st.sampled_from(WORDS)) + inner[start:]
    check(text, inner, terraform=name == "terraform", variables=data.draw(st.sampled_from(VARIABLES)))


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.data())
def test_words_in_the_place_of_a_value_are_read_or_refused(words: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["ros", "devs"]))
    lines = TEXTS[name].splitlines()
    at = data.draw(st.sampled_from([number for number, line in enumerate(lines) if ": " in line]))
    lines[at] = f"{lines[at].partition(': ')[0]}: {' '.join(words)}"
    check("\n".join(lines), variables=data.draw(st.sampled_from(VARIABLES)))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(WORDS) | st.just({"Ref": "P"}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["Ref", "Fn::Sub", "Fn::Replace", "Fn::Join", "Fn::If", "Fn::GetAtt", "Fn::Select", "a"]),
        inner, max_size=2,
    ),
    max_leaves=8,
))  # fmt: skip
def test_any_value_as_definition_is_read_or_refused(value: Any) -> None:
    import json  # noqa: PLC0415

    written = json.dumps(value)
    check(
        "ROSTemplateFormatVersion: x\nParameters: {P: {Default: p}}\nResources:\n"
        f"  F: {{Type: 'ALIYUN::FNF::Flow', Properties: {{Definition: {written}, Name: {written}}}}}\n"
    )
    check(f"resources: {{f: {{component: fnf, props: {{definition: {written}, name: {written}}}}}}}\n")


HEAD = "version: v1\ntype: flow\nsteps: [{type: pass, name: a}]\n"
FNF = "Resources:\n  F:\n    Type: ALIYUN::FNF::Flow\n    Properties:\n      Definition: "
LONG = {
    "placeholders in a block": (f"{HEAD}x: |\n" + "  ${{a}} ${{b}}\n" * 50_000, {}),
    "placeholders that break the document": (f"{HEAD}x: {{a: " + "${a}" * 100_000, {}),
    "placeholders without an end": (f"{HEAD}x: '" + "${<{{" * 150_000 + "'", {}),
    "values for placeholders": (f"{HEAD}x: |\n" + "  ${a}\n" * 50_000, {"a": "b" * 20}),
    "names that are nearly given": (f"{HEAD}x: |\n" + "  ${abcdefghij}\n" * 30_000, {"abcdefghik": "b"}),
    "blocks": (FNF + "|\n" + "        a: b\n" * 50_000, {}),
    "escapes": (f'{FNF}"' + "\\n" * 400_000 + '"', {}),
    "keys to replace": (
        FNF + "\n        Fn::Replace:\n        - {" + ", ".join(f"k{n}: v" for n in range(5_000)) + "}\n        - '"
        + "k" * 300_000 + "'\n", {},
    ),
    "references": (f"{FNF}!Sub '" + "${F.Name}" * 50_000 + "'", {}),
    "references to nothing": (f"{FNF}!Sub '" + "${F.Nmae}${X}" * 30_000 + "'", {}),
    "conditions": (
        "Conditions:\n" + "".join(f"  C{n}: {{'Fn::And': [C{n + 1}, C{n + 1}]}}\n" for n in range(30))
        + FNF + "!If [C0, a, b]", {},
    ),
    "variables that double": (
        "vars:\n" + "".join(f"  v{n}: '${{vars.v{n + 1}}}${{vars.v{n + 1}}}'\n" for n in range(40))
        + "resources: {f: {component: fnf, props: {definition: {steps: '${vars.v0}'}}}}", {},
    ),
    "maps that double": (
        "vars:\n" + "".join(f"  v{n}: ['${{vars.v{n + 1}}}', '${{vars.v{n + 1}}}']\n" for n in range(25))
        + "resources: {f: {component: fnf, props: {definition: {steps: '${vars.v0}'}}}}", {},
    ),
    "maps in maps": (
        (f"vars: {{a: {'[' * 190}'${{vars.b}}'{']' * 190}, b: {'[' * 190}x{']' * 190}}}\n"
        "resources: {f: {component: fnf, props: {definition: {steps: '${vars.a}'}}}}"), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_long_documents_take_little_time(name: str) -> None:
    text, variables = LONG[name]
    started = time.process_time()
    check(text, variables=Variables(variables))
    try:
        read_definition(text, variables=Variables(variables))
    except DefinitionError as error:
        assert str(error)
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "text",
    [
        "locals {\n" + '  a = "${x}"\n' * 40_000 + "}\n",
        'locals {\n  a = "' + "\\n" * 500_000 + '"\n}\n',
        "locals {\n  a = " + "[" * 500_000,
        "locals {\n" + "  a = [<<E\n" * 100_000 + "}\n",
        "locals {\n"
        + "".join(f'  v{n} = "${{local.v{n + 1}}}${{local.v{n + 1}}}"\n' for n in range(40))
        + '}\nresource "alicloud_fnf_flow" "f" {\n  definition = local.v0\n}\n',
        'a { b = "' + '${"' * 300_000,
        "/*" * 500_000,
    ],
    ids=range(7),
)
def test_long_terraform_files_take_little_time(text: str) -> None:
    started = time.process_time()
    check(text, terraform=True)
    assert time.process_time() - started < 20


def test_reading_opens_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_file(*_arguments: Any, **_keywords: Any) -> Any:
        raise AssertionError("a file was opened")

    def check_all() -> None:
        for name, text in TEXTS.items():
            check(text, terraform=name == "terraform")

    check_all()  # loads the modules of each tool
    monkeypatch.setattr("builtins.open", no_file)
    monkeypatch.setattr(Path, "open", no_file)
    check_all()
