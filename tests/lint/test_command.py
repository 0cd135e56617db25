"""`python -m pytest_fnf lint`: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from pytest_fnf.__main__ import main

WARNING = """\
flows/warned/flow.yml:4:30: FNF060 warning: step 'Only' has an unknown attribute 'note'; it is ignored
    4 |   - {type: pass, name: Only, note: x}
      |                              ^
  hint: known are type, name, end, inputMappings, outputMappings
"""

ERROR = """\
flows/bad/flow.yml:6:15: FNF029 duration of step 'Hold' is the number -1; \
a number of seconds from 0 to 172800 or a path such as $.seconds is allowed
    6 |     duration: -1
      |               ^
flows/bad/flow.yml:7:5: FNF060 warning: step 'Hold' has an unknown attribute 'pause'; it is ignored
    7 |     pause: 5
      |     ^
  hint: known are type, name, end, inputMappings, outputMappings, duration, timestamp
"""

SILENCED = "version: v1\ntype: flow\nsteps:\n  - {type: pass, name: Only, note: x}  # fnf: ignore FNF060\n"
USELESS = "version: v1\ntype: flow\nsteps:\n  - {type: pass, name: Only}  # fnf: ignore FNF060\n"
LONG_WAIT = "version: v1\ntype: flow\nsteps:\n  - {type: wait, name: Hold, duration: 200000}\n"


@pytest.fixture
def lint(capsys):
    """Runs the command; gives exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["lint", *arguments])
        return code, *capsys.readouterr()

    return run


def test_without_paths_the_flows_of_the_project_are_checked(flows, lint):
    assert lint() == (1, f"{ERROR}{WARNING}1 error and 2 warnings in 2 of 3 files\n", "")


def test_file_without_problems(flows, lint):
    assert lint("flows/good/flow.yml") == (0, "no problems in 1 file\n", "")


def test_warnings_alone_do_not_fail(flows, lint):
    assert lint("flows/warned/flow.yml") == (0, f"{WARNING}1 warning in 1 of 1 file\n", "")


def test_strict_makes_errors_of_them(flows, lint):
    code, output, _ = lint("--strict", "flows/warned")
    assert (code, output) == (1, f"{WARNING.replace(' warning:', '')}1 error in 1 of 1 file\n")


@pytest.mark.parametrize("arguments", [["--ignore", "FNF060"], ["--ignore=FNF061,FNF060"], ["--ignore=fnf060"]])
def test_ignored_warnings_are_not_told_and_errors_are(flows, lint, arguments):
    assert lint("flows/warned", *arguments) == (0, "no problems in 1 file\n", "")
    assert lint("flows/bad", *arguments, "--ignore=FNF029", "--strict")[1].endswith("1 error in 1 of 1 file\n")


def test_ini_file_names_flows_and_warnings(flows, lint):
    (flows / "pytest.ini").write_text("[pytest]\nfnf_flows = flows/warned flows/good/*.yml\nfnf_ignore = FNF060\n")
    assert lint() == (0, "no problems in 2 files\n", "")


def test_root_is_where_the_ini_file_stands(flows, lint, monkeypatch):
    (flows / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.chdir(flows / "flows" / "bad")
    code, output, _ = lint()
    assert code == 1
    assert output.startswith("flow.yml:6:15: FNF029 ")
    assert f"{flows.as_posix()}/flows/warned/flow.yml:4:30: FNF060 " in output


def test_limit_of_the_ini_file_counts(project, lint):
    project({"flows/a.yml": LONG_WAIT})
    assert lint()[0] == 1
    project({"tox.ini": "[pytest]\nfnf_limits = wait_seconds=none\n"})
    assert lint("--ignore=FNF094") == (0, "no problems in 1 file\n", "")


def test_placeholders_have_values_by_option_and_ini(project, lint):
    project({"flows/a.yml": "version: v1\ntype: flow\nsteps:\n  - {type: pass, name: '${first}${second}'}\n"})
    assert lint()[0] == 1
    assert lint("--var", "first=a", "--var=second=b=c") == (0, "no problems in 1 file\n", "")
    project({"pytest.ini": "[pytest]\nfnf_variables = first=a second=b\n"})
    assert lint() == (0, "no problems in 1 file\n", "")
    assert lint("--var=first=x")[0] == 0


def test_comments_silence_and_are_told_if_they_are_useless(project, lint):
    project({"flows/a.yml": SILENCED, "flows/b.yml": USELESS})
    code, output, _ = lint()
    assert code == 0
    assert output == (
        "flows/b.yml:4:45: FNF067 warning: ignore comment: there is no warning FNF060 on line 4\n"
        "    4 |   - {type: pass, name: Only}  # fnf: ignore FNF060\n"
        "      |                                             ^\n"
        "  hint: remove it from the comment\n"
        "1 warning in 1 of 2 files\n"
    )


def test_useless_comment_is_not_told_of_an_invalid_flow(project, lint):
    project({"flows/a.yml": USELESS.replace("pass", "pas")})
    assert "FNF067" not in lint()[1]


def test_file_that_is_no_flow_is_a_problem_if_it_is_named(flows, lint):
    code, output, _ = lint("flows/bad/settings.yml")
    assert code == 1
    assert output.startswith("flows/bad/settings.yml:1:1: FNF020 this is no flow definition")
    assert lint("--skip-others", "flows/bad/settings.yml") == (0, "no problems in 0 files\n", "")
    assert "settings.yml" not in lint("flows/bad")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.yml"], "there is no file or folder 'nowhere.yml'"),
        (["--ignore=FNF999"], "--ignore: 'FNF999' is no code of a problem; codes are listed in "),
        (["--var=region"], "--var: a variable is written name=value; found 'region'"),
        (["others"], "no flow was found; looked at: others"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(flows, project, lint, arguments, message):
    project({"others/a.yml": "a: b"})
    code, output, errors = lint(*arguments)
    assert (code, output) == (2, "")
    assert errors.startswith(f"python -m pytest_fnf: error: {message}")
    assert errors.count("\n") == 1


def test_project_without_flows_is_wrong_usage(project, lint):
    project({"notes.txt": "x"})
    expected = "python -m pytest_fnf: error: no flow was found; looked at: flows/**/*.y*ml\n"
    assert lint() == (2, "", expected)


def test_unknown_option_is_told_by_the_usage(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["lint", "--format=xml"])
    assert ended.value.code == 2
    assert "invalid choice: 'xml'" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["lint", "--stict"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("usage: python -m pytest_fnf lint [")
    assert "unrecognized arguments: --stict" in told


def test_help_tells_of_options_and_exit_codes(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["lint", "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for told in ("--strict", "--format", "--ignore", "--var", "--skip-others", "fnf_flows", "2 wrong usage"):
        assert told in text


def test_without_a_command_the_commands_are_listed(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_formats_for_tools_print_one_document_only(flows, lint, form):
    code, output, errors = lint(f"--format={form}")
    assert (code, errors) == (1, "")
    assert json.loads(output)


def test_it_is_a_program_that_loads_neither_a_session_nor_what_runs_flows(flows):
    command = [sys.executable, "-m", "pytest_fnf", "lint", "flows/warned"]
    done = subprocess.run(command, cwd=flows, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"{WARNING}1 warning in 1 of 1 file\n")
    code = (
        "import sys; from pytest_fnf.__main__ import main; main(['lint', 'flows/warned']); "
        "print(*({'freezegun', 'jsonpath_ng', 'pytest_fnf.account.account', 'pytest_fnf.plugin'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=flows, check=True, capture_output=True, text=True)
    assert loaded.stdout.endswith("1 warning in 1 of 1 file\n\n")


def test_terminal_without_unicode_gets_escapes(project):
    folder = project({"flows/流程.yml": "version: v1\ntype: flow\nsteps:\n  - {type: pass, name: 一, 备注: x}\n"})
    command = [sys.executable, "-m", "pytest_fnf", "lint"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("flows/\\u6d41\\u7a0b.yml:4:27: FNF060 warning: step '\\u4e00' has an unknown")


def test_reader_that_has_seen_enough_is_no_error(project):
    many = "".join(f"  - {{type: pass, name: s{number}, note: x}}\n" for number in range(5000))
    folder = project({"flows/a.yml": f"version: v1\ntype: flow\nsteps:\n{many}"})
    command = [sys.executable, "-m", "pytest_fnf", "lint"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
