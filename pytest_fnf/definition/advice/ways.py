"""Advice about ways through a flow: a choice that goes on where nothing fits, steps that nothing leads to.

In: the graph, so that both dialects have it. Out: warnings. Steps of one name in two lists cannot be told apart in a
graph; nothing is said of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_fnf.definition.advice.facts import Words
    from pytest_fnf.definition.graph import Graph, GraphStep, Transition
    from pytest_fnf.definition.problems import Problems

_NOTABLE = ("task", "succeed", "fail")
_WAYS = ("choice", "fall-through")


@dataclass(frozen=True, slots=True)
class Ways:
    """A graph, made ready to be walked.

    Attributes:
        steps: its steps by name, of several with one name the first.
        twice: names that several steps have.
        from_: its transitions by where they begin.
        siblings: for each step, where it goes to within its own list.
    """

    steps: dict[str, GraphStep]
    twice: frozenset[str]
    from_: dict[str, list[Transition]]
    siblings: dict[str, list[str]]


def ways_of(graph: Graph) -> Ways:
    """Make a graph ready."""
    steps: dict[str, GraphStep] = {}
    for step in graph.steps:
        steps.setdefault(step.name, step)
    count = Counter(step.name for step in graph.steps)
    from_: dict[str, list[Transition]] = {}
    for transition in graph.transitions:
        from_.setdefault(transition.from_, []).append(transition)
    siblings = {
        name: [way.to for way in from_.get(name, ()) if way.to and steps[way.to].parent == step.parent]
        for name, step in steps.items()
    }
    return Ways(steps, frozenset(name for name, times in count.items() if times > 1), from_, siblings)


def check_ways(ways: Ways, words: Words, problems: Problems) -> None:
    """Tell of choices that fall through, and of steps that are never reached."""
    for name, step in ways.steps.items():
        if step.kind == "choice" and name not in ways.twice:
            _check_choice(step, ways, problems)
    _check_reach(ways, words, problems)


def _check_choice(step: GraphStep, ways: Ways, problems: Problems) -> None:
    """fdl-classic 4.4: none true and no default, so the next sibling runs.

    Where no choice goes anywhere, all of them go on with the next step: that is an `if` without an `else`.
    """
    out = [way for way in ways.from_[step.name] if way.kind in _WAYS]
    falls = next((way for way in out if way.kind == "fall-through" and way.to), None)
    gotos = [way for way in out if way.kind == "choice" and way.to and ways.steps[way.to].parent == step.parent]
    if falls is None or not gotos or ways.steps[falls.to].kind not in _NOTABLE:
        return
    named = any(way.to == falls.to for way in gotos)
    what = "as if it were the choice that goes there" if named else f"a {ways.steps[falls.to].kind}"
    problems.warning(
        code.CHOICE_FALLS_THROUGH,
        step.place,
        f"step {quoted(step.name)} has no default; no match falls through to {quoted(falls.to)}, {what}",
        f"write default: {{goto: {quoted(falls.to)[1:-1]}}} if that is meant, else name the step that handles it",
    )


def _check_reach(ways: Ways, words: Words, problems: Problems) -> None:
    reached = _closure([""], ways)
    lost = {
        name: step
        for name, step in ways.steps.items()
        if name not in reached and name not in ways.twice and (step.parent is None or step.parent in reached)
    }
    # Of steps that lead to one another the first is told, which is where people must look.
    led_to = {to for name in lost for to in ways.siblings[name] if to != name}
    heads = [*(name for name in lost if name not in led_to), *lost]
    told: set[str] = set()
    for name in heads:
        if name in told:
            continue
        behind = _chain(name, lost, ways) - told
        told |= behind
        _tell_lost(ways.steps[name], len(behind) - 1, words, problems)


def _tell_lost(step: GraphStep, behind: int, words: Words, problems: Problems) -> None:
    others = "is" if not behind else f"and the {words.step} behind it are" if behind == 1 else ""
    problems.warning(
        code.NEVER_REACHED,
        step.place,
        f"{words.step} {quoted(step.name)} {others or f'and the {behind} {words.step}s behind it are'} never reached; "
        f"{words.lost}",
        "remove it, or name it where it is meant to run",
    )


def _closure(start: Iterable[str], ways: Ways) -> set[str]:
    reached, waiting = set(start), [*start]
    while waiting:
        for way in ways.from_.get(waiting.pop(), ()):
            if way.to not in reached:
                reached.add(way.to)
                waiting.append(way.to)
    return reached


def _chain(name: str, among: dict[str, GraphStep], ways: Ways) -> set[str]:
    chain, waiting = {name}, [name]
    while waiting:
        for to in ways.siblings[waiting.pop()]:
            if to in among and to not in chain:
                chain.add(to)
                waiting.append(to)
    return chain


def names(steps: Sequence[str]) -> str:
    """Some names in a sentence: `'A', 'B' and 3 more`."""
    shown = [quoted(name) for name in steps[:4]]
    if len(steps) > len(shown):
        return f"{', '.join(shown)} and {len(steps) - len(shown)} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
