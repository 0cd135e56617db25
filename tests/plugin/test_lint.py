"""`pytest --fnf-lint`: flow files as tests."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import pytest

GOOD = """\
version: v1
type: flow
steps:
  - {type: pass, name: Only}
"""

WARNED = """\
version: v1
type: flow
steps:
  - {type: pass, name: Only, note: x}
"""

BAD = """\
version: v1
type: flow
steps:
  - type: wait
    name: Hold
    duration: -1
    pause: 5
"""

TOLD = """\
flows/bad/flow.yml:6:15: FNF029 duration of step 'Hold' is the number -1; \
a number of seconds from 0 to 172800 or a path such as $.seconds is allowed
    6 |     duration: -1
      |               ^
flows/bad/flow.yml:7:5: FNF060 warning: step 'Hold' has an unknown attribute 'pause'; it is ignored
    7 |     pause: 5
      |     ^
  hint: known are type, name, end, inputMappings, outputMappings, duration, timestamp
"""

FILES = {
    "flows/good/flow.yml": GOOD,
    "flows/bad/flow.yml": BAD,
    "flows/warned/flow.yaml": WARNED,
    "flows/warned/settings.yml": "colour: red\n",
    "deploy/flow.yml": GOOD,
}
PASS = "def test_it(): pass\n"
SHOWN = ("-W", "default::pytest_fnf.DefinitionWarning")


def test_each_flow_file_is_a_test(run):
    result = run(PASS, "--fnf-lint", "-v", *SHOWN, files=FILES)
    result.assert_outcomes(passed=3, failed=1, warnings=1)
    result.stdout.fnmatch_lines_random(
        [
            "flows/bad/flow.yml::fnf-lint FAILED*",
            "flows/good/flow.yml::fnf-lint PASSED*",
            "flows/warned/flow.yaml::fnf-lint PASSED*",
            "test_it.py::test_it PASSED*",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "settings.yml" not in result.stdout.str()


def test_failure_is_what_the_reader_writes(run, shows):
    result = run(PASS, "--fnf-lint", *SHOWN, files=FILES)
    shows(result, "flows/bad/flow.yml fnf-lint", TOLD)
    result.stdout.fnmatch_lines(["FAILED flows/bad/flow.yml::fnf-lint*"])


def test_warnings_stand_among_those_of_pytest(run):
    result = run(PASS, "--fnf-lint", *SHOWN, files={"flows/warned/flow.yaml": WARNED})
    result.assert_outcomes(passed=2, warnings=1)
    result.stdout.fnmatch_lines(
        [
            "*= warnings summary =*",
            "flows/warned/flow.yaml::fnf-lint",
            "  *flows/warned/flow.yaml:4: DefinitionWarning: FNF060 step 'Only' has an unknown attribute 'note'; *",
        ]
    )


@pytest.mark.parametrize("arguments", [["--fnf-lint", "--fnf-lint-strict"], ["--fnf-lint-strict"]])
def test_strict_makes_errors_of_warnings(run, shows, arguments):
    result = run(PASS, *arguments, files={"flows/warned/flow.yaml": WARNED})
    result.assert_outcomes(passed=1, failed=1)
    shows(
        result,
        "flows/warned/flow.yaml fnf-lint",
        """
        flows/warned/flow.yaml:4:30: FNF060 step 'Only' has an unknown attribute 'note'; it is ignored
            4 |   - {type: pass, name: Only, note: x}
              |                              ^
          hint: known are type, name, end, inputMappings, outputMappings
        """,
    )


def test_warnings_that_are_errors_to_python_fail_with_all_of_them(run, shows):
    flow = WARNED.replace("note: x", "note: x, more: y")
    result = run(PASS, "--fnf-lint", files={"flows/warned/flow.yaml": flow})  # runs here have -W error
    result.assert_outcomes(passed=1, failed=1)
    text = result.stdout.str()
    assert "attribute 'note'" in text
    assert "attribute 'more'" in text
    quiet = run(PASS, "--fnf-lint", "-W", "ignore::pytest_fnf.DefinitionWarning")
    quiet.assert_outcomes(passed=2)


def test_comments_and_ini_silence_warnings(run):
    files = {"flows/a.yml": WARNED.replace("x}", "x}  # fnf: ignore FNF060"), "flows/b.yml": WARNED}
    run(PASS, "--fnf-lint-strict", "-k", "a.yml", files=files).assert_outcomes(passed=1, deselected=1 + 1)
    ini = "fnf_ignore = FNF060"
    run(PASS, "--fnf-lint-strict", "-k", "b.yml", ini=ini, files=files).assert_outcomes(passed=1, deselected=2)


def test_ini_silences_what_a_test_tells_when_it_opens_a_flow(run):
    test = """\
        import pytest

        @pytest.mark.flow("warned.yml")
        def test_it(flow): pass
        """
    files = {"warned.yml": WARNED}
    run(test, files=files).assert_outcomes(errors=1)
    run(test, ini="fnf_ignore = FNF060", files=files).assert_outcomes(passed=1)
    files = {"warned.yml": WARNED.replace("x}", "x}  # fnf: ignore FNF060")}
    run(test, files=files).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("ini", "message"),
    [
        ("fnf_ignore = FNF999", "ERROR: ini fnf_ignore: 'FNF999' is no code of a problem; codes are listed in *"),
        ("fnf_limits = x=1", "ERROR: ini fnf_limits: there is no limit 'x' *"),
        ("fnf_variables = x", "ERROR: ini fnf_variables: a variable is written name=value; found 'x'"),
    ],
)
def test_wrong_ini_is_a_usage_error_of_the_session(run, ini, message):
    result = run(PASS, "--fnf-lint", ini=ini, files=FILES)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_ini_names_the_flow_files(run):
    result = run(PASS, "--fnf-lint", "--co", "-q", ini="fnf_flows = deploy/*.yml flows/good", files=FILES)
    assert result.outlines[:3] == ["deploy/flow.yml::fnf-lint", "flows/good/flow.yml::fnf-lint", "test_it.py::test_it"]


def test_option_without_flow_files_changes_nothing(run):
    run(PASS, "--fnf-lint").assert_outcomes(passed=1)


def test_without_the_option_nothing_is_collected(run):
    result = run(PASS, "--co", "-q", files=FILES)
    assert result.outlines[0] == "test_it.py::test_it"
    assert not any("flow" in line for line in result.outlines)


@pytest.mark.parametrize(
    ("arguments", "collected"),
    [
        (["flows/good"], ["flows/good/flow.yml"]),
        (["flows"], ["flows/bad/flow.yml", "flows/good/flow.yml", "flows/warned/flow.yaml"]),
        (["flows/good/flow.yml", "test_it.py"], ["flows/good/flow.yml"]),
        (["flows/bad/flow.yml::fnf-lint"], ["flows/bad/flow.yml"]),
        (["deploy"], []),
        (["deploy/flow.yml"], ["deploy/flow.yml"]),
        (["flows/warned/settings.yml"], ["flows/warned/settings.yml"]),
        (["test_it.py"], []),
        (["-k", "fnf-lint and bad"], ["flows/bad/flow.yml"]),
        (["-k", "good"], ["flows/good/flow.yml"]),
        (["-m", "fnf_lint"], ["flows/bad/flow.yml", "flows/good/flow.yml", "flows/warned/flow.yaml"]),
        (["-m", "not fnf_lint"], []),
        (["--ignore=flows/bad", "--ignore-glob=*/warned"], ["flows/good/flow.yml"]),
        (["--deselect=flows/bad/flow.yml::fnf-lint", "flows/bad"], []),
        (["-o", "norecursedirs=bad warned"], ["flows/good/flow.yml"]),
    ],
)
@pytest.mark.parametrize("testpaths", ["", "testpaths = ."])
def test_paths_and_selections_are_those_of_pytest(run, arguments, collected, testpaths):
    result = run(PASS, "--fnf-lint", "--strict-markers", "--co", "-q", *arguments, ini=testpaths, files=FILES)
    assert [line for line in result.outlines if "fnf-lint" in line] == [f"{name}::fnf-lint" for name in collected]


@pytest.mark.parametrize(
    ("testpaths", "arguments"),
    [("tests", []), ("tests flows/good", []), ("flows tests", []), (".", []), ("tests flows/good/flow.yml", [])],
)
def test_flows_outside_testpaths_belong_to_a_run_without_paths(run, testpaths, arguments):
    files = {**FILES, "tests/test_inner.py": PASS}
    result = run(PASS, "--fnf-lint", "--co", "-q", *arguments, ini=f"testpaths = {testpaths}", files=files)
    assert sorted(line for line in result.outlines if "fnf-lint" in line) == [
        "flows/bad/flow.yml::fnf-lint",
        "flows/good/flow.yml::fnf-lint",
        "flows/warned/flow.yaml::fnf-lint",
    ]


@pytest.mark.parametrize(
    ("arguments", "collected"),
    [(["tests"], []), (["--ignore=flows/bad"], ["good", "warned"]), (["-o", "norecursedirs=flows"], [])],
)
def test_flows_outside_testpaths_heed_what_pytest_is_told(run, arguments, collected):
    files = {**FILES, "tests/test_inner.py": PASS}
    result = run(PASS, "--fnf-lint", "--co", "-q", *arguments, ini="testpaths = tests", files=files)
    assert [line.split("/")[1] for line in result.outlines if "fnf-lint" in line] == collected


def test_named_file_has_to_be_a_flow_and_others_are_skipped(run):
    files = {"flows/settings.yml": "flow: no\n"}
    result = run(PASS, "--fnf-lint", "flows/settings.yml", files=files)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["flows/settings.yml:1:1: FNF020 this is no flow definition*"])
    result = run(PASS, "--fnf-lint", "-rs", files=files)
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*flows/settings.yml*: no flow definition"])


def test_last_failed_runs_only_the_flow_that_failed(run, pytester):
    first = run(PASS, "--fnf-lint", "-p", "cacheprovider", *SHOWN, files=FILES)
    first.assert_outcomes(passed=3, failed=1, warnings=1)
    again = run(PASS, "--fnf-lint", "-p", "cacheprovider", "--lf", *SHOWN)
    again.assert_outcomes(failed=1)
    run(PASS, "--fnf-lint", "-p", "cacheprovider", "--lf", ini="testpaths = test_it.py").assert_outcomes(failed=1)


def test_workers_share_the_flows(run):
    ini = "testpaths = test_it.py"
    result = run(PASS, "--fnf-lint", "-n", "2", *SHOWN, plugins=("xdist",), ini=ini, files=FILES, in_process=False)
    result.assert_outcomes(passed=3, failed=1, warnings=1)
    result.stdout.fnmatch_lines(["flows/bad/flow.yml:6:15: FNF029 *", "*DefinitionWarning: FNF060 step 'Only'*"])


def test_junit_file_holds_the_problems(run, pytester):
    run(PASS, "--fnf-lint", "--junit-xml=junit.xml", *SHOWN, files=FILES)
    cases = {case.get("classname"): case for case in ET.parse(pytester.path / "junit.xml").iter("testcase")}
    assert sorted(cases) == ["flows.bad.flow.yml", "flows.good.flow.yml", "flows.warned.flow.yaml", "test_it"]
    assert cases["flows.bad.flow.yml"].get("name") == "fnf-lint"
    assert cases["flows.bad.flow.yml"].find("failure").text.strip() == TOLD.strip()


def test_mistake_of_ours_shows_its_traceback(run, monkeypatch):
    def broken(*_args, **_options):
        raise RuntimeError("ours")

    monkeypatch.setattr("pytest_fnf.plugin.lint.check", broken)
    result = run(PASS, "--fnf-lint", files={"flows/a.yml": GOOD})
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*RuntimeError: ours"])


def test_odd_files_are_problems_or_passed_by(run, pytester):
    flows = pytester.path / "flows"
    flows.mkdir()
    (flows / "folder.yml").mkdir()
    (flows / "broken.yml").symlink_to("nowhere.yml")
    (flows / "binary.yml").write_bytes(b"\x00\x01\xff" * 1000)
    (flows / "流程 一.yml").write_text(GOOD, encoding="utf-8")
    (flows / "gbk.yml").write_bytes(GOOD.replace("Only", "备注").encode("gbk"))
    result = run(PASS, "--fnf-lint", "-v")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["flows/gbk.yml:4:*: FNF001 this is no UTF-8 text"])


def test_flow_files_alone_are_a_run(run, pytester):
    run(PASS, files=FILES)
    (pytester.path / "test_it.py").unlink()
    command = [sys.executable, "-m", "pytest", "-p", "pytest_fnf.plugin", "--fnf-lint", "-p", "no:cacheprovider"]
    result = pytester.run(*command)
    result.assert_outcomes(passed=2, failed=1, warnings=1)
