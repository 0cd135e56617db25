"""Reading the states that call nothing and hold no other states: Wait, Fail, Choice.

In: their attributes. Out: parts of the model. Source: cloudflow-statemachine 5, 7, 8; 1.2 (checks 4, 5, 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, describe
from pytest_fnf.definition.siblings import Way
from pytest_fnf.definition.statemachine.expressions import CONDITION, SECONDS, SUFFIX, read_expression
from pytest_fnf.definition.statemachine.model import ChoiceBranch, ChoiceState, FailState, WaitState
from pytest_fnf.definition.statemachine.slips import recased, unknown_key
from pytest_fnf.definition.statemachine.templates import warn_of_text
from pytest_fnf.definition.statemachine.vocabulary import CHOICE_BRANCH
from pytest_fnf.definition.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.siblings import Siblings
    from pytest_fnf.definition.statemachine.expressions import Reading
    from pytest_fnf.expression.statemachine.expressions import Expression

FARAWAY_SECONDS = 3_153_600_000.0
"""A hundred years: what holds when the longest wait is not checked, since the clock's calendar ends somewhere."""

_LONGEST_SHOWN = 80


def read_wait(attributes: Attributes, common: dict[str, Any], reading: Reading) -> WaitState | None:
    """A Wait: a number of seconds, or an expression that gives one."""
    has_constant, has_expression = attributes.has("Seconds"), attributes.has("Seconds.$")
    if has_constant == has_expression:
        found = "both 'Seconds' and 'Seconds.$'" if has_constant else "neither 'Seconds' nor 'Seconds.$'"
        place = attributes.place_of("Seconds.$") if has_constant else attributes.node.place
        reading.problems.error(
            code.WAIT_FORM,
            place,
            f"{attributes.owner} has {found}; one of the two says how long it waits",
            "" if has_constant else attributes.misspelt("Seconds", "Seconds.$"),
        )
        return None
    if has_expression:
        expression = read_seconds("Seconds", attributes, code.WAIT_FORM, reading)
        return None if expression is None else WaitState(**common, seconds_expression=expression)
    node = attributes.need("Seconds", code.WAIT_FORM, "it is a number of seconds")
    if node is None:
        return None
    longest = FARAWAY_SECONDS if reading.longest_wait is None else reading.longest_wait
    mode = " in Express mode" if reading.mode == "express" and reading.wait_seconds == "service" else ""
    allowed = f"a whole number of seconds from 1 to {longest:.10g} is allowed{mode}"
    seconds = number_of("Seconds", node, 1, longest, allowed, attributes)
    return None if seconds is None else WaitState(**common, seconds=seconds)


def read_seconds(name: str, attributes: Attributes, error: str, reading: Reading) -> Expression | None:
    """`Seconds.$` or `Timeout.$`: an expression that gives a number."""
    key = f"{name}{SUFFIX}"
    node = attributes.need(key, error, "it is an expression such as $Input.seconds")
    return None if node is None else read_expression(node, f"{key} of {attributes.owner}", SECONDS, reading)


def number_of(
    name: str, node: Node, low: float, high: float, allowed: str, attributes: Attributes
) -> int | float | None:
    """A whole number; for an expression the problem says how it is written."""
    if type(node) is Scalar and type(node.value) is str and "$" in node.text:
        attributes.wrong(name, node, allowed, f"an expression is written {name}{SUFFIX}: $Input.key")
        return None
    return attributes.number_of(name, node, low, high, allowed, whole=True)


def read_fail(attributes: Attributes, common: dict[str, Any], reading: Reading) -> FailState:
    """A Fail; the service's own sample has no Detail, though its table wants one (section 7)."""
    error, detail = attributes.text("Code"), attributes.text("Detail")
    if not attributes.has("Detail"):
        attributes.warn(
            code.NO_DETAIL,
            attributes.node,
            "has no 'Detail', which the service's reference calls required",
            attributes.misspelt("Detail"),
        )
    for name, text in (("Code", error), ("Detail", detail)):
        if text is not None and "$" in text.text:
            constant = "Code and Detail of a Fail are constants; nothing in them is computed"
            warn_of_text(text, f"{name} of {attributes.owner}", reading, hint=constant)
    return FailState(
        **common,
        code=None if error is None else error.text,
        detail=None if detail is None else detail.text,
    )


def read_choice(
    attributes: Attributes, common: dict[str, Any], scope: Siblings, reading: Reading
) -> ChoiceState | None:
    """A Choice; `scope` is where it stands, whose states its branches name."""
    shape = "{Condition: '$Input.key == \"text\"', Next: name}"
    node = attributes.need("Branches", code.MISSING_ATTRIBUTE, f"it lists conditions and states: - {shape}")
    items = attributes.items_of("Branches", node, f"write - {shape}")
    if node is not None and items is not None and not items:
        attributes.warn(code.ONLY_DEFAULT, node, "has no branches, so the default is always taken")
    read = [
        _read_branch(item, f"Branches[{index}] of {attributes.owner}", scope, reading)
        for index, item in enumerate(items or ())
    ]
    default = _read_default(attributes, scope)
    if items is None or default is None:
        return None
    return ChoiceState(**common, branches=tuple(branch for branch in read if branch is not None), default=default)


def _read_branch(node: Node, owner: str, scope: Siblings, reading: Reading) -> ChoiceBranch | None:
    if type(node) is not Mapping:
        glued = type(node) is Scalar and node.text.startswith("Condition:")
        hint = "write a blank behind 'Condition:'" if glued else "write - Condition: ..., and below it Next: name"
        message = f"{owner} is {describe(node)}; a map of Condition and Next is needed"
        reading.problems.error(code.WRONG_VALUE, node.place, message, hint)
        return None
    node = recased(node, CHOICE_BRANCH, owner, reading.problems)
    attributes = Attributes(node, owner, CHOICE_BRANCH, reading.problems, unknown_key)
    why = 'it is an expression such as $Input.key == "text"'
    needed = attributes.need("Condition", code.MISSING_ATTRIBUTE, why)
    condition = None
    if needed is not None:
        condition = read_expression(needed, f"Condition of {owner}", CONDITION, reading)
    target = read_next("Next", attributes, scope, "it names the state that goes on when the condition is true")
    if condition is None or target is None:
        return None
    return ChoiceBranch(place=node.place, condition=condition, next=target)


def _read_default(attributes: Attributes, scope: Siblings) -> str | None:
    node = attributes.get("Default")
    if type(node) is Mapping:
        inner = next((value for key, (_, value) in node.entries.items() if key.lower() in ("next", "goto")), None)
        name = inner.text if type(inner) is Scalar and 0 < len(inner.text) <= _LONGEST_SHOWN else "name"
        attributes.wrong("Default", node, "the name of a state is needed", f"write Default: {name}")
        return None
    return read_next("Default", attributes, scope, "it names the state that goes on when no condition is true")


def read_next(name: str, attributes: Attributes, scope: Siblings, why: str) -> str | None:
    """A required name of a state of the same scope."""
    node = attributes.needed_text(name, code.MISSING_ATTRIBUTE, why)
    if node is None:
        return None
    scope.ways.append(Way(f"{name} of {attributes.owner}", node))
    return node.text
