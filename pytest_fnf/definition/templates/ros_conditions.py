"""Conditions of ROS templates: what `Fn::If` chooses by.

In: a condition and the template. Out: whether it holds. It leaves texts to the resolver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.templates.resolver import entry
from pytest_fnf.definition.templates.ros_resources import function_of
from pytest_fnf.definition.tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_fnf.definition.templates.resolver import Resolver

_DEEPEST = 20
_COST = 100

_CONNECTIVES: dict[str, Callable[[Iterable[object]], bool]] = {
    "Fn::And": all,
    "Fn::Or": any,
    "Fn::Not": lambda held: not all(held),
}


def holds(condition: Node, root: Mapping, resolver: Resolver, depth: int = 0) -> bool | None:
    """Whether a condition holds; `None` after a problem.

    Args:
        condition: the name of one, or one of the functions that make them.
        root: the template.
        resolver: for the texts that are compared.
        depth: how many conditions led here.
    """
    if depth > _DEEPEST or not resolver.spend(_COST):
        resolver.problems.error(code.ENDLESS_REFERENCE, condition.place, "conditions lead over too many others")
        return None
    if type(condition) is Scalar:
        named = entry(entry(root, "Conditions"), condition.text)
        if named is None:
            found = f"{quoted(condition.text)} is no condition of this template"
            resolver.unresolved(condition, found, condition.text)
        return None if named is None else holds(named, root, resolver, depth + 1)
    name, argument = function_of(condition) or ("", condition)
    items = argument.items if type(argument) is Sequence else [argument]
    if name == "Fn::Equals" and len(items) == 2:
        one, other = map(resolver.passage, items)
        return None if one is None or other is None else one.text == other.text
    if name in _CONNECTIVES and items:
        held = [holds(item, root, resolver, depth + 1) for item in items]
        return None if None in held else _CONNECTIVES[name](held)
    resolver.problems.error(code.TEMPLATE_FUNCTION, condition.place, "this condition is not worked out here")
    return None
