"""What a service answers the engine, as data.

In: nothing. Out: small classes that the engine tells apart. Durations and instants are whole milliseconds; values
are private copies with an upper bound of their size, made at this boundary, and never mutated afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from pytest_fnf.values import Json, JsonObject


@dataclass(slots=True)
class Done:
    """The call succeeded.

    Attributes:
        value: what it returned.
        size: upper bound of the value's bytes as compact JSON.
        takes: how long the call lasted beyond the instant of this answer, in milliseconds.
        by: who answered, for people ("stub", "functions/StartJob.py").
        receipt: whether the value only says that something was started, and is nobody's result.
    """

    value: Json
    size: int
    takes: int = 0
    by: str = ""
    receipt: bool = False


@dataclass(slots=True)
class Failed:
    """The call failed with an error of the flow.

    Attributes:
        error: the error's name (fdl-classic 7.1).
        cause: the error's text.
        takes: how long the call lasted beyond the instant of this answer, in milliseconds.
        by: who answered, for people.
        exception: what a handler raised, for the report.
        refused: the service did not accept the call at all, so that no job was submitted.
    """

    error: str
    cause: str
    takes: int = 0
    by: str = ""
    exception: BaseException | None = None
    refused: bool = False


class Invocation(Protocol):
    """A handler that sleeps in virtual time."""

    def resume(self, now: int) -> Done | Failed | Sleeping:
        """Let it go on at the instant it asked for."""


@dataclass(slots=True)
class Sleeping:
    """The handler called `sleep`; it goes on when it is resumed.

    Attributes:
        wake_at: the instant to resume it at.
        invocation: what to resume.
        by: who is running, for people.
    """

    wake_at: int
    invocation: Invocation
    by: str = ""


@dataclass(slots=True)
class Hanging:
    """No answer ever comes.

    Attributes:
        by: who does not answer, for people.
    """

    by: str = ""


@dataclass(slots=True)
class Reported:
    """A callback task was submitted, and its token will be reported.

    Attributes:
        after: how long after the submission, in milliseconds.
        outcome: what is reported.
        by: who answered, for people.
    """

    after: int
    outcome: Done | Failed
    by: str = ""


@dataclass(slots=True)
class StartFlow:
    """The task is to start an execution of another flow.

    Attributes:
        flow: the flow's name.
        input: the execution's input.
        name: the execution's name, `None` for a generated one.
        by: who answered, for people.
    """

    flow: str
    input: JsonObject
    name: str | None
    by: str = ""


Reply: TypeAlias = Done | Failed | Sleeping | Hanging | Reported | StartFlow
