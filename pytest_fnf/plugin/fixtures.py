"""Behind the fixtures `flow` and `load_flow`: a test's world from its marks to its end, on one screen.

In: a test's request. Out: flows of one account. It leaves merging to `options`, and what happens after the body of the
test to `worlds`. Loaded by the first test with a flow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pytest_fnf.account.account import Account
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.plugin.options import folders_of, options_of, with_parameter
from pytest_fnf.plugin.worlds import add

if TYPE_CHECKING:
    import pytest

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


class World:
    """The world of a test. It is opened with its first flow, whose options say when it begins and what it reaches."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._item: pytest.Item = request.node
        self._options = options_of(request)
        self._account: Account | None = None

    def flow(self, request: pytest.FixtureRequest) -> FlowUnderTest:
        """What the fixture `flow` gives."""
        self._merge_parameter(request)
        return self._open(self._inherited)

    def load_flow(self, request: pytest.FixtureRequest) -> LoadFlow:
        """What the fixture `load_flow` gives."""
        self._merge_parameter(request)

        def load(source: Source | None = None, **options: Any) -> FlowUnderTest:
            inherited = self._inherited
            if source is not None:
                inherited = inherited.merged(name=None)
                options["source"] = source
            return self._open(inherited.merged(**options))

        return load

    def _merge_parameter(self, request: pytest.FixtureRequest) -> None:
        """An indirect parameter of a fixture stands above the marks, for all flows of the test."""
        self._options = with_parameter(self._options, request)

    @property
    def _inherited(self) -> Options:
        """What the next flow inherits: the merged marks, and what all flows share once there is one."""
        shared = None if self._account is None else self._account.options
        return self._options if shared is None else self._options.sharing(shared)

    def _open(self, options: Options) -> FlowUnderTest:
        if self._account is None:
            self._account = Account(options, folders_of(self._item.config, self._item))
            add(self._item, self._account)
        return self._account.open(options)

    def close(self) -> None:
        """The test is over."""
        if self._account is not None:
            self._account.close()
