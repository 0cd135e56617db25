"""Lint as tests: with `--fnf-lint`, every flow file is a test item that passes or fails.

In: pytest's configuration and paths. Out: items `flows/a/flow.yml::fnf-lint`. It leaves checking to the lint room. Only
loaded with the option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest

from pytest_fnf.account.sources import warn_of
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.silencing import known_codes
from pytest_fnf.errors import DefinitionWarning
from pytest_fnf.lint.checking import Rules, check, may_hold_a_flow
from pytest_fnf.lint.finding import FilePattern, of_project
from pytest_fnf.plugin.options import options_of_ini

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from _pytest._code.code import TerminalRepr

    from pytest_fnf.definition.problems import Problem
    from pytest_fnf.lint.checking import Checked

MARK = "fnf_lint"
"""The mark of all items, for `-m`."""

_RULES: pytest.StashKey[Rules] = pytest.StashKey()
_ENDINGS = {".yml", ".yaml", ".json", ".tf"}


class Linting:
    """Collects flow files: of what pytest is told to look at, or of the whole project if it is told nothing.

    Raises:
        UsageError: the ini file says something wrong.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._root = config.rootpath if config.inipath is None else config.inipath.parent
        self._flows: list[str] = config.getini("fnf_flows")
        self._patterns = [FilePattern(pattern, self._root) for pattern in self._flows]
        # `testpaths` are where tests lie. Nobody asked for these paths only.
        self._everywhere = config.args_source is pytest.Config.ArgsSource.TESTPATHS
        config.stash[_RULES] = Rules(
            options=options_of_ini(config),
            roots=(self._root,),
            ignored=known_codes(config.getini("fnf_ignore"), "ini fnf_ignore"),
            strict=config.getoption("fnf_lint_strict"),
        )

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.File | None:
        """Files that a pattern means, and any YAML or JSON file that is named."""
        named = file_path.suffix in _ENDINGS and parent.session.isinitpath(file_path)
        if named or any(pattern.matches(file_path) for pattern in self._patterns):
            return FlowFile.from_parent(parent, path=file_path)
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Without paths on the command line, flow files outside `testpaths` belong to the run, too."""
        report = yield
        if self._everywhere and isinstance(collector, pytest.Session):
            report.result += self._elsewhere(collector, report.result)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A file is skipped for what it is, not for a line of ours."""
        report = yield
        if report.skipped and isinstance(item, LintItem) and isinstance(report.longrepr, tuple):
            report.longrepr = (str(item.path), 1, report.longrepr[2])
        return report

    def _elsewhere(self, session: pytest.Session, nodes: Iterable[pytest.Item | pytest.Collector]) -> list[pytest.File]:
        reached = {node.path for node in nodes}
        files = [
            found.file for found in of_project(self._flows, self._root) if reached.isdisjoint(_with_folders(found.file))
        ]
        return [FlowFile.from_parent(session, path=file) for file in files if not self._is_ignored(file, session)]

    def _is_ignored(self, file: Path, session: pytest.Session) -> bool:
        """As `--ignore`, `norecursedirs` and the like say."""
        inside = [path for path in _with_folders(file) if path.is_relative_to(self._root) and path != self._root]
        return any(session.ihook.pytest_ignore_collect(collection_path=path, config=session.config) for path in inside)


def _with_folders(file: Path) -> list[Path]:
    return [file, *file.parents]


class FlowFile(pytest.File):
    """A file that may hold a flow."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item, if any word of a flow stands in it."""
        if self.session.isinitpath(self.path) or may_hold_a_flow(self.path):
            yield LintItem.from_parent(self, name="fnf-lint")


class _Refused(Exception):
    """A file has errors; the text is what the reader writes."""


class LintItem(pytest.Item):
    """The check of one file."""

    def __init__(self, name: str, parent: pytest.Collector) -> None:
        super().__init__(name, parent)
        self.add_marker(MARK)

    def runtest(self) -> None:
        """Pass, warn or fail."""
        checked = check(self.path, self.config.stash[_RULES], named=self.session.isinitpath(self.path))
        if checked is None:
            pytest.skip("no flow definition")
        if checked.failed:
            _refuse(checked.problems)
        raised = [*_raised(checked)]
        if raised:
            _refuse(raised)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str | TerminalRepr:  # type: ignore[override]
        """The problems themselves; of anything else, how it came about."""
        return str(excinfo.value) if isinstance(excinfo.value, _Refused) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, None, str]:
        """The heading of a failure."""
        return self.path, None, f"{self.parent.nodeid if self.parent else ''} {self.name}"


def _raised(checked: Checked) -> Iterator[Problem]:
    """Warn of all; those that `-W error` and the like make errors."""
    for problem in checked.problems:
        try:
            warn_of(problem, checked.label_of(problem))
        except DefinitionWarning:
            yield problem


def _refuse(problems: Iterable[Problem]) -> NoReturn:
    raise _Refused(str(DefinitionError(tuple(problems))))
