"""Actions: what a Task calls, with what, and what becomes of the answer.

In: a Task's `Action` and `Parameters`. Out: a `Call` for each attempt, in the words that both dialects ask the host
with, and the shape of the result. It leaves calling to `core.attempts`. Source: cloudflow-statemachine 11.2.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pytest_fnf.definition.statemachine.model import Constant, MapTemplate
from pytest_fnf.definition.targets import ActionTarget, FlowTarget, FunctionTarget, Target, parse_target
from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.core.causes import in_words
from pytest_fnf.engine.core.host import CALLBACK, REQUEST
from pytest_fnf.engine.statemachine.constructors import Constructor
from pytest_fnf.engine.statemachine.errors import INVALID
from pytest_fnf.errors import StubError, hidden_from_tracebacks
from pytest_fnf.services.replies import Done, Failed
from pytest_fnf.values import NotJson, Payload, compact, copy_json, size_bound

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pytest_fnf.definition.statemachine.model import TaskState, Template
    from pytest_fnf.engine.core.attempts import Shape
    from pytest_fnf.engine.statemachine.data import Visit
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

TOKEN_HEADER = "X-FnF-Http-Callback-Task-Token"  # noqa: S105  (a header's name)
"""In which an HTTP service gets the callback token (cloudflow-statemachine 11.2)."""

_NOTHING: dict[str, Any] = {}


class Call(NamedTuple):
    """One call, evaluated.

    Attributes:
        target: what is called.
        params: how, in the words that the host knows: `InvocationType`, `ExecutionName`.
        detail: what TaskScheduled says beside the event.
        event: what the called thing is given.
        size: upper bound of the event's bytes.
    """

    target: Target
    params: Mapping[str, Json]
    detail: dict[str, Any]
    event: Json = None
    size: int = 4


class Action:
    """Any operation of a product: its event are all parameters, its result is taken as it is.

    Args:
        state: the Task.
        mode: of `core.host`.
    """

    subject: ClassVar[str | None] = None
    """The parameter that is the event; without one, all parameters are."""

    def __init__(self, state: TaskState, mode: str) -> None:
        self._name = state.name
        self.action = state.action
        self._target = state.target
        self._mode = mode
        self._event, rest = _split(state.parameters, self.subject)
        self._rest = Constructor(rest, "Parameters")
        self._detail: dict[str, Any] = {"action": state.action.text}
        if state.mode != "RequestComplete":
            self._detail["taskMode"] = state.mode
        # The same for each call, unless an expression says otherwise.
        self._fixed = self._prepare(rest.value) if isinstance(rest, Constant) and self.subject else None

    @property
    def unasked(self) -> Call:
        """What stands for a call that could not be made."""
        return Call(self._target or self.action, _NOTHING, self._detail)

    def call(self, visit: Visit) -> Call:
        """The call of one attempt.

        Raises:
            StepFailed: an expression cannot be evaluated, or gives what the action cannot be called with.
        """
        fixed = self._fixed
        if fixed is None:
            params, size = self._rest.make(visit)
            fixed = self._prepare(params)
            if self.subject is None:
                return self._whole(fixed, params, size, visit)
        if self._event is None:
            return fixed._replace(event=_NOTHING, size=2)
        event, size = self._event.make(visit)
        if type(event) is str:
            event, size = self._text(event, size)
        return Call(fixed.target, fixed.params, fixed.detail, event, size)

    def shape(self, readings: Collection[str]) -> Shape:  # noqa: ARG002  (some actions have readings)
        """What the action's result becomes, by the readings of the test."""
        return _as_it_is

    def _prepare(self, params: dict[str, Json]) -> Call:  # noqa: ARG002  (the subclasses look at them)
        return Call(self.action, _NOTHING, self._detail)

    def _whole(self, fixed: Call, params: dict[str, Json], size: int, visit: Visit) -> Call:  # noqa: ARG002
        return fixed._replace(event=params, size=size)

    def _text(self, event: str, size: int) -> tuple[Json, int]:
        return event, size

    def _resource(self, params: dict[str, Json]) -> Target:
        """What `resourceArn` names, where an expression computes it."""
        if self._target is not None:
            return self._target
        arn = params.get("resourceArn")
        try:
            return parse_target(arn if isinstance(arn, str) else "")
        except ValueError:
            raise self._invalid("resourceArn", arn, "the ARN of a resource is needed") from None

    def _invalid(self, what: str, found: Json, allowed: str) -> StepFailed:
        return StepFailed(INVALID, f"{what} of Task '{self._name}' is {in_words(found)}; {allowed}")


class InvokeFunction(Action):
    """`FC:InvokeFunction`: the event is `body`; its result stands in `Body` (OQ-18)."""

    subject = "body"

    def _prepare(self, params: dict[str, Json]) -> Call:
        target = self._resource(params)
        if not isinstance(target, FunctionTarget):
            raise self._invalid("resourceArn", params.get("resourceArn"), "the ARN of a function is needed")
        kind = params.get("invocationType", "Sync")
        if kind not in ("Sync", "Async"):
            raise self._invalid("invocationType", kind, "Sync or Async is allowed")
        return Call(target, {"InvocationType": kind}, {**self._detail, "parameters": params})

    def _text(self, event: str, size: int) -> tuple[Json, int]:
        """A text is sent as it is, so that the function decodes the JSON in it."""
        try:
            value, value_size = copy_json(json.loads(event))
        except (NotJson, ValueError, RecursionError):
            return Payload(event), size
        return (Payload(event), size) if type(value) is str else (value, value_size)

    def shape(self, readings: Collection[str]) -> Shape:
        """Wrapped, unless the test reads it otherwise."""
        return _as_it_is if "plain_function_result" in readings else _in_body


class StartExecution(Action):
    """`FNF:StartExecution`: the event is the child's `input`."""

    subject = "input"

    def _prepare(self, params: dict[str, Json]) -> Call:
        target = self._resource(params)
        if not isinstance(target, FlowTarget):
            raise self._invalid("resourceArn", params.get("resourceArn"), "the ARN of a flow is needed")
        known = {"ExecutionName": params["executionName"]} if params.get("executionName") is not None else _NOTHING
        return Call(target, known, {**self._detail, "parameters": params})

    def shape(self, readings: Collection[str]) -> Shape:  # noqa: ARG002  (the others' signature)
        """A child that was only started is told in other words than in the classic dialect."""
        return _request_id if self._mode == REQUEST else _as_it_is


class HttpRequest(Action):
    """`HTTP:Request`: the event is the request, its result the response."""

    def _whole(self, fixed: Call, params: dict[str, Json], size: int, visit: Visit) -> Call:
        request = {"headers": {}, **params}
        method, headers = params.get("method"), request["headers"]
        if not isinstance(params.get("url"), str):
            raise self._invalid("url", params.get("url"), "a URL with its scheme is needed")
        if not isinstance(method, str) or method.upper() not in _METHODS:
            raise self._invalid("method", method, f"one of {', '.join(_METHODS)} is needed")
        if not isinstance(headers, dict):
            raise self._invalid("headers", headers, "a map is allowed")
        request["method"] = method.upper()
        if self._mode == CALLBACK and visit.token is not None:
            request["headers"] = {**headers, TOKEN_HEADER: visit.token}
            size += 6 * len(visit.token) + 60
        return fixed._replace(event=request, size=size + 20)

    def shape(self, readings: Collection[str]) -> Shape:
        """A response of any code is a result, unless the test reads it otherwise (OQ-19)."""
        strict = "http_status_errors" in readings

        def response(done: Done) -> Done | Failed:
            value = done.value
            code = value.get("Code") if isinstance(value, dict) else None
            if not isinstance(code, int) or isinstance(code, bool):
                raise StubError(
                    f"the answer of '{self._name}' is {in_words(value)}; the response of HTTP:Request is an object "
                    'such as {"Code": 200, "Header": {}, "Body": "ok"}'
                )
            if strict and code >= 400:
                body = value.get("Body", "")
                return Failed(f"HTTP.{code}", body if isinstance(body, str) else compact(body))
            whole = {"Header": {}, "Body": "", **value}
            return Done(whole, done.size + 40)

        return response


_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD")

_ACTIONS: dict[tuple[str, str], type[Action]] = {
    ("FC", "InvokeFunction"): InvokeFunction,
    ("FNF", "StartExecution"): StartExecution,
    ("HTTP", "Request"): HttpRequest,
}


def action_of(state: TaskState, mode: str) -> Action:
    """What a Task calls, made ready."""
    target: ActionTarget = state.action
    return _ACTIONS.get((target.service.upper(), target.operation), Action)(state, mode)


def _split(parameters: Template, subject: str | None) -> tuple[Constructor | None, Constant | MapTemplate]:
    """The parameter that is the event, and the others."""
    if isinstance(parameters, Constant):
        rest = dict(parameters.value)
        value = rest.pop(subject, None) if subject else None
        event: Template | None = None if value is None else Constant(place=parameters.place, value=value)
        others: Constant | MapTemplate = Constant(place=parameters.place, value=rest)
    elif isinstance(parameters, MapTemplate):
        event = next((inner for key, inner in parameters.entries if key == subject), None)
        entries = tuple((key, inner) for key, inner in parameters.entries if key != subject)
        others = MapTemplate(place=parameters.place, entries=entries)
        if all(isinstance(inner, Constant) for _, inner in entries):
            constants = {key: inner.value for key, inner in entries if isinstance(inner, Constant)}
            others = Constant(place=parameters.place, value=constants)
    else:
        raise TypeError(f"Parameters are a map: {parameters!r}")
    return (None if event is None else Constructor(event, "Parameters")), others


def _as_it_is(done: Done) -> Done:
    return done


def _in_body(done: Done) -> Done:
    if done.receipt:
        return done
    return Done({"Body": done.value}, done.size + 20)


def _request_id(done: Done) -> Done:
    if not done.receipt:
        return done
    renamed = {("RequestID" if key == "RequestId" else key): value for key, value in done.value.items()}
    return Done(renamed, size_bound(renamed))
