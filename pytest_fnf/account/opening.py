"""`open_flow`: a flow with a world of its own, anywhere a `with` statement can stand.

In: a source and options. Out: a `FlowUnderTest`; on a clean exit, what strictness asks. It leaves marks and fixtures to
the plugin.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_fnf.account.account import Account
from pytest_fnf.account.options import Options
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.account.options import Source

__tracebackhide__ = hidden_from_tracebacks

listeners: list[Callable[[Account], None]] = []
"""Who wants to know of accounts opened this way: the plugin, for the timelines of a failing test."""


@contextmanager
def open_flow(source: Source, **options: Any) -> Iterator[FlowUnderTest]:
    """Open a flow with a clock, functions, mailbox and executions of its own.

    For hypothesis examples, fixtures of a wider scope, scripts and notebooks. Leaving the block without an exception
    checks that every stub was used and that no mistake of the test was swallowed.

    Args:
        source: a path (looked for in the working directory) or the definition's text.
        options: as for `@pytest.mark.flow`.

    Raises:
        UsageError: an unknown option, or no such file.
        DefinitionError: the definition is invalid.
        StubError: at the end, for stubs that were never used.
    """
    account = Account(Options().merged(**{**options, "source": source}), [Path.cwd()])
    try:
        for listener in listeners:
            listener(account)
        flow = account.open(account.options)
        yield flow
        account.check()
    finally:
        account.close()
