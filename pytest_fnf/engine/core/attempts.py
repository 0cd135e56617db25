"""One attempt of a task: scheduled, started, perhaps submitted, then succeeded, failed or timed out.

In: a request and the attempt's time-out. Out: the service's value, or `StepFailed`; the task events of fdl-classic
11.5 on the way. It leaves retry, catch and what becomes of the value to the dialect, and answers to the host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pytest_fnf.clock.timers import TASK_LIMIT
from pytest_fnf.engine.core.activity import Activity, StepFailed
from pytest_fnf.engine.core.host import CALLBACK, JOB, REQUEST, TaskRequest
from pytest_fnf.engine.core.waits import TIMED_OUT, Await, Promise, Until
from pytest_fnf.errors import ApiError, hidden_from_tracebacks
from pytest_fnf.history.events import (
    TASK_FAILED,
    TASK_SCHEDULED,
    TASK_STARTED,
    TASK_SUBMIT_FAILED,
    TASK_SUBMITTED,
    TASK_SUCCEEDED,
    TASK_TIMED_OUT,
)
from pytest_fnf.services.replies import Done, Failed, Hanging, Reported, Sleeping, StartFlow
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_fnf.engine.core.activity import Work
    from pytest_fnf.engine.core.run import Run
    from pytest_fnf.services.replies import Reply

__tracebackhide__ = hidden_from_tracebacks

TIMEOUT: Final = "FnF.TaskTimeout"
INVALID: Final = "FnF.InvalidLocal"
RUNTIME: Final = "FnF.RuntimeError"


Shape: TypeAlias = "Callable[[Done], Done | Failed]"
"""What a dialect makes of a service's answer: wrapped, checked, or as it is."""


class Attempt:
    """One attempt of a task.

    Args:
        request: what is asked; its `event_id` is filled in.
        timeout_ms: the attempt's limit, counted from TaskScheduled (Q-12), or `None`.
        shape: what the dialect makes of a result before it is the task's, or why it fails; reports are taken as they
            are.
    """

    __slots__ = ("_limit", "_report", "_request", "_shape")

    def __init__(self, request: TaskRequest, timeout_ms: int | None, shape: Shape) -> None:
        self._request = request
        now = request.activity.run.scheduler.timers.now
        self._limit = None if timeout_ms is None else now + timeout_ms
        self._shape = shape
        self._report: Promise | None = None

    def perform(self, detail: Mapping[str, Any], refusal: Failed | None = None) -> Work:
        """Do it.

        Args:
            detail: what `TaskScheduled` says beside the input.
            refusal: what is known to be wrong with the request, so that nobody is asked.

        Returns:
            The service's answer (`Done`).

        Raises:
            StepFailed: the service's error, `FnF.TaskTimeout`, or what the shape says is wrong.
        """
        request = self._request
        activity = request.activity
        host, recorder = activity.run.host, activity.run.recorder
        scheduled = recorder.write(TASK_SCHEDULED, request.step, activity.last, request.input, detail)
        activity.last = request.event_id = scheduled
        if request.mode == CALLBACK:
            self._report = Promise()
            host.expect_report(request, self._report)
        try:
            activity.last = recorder.write(TASK_STARTED, request.step, scheduled)
            reply = refusal or host.perform(request)
            if reply.by:
                recorder.mark(activity.last, "answered", reply.by)
            if isinstance(reply, Done) and not reply.takes and request.mode == REQUEST:
                return self._accept(reply)
            return self._accept((yield from self._complete(reply)))
        finally:
            if request.token is not None:
                host.no_report(request.token)

    def _accept(self, reply: Done) -> Done:
        shaped = reply if self._request.mode == CALLBACK else self._shape(reply)
        if isinstance(shaped, Failed):
            raise self._failed(shaped.error, shaped.cause)
        self._write(TASK_SUCCEEDED, shaped.value)
        return shaped

    def _complete(self, reply: Reply) -> Work:
        """Wait as long as the answer and the mode say; returns `Done` or raises."""
        mode = self._request.mode
        if isinstance(reply, StartFlow):
            return (yield from self._start_flow(reply))
        if isinstance(reply, Failed) and reply.refused and mode == JOB:
            raise self._failed(reply.error, reply.cause, TASK_SUBMIT_FAILED)
        if mode == CALLBACK:
            return (yield from self._call_back(reply))
        if mode == JOB:
            self._write(TASK_SUBMITTED, {})
        if isinstance(reply, Hanging):
            reply = yield from self._await(Promise())
        if isinstance(reply, Sleeping):
            reply = yield from self._await(follow(reply, self._request.activity))
        return self._result((yield from self._last(reply)))

    def _call_back(self, reply: Reply) -> Work:
        """The call is only the submission; the task is complete when its token is reported (fdl-classic 8.3)."""
        report = self._report or Promise()
        reporter = None
        if isinstance(reply, Reported):
            reporter = _after(reply.after, reply.outcome, report, self._request.activity)
            reply = Done({}, 2)
        try:
            if isinstance(reply, Sleeping):
                reply = yield from self._await(follow(reply, self._request.activity))
            if not isinstance(reply, Hanging):
                submission: Done | Failed = yield from self._last(reply)
                if isinstance(submission, Failed):
                    raise self._failed(submission.error, submission.cause, TASK_SUBMIT_FAILED, submission.exception)
                self._write(TASK_SUBMITTED, submission.value)
            return self._result((yield from self._await(report)))
        finally:
            if reporter is not None:
                reporter.cancel()

    def _start_flow(self, start: StartFlow) -> Work:
        """A sub-flow (fdl-classic 8.4): started, or run to its end, or left to a callback."""
        request = self._request
        try:
            child = request.activity.run.host.start_child(request, start)
        except ApiError as refusal:
            kind = TASK_FAILED if request.mode == REQUEST else TASK_SUBMIT_FAILED
            raise self._failed(f"{request.product}.{refusal.code}", refusal.message, kind) from None
        receipt = {"FlowName": child.flow_name, "ExecutionName": child.name, "RequestId": f"req-{request.event_id}"}
        if request.mode == REQUEST:
            return Done(receipt, size_bound(receipt), receipt=True)
        self._write(TASK_SUBMITTED, receipt)
        if request.mode == CALLBACK:
            return self._result((yield from self._await(self._report or Promise())))
        yield from self._await(child.over)
        return self._result(outcome_of(child))

    def _last(self, reply: Any) -> Work:
        """Let the time pass that the call is known to take; one timer, at the end or at the limit."""
        if reply.takes:
            end = self._request.activity.run.scheduler.timers.now + reply.takes
            if self._limit is not None and end > self._limit:
                yield Until(self._limit, TASK_LIMIT)
                raise self._timed_out()
            yield Until(end)
        return reply

    def _await(self, promise: Promise) -> Work:
        value = promise.value
        if promise.open:
            value = yield Await(promise, self._limit)
            if value is TIMED_OUT:
                raise self._timed_out()
        return value

    def _result(self, reply: Any) -> Done:
        if isinstance(reply, Failed):
            raise self._failed(reply.error, reply.cause, exception=reply.exception)
        done: Done = reply
        return done

    def _timed_out(self) -> StepFailed:
        request = self._request
        seconds = ((self._limit or 0) - self._scheduled_at()) / 1000
        return self._failed(TIMEOUT, f"task '{request.step}' was not done in {seconds:g} s", TASK_TIMED_OUT)

    def _scheduled_at(self) -> int:
        return self._request.activity.run.recorder.instant(self._request.event_id)

    def _failed(
        self, error: str, cause: str, kind: int = TASK_FAILED, exception: BaseException | None = None
    ) -> StepFailed:
        self._write(kind, error, cause)
        if exception is not None:
            activity = self._request.activity
            activity.run.recorder.mark(activity.last, "traceback", exception)
        return StepFailed(error, cause)

    def _write(self, kind: int, first: Any = None, second: Any = None) -> None:
        activity = self._request.activity
        activity.last = activity.run.recorder.write(kind, self._request.step, activity.last, first, second)


class _Nobody:
    """The owner of work that outlives whoever asked for it: nobody waits for how it ends."""

    def ended(self, activity: Activity, value: Any) -> None:
        """Nothing to do."""

    def broke(self, activity: Activity, failure: StepFailed) -> None:
        """Nothing to do."""


def follow(sleeping: Sleeping, activity: Activity) -> Promise:
    """Resume a sleeping handler whenever it is due, until it returns; the promise is kept with what it returns.

    The handler goes on when its attempt or execution has ended, as in the cloud (design section 4), so this is an
    activity of its own that nothing cancels.
    """
    promise = Promise()
    timers = activity.run.scheduler.timers

    def work() -> Work:
        reply: Done | Failed | Sleeping = sleeping
        while isinstance(reply, Sleeping):
            yield Until(reply.wake_at)
            reply = reply.invocation.resume(timers.now)
        if reply.takes:
            yield Until(timers.now + reply.takes)
            reply.takes = 0
        promise.keep(reply)

    Activity(activity.run, _Nobody(), activity.position, activity.where).start(work())
    return promise


def _after(delay: int, outcome: Done | Failed, promise: Promise, activity: Activity) -> Activity:
    """Keep a promise with an outcome after a while; the returned activity can be called off."""
    instant = activity.run.scheduler.timers.now + delay

    def work() -> Work:
        yield Until(instant)
        promise.keep(outcome)

    reporter = Activity(activity.run, _Nobody(), activity.position, activity.where)
    reporter.start(work())
    return reporter


def outcome_of(child: Run) -> Done | Failed:
    """What a sub-flow's end means for the task that waited for it (fdl-classic 8.4, Q-17)."""
    state = child.state
    if state.status == "Succeeded":
        return Done(state.output, size_bound(state.output))
    if state.status == "TimedOut":
        return Failed(TIMEOUT, f"execution '{child.name}' of flow '{child.flow_name}' timed out")
    if state.status == "Stopped" and not state.error:
        return Failed(RUNTIME, state.cause or f"execution '{child.name}' of flow '{child.flow_name}' was stopped")
    return Failed(state.error or "", state.cause)
