"""Activities: lines of work that run until they must wait, and are cancelled at once with all below them.

In: generators that yield waits. Out: the same generators, resumed in order. It leaves what is waited for to
`waits` and `fork`, and when time moves to the account.

An activity is a generator with a position. What takes no virtual time never yields: the generator runs on until
it yields a wait, which then arranges to be `ready`. What is ready lies on the agenda, a stack, so that a started
branch runs before its later siblings and no depth of nesting deepens Python's own stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.recorder import EventLimitReached

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_fnf.clock.timers import Position, Timers
    from pytest_fnf.engine.core.run import Run

__tracebackhide__ = hidden_from_tracebacks

Work: TypeAlias = "Generator[Wait, Any, Any]"
"""A step, state or list of them: yields what it waits for, returns its result, raises `StepFailed`."""


class StepFailed(Exception):
    """A step failed with an error of the flow; never leaves the engine.

    Attributes:
        error: the error's name (fdl-classic 7.1).
        cause: the error's text.
        last: id of the last event of the chain that failed, for the event that follows.
        catchable: false for limits that end the execution whatever the flow says (Q-21).
    """

    def __init__(self, error: str, cause: str, *, catchable: bool = True) -> None:
        super().__init__(error, cause)
        self.error = error
        self.cause = cause
        self.last = 0
        self.catchable = catchable


class Wait(Protocol):
    """What an activity yields: it calls `activity.ready` when it is over, and can be called off."""

    def begin(self, activity: Activity) -> None:
        """Start waiting on behalf of this activity."""

    def cancel(self) -> None:
        """Call it off; the activity is not resumed any more."""


class Owner(Protocol):
    """Who is told how an activity ended."""

    def ended(self, activity: Activity, value: Any) -> None:
        """It returned."""

    def broke(self, activity: Activity, failure: StepFailed) -> None:
        """It failed with an error of the flow."""


class Proceeding(Protocol):
    """What can lie on the agenda."""

    def proceed(self, value: Any, failure: StepFailed | None) -> None:
        """Go on as far as possible."""


class Scheduler:
    """The agenda of one world: whatever is ready now, the latest first."""

    __slots__ = ("_agenda", "timers")

    def __init__(self, timers: Timers) -> None:
        self.timers = timers
        self._agenda: list[tuple[Proceeding, Any, StepFailed | None]] = []

    def push(self, work: Proceeding, value: Any = None, failure: StepFailed | None = None) -> None:
        """Put something on top of the agenda."""
        self._agenda.append((work, value, failure))

    def work_off(self) -> None:
        """Go on with all that is ready, until everything waits.

        Raises:
            Exception: a mistake of the test (no stub, a forbidden call); the execution it happened in is abandoned
                and the rest of the agenda stays for the next call.
        """
        agenda = self._agenda
        while agenda:
            work, value, failure = agenda.pop()
            work.proceed(value, failure)


class Activity:
    """One line of work of an execution.

    Attributes:
        run: the execution it belongs to.
        position: start number of the execution, then indices of branches and iterations from the outside in.
        where: the same for people, such as `("copyAll[0]",)`.
        last: id of the latest event of this chain, which the next one links to.
    """

    __slots__ = ("_generator", "_owner", "_wait", "alive", "last", "position", "run", "where")

    def __init__(self, run: Run, owner: Owner, position: Position, where: tuple[str, ...] = (), last: int = 0) -> None:
        self.run = run
        self.position = position
        self.where = where
        self.last = last
        self.alive = True
        self._owner = owner
        self._wait: Wait | None = None
        self._generator: Work | None = None

    def start(self, generator: Work) -> None:
        """Have this work done, first thing."""
        self._generator = generator
        self.run.scheduler.push(self)

    def ready(self, value: Any = None, failure: StepFailed | None = None) -> None:
        """What was waited for is there: resume with this value, or with this failure raised at the wait."""
        self._wait = None
        self.run.scheduler.push(self, value, failure)

    def proceed(self, value: Any, failure: StepFailed | None) -> None:
        """Run on until the work waits, ends or fails."""
        generator = self._generator
        if generator is None or not self.alive:
            return
        try:
            wait = generator.send(value) if failure is None else generator.throw(failure)
        except StopIteration as stop:
            self.alive = False
            self._owner.ended(self, stop.value)
        except StepFailed as failed:
            self.alive = False
            failed.last = self.last
            self._owner.broke(self, failed)
        except EventLimitReached:
            self.alive = False
            self.run.overflow()
        except BaseException:
            # Not the flow's failure but the test's (or a mistake of ours): this execution can't go on.
            self.alive = False
            self.run.abandon()
            raise
        else:
            self._wait = wait
            wait.begin(self)

    def cancel(self) -> None:
        """End it at this instant, with all that it waits for; it writes nothing more."""
        if not self.alive:
            return
        self.alive = False
        wait, self._wait = self._wait, None
        if wait is not None:
            wait.cancel()
        if self._generator is not None:
            self._generator.close()
