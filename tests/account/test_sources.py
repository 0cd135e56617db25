"""Which file a path leads to, and what is said of one that leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_fnf import UsageError, open_flow


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a flow in a folder of its own, beside a handler and a second flow."""
    (tmp_path / "flows" / "trip").mkdir(parents=True)
    for name in ("flow.yml", "cancel.yaml", "flowing.py"):
        (tmp_path / "flows" / "trip" / name).write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("flows/trip/flw.yml", "flows/trip/flow.yml"),
        ("flows/trip/flow.yaml", "flows/trip/flow.yml"),
        ("flows/tirp/flow.yml", "flows/trip/flow.yml"),
        ("flow/trip/flow.yml", "flows/trip/flow.yml"),
        ("./flows/trip/Cancel.yml", "flows/trip/cancel.yaml"),
        ("flows/../flows/trip/flw.yml", "flows/../flows/trip/flow.yml"),
    ],
)
@pytest.mark.usefixtures("project")
def test_one_wrong_name_of_a_path_is_told_the_right_one(written: str, meant: str) -> None:
    with pytest.raises(UsageError) as error, open_flow(written):
        pass
    assert f"; did you mean '{meant}'? tried:\n" in str(error.value)


def test_so_it_is_of_a_path_from_the_root(project: Path) -> None:
    with pytest.raises(UsageError) as error, open_flow(project / "flows" / "trip" / "flw.yml"):
        pass
    assert f"; did you mean '{(project / 'flows' / 'trip' / 'flow.yml').as_posix()}'? tried:\n" in str(error.value)


@pytest.mark.parametrize("written", ["flow/tirp/flow.yml", "nowhere.yml", "flows/trip/a\0b"])
@pytest.mark.usefixtures("project")
def test_nothing_is_guessed_of_what_is_not_near(written: str) -> None:
    with pytest.raises(UsageError) as error, open_flow(written):
        pass
    assert str(error.value).startswith(f"there is no flow file '{written}'; tried:\n")


def test_a_folder_that_nobody_may_look_into_is_not_guessed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.is_file

    def is_file(path: Path, **options: bool) -> bool:
        if path.parent == project / "flows" / "trip":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, **options)

    monkeypatch.setattr(Path, "is_file", is_file)
    with pytest.raises(UsageError, match=r"^there is no flow file 'flows/tirp/flow.yml'; tried:\n"):
        with open_flow("flows/tirp/flow.yml"):
            pass
