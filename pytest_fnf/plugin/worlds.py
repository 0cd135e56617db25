"""Worlds of the running test: which accounts it opened, what strictness asks of them, what its report shows.

In: accounts, pytest's reports and comparisons. Out: checks, report sections, explanations. It leaves wording to the
report room.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from _pytest.terminal import TerminalReporter

    from pytest_fnf.account.account import Account
    from pytest_fnf.history.execution import Execution

__tracebackhide__ = hidden_from_tracebacks

SECTION = "fnf timeline"
"""How the names of our report sections begin."""


@dataclass(slots=True)
class _Worlds:
    """What the test under way has opened.

    Attributes:
        own: accounts of the fixtures, checked at the end of the body.
        seen: accounts of any kind, with how many executions each had when the test began.
    """

    own: list[Account] = field(default_factory=list)
    seen: dict[int, tuple[Account, int]] = field(default_factory=dict)


_current: list[_Worlds] = []
_outliving: list[Account] = []
# Accounts of `open_flow` that may outlive a test, such as those of a module's fixture.


@contextmanager
def of(item: pytest.Item) -> Iterator[None]:  # noqa: ARG001  (the hook's argument, for symmetry)
    """Around a test."""
    worlds = _Worlds()
    for account in _outliving:
        worlds.seen[id(account)] = (account, len(account.executions))
    _current.append(worlds)
    try:
        yield
    finally:
        _current.pop()
        _outliving[:] = [account for account, _ in worlds.seen.values() if not account.closed]


def add(account: Account) -> None:
    """A fixture opened an account for the running test."""
    if _current:
        _current[-1].own.append(account)
        _current[-1].seen[id(account)] = (account, 0)


def notice(account: Account) -> None:
    """`open_flow` opened an account; it checks itself, but its executions belong to the test's report."""
    if _current:
        _current[-1].seen[id(account)] = (account, 0)


def check(item: pytest.Item) -> None:
    """What strictness asks after a body that did not fail.

    Raises:
        BaseException: a mistake of the test that it swallowed.
        StubError: stubs that were never used.
    """
    # unittest's results are collected, not raised: a body that failed has already said why.
    if _current and not getattr(item, "_excinfo", None):
        for account in _current[-1].own:
            account.check()


def executions() -> list[Execution]:
    """Executions that the running test started."""
    if not _current:
        return []
    return [execution for account, before in _current[-1].seen.values() for execution in account.executions[before:]]


def describe(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Add a section for each execution of a failing test (or of every test, as `--fnf-timeline` says)."""
    mode = item.config.getoption("fnf_timeline")
    if call.when == "teardown" or mode == "never" or (mode == "failed" and report.passed):
        return
    ran = executions()
    if not ran:
        return
    from pytest_fnf.report.failures import tracebacks  # noqa: PLC0415
    from pytest_fnf.report.timeline import Timeline  # noqa: PLC0415
    from pytest_fnf.report.words import Ink  # noqa: PLC0415

    everything = item.config.get_verbosity() >= 2
    coloured = (
        item.config.get_terminal_writer().hasmarkup
        if item.config.pluginmanager.hasplugin("terminalreporter")
        else False
    )
    timeline = Timeline(Ink(coloured), most=None if everything else 100, cut=not everything)
    for execution in ran[:20]:
        lines = [*timeline.lines(execution), *tracebacks(execution.history)]
        report.sections.append((f"{SECTION}: {execution.flow_name}, {execution.name}", "\n".join(lines)))
    if len(ran) > 20:
        report.sections.append((SECTION, f"{len(ran) - 20} executions more"))


def explain(config: pytest.Config, op: str, left: object, right: object, explanations: list[Any]) -> list[Any]:
    """Put what an execution knows between the first line and the rest of pytest's explanation."""
    if op != "==" or not _current:
        return explanations
    from pytest_fnf.report.comparisons import explain as lines_for  # noqa: PLC0415

    lines = list(lines_for(executions(), left, right, everything=config.get_verbosity() >= 2))
    if not lines:
        return explanations
    first = next((explanation for explanation in explanations if explanation), None)
    head, *rest = first or [f"{left!r} == {right!r}"]
    return [[head, *lines, *rest]]


def summarise(terminal: TerminalReporter) -> None:
    """Print the timelines of tests that passed."""
    passed = terminal.stats.get("passed", [])
    shown = [(report, name, text) for report in passed for name, text in report.sections if name.startswith(SECTION)]
    if shown:
        terminal.section("fnf timelines")
    for report, name, text in shown:
        terminal.write_line("")
        terminal.write_line(f"{report.nodeid}  {name.removeprefix(f'{SECTION}: ')}", bold=True)
        terminal.write_line(text)
