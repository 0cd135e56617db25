"""Attributes that are not known where they stand: words of the classic dialect, of Amazon States Language, of others.

In: an object's attributes and the unknown one. Out: a warning with what to write instead, or an error where the
service refuses it. Source: cloudflow-statemachine 1.2 (checks 4, 5, 12), 2, 12.4 and 14.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.statemachine.expressions import SUFFIX
from pytest_fnf.definition.statemachine.vocabulary import COMMON, HANDLING, STATES
from pytest_fnf.definition.statemachine.words import AMAZON, CLASSIC, ERRORS, OTHERS
from pytest_fnf.definition.tree import Mapping

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.attributes import Attributes, Words
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.tree import Scalar

_NO_CONSTRUCTOR = {
    "OutputConstructor": "it hands on its input; give the states behind it an InputConstructor",
    "GlobalConstructor": "give it to the state before",
}


def recased(node: Mapping, allowed: Words, owner: str, problems: Problems) -> Mapping:
    """The map with its attributes in the right case; those in another are a problem, and read all the same.

    So a whole flow in small letters, as the classic dialect has them, gets one message for each of them, and no second
    one that the attribute is missing.
    """
    if node.entries.keys() <= allowed.known:
        return node
    known = {name.casefold(): name for name in allowed}
    right = Mapping(node.start)
    for text, entry in node.entries.items():
        name = known.get(text.casefold(), text)
        if name != text and name not in node.entries and name not in right.entries:
            problems.error(
                code.KEY_CASE,
                entry[0].place,
                f"{owner} has {quoted(text)}; in the dialect 'Type: StateMachine' it is written {quoted(name)}",
                "small first letters belong to the classic dialect, type: flow" if text[0].islower() else "",
            )
            text = name  # noqa: PLW2901  (the entry under its right name)
        right.entries[text] = entry
    return right


def unknown_state_key(kind: str = "") -> Callable[[Attributes, Scalar], None]:
    """What tells of an attribute that a state of this type does not have; without a type, of one of the flow."""

    def tell(attributes: Attributes, key: Scalar) -> None:
        name = key.text
        if name == "OnErrors":
            attributes.refuse(
                code.OBSOLETE,
                key,
                "has 'OnErrors', which the service has replaced by 'Retry' and 'Catch'",
                "write Retry: - {Errors, MaxAttempts, IntervalSeconds}, and Catch: - {Errors, Next}",
            )
        elif kind in STATES and name in HANDLING:
            attributes.refuse(
                code.OTHER_STEPS_ATTRIBUTE,
                key,
                f"is a {kind} with {quoted(name)}; only Task, Parallel and Map can have it",
            )
        elif kind == "Choice" and name in ("Next", "End"):
            attributes.refuse(
                code.OTHER_STEPS_ATTRIBUTE,
                key,
                f"is a Choice with {quoted(name)}; where it goes on is said by Branches and Default",
                "name the state in Default",
            )
        elif kind in ("Succeed", "Fail") and name == "Next":
            attributes.refuse(
                code.OTHER_STEPS_ATTRIBUTE, key, f"is a {kind} with 'Next'; it ends its scope by itself", "remove it"
            )
        elif kind == "Choice" and name == "Choices":
            attributes.unknown(key, remedy(name))
        else:
            attributes.unknown(key, _belongs(kind, name) or remedy(name))

    return tell


def _belongs(kind: str, name: str) -> str:
    if kind not in STATES:
        return ""
    if name in COMMON:
        return _NO_CONSTRUCTOR.get(name, "")
    owners = [state for state, names in STATES.items() if name in names]
    return f"it belongs to {' and '.join(owners)} states" if owners else ""


def unknown_key(attributes: Attributes, key: Scalar) -> None:
    """Tell of an attribute that a branch, a processor, a rule and the like do not have."""
    if key.text == "Error" and "Errors" in attributes.allowed:
        attributes.unknown(key, ERRORS)
    else:
        attributes.unknown(key, remedy(key.text))


def remedy(name: str) -> str:
    """What to write instead of an attribute, or nothing."""
    if name in CLASSIC:
        return f"{quoted(name)} is a word of the classic dialect, type: flow; in this one {CLASSIC[name]}"
    if name in AMAZON:
        return f"{quoted(name)} is a word of Amazon States Language; here {AMAZON[name]}"
    if name.endswith(SUFFIX):
        return _computed(name.removesuffix(SUFFIX))
    return OTHERS.get(name.casefold(), "")


def _computed(name: str) -> str:
    """An attribute that is no expression, or always one, with `.$`."""
    if name in ("ItemsPath", "Condition"):
        return f"{name} is always an expression; write it without {SUFFIX}"
    if name.endswith("Constructor") or name == "Parameters":
        return f"{name} is a map; expressions stand inside it, under keys that end in {SUFFIX}"
    return f"{name} is a constant; only Seconds, Timeout and the values in constructors and Parameters are computed"
