"""The plugin: pytest's hooks and fixtures, light at import.

In: pytest's configuration, marks, reports. Out: the fixtures `flow` and `load_flow`, timelines of failing tests,
readable comparisons. Whatever is heavy is imported by the hook or fixture that needs it, so that with the plugin
installed and unused pytest starts as fast as without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf.plugin.fixtures import _fnf_account, flow, load_flow
from pytest_fnf.plugin.options import add_options

if TYPE_CHECKING:
    from collections.abc import Generator

    from _pytest.terminal import TerminalReporter

__all__ = ["_fnf_account", "flow", "load_flow"]

_MARK = (
    "flow(source=None, *, name, functions, env, at, limits, mode, strict_stubs, discover, allow_network, variables, "
    "seed): the flow that the fixture `flow` runs, and options of the test's virtual world. source is a path (beside "
    "the test file, in fnf_roots or in the rootdir) or the definition's text. Marks merge from the module inwards."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Command line and ini options (design 2.7)."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARK)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Know which worlds a test opens."""
    from pytest_fnf.plugin import worlds  # noqa: PLC0415

    with worlds.of(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """After the test's body: what strictness asks, still in the call phase, so that xfail is honoured."""
    result = yield
    from pytest_fnf.plugin import worlds  # noqa: PLC0415

    worlds.check(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the timelines of what ran."""
    report = yield
    from pytest_fnf.plugin import worlds  # noqa: PLC0415

    worlds.describe(item, call, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_assertrepr_compare(
    config: pytest.Config, op: str, left: object, right: object
) -> Generator[None, list[Any], list[Any]]:
    """Say more where one side was read from an execution."""
    explanations = yield
    from pytest_fnf.plugin import worlds  # noqa: PLC0415

    return worlds.explain(config, op, left, right, explanations)


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """With `--fnf-timeline=always`, the timelines of tests that passed."""
    if config.getoption("fnf_timeline") == "always":
        from pytest_fnf.plugin import worlds  # noqa: PLC0415

        worlds.summarise(terminalreporter)
