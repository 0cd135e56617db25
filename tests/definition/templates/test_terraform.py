"""Terraform files: flows in heredocs and in quotes, values of variables and locals, places in the file."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.targets import FlowTarget, FunctionTarget
from pytest_fnf.definition.templates.hcl import Expression, HclError, blocks_of
from pytest_fnf.definition.templates.template import template_of
from pytest_fnf.definition.templates.variables import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Read

FILE = """\
# flows
variable "service" {
  type    = string
  default = "shop"
}
variable "stage" {}
locals {
  arn = "acs:fc:::services/${var.service}/functions/${alicloud_fc_function.pay.name}"
}
resource "alicloud_fc_function" "pay" {
  service = var.service
  name    = "pay"
  runtime = "python3"
  handler = "index.handler"
  filename = "./code.zip"
}
resource "alicloud_fnf_flow" "child" {
  name       = "child-${var.stage}"
  definition = "version: v1\\ntype: flow\\nsteps:\\n- {type: pass, name: a, outputMappings: [{target: \\"x\\", source: 1}]}"
}
resource "alicloud_fnf_flow" "order" {
  depends_on = [alicloud_fc_function.pay]
  name       = "order"
  definition = <<EOF
  version: v1
  type: flow
  steps:
    - type: task
      name: Pay
      resourceArn: ${local.arn}
    - type: task
      name: Child
      resourceArn: acs:fnf:::flow/${alicloud_fnf_flow.child.id}
  EOF
  timeouts { create = "1m" } // no more
}
"""


def test_flows_of_a_terraform_file() -> None:
    template = template_of(SourceText("main.tf", FILE), NOTHING, terraform=True)
    assert template is not None
    assert [(flow.id, flow.name, flow.place, flow.file) for flow in template.flows] == [
        ("child", "child", Place(17, 1), None),
        ("order", "order", Place(21, 1), None),
    ]


def test_heredoc_is_read_with_its_references(read: Read) -> None:
    definition = read(FILE, "order", label="main.tf", stage="test")
    assert definition.task_targets() == {"Pay": FunctionTarget("shop", "pay"), "Child": FlowTarget("child-test")}
    assert definition.step_place("Child") == Place(31, 7)
    assert (definition.label, definition.problems) == ("main.tf", ())


def test_text_in_quotes_has_places_inside_it(refused: Callable[..., list[str]]) -> None:
    column = FILE.splitlines()[18].index("target") + 1
    (line,) = refused(FILE.replace("target", "traget"), "child", label="main.tf")[:1]
    assert line.startswith((f"main.tf:19:{column - 1} ", f"main.tf:19:{column} "))


def test_variables_go_before_defaults(read: Read) -> None:
    definition = read(FILE, "order", label="main.tf", stage="x", service="bank")
    assert definition.task_targets()["Pay"] == FunctionTarget("bank", "pay")


@pytest.mark.parametrize(
    ("definition", "lines"),
    [
        ("local.nothing", ["2:16 FNF141 'local.nothing' is not in this file; variables={\"nothing\": ...} gives it a value"]),
        ('"${var.a}${data.x.y}"', [
            "2:17 FNF141 'var.a' is not in this file; variables={\"a\": ...} gives it a value",
            "2:25 FNF141 'data.x.y' is not in this file; variables={\"data.x.y\": ...} gives it a value",
        ]),
        ('yamlencode({"a" = 1})', ["2:16 FNF142 'yamlencode({\"a\" = 1})' is not worked out here"]),
        ('"${upper(var.a)}"', ["2:17 FNF142 'upper(var.a)' is not worked out here"]),
        ('"%{ if true }x%{ endif }"', ["2:17 FNF142 the directive %{...} is not worked out here"]),
        ("local.loop", ["5:11 FNF143 references lead on and on from here"]),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_told(refused: Callable[..., list[str]], definition: str, lines: list[str]) -> None:
    text = f'resource "alicloud_fnf_flow" "a" {{\n  definition = {definition}\n}}\nlocals {{\n  loop = "${{local.loop}}"\n}}\n'
    assert [line.removeprefix("main.tf:") for line in refused(text, label="main.tf")] == lines


def test_flow_without_definition_is_told(refused: Callable[..., list[str]]) -> None:
    text = 'resource "alicloud_fnf_flow" "a" {\n}\n'
    assert refused(text, label="main.tf") == ["main.tf:1:1 FNF144 flow 'a' has no definition; a text is needed"]


@pytest.mark.parametrize(
    ("definition", "file"),
    [
        ('file("flow.yml")', "flow.yml"),
        ('file("${path.module}/flows/a.yml")', "flows/a.yml"),
        ('templatefile("flow.tpl", {\n    a = "}"\n  })', "flow.tpl"),
        ('file("${var.a}/flow.yml")', None),
    ],
)
def test_file_is_named(definition: str, file: str | None) -> None:
    text = f'resource "alicloud_fnf_flow" "a" {{\n  definition = {definition}\n  name = "x"\n}}\n'
    template = template_of(SourceText("main.tf", text), NOTHING, terraform=True)
    assert template is not None
    (flow,) = template.flows
    assert (flow.name, None if flow.file is None else flow.file.text) == ("x", file)


def test_file_of_a_flow_is_filled_from_variables(read: Read, refused: Callable[..., list[str]]) -> None:
    text = 'resource "alicloud_fnf_flow" "a" {\n  definition = templatefile("f.tpl", { step = local.step })\n}\n'
    files = {"f.tpl": "version: v1\ntype: flow\nsteps: [{type: pass, name: '${step}'}]\n"}
    assert read(text, label="main.tf", files=files, step="one").step_names == ("one",)
    assert refused(text, label="main.tf", files=files)[0].startswith("f.tpl:3:29 FNF140 the placeholder '${step}'")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"a"', "a"),
        (r'"a\n\t\"\\\u0041"', 'a\n\t"\\A'),
        ('"a ${b("c}")} d"', 'a ${b("c}")} d'),
        ('"a $${b} %%{c}"', "a $${b} %%{c}"),
        ("<<E\n a\n b\n E\n", " a\n b\n"),
        ("<<-E\n    a\n      b\n\n    E\n", "a\n  b\n\n"),
        ("<<E\r\na\r\nE\r\n", "a\r\n"),
        ('"a" # why', "a"),
    ],
)
def test_texts_of_hcl(text: str, value: str) -> None:
    (block,) = blocks_of(SourceText("x.tf", f"locals {{\n  x = {text}\n}}\n"))
    found = block.attributes["x"]
    assert not isinstance(found, Expression)
    assert found.text == value


@pytest.mark.parametrize(
    "text", ["1", "true", "[1, 2]", '{ a = "}" }', 'f("a", [\n1])', "a.b[0].c", '"a" == "b" ? 1 : 2', "null"]
)
def test_other_values_of_hcl_stay_as_they_are_written(text: str) -> None:
    (block,) = blocks_of(SourceText("x.tf", f"locals {{\n  x = {text}\n  y = 1\n}}\n"))
    assert block.attributes["x"] == Expression(text, 15)
    assert "y" in block.attributes


@pytest.mark.parametrize(
    ("text", "index", "message"),
    [
        ("locals {", 8, "the end of the file stands where a name is needed"),
        ('locals {\n x = "a\n}', 14, "a text that begins with a quote here has no closing quote"),
        ("locals {\n x = <<E\n a\n", 14, "the text that begins with <<E has no end"),
        ("locals {\n x = [1\n", 17, "a bracket is not closed; ']' is missing"),
        ("locals {\n x = 1)\n}", 15, "')' closes nothing"),
        ("a", 1, "the end of the file stands where '{' is needed"),
        ("{}", 0, "'{' stands where a name is needed"),
        ("a { b { \n", 6, "a '{' here is not closed"),
        ('a { b = "' + '${"' * 60, 160, "texts inside texts go beyond 50 levels"),
        ("/* x", 0, "'/' stands where a name is needed"),
    ],
)
def test_text_that_is_no_hcl_is_refused(text: str, index: int, message: str) -> None:
    with pytest.raises(HclError) as error:
        blocks_of(SourceText("x.tf", text))
    assert (error.value.message, error.value.index) == (message, index)


def test_file_that_cannot_be_read_is_a_problem_at_its_place() -> None:
    with pytest.raises(DefinitionError) as error:
        template_of(SourceText("x.tf", "locals {\n  x = )\n}\n"), NOTHING, terraform=True)
    (problem,) = error.value.problems
    assert f"{problem.line}:{problem.column} {problem.code} {problem.message}" == (
        "2:7 FNF148 this Terraform file cannot be read: ')' closes nothing"
    )


def test_functions_are_known_by_runtime_only() -> None:
    template = template_of(SourceText("main.tf", FILE), NOTHING, terraform=True)
    assert template is not None
    (function,) = template.functions
    assert function.is_called(FunctionTarget("shop", "pay"))
    made = template.settings(function)
    assert made.handler is not None
    assert made.code is not None
    assert (made.runtime, made.handler.text, made.code.text) == ("python3", "index.handler", "./code.zip")
