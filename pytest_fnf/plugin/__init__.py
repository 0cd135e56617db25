"""The plugin's front page: all that pytest sees of it, options, hooks and fixtures, each with a line of what it does.

In: pytest's configuration, marks, reports. Out: the fixtures `flow` and `load_flow`, timelines of failing tests,
readable comparisons. It leaves all work to the modules beside it, and a hook or fixture loads the one that it needs:
with the plugin installed and unused, pytest starts as fast as without it, and the hooks around each test do next to
nothing. Each module more at start costs a third of a millisecond, since pytest loads plugins by a road of its own; so
what hooks and modules share, the test under way and its worlds, stands here too.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf import surroundings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from _pytest.terminal import TerminalReporter

    from pytest_fnf.account.account import Account
    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.plugin.fixtures import LoadFlow, World
    from pytest_fnf.plugin.running import Session
    from pytest_fnf.plugin.worlds import Worlds

WORLDS: pytest.StashKey[Worlds] = pytest.StashKey()
"""Where an item keeps its worlds; nothing is there as long as it opened none."""

items: list[pytest.Item] = []
"""The item under way, last: a test of a plugin runs a session within a session."""

outliving: list[Account] = []
"""Accounts of `open_flow` that may outlive their test, such as those of a module's fixture."""


def _hidden_from_tracebacks(excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
    from pytest_fnf.errors import hidden_from_tracebacks  # noqa: PLC0415

    return hidden_from_tracebacks(excinfo)


__tracebackhide__ = _hidden_from_tracebacks


_MARK = (
    "flow(source=None, *, name, functions, env, at, limits, mode, strict_stubs, discover, allow_network, variables, "
    "seed, readings): the flow that the fixture `flow` runs, and options of the test's virtual world. source is a path "
    "(beside the test file, in fnf_roots or in the rootdir) or the definition's text. Marks merge from the module "
    "inwards."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Command line and ini options (design 2.7)."""
    group = parser.getgroup("fnf", "serverless workflows (pytest-fnf)")
    group.addoption(
        "--fnf-timeline",
        choices=("failed", "always", "never"),
        default="failed",
        help="show what happened in the executions of a test: of failed tests (default), always, never",
    )
    group.addoption(
        "--fnf-lint",
        action="store_true",
        help="check flow files, each as a test: those of ini fnf_flows, or below the paths given; "
        "-m fnf_lint selects them",
    )
    group.addoption(
        "--fnf-lint-strict", action="store_true", help="as --fnf-lint; a warning about a flow file fails its test"
    )
    parser.addini("fnf_start_time", "virtual time at which each test starts, RFC 3339 (default 2026-01-01T00:00:00Z)")
    parser.addini("fnf_roots", "folders in which flow files are looked for", type="paths", default=[])
    parser.addini("fnf_strict_stubs", "whether an unused stub fails its test", type="bool", default=True)
    parser.addini(
        "fnf_discover", "whether handlers are found by their place beside the flow", type="bool", default=True
    )
    parser.addini("fnf_allow_network", "hosts that handlers may reach", type="args", default=[])
    parser.addini("fnf_seed", "seed of what handlers draw (default 0)")
    parser.addini(
        "fnf_limits", "limits, each as name=number or name=none, such as events=none", type="args", default=[]
    )
    parser.addini("fnf_variables", "values for placeholders in flow files, each as name=value", type="args", default=[])
    parser.addini("fnf_flows", "patterns of flow files, for lint", type="args", default=["flows/**/*.y*ml"])
    parser.addini("fnf_ignore", "codes of warnings about flow files that are not told", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; tell worlds of `open_flow` where they are."""
    config.addinivalue_line("markers", _MARK)
    config.addinivalue_line("markers", "fnf_lint: the checks of flow files that --fnf-lint adds.")
    surroundings.stack.append(partial(_session, config))
    config.add_cleanup(surroundings.leave)
    if config.getoption("fnf_lint") or config.getoption("fnf_lint_strict"):
        from pytest_fnf.plugin.lint import Linting  # noqa: PLC0415

        config.pluginmanager.register(Linting(config), "fnf-lint")
    if config.pluginmanager.has_plugin("pytester"):
        from pytest_fnf.plugin.running import load_all  # noqa: PLC0415

        load_all()


def _session(config: pytest.Config) -> Session:
    from pytest_fnf.plugin.running import Session  # noqa: PLC0415

    return Session(config)


@pytest.fixture
def _fnf_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The world of this test; all its flows share clock, functions, mailbox and executions."""
    from pytest_fnf.plugin.fixtures import World  # noqa: PLC0415

    world = World(request)
    try:
        yield world
    finally:
        world.close()


@pytest.fixture
def flow(request: pytest.FixtureRequest, _fnf_world: World) -> FlowUnderTest:
    """The serverless workflow that the test's `flow` marks name, on a virtual clock.

    Write `@pytest.mark.flow("flows/my-flow/flow.yml")` over the test, then `execution = flow.run({"key": "value"})`.
    """
    return _fnf_world.flow(request)


@pytest.fixture
def load_flow(request: pytest.FixtureRequest, _fnf_world: World) -> LoadFlow:
    """Opens serverless workflows, several in one test, on one virtual clock.

    Write `child = load_flow("flows/child/flow.yml")`; options are those of `@pytest.mark.flow`. The flows of a test can
    call each other by name.
    """
    return _fnf_world.load_flow(request)


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
    errors = sys.modules.get("pytest_fnf.errors")  # before that is loaded, there is no error of ours
    if call.excinfo is not None and errors is not None and errors.is_ours(call.excinfo.value):
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
