"""The plugin: pytest's hooks and fixtures, light at import.

In: pytest's configuration, marks, reports. Out: the fixtures `flow` and `load_flow`, timelines of failing tests,
readable comparisons. Whatever is heavy is imported by the hook or fixture that needs it, so that with the plugin
installed and unused pytest starts as fast as without it, and the hooks around each test do next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf import surroundings
from pytest_fnf.errors import FnfError, hidden_from_tracebacks
from pytest_fnf.plugin.fixtures import _fnf_world, flow, load_flow
from pytest_fnf.plugin.options import add_options, shows_everything
from pytest_fnf.plugin.running import WORLDS, Session, items, load_all, outliving
from pytest_fnf.report.style import style

if TYPE_CHECKING:
    from collections.abc import Generator

    from _pytest.terminal import TerminalReporter

__all__ = ["_fnf_world", "flow", "load_flow"]

__tracebackhide__ = hidden_from_tracebacks

_MARK = (
    "flow(source=None, *, name, functions, env, at, limits, mode, strict_stubs, discover, allow_network, variables, "
    "seed, readings): the flow that the fixture `flow` runs, and options of the test's virtual world. source is a path "
    "(beside the test file, in fnf_roots or in the rootdir) or the definition's text. Marks merge from the module "
    "inwards."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Command line and ini options (design 2.7)."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker; tell worlds of `open_flow` where they are, and failures how much to show."""
    config.addinivalue_line("markers", _MARK)
    config.addinivalue_line("markers", "fnf_lint: the checks of flow files that --fnf-lint adds.")
    surroundings.stack.append(Session(config))
    before = style.everything
    style.everything = shows_everything(config)

    def undo() -> None:
        surroundings.stack.pop()
        style.everything = before

    config.add_cleanup(undo)
    if config.getoption("fnf_lint") or config.getoption("fnf_lint_strict"):
        from pytest_fnf.plugin.lint import Linting  # noqa: PLC0415

        config.pluginmanager.register(Linting(config), "fnf-lint")
    if config.pluginmanager.has_plugin("pytester"):
        load_all()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker of pytest-xdist has no terminal; its reports are for this one."""
    from pytest_fnf.plugin.worlds import has_colours  # noqa: PLC0415

    node.workerinput["fnf_colours"] = has_colours(node.config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Load what flows need before the first test runs, so that it is no part of that test's time."""
    if session.config.option.collectonly:
        return
    if any("_fnf_world" in getattr(item, "fixturenames", ()) for item in session.items):
        from pytest_fnf.plugin.running import load_for_flows  # noqa: PLC0415

        load_for_flows()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Know which test is under way."""
    items.append(item)
    if outliving:
        from pytest_fnf.plugin.worlds import begin  # noqa: PLC0415

        begin(item)
    try:
        return (yield)
    finally:
        items.pop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """After the test's body: what strictness asks, still in the call phase, so that xfail is honoured."""
    result = yield
    if WORLDS in item.stash:
        from pytest_fnf.plugin.worlds import check  # noqa: PLC0415

        check(item)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the reader's own lines of errors of ours, and add the timelines of what ran."""
    if call.excinfo is not None and isinstance(call.excinfo.value, FnfError):
        from pytest_fnf.plugin.tracebacks import keep_the_readers  # noqa: PLC0415

        keep_the_readers(item, call)
    report = yield
    if WORLDS in item.stash:
        from pytest_fnf.plugin.worlds import describe, end  # noqa: PLC0415

        describe(item, call, report)
        if call.when == "teardown":
            end(item)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_assertrepr_compare(op: str, left: object, right: object) -> Generator[None, list[Any], list[Any]]:
    """Say more where one side was read from an execution."""
    explanations = yield
    if op != "==" or not items or WORLDS not in items[-1].stash:
        return explanations
    from pytest_fnf.plugin.worlds import explain  # noqa: PLC0415

    return explain(items[-1], left, right, explanations)


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """With `--fnf-timeline=always`, the timelines of tests that did not fail."""
    if config.getoption("fnf_timeline") == "always":
        from pytest_fnf.plugin.worlds import summarise  # noqa: PLC0415

        summarise(terminalreporter)
