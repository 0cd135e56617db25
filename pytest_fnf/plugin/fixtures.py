"""The fixtures `flow` and `load_flow`: a test's world from its marks to its end, on one screen.

In: a test's request. Out: flows of one account. It leaves merging to `options`, and what happens after the body of the
test to `worlds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.plugin.options import folders_of, options_of, with_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.account.account import Account
    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.account.options import Options, Source

__tracebackhide__ = hidden_from_tracebacks


class LoadFlow(Protocol):
    """What the fixture `load_flow` gives: opens one more flow in the test's world."""

    def __call__(self, source: Source | None = None, **options: Any) -> FlowUnderTest:
        """Open a flow.

        Args:
            source: a path or the definition's text; the marks' source if there is none.
            options: as for `@pytest.mark.flow`; they stand above the marks' options.

        Raises:
            UsageError: an unknown option, no such file, another flow of that name, or a second, different value of
                what the flows of a test share (`at`, `env`, `seed`, `allow_network`).
            DefinitionError: the definition is invalid.
        """


class _World:
    """The world of a test. It is opened with its first flow, whose options say when it begins and what it reaches."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._item: pytest.Item = request.node
        self._options = options_of(request)
        self._account: Account | None = None

    def merge_parameter(self, request: pytest.FixtureRequest) -> None:
        """An indirect parameter of a fixture stands above the marks, for all flows of the test."""
        self._options = with_parameter(self._options, request)

    @property
    def inherited(self) -> Options:
        """What the next flow inherits: the merged marks, and what all flows share once there is one."""
        shared = None if self._account is None else self._account.options
        return self._options if shared is None else self._options.sharing(shared)

    def open(self, options: Options) -> FlowUnderTest:
        """Open a flow in it."""
        if self._account is None:
            from pytest_fnf.account.account import Account  # noqa: PLC0415
            from pytest_fnf.plugin.worlds import add  # noqa: PLC0415

            self._account = Account(options, folders_of(self._item.config, self._item))
            add(self._item, self._account)
        return self._account.open(options)

    def close(self) -> None:
        """The test is over."""
        if self._account is not None:
            self._account.close()


@pytest.fixture
def _fnf_world(request: pytest.FixtureRequest) -> Iterator[_World]:
    """The world of this test; all its flows share clock, functions, mailbox and executions."""
    world = _World(request)
    try:
        yield world
    finally:
        world.close()


@pytest.fixture
def flow(request: pytest.FixtureRequest, _fnf_world: _World) -> FlowUnderTest:
    """The serverless workflow that the test's `flow` marks name, on a virtual clock.

    Write `@pytest.mark.flow("flows/my-flow/flow.yml")` over the test, then `execution = flow.run({"key": "value"})`.
    """
    _fnf_world.merge_parameter(request)
    return _fnf_world.open(_fnf_world.inherited)


@pytest.fixture
def load_flow(request: pytest.FixtureRequest, _fnf_world: _World) -> LoadFlow:
    """Opens serverless workflows, several in one test, on one virtual clock.

    Write `child = load_flow("flows/child/flow.yml")`; options are those of `@pytest.mark.flow`. The flows of a test can
    call each other by name.
    """
    _fnf_world.merge_parameter(request)

    def load(source: Source | None = None, **options: Any) -> FlowUnderTest:
        inherited = _fnf_world.inherited
        if source is not None:
            inherited = inherited.merged(name=None)
            options["source"] = source
        return _fnf_world.open(inherited.merged(**options))

    return load
