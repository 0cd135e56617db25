"""Worlds of the running test: which accounts it opened, what strictness asks of them, what its report shows.

In: accounts, pytest's reports and comparisons. Out: checks, report sections, explanations. It leaves wording to the
report room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_fnf.account.flow_under_test import FlowUnderTest
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.execution import Execution
from pytest_fnf.plugin import WORLDS, outliving
from pytest_fnf.plugin.running import shows_everything

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest
    from _pytest.terminal import TerminalReporter

    from pytest_fnf.account.account import Account

__tracebackhide__ = hidden_from_tracebacks

SECTION = "fnf timeline"
"""How the names of our report sections begin."""

FIRST, LAST = 5, 15
"""How many executions of a test with many are shown: the first, and those before it failed."""


@dataclass(slots=True)
class Worlds:
    """What a test has opened, and what was open when it began.

    Attributes:
        own: accounts of the fixtures, checked at the end of the body.
        seen: accounts of any kind, with how many executions each had when the test began.
        dropped: how many executions of closed accounts are no longer kept.
        failed: whether it failed or skipped already.
        shown: executions that stand in a report already.
    """

    own: list[Account] = field(default_factory=list)
    seen: list[tuple[Account, int]] = field(default_factory=list)
    dropped: int = 0
    failed: bool = False
    shown: set[int] = field(default_factory=set)


def begin(item: pytest.Item) -> None:
    """A test begins while worlds of an earlier one are open."""
    item.stash[WORLDS] = Worlds(seen=[(account, len(account.executions)) for account in outliving])


def end(item: pytest.Item) -> None:
    """A test is over. It may be run again, by plugins that repeat tests."""
    worlds = item.stash[WORLDS]
    outliving[:] = [account for account, _ in worlds.seen if not account.closed]
    del item.stash[WORLDS]
    if outliving:
        begin(item)


def add(item: pytest.Item, account: Account) -> None:
    """A fixture opened an account for the test."""
    worlds = item.stash.setdefault(WORLDS, Worlds())
    worlds.own.append(account)
    worlds.seen.append((account, 0))


def notice(item: pytest.Item, account: Account) -> None:
    """`open_flow` opened an account; it checks itself, but its executions belong to the test's report."""
    worlds = item.stash.setdefault(WORLDS, Worlds())
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        # One of many examples. The last is the one that hypothesis shows, and the others need not be kept.
        worlds.seen[:] = [(other, before) for other, before in worlds.seen if not other.closed]
    worlds.seen.append((account, 0))
    if len(worlds.seen) > 2 * (FIRST + LAST) and not shows_everything(item.config):
        # A loop over worlds; what a report leaves out anyway need not fill the memory.
        middle = worlds.seen[FIRST:-LAST]
        worlds.dropped += sum(len(other.executions) - before for other, before in middle if other.closed)
        worlds.seen[FIRST:-LAST] = [(other, before) for other, before in middle if not other.closed]


def check(item: pytest.Item) -> None:
    """What strictness asks after a body that did not fail.

    Raises:
        BaseException: a mistake of the test that it swallowed.
        StubError: stubs that were never used.
    """
    worlds = item.stash[WORLDS]
    # unittest's results are collected, not raised: a body that failed or skipped has already said why.
    if not worlds.failed and not getattr(item, "_excinfo", None):
        for account in worlds.own:
            account.check()


def describe(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Add a section for each execution of a failing test (or of every test, as `--fnf-timeline` says)."""
    worlds = item.stash[WORLDS]
    if not report.passed:
        worlds.failed = True
        for account, _ in worlds.seen:
            account.excused = True
    mode = item.config.getoption("fnf_timeline")
    if mode == "never" or not (report.failed or (mode == "always" and report.when == "call")):
        return
    ran = _started(worlds) or _reached(item)
    # Subtests have reports of their own; the next one tells what is new, if anything is.
    ran = [execution for execution in ran if id(execution) not in worlds.shown] or ran
    worlds.shown.update(map(id, ran))
    told = "" if call.excinfo is None else str(call.excinfo.value)
    report.sections.extend(_sections(ran, worlds.dropped, item.config, told))


def _started(worlds: Worlds) -> list[Execution]:
    """Executions that the test started."""
    return [execution for account, before in worlds.seen for execution in account.executions[before:]]


def _reached(item: pytest.Item) -> list[Execution]:
    """Executions that it got from elsewhere, such as a fixture of its module: by its fixtures' values, or by `self`."""
    values: list[Any] = [*getattr(item, "funcargs", {}).values()]
    instance = getattr(item, "instance", None)
    if instance is not None:
        values += [*vars(type(instance)).values(), *getattr(instance, "__dict__", {}).values()]
    found: dict[int, Execution] = {}
    for value in values:
        inside: Iterable[Any] = value if isinstance(value, list | tuple | set) else [value]
        for one in value.values() if isinstance(value, dict) else inside:
            if isinstance(one, FlowUnderTest):
                found.update((id(execution), execution) for execution in one.executions)
            elif isinstance(one, Execution):
                found[id(one)] = one
    return [*found.values()]


def _sections(ran: list[Execution], dropped: int, config: pytest.Config, told: str) -> Iterator[tuple[str, str]]:
    """Name and text of each section; none for a timeline that the error has told already."""
    from pytest_fnf.report.timeline import Timeline  # noqa: PLC0415
    from pytest_fnf.report.tracebacks import tracebacks  # noqa: PLC0415
    from pytest_fnf.report.words import PLAIN, Ink  # noqa: PLC0415

    everything = shows_everything(config)
    ink = Ink(has_colours(config))
    middle = range(0) if everything else range(FIRST, len(ran) - LAST)
    # Among many, such as those of a distributed Map, the ones that failed are looked for first.
    failed = [number for number in middle if ran[number].failed][:FIRST]
    left_out = set(middle) - set(failed)
    for number, execution in enumerate(ran):
        if number == FIRST and len(left_out) + dropped:
            yield SECTION, f"... {len(left_out) + dropped} executions are left out, shown with -vv ..."
        if number in left_out:
            continue
        most = None if everything else 100
        plain = "\n".join(Timeline(PLAIN, most=most, cut=not everything).lines(execution))
        if plain in told:
            continue
        text = "\n".join(Timeline(ink, most=most, cut=not everything).lines(execution)) if ink.on else plain
        text = "\n".join([text, *tracebacks(execution.history)])
        yield f"{SECTION}: {execution.flow_name}, {execution.name}", text


def has_colours(config: pytest.Config) -> bool:
    """Whether the terminal has colours; a worker of pytest-xdist was told."""
    told = getattr(config, "workerinput", {}).get("fnf_colours")
    if told is not None:
        return bool(told)
    return config.pluginmanager.has_plugin("terminalreporter") and config.get_terminal_writer().hasmarkup


def explain(item: pytest.Item, left: object, right: object, explanations: list[Any]) -> list[Any]:
    """Put what an execution knows between the first line and the rest of pytest's explanation."""
    from pytest_fnf.report.comparisons import explain as lines_for  # noqa: PLC0415

    executions = _started(item.stash[WORLDS])
    executions += [execution for execution in _reached(item) if execution not in executions]
    lines = list(lines_for(executions, left, right, everything=shows_everything(item.config)))
    if not lines:
        return explanations
    first = next((explanation for explanation in explanations if explanation), None)
    head, *rest = first or [f"{left!r} == {right!r}"]
    return [[head, *lines, *rest]]


def summarise(terminal: TerminalReporter) -> None:
    """Print the timelines of tests that did not fail, unless pytest itself shows what it knows of them."""
    by_pytest = {
        "passed": terminal.hasopt("P"),
        "xfailed": terminal.hasopt("x") and getattr(terminal.config.option, "xfail_tb", True),
        "xpassed": terminal.hasopt("X"),
        "skipped": False,
    }
    shown = [
        (report, name, text)
        for outcome, already in by_pytest.items()
        for report in ([] if already else terminal.stats.get(outcome, []))
        for name, text in report.sections
        if name.startswith(SECTION)
    ]
    if shown:
        terminal.section("fnf timelines")
    for report, name, text in shown:
        terminal.write_line("")
        terminal.write_line(f"{report.nodeid}  {name.removeprefix(f'{SECTION}: ')}", bold=True)
        terminal.write_line(text)
