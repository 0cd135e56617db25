"""How problems are written for other tools, and how they are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_fnf.definition.problems import CODES, Problem
from pytest_fnf.lint.checking import Checked
from pytest_fnf.lint.formats import FORMATS, counts

ERROR = Problem("FNF031", "step 'A' goes to 'B', which is no step", 9, 15, "did you mean 'C'?")
WARNING = Problem("FNF060", "100% of '备注': ignored", 10, 5, severity="warning")
FILES = [
    Checked(Path("/project/flows/a b/流程.yml"), "flows/a b/流程.yml", (ERROR, WARNING)),
    Checked(Path("/project/flows/good.yml"), "flows/good.yml", ()),
    Checked(Path("/elsewhere/x,y.yml"), "/elsewhere/x,y.yml", (WARNING,)),
]


def written(form: str, files: list[Checked] = FILES) -> str:
    return "\n".join(FORMATS[form](files))


def test_json_is_one_list_of_flat_maps():
    assert json.loads(written("json")) == [
        {
            "file": "flows/a b/流程.yml",
            "line": 9,
            "column": 15,
            "code": "FNF031",
            "severity": "error",
            "message": "step 'A' goes to 'B', which is no step",
            "hint": "did you mean 'C'?",
        },
        {
            "file": "flows/a b/流程.yml",
            "line": 10,
            "column": 5,
            "code": "FNF060",
            "severity": "warning",
            "message": "100% of '备注': ignored",
            "hint": "",
        },
        {
            "file": "/elsewhere/x,y.yml",
            "line": 10,
            "column": 5,
            "code": "FNF060",
            "severity": "warning",
            "message": "100% of '备注': ignored",
            "hint": "",
        },
    ]
    assert written("json", []) == "[]"


def test_github_gets_a_command_of_one_line_for_each_problem():
    assert written("github").splitlines() == [
        (
            "::error file=flows/a b/流程.yml,line=9,col=15,title=FNF031::"
            "step 'A' goes to 'B', which is no step%0Ahint: did you mean 'C'?"
        ),
        "::warning file=flows/a b/流程.yml,line=10,col=5,title=FNF060::100%25 of '备注': ignored",
        "::warning file=/elsewhere/x%2Cy.yml,line=10,col=5,title=FNF060::100%25 of '备注': ignored",
        "1 error and 2 warnings in 2 of 3 files",
    ]


def test_file_name_cannot_forge_a_command():
    files = [Checked(Path("x"), "a:b,c%\n::error::x\r.yml", (WARNING,))]
    first, _ = written("github", files).split("\n")
    assert first.startswith("::warning file=a%3Ab%2Cc%25%0A%3A%3Aerror%3A%3Ax%0D.yml,line=10,")


@pytest.mark.parametrize(
    ("problems", "text"),
    [
        ([], "no problems in 0 files"),
        ([()], "no problems in 1 file"),
        ([(), ()], "no problems in 2 files"),
        ([(ERROR,)], "1 error in 1 of 1 file"),
        ([(WARNING,), ()], "1 warning in 1 of 2 files"),
        ([(ERROR, ERROR), (WARNING,)], "2 errors and 1 warning in 2 of 2 files"),
        ([(WARNING,) * 1200], "1,200 warnings in 1 of 1 file"),
    ],
)
def test_counts_name_what_there_is(problems, text):
    assert counts([Checked(Path("x"), "x", found) for found in problems]) == text


def test_sarif_result_says_where_and_what():
    run = json.loads(written("sarif"))["runs"][0]
    assert run["results"][0] == {
        "ruleId": "FNF031",
        "ruleIndex": [*CODES].index("FNF031"),
        "level": "error",
        "message": {"text": "step 'A' goes to 'B', which is no step\nhint: did you mean 'C'?"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "flows/a%20b/%E6%B5%81%E7%A8%8B.yml"},
                    "region": {"startLine": 9, "startColumn": 15},
                }
            }
        ],
    }
    assert [result["level"] for result in run["results"]] == ["error", "warning", "warning"]
    outside = run["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert outside == "file:///elsewhere/x%2Cy.yml"


def test_sarif_has_what_the_schema_requires():
    document = json.loads(written("sarif"))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = document["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "pytest-fnf"
    assert [rule["id"] for rule in driver["rules"]] == [*CODES]
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")


def test_every_rule_of_sarif_leads_to_its_section():
    rules = json.loads(written("sarif", []))["runs"][0]["tool"]["driver"]["rules"]
    assert rules[[*CODES].index("FNF004")] == {
        "id": "FNF004",
        "shortDescription": {"text": "a key stands twice in one map"},
        "help": {
            "text": "a key stands twice in one map; "
            "see docs/reference/problems.md#fnf004-a-key-stands-twice-in-one-map",
            "markdown": "[a key stands twice in one map]"
            "(docs/reference/problems.md#fnf004-a-key-stands-twice-in-one-map)",
        },
    }


def test_sarif_of_nothing_has_an_empty_list_of_results():
    assert json.loads(written("sarif", []))["runs"][0]["results"] == []


def test_file_name_that_is_no_text_can_be_written():
    files = [Checked(Path("x"), "flows/\udcff.yml", (WARNING,))]
    for form in FORMATS:
        assert written(form, files)
    uri = json.loads(written("sarif", files))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert uri["artifactLocation"]["uri"] == "flows/%FF.yml"
