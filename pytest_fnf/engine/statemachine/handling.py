"""Retry and Catch around the work of a Task, Parallel or Map.

In: rules of the model, work that may fail. Out: the state's value, or the state that a Catch names. It leaves the work
to the states, delays to `core.retry`. Source: cloudflow-statemachine 12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.retry import Policy, Retries, matches
from pytest_fnf.engine.core.waits import Until
from pytest_fnf.engine.statemachine.constructors import constructor
from pytest_fnf.engine.statemachine.data import Visit
from pytest_fnf.engine.statemachine.errors import within
from pytest_fnf.engine.statemachine.scopes import Onward, StateCode
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.history.events import STATE_EXITED, STEP_FAILED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_fnf.definition.statemachine.model import MapState, ParallelState, RetryRule, TaskState
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.engine.statemachine.data import Shared
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

_UNBOUNDED_MS = 1e15
# A delay beyond every limit; more would not be finite as milliseconds.


class HandlingCode(StateCode):
    """A state that can be retried, and whose errors can be caught."""

    def __init__(self, state: TaskState | ParallelState | MapState, index_of: Mapping[str, int]) -> None:
        super().__init__(state, index_of)
        self._policies = _policies(state.retry)
        self._catch = tuple(
            (rule.errors, index_of[rule.next], constructor(rule.output_constructor, "OutputConstructor of a Catch"))
            for rule in state.catch
        )

    def run(self, value: Json, size: int, shared: Shared, activity: Activity) -> Work:
        """Enter, work and retry, leave; or fail, unless a Catch takes the error.

        What the constructors raise goes to Catch at once, and so does what all attempts share: a retry repeats the
        work alone, so nothing would change (OQ-22).
        """
        visit = None
        try:
            visit = self._enter(value, size, shared, activity)
            output, output_size = yield from self._tried(visit, activity, self._prepared(visit))
            return self._leave(visit, activity, output, output_size)
        except StepFailed as failure:
            return self._caught(visit or Visit(shared, self.name, value, size), activity, failure)

    def _prepared(self, visit: Visit) -> Any:  # noqa: ARG002  (a Map looks at it)
        """What all attempts share, made once before the first."""
        return None

    def _work(self, visit: Visit, activity: Activity, prepared: Any) -> Work:
        """What the state does in one attempt: its result, with an upper bound of its bytes."""
        raise NotImplementedError

    def _tried(self, visit: Visit, activity: Activity, prepared: Any) -> Work:
        retries = None
        while True:
            try:
                result = yield from self._work(visit, activity, prepared)
            except StepFailed as failure:
                retries = retries or Retries(self._policies)
                delay = retries.next_delay(failure.error) if failure.catchable else None
                if delay is None:
                    raise
                visit.failure, visit.retries = failure, retries.total
                if delay:
                    yield Until(activity.run.scheduler.timers.now + delay)
            else:
                visit.failure = None
                return result

    def _caught(self, visit: Visit, activity: Activity, failure: StepFailed) -> Onward:
        """Go on where a Catch says, with what its constructor makes (cloudflow-statemachine 12.3)."""
        for errors, target, maker in self._catch if failure.catchable else ():
            if matches(errors, failure.error):
                visit.failure, visit.output = failure, None
                output, size = self._handed_on(visit, activity) if maker is None else maker.make(visit)
                size = within(activity.run.limits, self.name, "output", output, size)
                write = activity.run.recorder.write
                failed = write(STEP_FAILED, self.name, activity.last, failure.error, failure.cause)
                activity.last = write(STATE_EXITED, self.name, failed, output)
                return target, output, size
        raise failure

    def _handed_on(self, visit: Visit, activity: Activity) -> tuple[Json, int]:
        """Without a constructor of its own a Catch hands on an empty object (OQ-23)."""
        if "catch_passes_input" in activity.run.readings:
            return visit.input, visit.input_size
        return {}, 2


def _policies(rules: Sequence[RetryRule]) -> tuple[Policy, ...]:
    return tuple(
        Policy(
            errors=rule.errors,
            interval_ms=rule.interval_seconds * 1000,
            multiplier=rule.backoff_rate,
            longest_ms=_UNBOUNDED_MS if rule.max_backoff_seconds is None else rule.max_backoff_seconds * 1000,
            attempts=rule.max_attempts,
        )
        for rule in rules
    )
