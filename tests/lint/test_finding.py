"""Which files a pattern, a folder or a path means."""

from __future__ import annotations

import os

import pytest

from pytest_fnf.errors import UsageError
from pytest_fnf.lint.finding import FilePattern, named, of_project

FILES = [
    "flow.yml",
    "flows/flow.yml",
    "flows/flow.yaml",
    "flows/notes.txt",
    "flows/a/flow.yml",
    "flows/a/b/flow.yml",
    "flows/a b/流程 一.yml",
    "flows/.hidden/flow.yml",
    "flows/.flow.yml",
    "flows/node_modules/x/flow.yml",
    "flows/venv/pyvenv.cfg",
    "flows/venv/flow.yml",
    "services/shop/flow.yml",
    "services/shop/functions/config.yml",
]


@pytest.fixture
def project(tmp_path):
    for name in FILES:
        file = tmp_path / "project" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("pattern", "means"),
    [
        (
            "flows/**/*.y*ml",
            ["flows/a b/流程 一.yml", "flows/a/b/flow.yml", "flows/a/flow.yml", "flows/flow.yaml", "flows/flow.yml"],
        ),
        ("flows/*.y*ml", ["flows/flow.yaml", "flows/flow.yml"]),
        ("flows/*/flow.yml", ["flows/a/flow.yml"]),
        ("flows/**", ["flows/a b/流程 一.yml", "flows/a/b/flow.yml", "flows/a/flow.yml", "flows/flow.yaml",
                      "flows/flow.yml", "flows/notes.txt"]),
        ("flows", ["flows/a b/流程 一.yml", "flows/a/b/flow.yml", "flows/a/flow.yml", "flows/flow.yaml",
                   "flows/flow.yml"]),
        ("flows/a/flow.yml", ["flows/a/flow.yml"]),
        ("flows/[ab]/flow.y?l", ["flows/a/flow.yml"]),
        ("**/flow.yml", ["flow.yml", "flows/a/b/flow.yml", "flows/a/flow.yml", "flows/flow.yml",
                         "services/shop/flow.yml"]),
        ("**/**/a/**/flow.yml", ["flows/a/b/flow.yml", "flows/a/flow.yml"]),
        ("./flows/../services/**/*.yml", ["services/shop/flow.yml", "services/shop/functions/config.yml"]),
        ("flows/.hidden/*.yml", ["flows/.hidden/flow.yml"]),
        ("flows/.*.yml", ["flows/.flow.yml"]),
        ("nowhere/*.yml", []),
        ("nowhere.yml", []),
        ("flows/notes.txt/*", []),
    ],
)  # fmt: skip
def test_pattern_means_these_files(project, pattern, means):
    found = of_project([pattern], project)
    assert sorted(file.relative_to(project).as_posix() for file, _ in found) == means
    assert not any(is_named for _, is_named in found)


@pytest.mark.parametrize("pattern", ["flows/**/*.y*ml", "flows", "**/*.yml", "flows/*/flow.yml", "flows/**/.h*/*"])
def test_pattern_matches_what_it_finds(project, pattern):
    # A virtual environment is known by a file in it, which only a walk sees; pytest has its own eye for them.
    one = FilePattern(pattern, project)
    matched = {project / name for name in FILES if one.matches(project / name)}
    assert matched - {project / "flows/venv/flow.yml"} == {*one.files()} - {project / "flows/venv/flow.yml"}


def test_pattern_may_be_absolute_or_lead_out_of_its_folder(project):
    expected = [project / "services/shop/flow.yml"]
    assert [*FilePattern(f"{project}/services/*/flow.yml", project / "flows").files()] == expected
    assert [*FilePattern("../services/*/flow.yml", project / "flows").files()] == expected
    assert not FilePattern("*.yml", project / "flows").matches(project / "flow.yml")


def test_each_file_is_found_once_by_name(project):
    found = of_project(["flows/a/**/*.yml", "flows/a/*.yml"], project)
    assert [file for file, _ in found] == [project / "flows/a/b/flow.yml", project / "flows/a/flow.yml"]


def test_paths_are_files_and_folders(project, monkeypatch):
    monkeypatch.chdir(project)
    found = named(["flows/a", "flows/notes.txt", "flows/a/flow.yml", "./flows/a/flow.yml"])
    assert [(file.relative_to(project).as_posix(), is_named) for file, is_named in found] == [
        ("flows/a/b/flow.yml", False),
        ("flows/a/flow.yml", True),
        ("flows/notes.txt", True),
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.yml", "there is no file or folder 'nowhere.yml'"),
        ("x" * 5000, "there is no file or folder 'xxx"),
        ("a\0b", "there is no file or folder 'a"),
        ("empty", "the folder 'empty' holds no file '*.y*ml'"),
    ],
)
def test_path_that_leads_nowhere_is_a_usage_error(project, monkeypatch, path, message):
    monkeypatch.chdir(project)
    (project / "empty").mkdir()
    with pytest.raises(UsageError) as error:
        named([path])
    assert str(error.value).startswith(message)


def test_links_and_special_files(project, monkeypatch):
    monkeypatch.chdir(project)
    (project / "flows/broken.yml").symlink_to("nowhere.yml")
    (project / "flows/link.yml").symlink_to("a/flow.yml")
    (project / "flows/loop").symlink_to("..")
    (project / "flows/itself.yml").symlink_to("itself.yml")
    (project / "flows/folder.yml").mkdir()
    os.mkfifo(project / "flows/pipe.yml")
    found = of_project(["flows/*.yml", "flows/loop/**/*.yml"], project)
    assert [file.name for file, _ in found if file.parent == project / "flows"] == ["flow.yml", "link.yml"]
    for name in ("flows/broken.yml", "flows/itself.yml", "flows/pipe.yml"):
        with pytest.raises(UsageError, match="there is no file or folder"):
            named([name])


def test_folder_that_cannot_be_read_is_passed_by(project, monkeypatch):
    scan = os.scandir

    def refuse(folder):
        if os.fspath(folder).endswith("flows/a"):
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert project / "flows/a/flow.yml" not in [file for file, _ in of_project(["flows/**/*.yml"], project)]
