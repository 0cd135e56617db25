"""`open_flow`: a flow with a world of its own, anywhere a `with` statement can stand.

In: a source and options. Out: a `FlowUnderTest`; on a clean exit, what strictness asks. It leaves marks, fixtures and
the ini file to whoever runs the tests (`surroundings`).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pytest_fnf import surroundings
from pytest_fnf.account.account import Account
from pytest_fnf.account.options import Options
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from types import TracebackType

    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.account.options import Source

__tracebackhide__ = hidden_from_tracebacks


class Surroundings(Protocol):
    """Who runs the code that opens a world, if it is not a plain script."""

    def options(self) -> Options:
        """What stands below the options that `open_flow` is given."""

    def folders(self) -> Sequence[Path]:
        """Where sources are looked for, before the working directory."""

    def ignored(self) -> Collection[str]:
        """Codes of warnings about definitions that are not told."""

    @property
    def everything(self) -> bool:
        """Whether failures cut nothing."""

    def opened(self, account: Account) -> None:
        """A world was opened; its executions belong to the report of the test under way."""


def open_flow(source: Source, **options: Any) -> AbstractContextManager[FlowUnderTest]:
    """Open a flow with a clock, functions, mailbox and executions of its own.

    For hypothesis examples, fixtures of a wider scope, scripts and notebooks. Leaving the block without an exception
    checks that every stub was used and that no mistake of the test was swallowed.

    Args:
        source: a path (in a test looked for as the marker's is, and always in the working directory) or the
            definition's text.
        options: as for `@pytest.mark.flow`; in a test the ini file's stand below them.

    Raises:
        UsageError: an unknown option, or no such file.
        DefinitionError: the definition is invalid.
        StubError: at the end, for stubs that were never used.
    """
    return _World({**options, "source": source})


def unreported(source: Source, **options: Any) -> AbstractContextManager[FlowUnderTest]:
    """`open_flow` for whoever tells what happened in it himself: no report shows its executions."""
    return _World({**options, "source": source}, reported=False)


class _World(AbstractContextManager["FlowUnderTest"]):
    """A class, since frames of `contextlib` would stand in the reader's traceback."""

    def __init__(self, options: dict[str, Any], *, reported: bool = True) -> None:
        self._options = options
        self._reported = reported
        self._account: Account | None = None

    def __enter__(self) -> FlowUnderTest:
        around: Surroundings | None = surroundings.innermost()
        options = Options() if around is None else around.options()
        folders = [*(() if around is None else around.folders()), Path.cwd()]
        account = self._account = Account(options.merged(**self._options), folders)
        try:
            flow = account.open(account.options)
        except BaseException:
            account.close()
            raise
        if around is not None and self._reported:
            around.opened(account)
        return flow

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        account = self._account
        if account is None:
            return
        try:
            if error is None and not account.excused:
                account.check()
        finally:
            account.close()
