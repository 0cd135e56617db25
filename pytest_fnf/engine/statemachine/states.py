"""The states that call nothing: Pass, Wait, Succeed, Fail, Choice.

In: their models. Out: their work. Source: cloudflow-statemachine 4 to 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.waits import Until
from pytest_fnf.engine.statemachine.constructors import evaluate
from pytest_fnf.engine.statemachine.errors import EXPRESSION, FAIL, INVALID
from pytest_fnf.engine.statemachine.scopes import END, Onward, StateCode
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.expression.statemachine.expressions import EvaluationFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fnf.definition.statemachine.model import ChoiceState, FailState, PassState, SucceedState, WaitState
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.engine.statemachine.data import Shared, Visit
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


class PassCode(StateCode):
    """Hands its input on, reshaped by its constructors; Succeed is a Pass that ends its scope."""

    def __init__(self, state: PassState | SucceedState, index_of: Mapping[str, int]) -> None:
        super().__init__(state, index_of)

    def run(self, value: Json, size: int, shared: Shared, activity: Activity) -> Onward:
        """Enter and leave."""
        visit = self._enter(value, size, shared, activity)
        return self._leave(visit, activity, visit.input, visit.input_size)


class WaitCode(StateCode):
    """The pause lies between StepStarted and StepSucceeded; the input passes through (OQ-5)."""

    def __init__(self, state: WaitState, index_of: Mapping[str, int]) -> None:
        super().__init__(state, index_of)
        self._seconds = state.seconds
        self._expression = state.seconds_expression

    def run(self, value: Json, size: int, shared: Shared, activity: Activity) -> Work:
        """Enter, wait for `Seconds`, leave."""
        visit = self._enter(value, size, shared, activity)
        yield Until(activity.run.scheduler.timers.now + self._duration(visit, activity))
        return self._leave(visit, activity, visit.input, visit.input_size)

    def _duration(self, visit: Visit, activity: Activity) -> int:
        seconds: Json = self._seconds
        if self._expression is not None:
            seconds = evaluate(self._expression, visit, "Seconds")
        most = activity.run.limits.wait_ms
        whole = isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds == seconds // 1
        if not whole or seconds < 1 or (most is not None and seconds * 1000 > most):
            longest = "" if most is None else f" to {most / 1000:g}"
            raise StepFailed(
                INVALID,
                f"Seconds of Wait '{self.name}' is {in_words(seconds)}; a whole number from 1{longest} is allowed",
            )
        return int(min(seconds, 1e12)) * 1000


class FailCode(StateCode):
    """Fails, like `throw`; the scope it stands in writes StepFailed."""

    def __init__(self, state: FailState, index_of: Mapping[str, int]) -> None:
        super().__init__(state, index_of)
        self._code = FAIL if state.code is None else state.code
        self._detail = "" if state.detail is None else state.detail

    def run(self, value: Json, size: int, shared: Shared, activity: Activity) -> Onward:
        """Enter and fail; whether a state around it may catch that is a reading (OQ-7)."""
        self._enter(value, size, shared, activity)
        raise StepFailed(self._code, self._detail, catchable="fail_ends_flow" not in activity.run.readings)


class ChoiceCode(StateCode):
    """The first branch whose condition is true says what comes next, else Default; the input passes through."""

    def __init__(self, state: ChoiceState, index_of: Mapping[str, int]) -> None:
        super().__init__(state, index_of)
        self._branches = [(branch.condition.evaluate, index_of[branch.next]) for branch in state.branches]
        self._texts = [branch.condition.text for branch in state.branches]
        self._default = index_of[state.default]
        self.next = END  # never taken: a Choice has neither Next nor End

    def run(self, value: Json, size: int, shared: Shared, activity: Activity) -> Onward:
        """Enter, try the conditions in order, leave for what they say (cloudflow-statemachine 8)."""
        visit = self._enter(value, size, shared, activity)
        onward = self._default
        try:
            for condition, target in self._branches:
                held = condition(visit)
                if held is True:
                    onward = target
                    break
                if held is not False:
                    raise self._no_boolean(condition, held)
        except EvaluationFailed as failed:
            raise StepFailed(EXPRESSION, f"Condition of Choice '{self.name}': {failed.cause}") from None
        _, output, size = self._leave(visit, activity, visit.input, visit.input_size)
        return onward, output, size

    def _no_boolean(self, condition: object, found: Json) -> StepFailed:
        at = next(at for at, (known, _) in enumerate(self._branches) if known is condition)
        return StepFailed(
            EXPRESSION,
            f"Condition `{self._texts[at]}` of Choice '{self.name}' gives {in_words(found)}; a boolean is needed",
        )


class SucceedCode(PassCode):
    """Ends its scope, like `return` (cloudflow-statemachine 6)."""

    def __init__(self, state: SucceedState, index_of: Mapping[str, int]) -> None:
        super().__init__(state, index_of)
        self.next = END
