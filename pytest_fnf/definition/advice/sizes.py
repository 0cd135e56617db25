"""Advice about limits that any run passes: constants that are too large, a history that cannot hold the steps.

In: the graph and sizes of constants. Out: warnings. Loops are gone through once and foreachs not at all, so that what
is told is certain; it leaves how often they run to the run.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code

if TYPE_CHECKING:
    from pytest_fnf.definition.advice.facts import Facts
    from pytest_fnf.definition.advice.ways import Ways
    from pytest_fnf.definition.problems import Problems

MOST_EVENTS = 5_000
"""Events of an execution (fdl-classic 9, cloudflow-statemachine 14.2)."""

_EVENTS = {"task": 7, "fail": 3}
_OF_A_STEP = 4
_OF_A_BRANCH = 2
_OF_AN_EXECUTION = 2
# fdl-classic 11.5: entered, started, succeeded, exited; a task's attempt has three more; a fail never succeeds.


def check_sizes(ways: Ways, facts: Facts, problems: Problems) -> None:
    """Tell of what no run can hold."""
    for place, where, length in facts.constants:
        problems.warning(
            code.LIMIT_PASSED,
            place,
            f"the constants in {where} take {length:,} bytes; a {facts.words.step} holds {facts.data_bytes:,} at most",
            "keep large values outside of the flow, and pass where they are",
        )
    if ways.twice:
        return
    least = _OF_AN_EXECUTION + _least_events(ways)
    if least > MOST_EVENTS:
        problems.warning(
            code.LIMIT_PASSED,
            facts.place,
            f"the shortest way through the flow writes {least:,} events; an execution has {MOST_EVENTS:,} at most",
            "put parts of it into flows of their own, and run those as tasks",
        )


def _least_events(ways: Ways) -> int:
    """Events of the shortest way through the flow, counted from the innermost lists outwards."""
    inside: dict[str | None, list[str]] = {}
    for step in ways.steps.values():
        inside.setdefault(step.parent, []).append(step.name)
    cost = {step.name: _EVENTS.get(step.kind, _OF_A_STEP) for step in ways.steps.values()}
    least: dict[str, int] = {}
    for parent in reversed(inside):
        # Steps stand before what is inside them, so that lists inside a container come first here.
        least.update(_to_the_end(inside[parent], cost, ways))
        if parent is not None and ways.steps[parent].kind == "parallel":
            entries = [way.to for way in ways.from_[parent] if way.kind == "branch"]
            cost[parent] += sum(_OF_A_BRANCH + least.get(entry, 0) for entry in entries)
    return least.get(next(iter(ways.from_[""])).to, 0)


def _to_the_end(names: list[str], cost: dict[str, int], ways: Ways) -> dict[str, int]:
    """For each step of one list, the events from there to the end of the list (Dijkstra's algorithm, backwards)."""
    before: dict[str, list[str]] = {}
    waiting: list[tuple[int, str]] = []
    for name in names:
        for to in ways.siblings[name]:
            before.setdefault(to, []).append(name)
        if any(not way.to for way in ways.from_.get(name, ())):
            heappush(waiting, (cost[name], name))
    least: dict[str, int] = {}
    while waiting:
        events, name = heappop(waiting)
        if name not in least:
            least[name] = events
            for earlier in before.get(name, ()):
                if earlier not in least:
                    heappush(waiting, (events + cost[earlier], earlier))
    return least
