"""Attributes that are not known where they stand, above all the slips of people who know other workflow languages.

In: an object's attributes and the unknown one. Out: a warning with what to write instead, or an error where the
service refuses it (V16, V17, Q-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.classic.vocabulary import CATCH, COMMON, STEPS, TASK_ONLY
from pytest_fnf.definition.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.attributes import Attributes
    from pytest_fnf.definition.tree import Scalar

_LIST_ORDER = "steps run in the order written; only choices, default and catch name another one, with goto"
_GOTO = "the step to go to is named by goto"
_MAPPINGS = "data is chosen by inputMappings and outputMappings, lists of target and source"
_STATEMACHINE = "is a word of the dialect 'Type: StateMachine'; this flow is written in the classic one, 'type: flow'"

_ON_STEPS = {
    "next": _LIST_ORDER,
    "nextstep": _LIST_ORDER,
    "goto": _LIST_ORDER,
    "description": "write a YAML comment, which begins with #",
    "comment": "write a YAML comment, which begins with #",
    "input": _MAPPINGS,
    "inputs": _MAPPINGS,
    "output": _MAPPINGS,
    "outputs": _MAPPINGS,
    "parameters": "a function's event is made by inputMappings; the parameters of a service are its serviceParams",
    "resource": "what a task calls is its resourceArn",
    "function": "what a task calls is its resourceArn",
    "timeout": "the limit of a task is timeoutSeconds",
    "seconds": "the length of a wait is its duration",
    "until": "the end of a wait is its timestamp",
    "loop": "loops are written with a choice and a goto back to an earlier step",
    "maxconcurrency": "a foreach runs up to 100 iterations at a time; that cannot be set",
    "concurrency": "a foreach runs up to 100 iterations at a time; that cannot be set",
    "itemspath": "a foreach names its list in iterationMapping: {collection: $.key, item: name}",
    "items": "a foreach names its list in iterationMapping: {collection: $.key, item: name}",
    "collection": "it stands in iterationMapping: {collection: $.key, item: name}",
    "item": "it stands in iterationMapping: {collection: $.key, item: name}",
    "iterator": "the steps of a foreach stand in its steps",
    "errorcode": "the error name of a fail is its error",
    "errormessage": "the text of a fail is its cause",
    "message": "the text of a fail is its cause",
    "condition": "it stands in an entry of choices",
    "catcherrors": "errors are taken by catch, a list of errors and goto",
    "onerror": "errors are taken by catch, a list of errors and goto",
    "retries": "retries are given by retry, a list of errors with intervals",
}
_ON_BRANCHES = {
    "next": _GOTO,
    "nextstep": _GOTO,
    "then": "what runs is its steps, and then its goto",
    "step": "what runs is its steps, a list",
    "type": "a step stands in a list under steps",
    "name": "a step stands in a list under steps",
    "when": "it is written condition",
    "if": "it is written condition",
    "expression": "it is written condition",
}
_ON_POLICIES = {
    "next": _GOTO,
    "error": "names of errors stand in errors, a list",
    "errorequals": "names of errors stand in errors, a list",
    "interval": "the delay before the first retry is intervalSeconds",
    "delay": "the delay before the first retry is intervalSeconds",
    "backoffrate": "the growth of the delay is its multiplier",
    "backoff": "the growth of the delay is its multiplier",
    "maxdelay": "the longest delay is maxIntervalSeconds",
    "maxdelayseconds": "the longest delay is maxIntervalSeconds",
    "maxretries": "the number of retries is maxAttempts",
    "attempts": "the number of retries is maxAttempts",
    "resultpath": "what a caught error leaves is made by errorMappings of the task",
}
_ON_MAPPINGS = {
    "name": "the key that is written is its target",
    "key": "the key that is written is its target",
    "from": "what is read is its source",
    "value": "a constant is written as its source",
}
_STATEMACHINE_WORDS = {
    *(
        "Type",
        "SpecVersion",
        "StartAt",
        "States",
        "Name",
        "Description",
        "Next",
        "End",
        "Default",
        "Branches",
        "Condition",
    ),
    *("InputConstructor", "OutputConstructor", "GlobalConstructor", "Action", "TaskMode", "Parameters", "Timeout"),
    *(
        "Seconds",
        "Code",
        "Detail",
        "Retry",
        "Catch",
        "Errors",
        "MaxAttempts",
        "IntervalSeconds",
        "BackoffRate",
        "MaxBackoffSeconds",
    ),
    *("ItemsPath", "Processor", "ProcessorConfig", "ExecutionMode", "MaxConcurrency", "MaxItems", "MaxItemsPerBatch"),
    *(
        "ItemBatcher",
        "ItemConstructor",
        "ItemReader",
        "ResultWriter",
        "ToleratedFailurePercentage",
        "ToleratedFailureCount",
    ),
}

STEP_TYPES = {
    "flow": "a sub-flow is a task with resourceArn: acs:fnf:::flow/name",
    "subflow": "a sub-flow is a task with resourceArn: acs:fnf:::flow/name",
    "loop": "loops are written with a choice and a goto back to an earlier step",
    "while": "loops are written with a choice and a goto back to an earlier step",
    "for": "one run for each element of a list is a foreach",
    "map": "one run for each element of a list is a foreach",
    "switch": "conditions are tried by a choice",
    "if": "conditions are tried by a choice",
    "condition": "conditions are tried by a choice",
    "function": "a function is called by a task",
    "action": "an action is called by a task",
    "sleep": "a pause is a wait",
    "delay": "a pause is a wait",
    "success": "the end of a list is a succeed",
    "end": "the end of a list is a succeed, or end: true on its last step",
    "error": "an error is raised by a fail",
}
"""What to write for step types of other languages."""


def unknown_step_key(kind: str = "") -> Callable[[Attributes, Scalar], None]:
    """What tells of an attribute that a step of this type does not have; without a type, of one of the flow."""

    def tell(attributes: Attributes, key: Scalar) -> None:
        name = key.text
        if kind in STEPS and name in TASK_ONLY:
            attributes.refuse(
                code.OTHER_STEPS_ATTRIBUTE,
                key,
                f"is a {kind} with {quoted(name)}; only a task can have it",
                "put the steps into a flow of their own and run that as a task, to handle its errors",
            )
        elif kind in ("succeed", "fail") and name == "end":
            attributes.refuse(
                code.OTHER_STEPS_ATTRIBUTE, key, f"is a {kind} with 'end'; it ends its list by itself", "remove it"
            )
        else:
            owners = [step for step, names in STEPS.items() if name in names and name not in COMMON]
            belongs = f"it belongs to {' and '.join(owners)} steps" if kind in STEPS and owners else ""
            attributes.unknown(key, belongs or _remedy(_ON_STEPS, name))

    return tell


def unknown_branch_key(attributes: Attributes, key: Scalar) -> None:
    """Tell of an attribute that a choice's entry, its default or a branch does not have."""
    attributes.unknown(key, _remedy(_ON_BRANCHES, key.text))


def unknown_policy_key(attributes: Attributes, key: Scalar) -> None:
    """Tell of an attribute that an entry of retry or catch does not have."""
    if key.text == "steps" and attributes.allowed == CATCH:
        attributes.refuse(
            code.CATCH_STEPS,
            key,
            "has 'steps'; a catch has errors and goto only",
            "put the steps into this list, behind a step that ends it, and go to the first of them",
        )
    else:
        attributes.unknown(key, _remedy(_ON_POLICIES, key.text))


def unknown_mapping_key(attributes: Attributes, key: Scalar) -> None:
    """Tell of an attribute that a mapping does not have."""
    attributes.unknown(key, _remedy(_ON_MAPPINGS, key.text))


def _remedy(known: dict[str, str], name: str) -> str:
    """What to write instead of an attribute, or nothing."""
    hint = known.get(name.casefold(), "")
    if name in _STATEMACHINE_WORDS:
        words = f"{quoted(name)} {_STATEMACHINE}"
        return f"{words}; {hint}" if hint else words
    return hint
