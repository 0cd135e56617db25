"""How a handler is named and found."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from pytest_fnf.errors import UsageError
from pytest_fnf.services.functions.handlers import discover, handler_of, names_of, places

LAYOUTS = ["functions/Job.py", "functions/Job/index.py", "functions/demo/Job.py", "functions/demo/Job/index.py"]
HERE = "module"


def plain(event, context):
    return {}


class Callable:
    def __call__(self, event, context):
        return {}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_found(tmp_path, layout):
    file = tmp_path / layout
    file.parent.mkdir(parents=True)
    file.touch()
    handler = discover("demo", "Job", tmp_path)
    assert (handler.file, handler.code, handler.name, handler.shown) == (file, file.parent, "handler", layout)


def test_places_are_listed_in_their_order():
    assert places("demo", "Job", Path("flow")) == [Path("flow") / layout for layout in LAYOUTS]
    assert places(None, "Job", Path("flow")) == [Path("flow") / layout for layout in LAYOUTS[:2]]


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b"])
def test_a_name_that_leads_elsewhere_finds_nothing(tmp_path, name):
    assert discover(None, name, tmp_path) is None


def test_a_link_that_is_set_anew_leads_elsewhere(tmp_path):
    (tmp_path / "functions").mkdir()
    link = tmp_path / "functions" / "job.py"
    found = []
    for name in ("first", "second"):
        (tmp_path / f"{name}.py").touch()
        link.unlink(missing_ok=True)
        link.symlink_to(tmp_path / f"{name}.py")
        handler = discover(None, "job", tmp_path)
        assert handler is not None
        found.append((handler.file, handler.shown))
    assert found == [(tmp_path / "first.py", "first.py"), (tmp_path / "second.py", "second.py")]


@pytest.mark.parametrize("given", ["job.py", Path("job.py")])
def test_a_file_may_be_text_or_a_path(tmp_path, given):
    (tmp_path / "job.py").touch()
    assert handler_of(given, tmp_path).file == tmp_path / "job.py"


def test_a_file_may_name_its_handler(tmp_path):
    (tmp_path / "job.py").touch()
    handler = handler_of("job.py:start", tmp_path)
    assert (handler.name, handler.shown) == ("start", "job.py:start")


@pytest.mark.parametrize("given", ["json", "json:", ":f", "a-b:f", ""])
def test_what_names_no_handler_says_what_does(tmp_path, given):
    with pytest.raises(UsageError, match=r"^a handler is a .*'package\.module:name'; found "):
        handler_of(given, tmp_path)


@pytest.mark.parametrize("call", [plain, functools.partial(plain), Callable(), Callable().__call__])
def test_the_globals_of_any_callable_are_known(call):
    assert names_of(call)["HERE"] == "module"


def test_a_callable_of_the_interpreter_has_no_globals():
    assert names_of(len) == {}
