"""The task step: attempts, retry, catch, errorMappings.

In: its model. Out: its work. It leaves one attempt to `core.attempts`. Source: fdl-classic 4.2, sections 7 and 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.definition.classic.model import Constant
from pytest_fnf.engine.classic.data import Mappings
from pytest_fnf.engine.classic.lists import EMPTY, StepCode
from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.attempts import INVALID, RUNTIME, Attempt
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.host import CALLBACK, JOB, REQUEST, TaskRequest
from pytest_fnf.engine.core.retry import Policy, Retries, matches
from pytest_fnf.engine.core.waits import Until
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.expression.paths import MISSING
from pytest_fnf.history.events import STEP_ENTERED, STEP_EXITED, STEP_FAILED, STEP_STARTED
from pytest_fnf.services.replies import Done, Failed
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fnf.definition.classic.model import TaskStep
    from pytest_fnf.engine.classic.data import Scope
    from pytest_fnf.engine.core.activity import Activity, Work
    from pytest_fnf.values import Json, JsonObject

__tracebackhide__ = hidden_from_tracebacks

_MODES = {"requestResponse": REQUEST, "sync": JOB, "waitForCallback": CALLBACK}


class TaskCode(StepCode):
    """Calls a service until it succeeds, its retries are used up, or the execution ends.

    Args:
        step: the model.
        following: index of the next step in the list.
        index_of: indices of the list's steps, for the gotos of catch.
    """

    def __init__(self, step: TaskStep, following: int, index_of: Mapping[str, int]) -> None:
        super().__init__(step, following)
        self._step = step
        self._mode = _MODES[step.pattern]
        self._timeout_ms = None if step.timeout_seconds is None else round(step.timeout_seconds * 1000)
        self._policies = tuple(
            Policy(
                errors=tuple(policy.errors),
                interval_ms=policy.interval_seconds * 1000,
                multiplier=policy.multiplier,
                longest_ms=policy.max_interval_seconds * 1000,
                attempts=policy.max_attempts,
            )
            for policy in step.retry
        )
        self._catch = tuple((rule.errors, index_of[rule.goto]) for rule in step.catch)
        self._error_mappings = Mappings(step.error_mappings or ())
        self._asks_token = self._mode == CALLBACK or any(
            mappings is not None and mappings.asks_context for mappings in (self._inputs, self._outputs)
        )
        self._detail = _detail(step)

    def run(self, scope: Scope, activity: Activity) -> Work:
        """Enter, attempt and retry, leave; or fail, unless a catch takes the error."""
        write = activity.run.recorder.write
        entered = write(STEP_ENTERED, self.name, activity.last, scope.input, scope.local)
        activity.last = entered
        retries = None
        attempt = 0
        while True:
            attempt += 1
            token = activity.run.host.new_token(activity, self.name, entered, attempt) if self._asks_token else None
            data, size = self._input(scope, activity, entered, token)
            if attempt == 1:
                activity.last = write(STEP_STARTED, self.name, entered, data)
            limit = activity.run.limits.data_bytes
            if limit is not None and size > limit:
                (size,) = activity.run.limits.fit(self.name, [(data, size)])
            try:
                done = yield from self._attempt(activity, data, attempt, token)
                break
            except StepFailed as failure:
                retries = retries or Retries(self._policies)
                delay = retries.next_delay(failure.error)
                if delay is None:
                    return self._caught(scope, activity, failure)
                if delay:
                    yield Until(activity.run.scheduler.timers.now + delay)
        self._leave(scope, activity, (data, size, done.value, done.size), (done.value, done.size), entered, token)
        return self.next

    def _attempt(self, activity: Activity, data: JsonObject, attempt: int, token: str | None) -> Work:
        params, refusal = self._params(data) if self._step.service_params else (EMPTY, None)
        request = TaskRequest(activity, self.name, self._step.target, self._mode, data, params, attempt, 0, token)
        return Attempt(request, self._timeout_ms, _objects_only).perform(self._detail, refusal)

    def _input(self, scope: Scope, activity: Activity, entered: int, token: str | None) -> tuple[JsonObject, int]:
        """Evaluated anew for every attempt, so that a retry sees its new token (design section 6)."""
        if self._inputs is None:
            return scope.merged()
        context = self._context(activity, entered, token) if self._inputs.asks_context else None
        return self._inputs.make(scope.input, scope.input_size, scope.local, scope.local_size, context)

    def _params(self, data: JsonObject) -> tuple[Mapping[str, Json], Failed | None]:
        """`$` is the step's input, `$.a.b` a part of it, anything else a constant (fdl-classic 8.6).

        A part "must exist in the mapped input" (8.4); where it does not, the attempt is refused, and stands in the
        history, so that no number of retries goes on unseen.
        """
        params = {}
        for param in self._step.service_params:
            source = param.value
            if isinstance(source, Constant):
                params[param.name] = source.value
                continue
            value = source.get(data)
            if value is MISSING:
                cause = f"serviceParams.{param.name} of task '{self.name}' reads ${source.text}, which is missing"
                return EMPTY, Failed(RUNTIME, cause, refused=True)
            params[param.name] = value
        return params, None

    def _caught(self, scope: Scope, activity: Activity, failure: StepFailed) -> int:
        """Go on where a catch says, with what errorMappings make of the error (fdl-classic 7.3, 7.4)."""
        for errors, goto in self._catch if failure.catchable else ():
            if matches(errors, failure.error):
                write = activity.run.recorder.write
                failed = write(STEP_FAILED, self.name, activity.last, failure.error, failure.cause)
                local = {"error": failure.error, "cause": failure.cause}
                output, size = self._error_mappings.make(EMPTY, 2, local, size_bound(local))
                scope.merge(output, size)
                activity.last = write(STEP_EXITED, self.name, failed, scope.local)
                return goto
        raise failure


def _objects_only(done: Done) -> Done | Failed:
    """A task's result is a JSON object (Q-33)."""
    if type(done.value) is dict:
        return done
    return Failed(INVALID, f"the result is {in_words(done.value)}; a task's result is a JSON object")


def _detail(step: TaskStep) -> dict[str, Any]:
    """What TaskScheduled says beside the input (fdl-classic 11.4)."""
    detail: dict[str, Any] = {"resourceArn": step.resource_arn} if step.resource_arn else {"action": step.action}
    if step.pattern != "requestResponse":
        detail["pattern"] = step.pattern
    if step.timeout_seconds is not None:
        detail["timeoutSeconds"] = step.timeout_seconds
    return detail
