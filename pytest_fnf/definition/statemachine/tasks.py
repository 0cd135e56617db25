"""Reading Task states: the mode, the limit, what is handed over.

In: the attributes of a Task. Out: a `TaskState`, or `None` where it cannot be made. It leaves the actions and their
parameters to `actions`, errors to `handling`. Source: cloudflow-statemachine 11; 1.2 (checks 8, 11), OQ-17.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.resources import without_reference
from pytest_fnf.definition.statemachine.actions import check_parameters, read_action, target_of
from pytest_fnf.definition.statemachine.expressions import BEFORE
from pytest_fnf.definition.statemachine.handling import read_catch, read_retry
from pytest_fnf.definition.statemachine.model import Constant, TaskState
from pytest_fnf.definition.statemachine.states import number_of, read_seconds
from pytest_fnf.definition.statemachine.templates import read_constructor, read_template
from pytest_fnf.definition.statemachine.vocabulary import MODES
from pytest_fnf.definition.tree import PLAIN, Mapping, Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.attributes import Attributes
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.siblings import Siblings
    from pytest_fnf.definition.statemachine.expressions import Reading
    from pytest_fnf.definition.statemachine.model import TaskMode, Template
    from pytest_fnf.definition.targets import ActionTarget
    from pytest_fnf.expression.statemachine.expressions import Expression

LONGEST_TIMEOUT_SECONDS = 604_800
"""A week, the longest `Timeout` (cloudflow-statemachine 11.1)."""

_TIMEOUT = f"a whole number of seconds from 0, for none, to {LONGEST_TIMEOUT_SECONDS} is allowed"
_DIGITS = re.compile(r"[0-9]{1,9}")
_OTHER_MODES = {
    "requestresponse": "RequestComplete",
    "sync": "WaitForSystemCallback",
    "waitforcallback": "WaitForCustomCallback",
    "waitfortasktoken": "WaitForCustomCallback",
}


def read_task(attributes: Attributes, common: dict[str, Any], scope: Siblings, reading: Reading) -> TaskState | None:
    """A Task; `common` is what all states have, `scope` where it stands."""
    action = read_action(attributes, reading.problems)
    mode = _read_mode(attributes, reading)
    parameters = _read_parameters(action, attributes, reading)
    timeout, expression = _read_timeout(attributes, reading)
    retry, catch = read_retry(attributes, reading), read_catch(attributes, scope, reading)
    if action is None:
        return None
    return TaskState(
        **common,
        action=action,
        target=target_of(action, parameters),
        mode=mode,
        parameters=parameters,
        timeout_seconds=timeout,
        timeout_expression=expression,
        retry=retry,
        catch=catch,
    )


def _read_parameters(action: ActionTarget | None, attributes: Attributes, reading: Reading) -> Template:
    """What the action is given; an empty map where nothing is written."""
    node = attributes.get("Parameters")
    template = None
    if type(node) is Mapping:
        known = _without_reference(node, reading.problems)
        template = read_template(known, f"Parameters of {attributes.owner}", BEFORE, reading)
        if action is not None and known.entries.keys() == node.entries.keys():
            check_parameters(action, known, attributes, reading.problems)
    elif node is not None:
        read_constructor("Parameters", attributes, BEFORE, reading)
    elif action is not None:
        check_parameters(action, None, attributes, reading.problems)
    return Constant(place=attributes.node.place, value={}) if template is None else template


def _without_reference(node: Mapping, problems: Problems) -> Mapping:
    """The map with a `!Ref service/function` at `resourceArn` replaced, as deployment tools do; without a bad one."""
    key, value = node.entries.get("resourceArn", (None, None))
    replaced = without_reference(value, problems)
    if key is None or replaced is value:
        return node
    known = Mapping(node.start)
    known.entries = dict(node.entries)
    if replaced is None:
        del known.entries["resourceArn"]
    else:
        known.entries["resourceArn"] = (key, replaced)
    return known


def _read_mode(attributes: Attributes, reading: Reading) -> TaskMode:
    allowed = f"one of {', '.join(MODES)} is allowed"
    mode = attributes.text_of("TaskMode", attributes.get("TaskMode"), allowed)
    if mode is None:
        return "RequestComplete"
    if mode.text not in MODES:
        other = _OTHER_MODES.get(mode.text.casefold())
        hint = f"did you mean '{other}'?" if other else reading.problems.near(mode.text, MODES)
        attributes.wrong("TaskMode", mode, allowed, hint, code.PATTERN)
        return "RequestComplete"
    if reading.mode == "express" and mode.text != "RequestComplete":
        attributes.wrong(
            "TaskMode",
            mode,
            "in Express mode a Task has RequestComplete only",
            "run the flow in Standard mode",
            code.EXPRESS,
        )
    return cast("TaskMode", mode.text)


def _read_timeout(attributes: Attributes, reading: Reading) -> tuple[int | float | None, Expression | None]:
    """The limit: a constant, or an expression that gives one."""
    if attributes.has("Timeout.$"):
        if attributes.has("Timeout"):
            later = max(attributes.place_of("Timeout"), attributes.place_of("Timeout.$"))
            message = f"{attributes.owner} has both 'Timeout' and 'Timeout.$'; one of the two is allowed"
            reading.problems.error(code.EXPRESSION_KEY, later, message)
        return None, read_seconds("Timeout", attributes, code.WRONG_VALUE, reading)
    node = attributes.get("Timeout")
    if node is None:
        return None, None
    if type(node) is Scalar and node.style != PLAIN and _DIGITS.fullmatch(node.text):
        # The service's table calls it a string, its samples show numbers.
        node = Scalar(node.start, node.end, node.text, PLAIN)
        node.value = int(node.text)
    return number_of("Timeout", node, 0, LONGEST_TIMEOUT_SECONDS, _TIMEOUT, attributes), None
