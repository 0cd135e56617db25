"""The graph of a definition: steps and transitions, one shape for both dialects.

In: the model. Out: data for coverage, diagrams, reports and advice. It leaves what really ran to the history.

How lists and containers appear (fdl-classic section 6):

- The flow is entered from the step `""`; a list that ends goes to `""`, kind `end`. So does a fail, which ends it with
  an error.
- A container (choice, parallel, foreach) enters its lists: kinds `choice` and `default`, `branch`, `iteration`. When
  the list inside has ended, it is the container that goes on: `next`, `end`, or the goto written beside the list.
- A choice that takes an entry without steps goes where that leads at once, under the same kind.
- `fall-through` is the way of a choice without a default when no condition holds.

How scopes appear (cloudflow-statemachine 1.1): states are steps, their kinds in small letters.

- The flow is entered from `""` at `StartAt`. A Parallel or Map enters the `StartAt` of its scopes, kinds `branch` and
  `iteration`, and goes on itself when they have ended.
- A state with `End: true`, a Succeed and a Fail go to `""`, kind `end`. Ways of a Choice are `choice` and `default`,
  those of a `Catch` are `catch`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pytest_fnf.definition.places import Place

TransitionKind: TypeAlias = Literal["next", "choice", "default", "fall-through", "catch", "branch", "iteration", "end"]


@dataclass(frozen=True, slots=True)
class GraphStep:
    """A step: its name, its kind, where it stands, and the step around it."""

    name: str
    kind: str
    place: Place
    parent: str | None


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from one step to another; the ends of lists and the flow's entry are `""`."""

    id: str
    from_: str
    to: str
    kind: TransitionKind


@dataclass(frozen=True, slots=True)
class Graph:
    """All steps and transitions of a definition, in the order of the text."""

    steps: tuple[GraphStep, ...]
    transitions: tuple[Transition, ...]


class Transitions:
    """Gathers transitions and gives each an id of its own: `from/label -> to`."""

    def __init__(self) -> None:
        self._found: dict[str, Transition] = {}

    def add(self, from_: str, to: str, kind: TransitionKind, label: str = "") -> None:
        """Add a way; `label` tells apart several of one step, such as `choices[0]`."""
        plain = f"{from_}{f'/{label}' if label else ''} -> {to or '(end)'}".strip()
        unique, number = plain, 1
        while unique in self._found:
            # A name may stand in two lists (design section 6).
            number += 1
            unique = f"{plain} #{number}"
        self._found[unique] = Transition(unique, from_, to, kind)

    def all(self) -> tuple[Transition, ...]:
        """All, in the order they were added."""
        return tuple(self._found.values())
