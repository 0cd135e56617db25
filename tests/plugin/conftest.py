"""How the tests of this room run pytest in pytest: a folder with a flow, one test file, and what was printed.

Inside runs load our plugin and those that a test names, and nothing else: runs are quick and do not depend on what is
installed. Inside tests run with warnings as errors, like ours.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

TRIP = """\
version: v1
type: flow
steps:
  - type: task
    name: BookHotel
    resourceArn: acs:fc:::services/trip/functions/book
  - type: wait
    name: Rest
    duration: 10
  - type: succeed
    name: Done
"""


class Run(Protocol):
    """Runs a test file beside `trip.yml`."""

    def __call__(
        self,
        test: str,
        *args: str,
        plugins: tuple[str, ...] = (),
        ini: str = "",
        files: Mapping[str, str] | None = None,
        in_process: bool = True,
    ) -> pytest.RunResult: ...


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("CI", raising=False)  # pytest cuts nothing there

    def run(test, *args, plugins=(), ini="", files=None, in_process=True):
        written = {"trip.yml": TRIP, "pytest.ini": f"[pytest]\n{dedent(ini)}", "test_it.py": test, **(files or {})}
        for name, text in written.items():
            path = pytester.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        chosen = [part for plugin in ("pytest_fnf.plugin", *plugins) for part in ("-p", plugin)]
        # This process has loaded our plugin, and some versions of pytest warn that it has no assertions rewritten.
        warnings = ["-W", "error", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        arguments = [*chosen, *warnings, "-p", "no:cacheprovider", *args]
        return (pytester.runpytest_inprocess if in_process else pytester.runpytest_subprocess)(*arguments)

    return run


def part(result: pytest.RunResult, title: str) -> str:
    """What was printed below a title such as `test_it` or `fnf timeline: trip, execution-1`, up to the next title."""
    lines = [line.rstrip() for line in result.outlines]
    lines = [line for line in lines if line.strip("^ ") or not line]  # pytest 9 marks what was called with carets
    titles = [at for at, line in enumerate(lines) if re.fullmatch(r"([=_-])\1* .+ \1+", line) and " _ _" not in line]
    start = next(at for at in titles if lines[at].strip("=_- ") == title)
    end = next((at for at in titles if at > start), len(lines))
    return "\n".join(lines[start + 1 : end]).strip("\n")


@pytest.fixture
def shows():
    """Compares a part of what was printed with a text."""

    def compare(result: pytest.RunResult, title: str, expected: str) -> None:
        assert part(result, title) == dedent(expected).strip("\n")

    return compare
