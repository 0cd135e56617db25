"""Checking one file, whatever it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_fnf.account.options import Options
from pytest_fnf.definition.problems import Problem
from pytest_fnf.lint import checking
from pytest_fnf.lint.checking import Rules, check, may_hold_a_flow, told_once

FLOW = "version: v1\ntype: flow\nsteps:\n  - {type: pass, name: 一, note: x}\n"


@pytest.fixture
def codes(project):
    """The codes of the problems of a file with this content, found by a pattern or named; `None` if it is no flow."""

    def check_it(content: str | bytes, *, named: bool = False, name: str = "flows/流程 一.yml", **rules):
        file = project({name: content}) / name
        checked = check(file, Rules(**rules), named=named)
        return None if checked is None else [problem.code for problem in checked.problems]

    return check_it


def test_flow_is_checked_under_the_name_that_people_know(project):
    root = project({"flows/流程 一.yml": FLOW})
    checked = check(root / "flows/流程 一.yml", Rules(), named=False)
    assert (checked.label, checked.failed) == ("flows/流程 一.yml", False)
    assert str(checked.problems[0]).startswith("flows/流程 一.yml:4:27: FNF060 warning: step '一' has an unknown")


@pytest.mark.parametrize(
    ("content", "found", "named"),
    [
        (FLOW, ["FNF060"], ["FNF060"]),
        (FLOW.encode("utf-16"), ["FNF060"], ["FNF060"]),
        (FLOW.encode("utf-8-sig"), ["FNF060"], ["FNF060"]),
        (FLOW.replace("x", "备注").encode("gbk"), ["FNF001"], ["FNF001"]),
        (FLOW.replace("steps", "stepz"), ["FNF023", "FNF060"], ["FNF023", "FNF060"]),
        ("", None, ["FNF020"]),
        ("\n# nothing\n", None, ["FNF020"]),
        ("a: b\n", None, ["FNF020"]),
        ("- a\n- flow\n", None, ["FNF020"]),
        ("jobs: {build: {steps: [{run: make}]}}\n", None, ["FNF020"]),
        (b"\x00\x01\xff\xfe\x7fELF" * 100, None, ["FNF001"]),
        (b"\xff\xfe", None, ["FNF020"]),
        ("version: '3'\nservices: {web: {image: workflow}}\n", None, ["FNF022", "FNF023"]),
        ("steps: [", ["FNF002"], ["FNF002"]),
        ("steps:\n\t- x\n", ["FNF003"], ["FNF003"]),
    ],
)
def test_file_without_a_flow_is_passed_by_unless_it_is_named(codes, content, found, named):
    first = codes(content)
    assert (first if first is None else first[:2]) == found
    assert codes(content, named=True)[:2] == named


def test_ignored_codes_are_left_out_but_no_errors(codes):
    assert codes(FLOW, ignored=frozenset({"FNF060"})) == []
    assert codes(FLOW.replace("pass", "pas"), ignored=frozenset({"FNF025", "FNF060"}))[:1] == ["FNF025"]


def test_strict_turns_warnings_into_errors_after_silencing(codes, project):
    assert codes(FLOW, strict=True) == ["FNF060"]
    root = project({"a.yml": FLOW, "b.yml": FLOW.replace("}\n", "} # fnf: ignore FNF060\n")})
    assert check(root / "a.yml", Rules(strict=True), named=True).failed
    assert check(root / "b.yml", Rules(strict=True), named=True) == (root / "b.yml", "b.yml", ())


def test_limits_of_the_options_count(codes):
    text = "version: v1\ntype: flow\nsteps:\n  - {type: wait, name: a, duration: 200000}\n"
    assert codes(text) == ["FNF029"]
    no_limit = Options().merged(limits={"wait_seconds": None})
    assert codes(text, options=no_limit, ignored=frozenset({"FNF094"})) == []


def test_advice_is_told_with_the_rest_and_can_be_silenced(codes, monkeypatch):
    def advise(definition):
        return (Problem("FNF081", "said", 1, 1, severity="warning", source=definition.source),)

    monkeypatch.setattr(checking, "advise", advise)
    assert codes(FLOW) == ["FNF081", "FNF060"]
    assert codes(FLOW, name="b.yml", ignored=frozenset({"FNF081"})) == ["FNF060"]
    assert codes(f"# fnf: ignore FNF081\n{FLOW}", name="c.yml") == ["FNF081", "FNF067", "FNF060"]
    assert codes(FLOW.replace("v1", "v1 # fnf: ignore FNF081"), name="d.yml") == ["FNF060"]


def test_useless_comment_can_be_ignored_by_its_code(codes):
    text = FLOW.replace("v1", "v1 # fnf: ignore FNF081")
    assert codes(text) == ["FNF067", "FNF060"]
    assert codes(text, ignored=frozenset({"FNF067"})) == ["FNF060"]


def test_file_that_cannot_be_read_is_a_problem(project, monkeypatch):
    root = project({"a.yml": FLOW})

    def refuse(self, *_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    for named in (True, False):
        checked = check(root / "a.yml", Rules(), named=named)
        assert [problem.message for problem in checked.problems] == ["the file cannot be read: Permission denied"]
        assert str(checked.problems[0]).startswith("a.yml:1:1: FNF001 the file cannot be read")


@pytest.mark.skipif(os.access("/", os.W_OK), reason="root may read everything")
def test_file_without_permission_is_a_problem(project):
    root = project({"a.yml": FLOW})
    (root / "a.yml").chmod(0)
    assert [problem.code for problem in check(root / "a.yml", Rules(), named=False).problems] == ["FNF001"]


def test_file_that_has_gone_and_folder_are_problems(project):
    root = project({"folder.yml/a.txt": "x"})
    (root / "broken.yml").symlink_to("nowhere.yml")
    for name in ("gone.yml", "broken.yml", "folder.yml"):
        assert [problem.code for problem in check(root / name, Rules(), named=False).problems] == ["FNF001"]


def test_file_beyond_any_flow_is_told_without_being_read(project):
    root = project({"a.yml": FLOW})
    with (root / "a.yml").open("r+b") as file:
        file.truncate(3 * 1024**3)  # no block of it is written
    (problem,) = check(root / "a.yml", Rules(), named=True).problems
    assert str(problem).startswith("a.yml:1:1: FNF012 the file has 3,072 MiB; the service takes 1 MiB")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "content",
    [
        FLOW + "  - {type: pass, name: a, note: x}\n" * 5_000,
        FLOW + "#" * 10_000_000,
        FLOW + "# fnf: ignore FNF060\n" * 400_000,
        "steps: " + "x" * 10_000_000,
        "steps: '" + "x\n" * 1_000_000,
        b"steps\x00" * 1_500_000,
    ],
    ids=["steps", "comment", "ignore comments", "one line", "open quote", "zeros"],
)
def test_large_file_ends_soon(codes, content):
    assert len(codes(content, name="a.yml", named=True)) <= 20_000


def test_quick_look_knows_every_kind_of_flow(project):
    root = project(
        {
            "classic.yml": FLOW,
            "statemachine.yml": "Type: StateMachine\nStartAt: a\nStates: []\n",
            "wide.yml": FLOW.encode("utf-16-le"),
            "other.yml": "a: b\n",
        }
    )
    names = ["classic.yml", "statemachine.yml", "wide.yml", "other.yml"]
    assert [may_hold_a_flow(root / name) for name in names] == [True, True, True, False]


TEMPLATE = """\
ROSTemplateFormatVersion: '2015-09-01'
Transform: 'Aliyun::Serverless-2018-04-03'
Resources:
  first:
    Type: Aliyun::Serverless::Flow
    Properties:
      Definition: |
        version: v1
        type: flow
        steps:
          - type: pass
            name: a
            note: x  # fnf: ignore FNF060
            more: y
  second:
    Type: Aliyun::Serverless::Flow
    Properties:
      Definition: |
        version: v1
        type: flow
        steps: [{type: pas, name: b}]
  third:
    Type: Aliyun::Serverless::Flow
    Properties:
      DefinitionUri: inner/third.yml
"""
INNER = "version: v1\ntype: flow\nsteps: [{type: pass, name: '${step}', note: x}]\n"


@pytest.fixture
def lines(project):
    """The problems of a file among these: label, line, column and code of each."""

    def check_it(files: dict[str, str | bytes], name: str, **rules) -> list[str]:
        root = project(files)
        checked = check(root / name, Rules(roots=(root,), **rules), named=False)
        return [f"{checked.label_of(each)}:{each.line}:{each.column} {each.code}" for each in checked.problems]

    return check_it


def test_template_is_checked_with_all_its_flows(lines):
    files = {"deploy/template.yml": TEMPLATE, "deploy/inner/third.yml": INNER}
    variables = Options().merged(variables={"step": "c"})
    assert lines(files, "deploy/template.yml", options=variables) == [
        "deploy/template.yml:14:13 FNF060",
        "deploy/template.yml:21:24 FNF025",
        "deploy/inner/third.yml:3:39 FNF060",
    ]


def test_placeholder_without_a_value_is_an_error(lines):
    assert lines({"third.yml": INNER}, "third.yml")[0] == "third.yml:3:29 FNF140"


PARAMETERS = """\
ROSTemplateFormatVersion: '2015-09-01'
Parameters: {step: {Type: String, Default: c}}
Resources:
  third:
    Type: ALIYUN::FNF::Flow
    Properties:
      Name: third
      DefinitionUri: inner/third.yml
"""


def test_file_that_a_template_names_is_checked_as_the_template_has_it(lines):
    flow = "version: v1\ntype: flow\nsteps: [{type: pass, name: !Sub '${step}', note: x}]\n"
    inner = {"deploy/inner/third.yml": flow, "deploy/inner/fourth.yml": flow}

    def codes(name: str, files: dict[str, str]) -> list[str]:
        return [line.partition(":")[2] for line in lines({**inner, **files}, f"deploy/inner/{name}")]

    alone, told = ["3:28 FNF008", "3:44 FNF060"], ["3:44 FNF060"]
    assert codes("third.yml", {}) == alone
    assert codes("third.yml", {"deploy/template.yml": PARAMETERS.replace("inner/third.yml", "other.yml")}) == alone
    assert codes("third.yml", {"deploy/template.yml": PARAMETERS}) == told
    assert codes("fourth.yml", {}) == alone
    assert codes("third.yml", {"deploy/template.yml": f"{PARAMETERS}  x: ["}) == alone


def test_template_without_flows_is_passed_by(project):
    template = TEMPLATE.replace("Serverless::Flow", "Serverless::Log")
    root = project({"template.yml": template})
    assert check(root / "template.yml", Rules(), named=False) is None
    assert [problem.code for problem in check(root / "template.yml", Rules(), named=True).problems] == ["FNF020"]


def test_useless_comments_of_a_template_are_told_when_all_its_flows_are_valid(lines):
    two = TEMPLATE[: TEMPLATE.index("  third:")].replace("ignore FNF060", "ignore FNF061")
    assert lines({"template.yml": two}, "template.yml") == [
        "template.yml:13:13 FNF060",
        "template.yml:14:13 FNF060",
        "template.yml:21:24 FNF025",
    ]
    assert lines({"template.yml": two.replace("pas,", "pass,")}, "template.yml") == [
        "template.yml:13:13 FNF060",
        "template.yml:13:36 FNF067",
        "template.yml:14:13 FNF060",
    ]


def test_what_a_template_and_a_file_of_it_tell_is_told_once(project):
    template = TEMPLATE.replace("pas,", "pass,")
    root = project({"template.yml": template, "inner/third.yml": INNER.replace("${step}", "c")})
    checked = [check(root / name, Rules(), named=False) for name in ("inner/third.yml", "template.yml")]
    assert [len(each.problems) for each in checked] == [1, 2]
    assert [len(each.problems) for each in told_once(checked)] == [1, 1]
