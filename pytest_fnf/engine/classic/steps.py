"""The steps that call nothing: pass, wait, succeed, fail, choice.

In: their models. Out: their work. Source: fdl-classic 4.1, 4.3, 4.4, 4.7 and 4.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.clock.instants import parse_instant
from pytest_fnf.definition.classic.steps import FARAWAY_SECONDS
from pytest_fnf.engine.classic.data import Scope
from pytest_fnf.engine.classic.lists import EMPTY, END, StepCode, run_list
from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.attempts import RUNTIME
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.waits import Until
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.expression.paths import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_fnf.definition.classic.model import ChoiceStep, FailStep, PassStep, Step, SucceedStep, WaitStep
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.expression.paths import Path
    from pytest_fnf.values import Json, JsonObject

__tracebackhide__ = hidden_from_tracebacks

_NOTHING = (EMPTY, 2)

_ENDLESS = 1e15
# Seconds beyond every limit; more would not be finite as milliseconds.


class PassCode(StepCode):
    """A pass does not echo its input: its local is empty, so only its mappings make an output."""

    def __init__(self, step: PassStep | SucceedStep, following: int) -> None:
        super().__init__(step, following)

    def run(self, scope: Scope, activity: Activity) -> int:
        """Enter and leave."""
        data, size = self._enter(scope, activity)
        self._leave(scope, activity, (data, size, EMPTY, 2), _NOTHING, activity.last - 1)
        return self.next


class WaitCode(StepCode):
    """The pause lies between StepStarted and StepSucceeded."""

    def __init__(self, step: WaitStep, following: int) -> None:
        super().__init__(step, following)
        self._step = step

    def run(self, scope: Scope, activity: Activity) -> Work:
        """Enter, wait until the instant that the step names, leave."""
        data, size = self._enter(scope, activity)
        entered = activity.last - 1
        until = self._until(data, activity)
        if until > activity.run.scheduler.timers.now:
            yield Until(until)
        self._leave(scope, activity, (data, size, EMPTY, 2), _NOTHING, entered)
        return self.next

    def _until(self, data: JsonObject, activity: Activity) -> int:
        step, now = self._step, activity.run.scheduler.timers.now
        if step.duration is not None:
            until = now + round(step.duration * 1000)
        elif step.duration_path is not None:
            until = now + self._duration(_read(step.duration_path, data, "duration", self.name))
        elif step.timestamp is not None:
            until = step.timestamp
        elif step.timestamp_path is not None:
            until = self._timestamp(_read(step.timestamp_path, data, "timestamp", self.name))
        else:
            until = now
        longest = activity.run.limits.wait_ms
        if longest is None:
            longest = round(FARAWAY_SECONDS * 1000)
        if until - now > longest:
            seconds, most = (until - now) / 1000, longest / 1000
            raise StepFailed(
                RUNTIME, f"wait '{self.name}' would last {seconds:,.12g} s; at most {most:,.12g} s are allowed"
            )
        return until

    def _duration(self, value: Json) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise StepFailed(
                RUNTIME, f"duration of wait '{self.name}' is {in_words(value)}; it is a number of seconds from 0"
            )
        return round(min(value, _ENDLESS) * 1000)

    def _timestamp(self, value: Json) -> int:
        try:
            return parse_instant(value)
        except (TypeError, ValueError):
            raise StepFailed(
                RUNTIME, f"timestamp of wait '{self.name}' is {in_words(value)}; it is RFC 3339 text with a time zone"
            ) from None


def _read(path: Path, data: JsonObject, what: str, name: str) -> Json:
    value = path.get(data)
    if value is MISSING:
        raise StepFailed(RUNTIME, f"{what} of wait '{name}' reads ${path.text}, which its input does not have")
    return value


class SucceedCode(PassCode):
    """Ends its serial list early, like `return` (fdl-classic 4.7, Q-14); its output is like a pass' (Q-2)."""

    def __init__(self, step: SucceedStep, following: int) -> None:  # noqa: ARG002  (all steps are made alike)
        super().__init__(step, END)


class FailCode(StepCode):
    """Fails, like `throw`; the list it stands in writes StepFailed."""

    def __init__(self, step: FailStep, following: int) -> None:
        super().__init__(step, following)
        self._error = step.error
        self._cause = step.cause

    def run(self, scope: Scope, activity: Activity) -> int:
        """Enter and fail."""
        self._enter(scope, activity)
        raise StepFailed(self._error, self._cause)


class ChoiceCode(StepCode):
    """Tries conditions in order; the branch taken runs in a scope of its own, then its goto is followed.

    Args:
        step: the model.
        following: index of the next step in the list.
        index_of: indices of the list's steps, for goto.
        compile_list: makes a nested list ready.
    """

    def __init__(
        self,
        step: ChoiceStep,
        following: int,
        index_of: Mapping[str, int],
        compile_list: Callable[[Sequence[Step]], Sequence[StepCode]],
    ) -> None:
        super().__init__(step, following)
        self._branches = []
        for choice in step.choices:
            goto = None if choice.goto is None else index_of[choice.goto]
            self._branches.append((choice.condition.holds, compile_list(choice.steps), goto))
        if step.default is not None:
            goto = None if step.default.goto is None else index_of[step.default.goto]
            self._branches.append((_always, compile_list(step.default.steps), goto))

    def run(self, scope: Scope, activity: Activity) -> int | Work:
        """Enter, take the first branch whose condition holds, leave; none: the next step (fdl-classic 4.4)."""
        data, size = self._enter(scope, activity)
        entered = activity.last - 1
        after = self.next
        for holds, steps, goto in self._branches:
            if holds(data):
                after = after if goto is None else goto  # wins over `end: true`
                if steps:
                    return self._branch(scope, activity, steps, (data, size), entered, after)
                break
        self._leave(scope, activity, (data, size, EMPTY, 2), _NOTHING, entered)
        return after

    def _branch(
        self,
        scope: Scope,
        activity: Activity,
        steps: Sequence[StepCode],
        values: tuple[JsonObject, int],
        entered: int,
        after: int,
    ) -> Work:
        """The steps of the branch taken, in a scope whose local starts empty and becomes the choice's own."""
        branch = Scope(*values)
        yield from run_list(steps, branch, activity)
        inner = (branch.local, branch.local_size)
        self._leave(scope, activity, (*values, *inner), inner, entered)
        return after


def _always(_: Json) -> bool:
    return True
