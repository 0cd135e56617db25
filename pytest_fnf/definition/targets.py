"""What a task calls: the forms of a resource ARN, shared by both dialects.

In: the text of `resourceArn` or an action. Out: a target that says what is called, without region and account, which
do not matter here. Source: fdl-classic 8.2, 8.7 and Q-24.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class FunctionTarget:
    """A function; `service` is `None` for the newer form without one."""

    service: str | None
    function: str
    qualifier: str | None = None

    @property
    def text(self) -> str:
        """`service/function`, or the function alone."""
        return self.function if self.service is None else f"{self.service}/{self.function}"


@dataclass(frozen=True, slots=True)
class FlowTarget:
    """Another flow, run as a sub-flow."""

    name: str

    @property
    def text(self) -> str:
        """`flow/name`."""
        return f"flow/{self.name}"


@dataclass(frozen=True, slots=True)
class TopicTarget:
    """A message topic."""

    name: str

    @property
    def text(self) -> str:
        """`topics/name`."""
        return f"topics/{self.name}"


@dataclass(frozen=True, slots=True)
class QueueTarget:
    """A message queue."""

    name: str

    @property
    def text(self) -> str:
        """`queues/name`."""
        return f"queues/{self.name}"


@dataclass(frozen=True, slots=True)
class ActionTarget:
    """An operation of a service's API."""

    service: str
    operation: str

    @property
    def text(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.operation}"


Target: TypeAlias = FunctionTarget | FlowTarget | TopicTarget | QueueTarget | ActionTarget

FUNCTION_CALL = ActionTarget("FC", "InvokeFunction")
FLOW_CALL = ActionTarget("FNF", "StartExecution")
"""The actions by which state machines call functions and flows (cloudflow-statemachine 11.2). Among the targets of a
flow they stand for tasks of which it is known only while they run what they call."""

FORMS = (
    "acs:fc:::services/{service}/functions/{function}",
    "acs:fnf:::flow/{name}",
    "acs:mns:::/topics/{topic}/messages",
    "acs:mns:::/queues/{queue}/messages",
)
"""The allowed forms, for people; region and account may stand between the colons."""

_NAME = r"[^/\s]+"
_FUNCTION = re.compile(rf"services/([^/\s.]+)(?:\.({_NAME}))?/functions/({_NAME})")
_BARE_FUNCTION = re.compile(rf"functions/({_NAME})(?:/({_NAME}))?")
_FLOW = re.compile(rf"flow/({_NAME})")
_MESSAGES = re.compile(rf"/?(topics|queues)/({_NAME})/messages")
_ACTION = re.compile(r"([^:\s]+):([^:\s]+)")
_REFERENCE = re.compile(rf"({_NAME})/({_NAME})")


def parse_target(resource_arn: str) -> Target:
    """What a resource ARN names.

    Raises:
        ValueError: it has none of the allowed forms; the text shows them.
    """
    parts = resource_arn.split(":", 4)
    if len(parts) == 5 and parts[0] == "acs":
        target = _parse_resource(parts[1], parts[4])
        if target is not None:
            return target
    raise ValueError(f"'{resource_arn}' is no resource that a task can call; {_nearest_form(parts, resource_arn)}")


def _parse_resource(service: str, resource: str) -> Target | None:
    if service == "fc":
        if found := _FUNCTION.fullmatch(resource):
            return FunctionTarget(found[1], found[3], found[2])
        if found := _BARE_FUNCTION.fullmatch(resource):
            return FunctionTarget(None, found[1], found[2])
    elif service == "fnf":
        if found := _FLOW.fullmatch(resource):
            return FlowTarget(found[1])
    elif service == "mns" and (found := _MESSAGES.fullmatch(resource)):
        return TopicTarget(found[2]) if found[1] == "topics" else QueueTarget(found[2])
    return None


def _nearest_form(parts: list[str], text: str) -> str:
    """The one form that was probably meant, or all of them."""
    service = parts[1] if len(parts) > 1 and parts[0] == "acs" else ""
    if service == "fc":
        return f"a function is written {FORMS[0]}"
    if service == "fnf":
        return f"a flow is written {FORMS[1]}"
    if service == "mns":
        return f"a topic is written {FORMS[2]}, a queue {FORMS[3]}"
    if _REFERENCE.fullmatch(text):
        return f"a function is written {FORMS[0]}, or !Ref service/function"
    return f"the forms are {', '.join(FORMS)}"


def parse_action(action: str) -> ActionTarget:
    """What an `action` names (fdl-classic 8.7).

    Raises:
        ValueError: it is not `service:Operation`.
    """
    found = _ACTION.fullmatch(action)
    if found is None:
        raise ValueError(f"'{action}' is no action; it is written service:Operation, such as fnf:StartExecution")
    return ActionTarget(found[1], found[2])


def expand_reference(text: str) -> str:
    """The resource ARN that a deployment tool puts in for `!Ref service/function`.

    Raises:
        ValueError: it does not name a service and a function.
    """
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise ValueError(f"!Ref '{text}' names no function; it is written !Ref service/function")
    return f"acs:fc:::services/{found[1]}/functions/{found[2]}"
