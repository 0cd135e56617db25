"""The errors that users meet, the bottom of the house: this module imports nothing of the package.

In: facts found elsewhere. Out: exception classes that carry them. It leaves the invalid definition
(`DefinitionError`) to the definition room and all wording to whoever raises.

A failing *flow* is a result (`Execution.status`), never an exception. What is raised here says that the
test, the document or the call on the service is at fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable


class FnfError(Exception):
    """Base of everything that pytest-fnf raises on purpose, but for a `LookupError` where a name is unknown."""

    def __init_subclass__(cls) -> None:
        """Tracebacks name a class as tests import it."""
        if cls.__module__.startswith("pytest_fnf."):
            cls.__module__ = "pytest_fnf"


class UsageError(FnfError, pytest.UsageError):  # type: ignore[misc]  # final only for type checkers
    """A wrong marker option, fixture argument or call: the test is written wrongly, not the flow."""


class DefinitionWarning(UserWarning):
    """A valid definition says something that is probably a slip, such as an attribute that means nothing."""

    __module__ = "pytest_fnf"


class StubError(FnfError, AssertionError):
    """A task had no answer (no stub, no handler, or its answers ran out), or a stub was never used."""


class ExecutionStuck(FnfError, AssertionError):
    """An execution waits for something that nothing will bring: no timer is due that could end it."""


class HandlerFault(FnfError, AssertionError):
    """A handler did what no test may let it do: a forbidden connection, a sleep in a thread of its own."""


class ApiError(FnfError):
    """What the service's API would refuse.

    Attributes:
        code: the service's error code, such as `ExecutionAlreadyExists` (api-2019-03-15, section 5).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[ApiError], tuple[str, str]]:
        return type(self), (self.code, self.message)


def nearest(name: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """The names closest to a misspelt one, best first, for "did you mean"."""
    from difflib import get_close_matches  # noqa: PLC0415  (only a misspelt name needs it)

    known = {known.casefold(): known for known in reversed([*names])}
    return [known[hit] for hit in get_close_matches(name.casefold(), [*known], n=most, cutoff=0.6)]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`did you mean 'X'?` for the nearest known name, or an empty text."""
    near = nearest(name, names, most=1)
    return f"did you mean '{near[0]}'?" if near else ""


class Spelled:
    """A base of what tests write: a misspelt attribute or method is told what there is."""

    __slots__ = ()

    if not TYPE_CHECKING:  # type checkers know it by themselves

        def __getattr__(self, name: str) -> NoReturn:
            __tracebackhide__ = True
            there = [known for known in dir(self) if not known.startswith("_")]
            quiet = name.startswith("_") or name in there  # there it is: a mistake of ours inside a property
            hint = "" if quiet else did_you_mean(name, there) or f"it has {', '.join(there)}"
            what = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(f"{what}; {hint}" if hint else what, name=name, obj=self)


def is_ours(error: BaseException) -> bool:
    """Whether it was made for the reader: an error of this package, or a warning that pytest was told to raise."""
    return isinstance(error, FnfError | DefinitionWarning)


def hidden_from_tracebacks(excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
    """Whether pytest should leave the package's own frames out of a traceback.

    Modules set `__tracebackhide__` to this function. Frames are hidden for errors made for the reader and
    for what the user's own code raised further down; a mistake of the package itself shows all frames.
    """
    # Python itself raises KeyError and IndexError; a plain LookupError is our answer to an unknown name.
    if is_ours(excinfo.value) or isinstance(excinfo.value, AssertionError) or type(excinfo.value) is LookupError:
        return True
    last = excinfo.tb
    while last.tb_next is not None:
        last = last.tb_next
    return not str(last.tb_frame.f_globals.get("__name__", "")).startswith("pytest_fnf.")
