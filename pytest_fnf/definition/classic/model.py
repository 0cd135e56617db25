"""The model of a classic flow: frozen, neutral, every part with its place.

In: nothing; the reader makes it. Out: what the engine runs and the graph is made of. Names are FDL's in snake case.
Source: fdl-classic sections 1, 3, 4, 7 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.targets import Target
    from pytest_fnf.expression.conditions import Condition
    from pytest_fnf.expression.paths import Path
    from pytest_fnf.values import Json

Root: TypeAlias = Literal["input", "local", "context"]
Pattern: TypeAlias = Literal["requestResponse", "sync", "waitForCallback"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A value written in the flow; never changed by anyone."""

    place: Place
    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """`$input`, `$local` or `$context`, and a path into it; `text` as written (fdl-classic 3.3)."""

    place: Place
    root: Root
    path: Path
    text: str


Source: TypeAlias = Constant | Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMapping:
    """One entry of a list of mappings; `target` is a literal key (fdl-classic 3.1, Q-3)."""

    place: Place
    target: str
    source: Source


Mappings: TypeAlias = tuple[DataMapping, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all steps have (fdl-classic 1.3); an absent list of mappings is `None`, so that its default applies."""

    kind: ClassVar[str]

    place: Place
    name: str
    end: bool = False
    input_mappings: Mappings | None = None
    output_mappings: Mappings | None = None


class PassStep(Step):
    """fdl-classic 4.1."""

    __slots__ = ()

    kind: ClassVar[str] = "pass"


class SucceedStep(Step):
    """fdl-classic 4.7."""

    __slots__ = ()

    kind: ClassVar[str] = "succeed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailStep(Step):
    """fdl-classic 4.8, Q-23."""

    kind: ClassVar[str] = "fail"

    error: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep(Step):
    """fdl-classic 4.3: exactly one of the four is given; `timestamp` in milliseconds since the epoch."""

    kind: ClassVar[str] = "wait"

    duration: float | int | None = None
    duration_path: Path | None = None
    timestamp: int | None = None
    timestamp_path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceParam:
    """One of a task's `serviceParams`: a constant, or a path into the step's input (fdl-classic 8.6)."""

    place: Place
    name: str
    value: Constant | Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """fdl-classic 7.2."""

    place: Place
    errors: tuple[str, ...]
    interval_seconds: float | int = 1
    max_interval_seconds: float | int = 86_400
    max_attempts: int = 3
    multiplier: float | int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchRule:
    """fdl-classic 7.3."""

    place: Place
    errors: tuple[str, ...]
    goto: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStep(Step):
    """fdl-classic 4.2; either `resource_arn` or `action` is given, `target` says what either means."""

    kind: ClassVar[str] = "task"

    target: Target
    resource_arn: str | None = None
    action: str | None = None
    pattern: Pattern = "requestResponse"
    service_params: tuple[ServiceParam, ...] = ()
    timeout_seconds: int | None = None
    retry: tuple[RetryPolicy, ...] = ()
    catch: tuple[CatchRule, ...] = ()
    error_mappings: Mappings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of `choices` (fdl-classic 4.4)."""

    place: Place
    condition: Condition
    steps: tuple[Step, ...] = ()
    goto: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """What a choice does when no condition holds (fdl-classic 4.4)."""

    place: Place
    steps: tuple[Step, ...] = ()
    goto: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceStep(Step):
    """fdl-classic 4.4."""

    kind: ClassVar[str] = "choice"

    choices: tuple[Choice, ...] = ()
    default: Default | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One entry of a parallel's `branches`."""

    place: Place
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelStep(Step):
    """fdl-classic 4.5."""

    kind: ClassVar[str] = "parallel"

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeachStep(Step):
    """fdl-classic 4.6: `collection` is a path into the step's input."""

    kind: ClassVar[str] = "foreach"

    collection: Path
    item: str
    index: str | None = None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A whole definition (fdl-classic 1.1)."""

    place: Place
    version: str
    steps: tuple[Step, ...]
    input_mappings: Mappings | None = None
    output_mappings: Mappings | None = None
    timeout_seconds: int | None = None


def inner_lists(step: Step) -> Iterator[tuple[Step, ...]]:
    """The serial lists inside a step, in the order written."""
    match step:
        case ChoiceStep():
            yield from (choice.steps for choice in step.choices)
            if step.default is not None:
                yield step.default.steps
        case ParallelStep():
            yield from (branch.steps for branch in step.branches)
        case ForeachStep():
            yield step.steps
        case _:
            return


def all_steps(steps: tuple[Step, ...], parent: str | None = None) -> Iterator[tuple[Step, str | None]]:
    """Every step with the name of the step around it, in the order of the document."""
    for step in steps:
        yield step, parent
        for inner in inner_lists(step):
            yield from all_steps(inner, step.name)
