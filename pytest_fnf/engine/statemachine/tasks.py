"""The Task state: an attempt, as often as its Retry says.

In: its model. Out: its work. It leaves what is called to `actions`, one attempt to `core.attempts`, Retry and Catch to
`handling`. Source: cloudflow-statemachine 11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.statemachine.model import Dynamic, ListTemplate, MapTemplate
from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.attempts import Attempt
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.host import CALLBACK, JOB, REQUEST, TaskRequest
from pytest_fnf.engine.statemachine.actions import action_of
from pytest_fnf.engine.statemachine.constructors import evaluate
from pytest_fnf.engine.statemachine.errors import INVALID, within
from pytest_fnf.engine.statemachine.handling import HandlingCode
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.services.replies import Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_fnf.definition.statemachine.model import TaskState, Template
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.engine.statemachine.data import Visit
    from pytest_fnf.expression.statemachine.expressions import Expression
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

_MODES = {"RequestComplete": REQUEST, "WaitForSystemCallback": JOB, "WaitForCustomCallback": CALLBACK}

LONGEST_TIMEOUT = 604_800
"""Seconds; 0 is without limit."""


class TaskCode(HandlingCode):
    """Calls a service."""

    def __init__(self, state: TaskState, index_of: Mapping[str, int]) -> None:
        super().__init__(state, index_of)
        self._mode = _MODES[state.mode]
        self._action = action_of(state, self._mode)
        self._timeout = state.timeout_seconds
        self._timeout_expression = state.timeout_expression
        templates = (state.input_constructor, state.parameters)
        self._asks_token = self._mode == CALLBACK or any(
            _reads_token(expression) for template in templates for expression in _expressions(template)
        )

    def _work(self, visit: Visit, activity: Activity, prepared: None) -> Work:  # noqa: ARG002  (a Map has its items)
        """One attempt; its parameters are evaluated anew, so that a retry sees its count and its token (OQ-22)."""
        run, attempt = activity.run, visit.retries + 1
        if self._asks_token and attempt > 1:
            visit.token = run.host.new_token(activity, self.name, activity.last, attempt)
        refusal = timeout_ms = None
        try:
            call = self._action.call(visit)
            timeout_ms = self._timeout_ms(visit)
            if run.limits.data_bytes is not None and call.size > run.limits.data_bytes:
                within(run.limits, self.name, "parameters", call.event, call.size)
        except StepFailed as failure:
            # It stands in the history as an attempt, so that no number of retries goes on unseen.
            call = self._action.unasked
            refusal = Failed(failure.error, failure.cause, refused=True)
        request = TaskRequest(
            activity,
            self.name,
            call.target,
            self._mode,
            call.event,
            call.params,
            attempt,
            0,
            visit.token,
            any_result=True,
            action=self._action.action,
        )
        detail = call.detail
        if timeout_ms is not None:
            detail = {**detail, "timeoutSeconds": timeout_ms // 1000}
        done = yield from Attempt(request, timeout_ms, self._action.shape(run.readings)).perform(detail, refusal)
        return done.value, done.size

    def _timeout_ms(self, visit: Visit) -> int | None:
        seconds: Json = self._timeout
        if self._timeout_expression is not None:
            seconds = evaluate(self._timeout_expression, visit, "Timeout")
        elif seconds is None:
            return None
        whole = isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds == seconds // 1
        if not whole or not 0 <= seconds <= LONGEST_TIMEOUT:
            raise StepFailed(
                INVALID,
                f"Timeout of Task '{self.name}' is {in_words(seconds)}; "
                f"a whole number of seconds from 0 to {LONGEST_TIMEOUT} is allowed",
            )
        return int(seconds) * 1000 or None


def _expressions(template: Template | None) -> Iterator[Expression]:
    if isinstance(template, Dynamic):
        yield template.expression
    elif isinstance(template, MapTemplate):
        for _, inner in template.entries:
            yield from _expressions(inner)
    elif isinstance(template, ListTemplate):
        for inner in template.items:
            yield from _expressions(inner)


def _reads_token(expression: Expression) -> bool:
    return any(read.root == "Context" and read.keys[:2] == ("Current", "TaskToken") for read in expression.reads)
