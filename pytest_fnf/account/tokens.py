"""Callback tokens: which are known, which wait for a report.

In: attempts that wait, reports. Out: kept promises, or what the service's API would answer. It leaves the events to
the engine. Source: fdl-classic 8.8, Q-16.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from pytest_fnf.errors import ApiError, UsageError
from pytest_fnf.services.replies import Done, Failed
from pytest_fnf.values import NotJson, copy_json

if TYPE_CHECKING:
    from pytest_fnf.engine.core.host import TaskRequest
    from pytest_fnf.engine.core.run import Run
    from pytest_fnf.engine.core.waits import Promise
    from pytest_fnf.values import Json


class Tokens:
    """The tokens of one account. A token belongs to one attempt; a retry has a new one."""

    def __init__(self) -> None:
        self._count = 0
        self._run_of: dict[str, Run] = {}
        # By execution, so that a thousand of them that wait do not make each look at one longer.
        self._waiting: dict[Run, dict[str, tuple[TaskRequest, Promise]]] = {}

    def new(self, run: Run, event_id: int) -> str:
        """A token in the form of the service's: base64 of `v1#flow#execution#event#signature`."""
        self._count += 1
        token = b64encode(f"v1#{run.flow_name}#{run.name}#{event_id}#{self._count}".encode()).decode()
        self._run_of[token] = run
        return token

    def expect(self, request: TaskRequest, promise: Promise) -> None:
        """A report for the request's token keeps this promise from now on."""
        if request.token is not None:
            self._waiting.setdefault(self._run_of[request.token], {})[request.token] = (request, promise)

    def drop(self, token: str) -> None:
        """Its attempt has ended."""
        self._waiting.get(self._run_of[token], {}).pop(token, None)

    def waiting(self, run: Run) -> list[TaskRequest]:
        """The tasks of an execution that wait for a report, in the order they were scheduled."""
        requests = [
            request
            for request, promise in self._waiting.get(run, {}).values()
            if request.activity.alive and promise.open
        ]
        return sorted(requests, key=lambda request: request.event_id)

    def report_succeeded(self, token: str, output: Json) -> None:
        """ReportTaskSucceeded.

        Raises:
            ApiError: `InvalidArgument` for an unknown token or an output that is no object, `TaskAlreadyCompleted`.
            UsageError: the output is no JSON.
        """
        promise = self._promise(token)
        try:
            copy, size = copy_json(output)
        except NotJson as error:
            raise UsageError(f"the reported output is no JSON: {error}") from None
        if not isinstance(copy, dict):
            raise ApiError("InvalidArgument", f"the output of a task is a JSON object; found {output!r}")
        promise.keep(Done(copy, size))

    def report_failed(self, token: str, error: str, cause: str) -> None:
        """ReportTaskFailed.

        Raises:
            ApiError: `InvalidArgument` for an unknown token or texts out of bounds, `TaskAlreadyCompleted`.
        """
        promise = self._promise(token)
        check_error(error, cause)
        promise.keep(Failed(error, cause))

    def _promise(self, token: str) -> Promise:
        run = self._run_of.get(token)
        if run is None:
            raise ApiError("InvalidArgument", f"no task of this test has the token {token!r}")
        waiting = self._waiting.get(run, {}).get(token)
        if waiting is None or not waiting[1].open:
            raise ApiError("TaskAlreadyCompleted", f"Task {token} has already completed.")
        return waiting[1]


def check_error(error: str, cause: str, *, required: bool = True) -> None:
    """The bounds of an error's name and text (fdl-classic 7.1).

    Raises:
        ApiError: `InvalidArgument`.
    """
    if not isinstance(error, str) or len(error) > 128 or (required and not error):
        raise ApiError("InvalidArgument", f"an error's name is 1 to 128 characters; found {error!r}")
    if not isinstance(cause, str) or len(cause) > 4096:
        found = f"{len(cause)} characters" if isinstance(cause, str) else repr(cause)
        raise ApiError("InvalidArgument", f"an error's cause is text of at most 4096 characters; found {found}")
