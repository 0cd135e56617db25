"""What a project's ini file says, read without pytest and as pytest reads it."""

from __future__ import annotations

import pytest

from pytest_fnf.errors import UsageError
from pytest_fnf.lint.settings import Settings, read_settings


@pytest.fixture
def written(tmp_path):
    """Writes files, and reads the settings of a folder below them."""

    def read(files: dict[str, str], folder: str = ".") -> Settings:
        for name, text in files.items():
            path = tmp_path / "project" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "project" / folder).mkdir(parents=True, exist_ok=True)
        return read_settings(tmp_path / "project" / folder)

    return read


def test_without_an_ini_file_the_defaults_hold(written, tmp_path):
    settings = written({})
    assert (settings.root, settings.flows, settings.ignored) == (
        tmp_path / "project",
        ("flows/**/*.y*ml",),
        frozenset(),
    )
    assert (settings.options.limits, settings.options.variables) == ({}, {})


INI = """
fnf_flows = *.yml
    deploy/*.yaml "with blanks/*.yml"
fnf_ignore = FNF060 FNF061,FNF062
fnf_limits = wait_seconds=none events=10
fnf_variables = region=cn-hangzhou "greeting=good day" note=100%
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", f"[pytest]{INI}"),
        (".pytest.ini", f"[pytest]{INI}"),
        ("tox.ini", f"[tox]\nenvlist = py\n[pytest]{INI}"),
        ("setup.cfg", f"[metadata]\nname = x\n[tool:pytest]{INI}"),
        (
            "pyproject.toml",
            """
            [project]
            name = "x"
            [tool.pytest.ini_options]
            fnf_flows = ["*.yml", "deploy/*.yaml", "with blanks/*.yml"]
            fnf_ignore = "FNF060 FNF061,FNF062"
            fnf_limits = ["wait_seconds=none", "events=10"]
            fnf_variables = ["region=cn-hangzhou", "greeting=good day", "note=100%"]
            minversion = 8
            """,
        ),
        (
            "pyproject.toml",
            """
            [tool.pytest]
            fnf_flows = ["*.yml", "deploy/*.yaml", "with blanks/*.yml"]
            fnf_ignore = ["FNF060", "FNF061,FNF062"]
            fnf_limits = ["wait_seconds=none", "events=10"]
            fnf_variables = ["region=cn-hangzhou", "greeting=good day", "note=100%"]
            """,
        ),
        (
            "pytest.toml",
            """
            [pytest]
            fnf_flows = ["*.yml", "deploy/*.yaml", "with blanks/*.yml"]
            fnf_ignore = ["FNF060", "FNF061,FNF062"]
            fnf_limits = ["wait_seconds=none", "events=10"]
            fnf_variables = ["region=cn-hangzhou", "greeting=good day", "note=100%"]
            """,
        ),
    ],
    ids=["pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "ini_options", "tool.pytest", "pytest.toml"],
)
def test_settings_stand_where_pytest_has_them(written, tmp_path, name, text):
    settings = written({name: text}, "deep/down")
    assert settings.root == tmp_path / "project"
    assert settings.flows == ("*.yml", "deploy/*.yaml", "with blanks/*.yml")
    assert settings.ignored == {"FNF060", "FNF061", "FNF062"}
    assert settings.options.limits == {"wait_seconds": None, "events": 10}
    assert settings.options.variables == {"region": "cn-hangzhou", "greeting": "good day", "note": "100%"}


@pytest.mark.parametrize(
    ("files", "flows"),
    [
        ({"pytest.ini": "", "tox.ini": "[pytest]\nfnf_flows = t.yml"}, "flows/**/*.y*ml"),
        ({"pytest.ini": "[other]\na = b", "tox.ini": "[pytest]\nfnf_flows = t.yml"}, "flows/**/*.y*ml"),
        ({"pyproject.toml": "[tool.ruff]", "tox.ini": "[pytest]\nfnf_flows = t.yml"}, "t.yml"),
        ({"tox.ini": "[tox]", "setup.cfg": "[tool:pytest]\nfnf_flows = s.yml"}, "s.yml"),
        ({"tox.ini": "[pytest]\nfnf_flows = t.yml", "setup.cfg": "[tool:pytest]\nfnf_flows = s.yml"}, "t.yml"),
        ({"pytest.ini": "[pytest]\nfnf_flows = a.yml", "deep/tox.ini": "[tox]"}, "a.yml"),
        ({"pytest.ini": "[pytest]\nfnf_flows = a.yml", "deep/pytest.ini": ""}, "flows/**/*.y*ml"),
        ({"pytest.ini": "[pytest]\nfnf_flows ="}, "flows/**/*.y*ml"),
    ],
)
def test_first_file_that_speaks_of_pytest_counts(written, files, flows):
    assert written(files, "deep").flows == (flows,)


def test_folder_of_a_project_file_is_the_root_even_if_it_says_nothing(written, tmp_path):
    assert written({"pyproject.toml": "[project]\nname = 'x'"}, "deep").root == tmp_path / "project"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("pytest.ini", "[pytest]\nfnf_ignore = FNF999", "ini fnf_ignore: 'FNF999' is no code of a problem"),
        ("pytest.ini", "[pytest]\nfnf_limits = events", "ini fnf_limits: a limit is written name=number or name=none"),
        ("pytest.ini", "[pytest]\nfnf_limits = events=x", "ini fnf_limits: events is a number or none; found 'x'"),
        (
            "pytest.ini",
            "[pytest]\nfnf_limits = event=1",
            "ini fnf_limits: there is no limit 'event'; did you mean 'events'?",
        ),
        ("pytest.ini", "[pytest]\nfnf_variables = a", "ini fnf_variables: a variable is written name=value; found 'a'"),
        ("pytest.ini", "[pytest]\nfnf_flows = 'a", "ini fnf_flows: No closing quotation"),
        ("pytest.ini", "fnf_flows = a", "pytest.ini: File contains no section headers"),
        ("pyproject.toml", "[tool", "pyproject.toml: "),
        (
            "pyproject.toml",
            "[tool.pytest]\nfnf_flows = 3",
            "ini fnf_flows: a text or a list of texts is needed; ",
        ),
    ],
)
def test_wrong_setting_is_a_usage_error(written, name, text, message):
    with pytest.raises(UsageError) as error:
        written({name: text})
    assert message in str(error.value)
