"""Files of deployment tools: which flow is meant, where its file may lie, and what is read how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf import DefinitionError, UsageError, open_flow
from pytest_fnf.account.options import Reading
from pytest_fnf.account.sources import FlowFile, flows_in
from pytest_fnf.definition.load import Definition
from pytest_fnf.definition.templates.variables import Variables

if TYPE_CHECKING:
    from pathlib import Path

FLOW = "version: v1\ntype: flow\nsteps: [{type: pass, name: %s}]\n"
TEMPLATE = """\
Transform: 'Aliyun::Serverless-2018-04-03'
Parameters: {Name: {}}
Resources:
  One: {Type: 'Aliyun::Serverless::Flow', Properties: {DefinitionUri: one.yml}}
  Two: {Type: 'Aliyun::Serverless::Flow', Properties: {Name: second, Definition: "DEFINITION"}}
  Three: {Type: 'Aliyun::Serverless::Flow', Properties: {Definition: !Sub '${Name}'}}
""".replace("DEFINITION", (FLOW % "two").replace("\n", "\\n"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "template.yml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "one.yml").write_text(FLOW % "one", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("source", "name", "label", "steps"),
    [
        ("template.yml#One", "One", "one.yml", ("one",)),
        ("template.yml#Two", "second", "template.yml", ("two",)),
        ("template.yml#second", "second", "template.yml", ("two",)),
    ],
)
def test_flow_of_a_template_is_named_behind_a_hash(
    folder: Path, source: str, name: str, label: str, steps: tuple[str, ...]
) -> None:
    with open_flow(source) as flow:
        assert (flow.name, flow.definition.label, flow.definition.step_names) == (name, label, steps)
        assert flow.folder == folder


def test_file_with_a_hash_in_its_name_is_that_file(folder: Path) -> None:
    (folder / "a#b.yml").write_text(FLOW % "odd", encoding="utf-8")
    with open_flow("a#b.yml") as flow:
        assert flow.definition.step_names == ("odd",)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "template.yml",
            "'template.yml' holds 3 flows; write one of\n  template.yml#One\n  template.yml#Two\n  template.yml#Three",
        ),
        (
            "template.yml#Tow",
            (
                "'template.yml' has no flow 'Tow'; did you mean 'Two'?; its flows are\n"
                "  template.yml#One\n  template.yml#Two\n  template.yml#Three"
            ),
        ),
        ("one.yml#One", "'one.yml' is no template of a deployment tool, so there is no flow 'One' in it"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_which_flow_is_meant_must_be_said(source: str, message: str) -> None:
    with pytest.raises(UsageError) as error, open_flow(source):
        pass
    assert str(error.value) == message


@pytest.mark.usefixtures("folder")
def test_missing_template_lists_the_places_tried() -> None:
    message = r"(?s)^there is no flow file 'tempalte.yml'; did you mean 'template.yml'\? tried:\n.*\n  tempalte.yml$"
    with pytest.raises(UsageError, match=message), open_flow("tempalte.yml#One"):
        pass


def test_folder_is_no_flow_file(folder: Path) -> None:
    (folder / "poll").mkdir()
    (folder / "poll" / "main.yml").write_text("")
    expected = "'poll' is a folder; a flow is a file, such as 'poll/main.yml'; it holds main.yml"
    with pytest.raises(UsageError, match=f"^{expected}$"), open_flow("poll"):
        pass


@pytest.mark.usefixtures("folder")
def test_text_of_one_line_is_taken_for_a_path() -> None:
    with pytest.raises(UsageError, match=r"a definition's text has a line break, so that it is no path$"):
        with open_flow("version: v1"):
            pass


def test_template_without_a_flow_is_no_flow(folder: Path) -> None:
    (folder / "s.yaml").write_text("resources: {a: {component: fc3}}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"^s.yaml:1:1: FNF020 this Serverless Devs file holds no flow"):
        with open_flow("s.yaml"):
            pass


def test_text_may_be_a_template() -> None:
    text = TEMPLATE.replace("Name: second", "Name: second, Other: 1").partition("  Three")[0].replace("  One", "  #One")
    with open_flow(text) as flow:
        assert (flow.name, flow.definition.label, flow.definition.step_names) == ("second", "<flow>", ("two",))
    with pytest.raises(DefinitionError, match=r"^<flow>:4:71: FNF145 there is no file 'one.yml' beside '<flow>'"):
        with open_flow(TEMPLATE.partition("  Two")[0]):
            pass


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("nothing.yml", "FNF145 there is no file 'nothing.yml' beside 'template.yml'"),
        (".", "FNF145 there is no file '.' beside 'template.yml'"),
        ("oss://bucket/flow.yml", "FNF145 there is no file 'oss://bucket/flow.yml' beside 'template.yml'"),
        ("'a\\0b'", "FNF145 there is no file 'a\\0b' beside 'template.yml'"),
        ('"a\\0b"', "FNF145 'a\ufffdb' is no path: it holds a NUL character"),
        ("a" * 5000, "FNF145 "),
        ("../outside.yml", "FNF146 '../outside.yml' lies outside the project folder 'inside'; it is not read"),
        ("/etc/passwd", "FNF146 '/etc/passwd' lies outside the project folder 'inside'; it is not read"),
        ("link/outside.yml", "FNF146 'link/outside.yml' lies outside the project folder 'inside'; it is not read"),
        ("loop", "FNF145 "),
    ],
)
def test_file_of_a_flow_lies_in_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, problem: str
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.yml").write_text(FLOW % "a", encoding="utf-8")
    (inside / "link").symlink_to(tmp_path)
    (inside / "loop").symlink_to(inside / "loop")
    monkeypatch.chdir(inside)
    text = (
        f"Transform: x\nResources:\n  A: {{Type: 'Aliyun::Serverless::Flow', Properties: {{DefinitionUri: {path}}}}}\n"
    )
    (inside / "template.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as error, open_flow("template.yml"):
        pass
    assert str(error.value).splitlines()[0].startswith(f"template.yml:3:69: {problem}")


def test_folder_of_the_test_around_a_template_belongs_to_the_project(folder: Path) -> None:
    below = folder / "deploy"
    below.mkdir()
    (below / "template.yml").write_text(TEMPLATE.replace("one.yml", "../one.yml"), encoding="utf-8")
    with open_flow("deploy/template.yml#One") as flow:
        assert (flow.definition.label, flow.folder) == ("one.yml", below)


def test_definition_is_read_once_and_again_when_its_file_changes(folder: Path) -> None:
    def opened() -> Definition:
        with open_flow("template.yml#One") as flow:
            return flow.definition

    first = opened()
    assert opened() is first
    (folder / "one.yml").write_text(FLOW % "another", encoding="utf-8")
    assert opened().step_names == ("another",)


def test_flow_of_a_template_and_of_its_file_are_one_to_no_test(folder: Path) -> None:
    with open_flow("template.yml#Two") as two:
        child = two.child("other", "template.yml#One")
        assert (child.name, child.definition.label) == ("other", "one.yml")


def shown(found: list[FlowFile]) -> list[tuple[str, str | None, str]]:
    return [
        (
            flow.label,
            flow.id,
            "".join(flow.result.step_names)
            if isinstance(flow.result, Definition)
            else ",".join(problem.code for problem in flow.result.problems),
        )
        for flow in found
    ]


def test_every_flow_of_a_file_can_be_had(folder: Path) -> None:
    (folder / "s.yaml").write_text("resources: {a: {component: fc3}}\n", encoding="utf-8")
    (folder / "bad.yml").write_text("Transform: x\nResources: {a: 1, a: 2}\n", encoding="utf-8")
    found = flows_in(folder / "template.yml", Reading())
    assert shown(found) == [
        ("one.yml", "One", "one"),
        ("template.yml", "Two", "two"),
        ("template.yml", "Three", "FNF141"),
    ]
    text = FLOW % "three"
    found = flows_in(folder / "template.yml", Reading(variables=Variables({"Name": text})))
    assert shown(found)[2] == ("template.yml", "Three", "three")
    assert shown(flows_in(folder / "one.yml", Reading())) == [("one.yml", None, "one")]
    assert shown(flows_in(folder / "s.yaml", Reading())) == [("s.yaml", None, "FNF020")]
    assert shown(flows_in(folder / "bad.yml", Reading())) == [("bad.yml", None, "FNF004")]


def test_mode_is_what_the_test_says_then_the_template(folder: Path) -> None:
    text = TEMPLATE.replace("Name: second", "Name: second, ExecutionMode: Express")
    (folder / "template.yml").write_text(text, encoding="utf-8")
    for options, mode in (({}, "express"), ({"mode": "standard"}, "standard")):
        with open_flow("template.yml#Two", **options) as flow:
            assert flow.mode == mode
    with open_flow("template.yml#One") as flow:
        assert flow.mode == "standard"


def test_variable_that_json_cannot_carry_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"variables\['a'\] is .*; a variable is text, or what JSON can carry"):
        with open_flow(FLOW % "a", variables={"a": object()}):
            pass
