"""Advice about loops: those that nothing leaves, those in which nothing changes, and those that poll without a limit.

In: the graph and which steps are steady. Out: warnings. A loop is a set of steps of one list that lead to one another;
what stands inside its containers belongs to it. How often a loop goes round is left to whoever runs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.advice.ways import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fnf.definition.advice.facts import Facts
    from pytest_fnf.definition.advice.ways import Ways
    from pytest_fnf.definition.problems import Problems


@dataclass(frozen=True, slots=True)
class Loop:
    """Steps that lead to one another, in the order of the text, and all that stands inside them."""

    members: tuple[str, ...]
    inside: frozenset[str]


def check_loops(ways: Ways, facts: Facts, problems: Problems) -> None:
    """Tell of loops without an end, without work, without a limit."""
    children = _children(ways)
    endless: set[str] = set()
    for loop in _loops(list(ways.steps), ways, children):
        if loop.inside & ways.twice:
            continue
        if not _has_way_out(loop, ways):
            endless |= loop.inside
            _tell_endless(loop, ways, facts, problems)
        elif facts.flow_timeout == inf and _polls(loop, ways, facts):
            _tell_polling(loop, ways, facts, problems)
    idle = _idle(ways, facts, children)
    for loop in _loops([name for name in ways.steps if name in idle], ways, children):
        if not loop.inside & (ways.twice | endless):
            _tell_idle(loop, ways, facts, problems)


def _children(ways: Ways) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for step in ways.steps.values():
        if step.parent is not None:
            children.setdefault(step.parent, []).append(step.name)
    return children


def _loops(among: list[str], ways: Ways, children: dict[str, list[str]]) -> Iterator[Loop]:
    allowed = frozenset(among)
    order = {name: number for number, name in enumerate(among)}
    following = {name: [to for to in ways.siblings[name] if to in allowed] for name in among}
    for members in strongly_connected(among, following):
        if len(members) > 1 or members[0] in following[members[0]]:
            yield Loop(tuple(sorted(members, key=order.__getitem__)), _inside(members, children))


def _inside(members: Iterable[str], children: dict[str, list[str]]) -> frozenset[str]:
    found, waiting = set(members), [*members]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def _has_way_out(loop: Loop, ways: Ways) -> bool:
    """Whether a transition leaves it, or a fail inside it ends it."""
    members = frozenset(loop.members)
    for name in loop.members:
        parent = ways.steps[name].parent
        for way in ways.from_.get(name, ()):
            if not way.to or (ways.steps[way.to].parent == parent and way.to not in members):
                return True
    return any(ways.steps[name].kind == "fail" for name in loop.inside)


def _polls(loop: Loop, ways: Ways, facts: Facts) -> bool:
    """Whether it waits and asks, and nothing bounds it: no time-out, and no choice that counts."""
    kinds = {ways.steps[name].kind for name in loop.inside}
    return {"wait", "task"} <= kinds and not loop.inside & facts.counting and bool(loop.inside & facts.unlimited)


def _idle(ways: Ways, facts: Facts, children: dict[str, list[str]]) -> frozenset[str]:
    """Steps that are steady with all that stands inside them."""
    moving = {name for name in ways.steps if name not in facts.steady}
    for name in reversed(ways.steps):
        # A step stands before its children in the text, so that children are known first.
        if any(child in moving for child in children.get(name, ())):
            moving.add(name)
    return frozenset(name for name in ways.steps if name not in moving)


def strongly_connected(nodes: list[str], following: dict[str, list[str]]) -> Iterator[list[str]]:
    """Sets of nodes that lead to one another (Tarjan's algorithm, with a stack of its own)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in nodes:
        if root in number:
            continue
        work = [(root, iter(following[root]))]
        number[root] = low[root] = len(number)
        path.append(root)
        on_path.add(root)
        while work:
            node, after = work[-1]
            for to in after:
                if to not in number:
                    number[to] = low[to] = len(number)
                    path.append(to)
                    on_path.add(to)
                    work.append((to, iter(following[to])))
                    break
                if to in on_path:
                    low[node] = min(low[node], number[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    start = _position(path, node)
                    members = path[start:]
                    del path[start:]
                    on_path.difference_update(members)
                    yield members


def _position(path: list[str], node: str) -> int:
    """Where a node stands on the path, looked for from its end, so that the whole takes linear time."""
    at = len(path) - 1
    while path[at] != node:
        at -= 1
    return at


def _tell_endless(loop: Loop, ways: Ways, facts: Facts, problems: Problems) -> None:
    kinds = {ways.steps[name].kind for name in loop.inside}
    if "task" in kinds:
        end = "it ends only when a task in it fails, time runs out, or the history is full"
    elif "wait" in kinds:
        end = "it ends only when time runs out or the history is full"
    else:
        end = "it takes no time, so that the history is full at once"
    problems.warning(
        code.ENDLESS_LOOP,
        ways.steps[loop.members[0]].place,
        f"{_the_loop(loop, facts)} has no way out; {end}",
        "let a choice in it go to what comes after it",
    )


def _tell_idle(loop: Loop, ways: Ways, facts: Facts, problems: Problems) -> None:
    problems.warning(
        code.IDLE_LOOP,
        ways.steps[loop.members[0]].place,
        f"{_the_loop(loop, facts)} calls no task, so that no round differs from the one before; "
        "it is left in the first or goes on until the history is full",
        "go back to the task whose answer it is about",
    )


def _tell_polling(loop: Loop, ways: Ways, facts: Facts, problems: Problems) -> None:
    problems.warning(
        code.POLLING_WITHOUT_LIMIT,
        ways.steps[loop.members[0]].place,
        f"{_the_loop(loop, facts)} polls without a limit: no time-out, and no choice that counts; "
        "if the answer never changes, it runs until the history is full",
        facts.words.limit_loop,
    )


def _the_loop(loop: Loop, facts: Facts) -> str:
    if len(loop.members) == 1:
        return f"the loop of {facts.words.step} {names(loop.members)}"
    return f"the loop of {facts.words.step}s {names(loop.members)}"
