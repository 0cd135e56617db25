"""The engine's view of the world around an execution: the account fulfils it.

In: nothing. Out: the protocol and the request of one task. It leaves stubs, handlers, flows and tokens to the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fnf.definition.targets import ActionTarget, Target
    from pytest_fnf.engine.core.activity import Activity
    from pytest_fnf.engine.core.run import Program, Run
    from pytest_fnf.engine.core.waits import Promise
    from pytest_fnf.services.replies import Reply, StartFlow
    from pytest_fnf.values import Json

REQUEST = "request"
"""The task is complete with the service's answer (`requestResponse`, `RequestComplete`)."""
JOB = "job"
"""The task is complete when the service's job has ended (`sync`, `WaitForSystemCallback`)."""
CALLBACK = "callback"
"""The task is complete when its token is reported (`waitForCallback`, `WaitForCustomCallback`)."""


@dataclass(slots=True)
class TaskRequest:
    """One attempt of a task, as the host needs it. Values are shared: the host copies what it hands on.

    Attributes:
        activity: the line of work that asks; it names the execution and the place.
        step: the step's name.
        target: what to call.
        mode: `REQUEST`, `JOB` or `CALLBACK`.
        input: the step's input, a function's event.
        params: the service's parameters, evaluated.
        attempt: 1 for the first try.
        event_id: id of the event that scheduled it.
        token: the callback token of this attempt, `None` if nothing can ask for it.
        any_result: whether a function may return any JSON and any text, not an object only.
        action: by which action it is called, where the dialect says so beside the target.
    """

    activity: Activity
    step: str
    target: Target
    mode: str
    input: Json
    params: Mapping[str, Json]
    attempt: int
    event_id: int
    token: str | None = None
    any_result: bool = False
    action: ActionTarget | None = None

    @property
    def product(self) -> str:
        """What the names of the service's own refusals begin with."""
        return "fnf" if self.action is None else self.action.service


class Host(Protocol):
    """What a running execution asks of the account."""

    @property
    def seed(self) -> int:
        """What the flow's own random numbers are drawn from."""

    def perform(self, request: TaskRequest) -> Reply:
        """Have a task done: a stub, a handler, a flow, a topic or a queue answers.

        Raises:
            Exception: a mistake of the test, such as a task that has neither stub nor handler.
        """

    def start_child(self, request: TaskRequest, start: StartFlow) -> Run:
        """Start the flow that a task asks for; its steps run when it is their turn.

        Raises:
            ApiError: what StartExecution would refuse.
        """

    def start_part(self, run: Run, step: str, program: Program, data: Json, *, express: bool) -> Run:
        """Start what a step of a running flow holds as an execution of its own (cloudflow-statemachine 10.2)."""

    def new_token(self, activity: Activity, step: str, event_id: int, attempt: int) -> str:
        """A callback token that is not known yet."""

    def expect_report(self, request: TaskRequest, promise: Promise) -> None:
        """From now on, a report for the request's token keeps the promise with a `Report`."""

    def no_report(self, token: str) -> None:
        """The attempt of this token has ended: a report for it answers `TaskAlreadyCompleted`."""
