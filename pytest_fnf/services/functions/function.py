"""`Function`: a function of the account as a test sees it.

In: what a test configures. Out: its calls. It leaves running to `FunctionCompute`. Source: design 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import Duration, to_ms
from pytest_fnf.errors import Spelled, UsageError, hidden_from_tracebacks
from pytest_fnf.values import Json, private

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_fnf.services.functions.handlers import Handler

__tracebackhide__ = hidden_from_tracebacks


class Function(Spelled):
    """A function that a flow's tasks call; made by `flow.function(target)`.

    Attributes:
        service: its service, `None` for a function named without one.
        name: its name.
        env: its environment as the test says it.
        deployed_env: its environment as its template says it; the environment of the test goes above it.
    """

    def __init__(self, service: str | None, name: str, now: Callable[[], int]) -> None:
        self.service = service
        self.name = name
        self.handler: Handler | None = None
        self.env: Mapping[str, str] = {}
        self.deployed_env: Mapping[str, str] = {}
        self.initializer: str | Callable[..., Any] | None = None
        self.timeout: int | None = None
        self.takes = 0
        self.prewarmed: list[int] = []
        self.patches: dict[str, Any] = {}
        self.calls: list[Json] = []
        self.started = 0
        self._now = now
        self._patched: Callable[[Function, str, Any], None] | None = None

    def __repr__(self) -> str:
        return f"<Function {self.text!r}, called {self.call_count} times>"

    @property
    def text(self) -> str:
        """`service/function`, or the bare name."""
        return self.name if self.service is None else f"{self.service}/{self.name}"

    def prewarm(self, seconds: Duration) -> Function:
        """One instance was started that long ago, so that its module sees that instant. Returns the function.

        Raises:
            UsageError: the duration is negative or none.
        """
        ms = duration(seconds, "prewarm")
        self.prewarmed.append(self._now() - ms)
        return self

    def patch(self, name: str, value: Any) -> Function:
        """Set this global in every instance after it is loaded, running ones included. Returns the function.

        Raises:
            UsageError: from the call that loads the module, if it has no such global.
        """
        self.patches[name] = value
        if self._patched is not None:
            self._patched(self, name, value)
        return self

    def when_patched(self, action: Callable[[Function, str, Any], None]) -> None:
        """Who sets a global in instances that are already loaded."""
        self._patched = action

    @property
    def received(self) -> list[Json]:
        """The decoded events of the handler's calls so far, in order; private copies."""
        return [private(event) for event in self.calls]

    @property
    def call_count(self) -> int:
        """How many calls the handler has had."""
        return len(self.calls)


def duration(seconds: Duration, what: str) -> int:
    """Whole milliseconds of a duration from 0.

    Raises:
        UsageError: it is negative or no duration.
    """
    try:
        ms = to_ms(seconds)
    except ValueError as error:
        raise UsageError(f"{what}: {error}") from None
    if ms < 0:
        raise UsageError(f"{what} is {seconds!r}; it is at least 0")
    return ms


def texts(env: Mapping[str, str], what: str) -> dict[str, str]:
    """An environment, checked: names and values are text, as the process's environment demands.

    Raises:
        UsageError: one is not.
    """
    for name, value in env.items():
        if not isinstance(name, str) or not name or "=" in name or not isinstance(value, str) or "\0" in name + value:
            raise UsageError(f"{what}: {name!r} is {value!r}; names and values of an environment are text")
    return dict(env)
