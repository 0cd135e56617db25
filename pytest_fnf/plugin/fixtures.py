"""The fixtures `flow` and `load_flow`: a test's account from its marks to its end, on one screen.

In: a test's request. Out: flows of one account. It leaves merging to `options`, and what happens after the body of the
test to `worlds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.plugin.options import folders_of, options_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.account.account import Account
    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.account.options import Source

__tracebackhide__ = hidden_from_tracebacks


class LoadFlow(Protocol):
    """What the fixture `load_flow` gives: opens one more flow in the test's world."""

    def __call__(self, source: Source | None = None, **options: Any) -> FlowUnderTest:
        """Open a flow.

        Args:
            source: a path or the definition's text; the marks' source if there is none.
            options: as for `@pytest.mark.flow`; they stand above the marks' options.

        Raises:
            UsageError: an unknown option, no such file, another flow of that name.
            DefinitionError: the definition is invalid.
        """


@pytest.fixture
def _fnf_account(request: pytest.FixtureRequest) -> Iterator[Account]:
    """The world of this test; all its flows share clock, functions, mailbox and executions."""
    from pytest_fnf.account.account import Account  # noqa: PLC0415
    from pytest_fnf.plugin import worlds  # noqa: PLC0415

    account = Account(options_of(request), folders_of(request))
    worlds.add(account)
    try:
        yield account
    finally:
        account.close()


@pytest.fixture
def flow(request: pytest.FixtureRequest) -> FlowUnderTest:
    """The flow that the test's `flow` marks name, on a virtual clock."""
    account: Account = request.getfixturevalue("_fnf_account")
    parameter = getattr(request, "param", None)
    if parameter is None:
        return account.open(account.options)
    return account.open(options_of(request))


@pytest.fixture
def load_flow(_fnf_account: Account) -> LoadFlow:
    """Opens flows in the test's world: `load_flow("flows/child/flow.yml")`."""

    def load(source: Source | None = None, **options: Any) -> FlowUnderTest:
        inherited = _fnf_account.options
        if source is not None:
            inherited = inherited.merged(name=None)
            options["source"] = source
        return _fnf_account.open(inherited.merged(**options))

    return load
