"""The way in to a branch or iteration, as `Visit.where` names it.

In: what a test writes in `within`. Out: the way in from the outside, or an error that shows which there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.expectations.arguments import UnknownName, no_step
from pytest_fnf.report.failures import Miss, failure_text
from pytest_fnf.report.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.expectations.facts import Facts

__tracebackhide__ = hidden_from_tracebacks

_PART = re.compile(r"(.+)\[(\d+)\]", re.DOTALL)
_CONTAINERS = {"classic": ("parallel", "foreach"), "statemachine": ("parallel", "map")}


def find_way(facts: Facts, where: Sequence[str]) -> tuple[str, ...]:
    """The whole way in: inside the branch that is looked at already, else from the outside.

    Raises:
        UsageError: a part is not written like `each[0]`.
        UnknownName: a part names no step that has branches or iterations.
        AssertionError: that branch or iteration was never entered.
    """
    for part in where:
        _check(facts, part)
    inside, outside = (*facts.where, *where), tuple(where)
    for way in (inside, outside):
        if way in facts.ways_in:
            return way
    miss = _miss(facts, inside)
    raise AssertionError(failure_text(facts.subject, miss, definition=facts.definition, where=facts.where))


def _check(facts: Facts, part: str) -> None:
    """Whether a part of a way can exist in this flow at all."""
    found = _PART.fullmatch(part)
    if found is None:
        raise UsageError(f"within() takes ways such as 'each[0]', the step's name and an index; found '{part}'")
    if facts.definition is None or any(part in way for way in facts.ways_in):
        return
    step = found[1]
    if step not in facts.steps:
        raise UnknownName(f"within('{part}'): {no_step(facts, step)}")
    kind = facts.definition.kind_of(step)
    containers = _CONTAINERS[facts.definition.dialect]
    if kind not in containers:
        raise UnknownName(f"within('{part}'): step '{step}' is a {kind} step; only {listed(containers)} have branches")


def _miss(facts: Facts, way: tuple[str, ...]) -> Miss:
    ways = ["/".join(known) for known in facts.ways_in]
    text = "/".join(way)
    happened = "nothing ran there"
    siblings = _siblings(facts, way)
    if siblings:
        shown = listed(siblings) if len(siblings) <= 3 else f"{siblings[0]} to {siblings[-1]}"
        happened = f"there {'was' if len(siblings) == 1 else 'were'} only {shown}"
    elif ways:
        hint = did_you_mean(text, ways)
        shown = listed(ways) if len(ways) <= 8 else f"{', '.join(ways[:8])} and {len(ways) - 8} more"
        happened = f"nothing ran there; {hint or f'the branches and iterations were {shown}'}"
    found = _PART.fullmatch(way[-1])
    return Miss(f"a branch or iteration {text}", happened, step=None if found is None else found[1])


def _siblings(facts: Facts, way: tuple[str, ...]) -> list[str]:
    """Branches of the same container that did run."""
    found = _PART.fullmatch(way[-1])
    name = "" if found is None else found[1]
    return [
        "/".join(known)
        for known in facts.ways_in
        if known[:-1] == way[:-1] and (match := _PART.fullmatch(known[-1])) and match[1] == name
    ]
