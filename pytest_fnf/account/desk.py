"""The desk: who answers a task. The engine's host.

In: the engine's requests. Out: replies of stubs, handlers, other flows, topics and queues. It leaves events and time
to the engine. A stub beats a handler, a known flow and the mailbox; of several stubs the most specific wins: the
step's, then `service/function`, then `function`, then the action's (design 2.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.account.missing import no_answer
from pytest_fnf.definition.targets import ActionTarget, FlowTarget, FunctionTarget, QueueTarget, TopicTarget
from pytest_fnf.engine.core.attempts import follow
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.host import CALLBACK, JOB, REQUEST, TaskRequest
from pytest_fnf.errors import ApiError, StubError, hidden_from_tracebacks
from pytest_fnf.services.replies import Done, Failed, Hanging, Reply, Reported, Sleeping, StartFlow
from pytest_fnf.services.stubs import Failure, Hang, Ok, Reports, Stub, Through
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from pytest_fnf.account.account import Account
    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.engine.core.activity import Activity
    from pytest_fnf.engine.core.run import Program, Run
    from pytest_fnf.engine.core.waits import Promise
    from pytest_fnf.services.functions.results import Expects
    from pytest_fnf.services.stubs import Answer
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


_MODES = {
    "classic": {REQUEST: "pattern requestResponse", JOB: "pattern sync"},
    "statemachine": {REQUEST: "TaskMode RequestComplete", JOB: "TaskMode WaitForSystemCallback"},
}

_MESSAGES = (TopicTarget, QueueTarget)
# A union written in place would be made anew for each task.


class Desk:
    """Performs the tasks of all executions of one account."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._requests = 0

    @property
    def seed(self) -> int:
        """What the flows' own random numbers are drawn from."""
        return self._account.options.seed

    def perform(self, request: TaskRequest) -> Reply:
        """Answer a task.

        Raises:
            StubError: nobody answers it.
            Exception: what a function of the test raises.
        """
        account = self._account
        flow = account.flow_of(request.activity.run)
        published = self._publish(request) if isinstance(request.target, _MESSAGES) else None
        stub = account.catalogue.stub_for(flow, request.step, request.target, request.action)
        if stub is not None:
            account.compute.make_way()  # a stub may ask a function of the test
            reply = _reply(stub.answer(request.input), request, stub, flow.definition.dialect)
            if isinstance(reply, Failed):
                return reply  # of an asynchronous call too, a stub's failure is that of the call, not of what it began
            if reply is not None:
                return self._accepted(request, reply)
        if published is not None:
            return published
        return self._accepted(request, self._serve(request, flow, stub))

    def start_child(self, request: TaskRequest, start: StartFlow) -> Run:
        """Start the sub-flow of a task; its steps run when it is their turn at this instant."""
        parent = request.activity.run
        child = self._account.runs.start_by_task(self._account.flow_named(start.flow), start.input, start.name)
        parent.children[child] = None
        return child

    def start_part(self, run: Run, step: str, program: Program, data: Json, *, express: bool) -> Run:
        """Start a part of a running flow as an execution of its own; it is one of the running one's children."""
        child = self._account.runs.start_part(self._account.flow_of(run), program, data, express=express)
        child.part_of = step
        run.children[child] = None
        return child

    def new_token(self, activity: Activity, step: str, event_id: int, attempt: int) -> str:  # noqa: ARG002
        """A new callback token; the event is what real tokens name."""
        return self._account.tokens.new(activity.run, event_id)

    def expect_report(self, request: TaskRequest, promise: Promise) -> None:
        """A report for the request's token keeps the promise from now on."""
        self._account.tokens.expect(request, promise)

    def no_report(self, token: str) -> None:
        """The attempt of this token has ended."""
        self._account.tokens.drop(token)

    def invoke(
        self, function_target: FunctionTarget, event: Json, flow: FlowUnderTest, expects: Expects = "json"
    ) -> Done | Failed | Sleeping:
        """Call a function's handler; for tasks, and for `flow.invoke`, which takes any JSON.

        Raises:
            StubError: the function has no handler.
        """
        account = self._account
        function = account.catalogue.function_for(flow, function_target)
        if function is None:
            raise StubError(no_answer(account, flow, None, function_target))
        self._requests += 1
        request_id = f"request-{self._requests}"
        return account.compute.invoke(function, event, now=account.timers.now, request_id=request_id, expects=expects)

    def _serve(self, request: TaskRequest, flow: FlowUnderTest, stub: Stub | None) -> Reply:
        """The answer of what really stands behind the target here, without a stub."""
        target = request.target
        if isinstance(target, FunctionTarget):
            if self._account.catalogue.function_for(flow, target) is not None:
                # With a callback, the call is only the submission and its result nobody's (fdl-classic 8.3).
                expects: Expects = "any" if request.any_result else "object"
                return self.invoke(target, request.input, flow, "nothing" if request.mode == CALLBACK else expects)
        elif isinstance(target, FlowTarget):
            if self._account.known_flow(target.name, flow):
                params = request.params
                return self._start(
                    target.name, params.get("Input", request.input), params.get("ExecutionName"), request
                )
        elif isinstance(target, ActionTarget) and (target.service.lower(), target.operation) == (
            "fnf",
            "StartExecution",
        ):
            return self._start_by_action(request, flow)
        raise StubError(no_answer(self._account, flow, request, target, stub))

    def _start_by_action(self, request: TaskRequest, flow: FlowUnderTest) -> Reply:
        """`action: fnf:StartExecution` with `FlowName`, `ExecutionName`, `Input` (fdl-classic 8.7)."""
        params = request.params
        name = params.get("FlowName")
        if not isinstance(name, str) or not self._account.known_flow(name, flow):
            return Failed(f"{request.product}.FlowNotExists", f"Flow {name} does not exist.", refused=True)
        return self._start(name, params.get("Input", request.input), params.get("ExecutionName"), request)

    def _start(self, name: str, data: Json, execution: Json, request: TaskRequest) -> Reply:
        if isinstance(data, dict) and (execution is None or isinstance(execution, str)):
            return StartFlow(name, data, execution, by=f"flow '{name}'")
        if isinstance(data, dict):
            what, found, kind = "ExecutionName", execution, "text"
        else:
            what, found, kind = "Input", data, "a JSON object"
        if request.any_result:  # the StateMachine dialect writes its parameters small
            what = what[0].lower() + what[1:]
        cause = f"{what} of step '{request.step}' is {in_words(found)}; it is {kind}"
        return Failed(f"{request.product}.InvalidArgument", cause, refused=True)

    def _publish(self, request: TaskRequest) -> Reply:
        """Topics and queues know no `sync` (fdl-classic 8.1); the body is what the parameters say."""
        target = request.target
        if request.mode == JOB:
            return Failed(
                "FnF.RuntimeError", "pattern sync is not for topics and queues; they answer at once", refused=True
            )
        if "MessageBody" not in request.params:
            return Failed(
                "FnF.RuntimeError", f"serviceParams of step '{request.step}' has no MessageBody", refused=True
            )
        name = target.name if isinstance(target, TopicTarget | QueueTarget) else ""
        receipt = self._account.mailbox.publish(name, request.params, self._account.timers.now)
        return Done(receipt, size_bound(receipt), by=target.text)

    def _accepted(self, request: TaskRequest, reply: Reply) -> Reply:
        """An asynchronous invocation that nobody waits for is done once it was accepted (fdl-classic 8.3)."""
        asynchronous = isinstance(request.target, FunctionTarget) and request.params.get("InvocationType") == "Async"
        if not asynchronous or request.mode == JOB:
            return reply
        if isinstance(reply, Failed) and reply.refused:
            return reply
        if isinstance(reply, Sleeping):
            follow(reply, request.activity)
        if request.mode == CALLBACK and isinstance(reply, Hanging | Reported):
            return reply
        self._requests += 1
        receipt = {"RequestId": f"request-{self._requests}"}
        return Done(receipt, size_bound(receipt), by=reply.by, receipt=True)


def _reply(answer: Answer, request: TaskRequest, stub: Stub, dialect: str) -> Reply | None:
    """A stub's answer as a reply to the engine; `None` lets the call through to what stands behind the target."""
    by = stub.title  # one text for all its answers: a long history keeps who gave each
    if isinstance(answer, Ok):
        return Done(answer.value, answer.size, answer.takes, by)
    if isinstance(answer, Failure):
        return Failed(answer.error, answer.cause, answer.takes, by)
    if isinstance(answer, Hang):
        return Hanging(by)
    if isinstance(answer, Through):
        return None
    return _reported(answer, request, stub, by, dialect)


def _reported(answer: Reports, request: TaskRequest, stub: Stub, by: str, dialect: str) -> Reported:
    if request.mode != CALLBACK:
        mode = _MODES[dialect][request.mode]
        raise StubError(
            f"stub of '{stub.target}' reports a callback, but step '{request.step}' has {mode}: "
            "nobody waits for its token\n  write: .returns({...}) or .raises('Error') instead"
        )
    outcome = answer.outcome_for(request.input)
    if isinstance(outcome, Failure):
        return Reported(answer.after, Failed(outcome.error, outcome.cause), by)
    if not isinstance(outcome.value, dict):
        raise StubError(f"stub of '{stub.target}' reports {outcome.value!r}; a reported output is a JSON object")
    return Reported(answer.after, Done(outcome.value, outcome.size), by)


def as_api_error(failed: Failed) -> ApiError:
    """An error of a directly called function, as `flow.invoke` raises it."""
    error = ApiError(failed.error, failed.cause)
    error.__cause__ = failed.exception
    return error
