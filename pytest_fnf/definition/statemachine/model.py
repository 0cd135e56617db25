"""The model of a `Type: StateMachine` definition: frozen, neutral, every part with its place.

In: nothing; the reader makes it. Out: what the engine runs and the graph is made of. Names are CloudFlow's in snake
case. Source: cloudflow-statemachine sections 1 to 12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.targets import ActionTarget, Target
    from pytest_fnf.expression.statemachine.expressions import Expression
    from pytest_fnf.values import Json

TaskMode: TypeAlias = Literal["RequestComplete", "WaitForSystemCallback", "WaitForCustomCallback"]
ExecutionMode: TypeAlias = Literal["Standard", "Express"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A value written in the flow, or a part of a constructor that no expression is in; never changed by anyone."""

    place: Place
    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamic:
    """The value of a key that ends in `.$` (cloudflow-statemachine 3.4)."""

    place: Place
    expression: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTemplate:
    """A map that an expression is in; keys stand here without `.$`, in the order written, each once."""

    place: Place
    entries: tuple[tuple[str, Template], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTemplate:
    """A list that an expression is in."""

    place: Place
    items: tuple[Template, ...]


Template: TypeAlias = Constant | Dynamic | MapTemplate | ListTemplate
"""A constructor or `Parameters`; at its top a `MapTemplate`, or a `Constant` whose value is a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What all states have (cloudflow-statemachine 2). Either `next` is given or `end` is true, except in a choice.

    Attributes:
        kind: the `Type` as written.
        place: where the state begins.
        next: the state of the same scope that goes on; `None` where the scope ends.
        end: whether the scope ends here; always true of Succeed and Fail, never of Choice.
        input_constructor: replaces the input; `None` where it stays as it is.
        output_constructor: replaces the output; `None` where the result is the output.
        global_constructor: what is merged into `$Global`; `None` where nothing is.
    """

    kind: ClassVar[str]

    place: Place
    name: str
    next: str | None = None
    end: bool = False
    input_constructor: Template | None = None
    output_constructor: Template | None = None
    global_constructor: Template | None = None


class PassState(State):
    """cloudflow-statemachine 4."""

    __slots__ = ()

    kind: ClassVar[str] = "Pass"


class SucceedState(State):
    """cloudflow-statemachine 6."""

    __slots__ = ()

    kind: ClassVar[str] = "Succeed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitState(State):
    """cloudflow-statemachine 5: exactly one of the two is given."""

    kind: ClassVar[str] = "Wait"

    seconds: int | float | None = None
    seconds_expression: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailState(State):
    """cloudflow-statemachine 7, OQ-8."""

    kind: ClassVar[str] = "Fail"

    code: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRule:
    """cloudflow-statemachine 12.2; seconds, `max_backoff_seconds` is `None` where the delay has no bound."""

    place: Place
    errors: tuple[str, ...]
    max_attempts: int
    interval_seconds: int | float
    backoff_rate: int | float = 1
    max_backoff_seconds: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchRule:
    """cloudflow-statemachine 12.3."""

    place: Place
    errors: tuple[str, ...]
    next: str
    output_constructor: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState(State):
    """cloudflow-statemachine 11.

    Attributes:
        action: what `Action` says.
        target: what is called, where that is known before it runs: a function or a flow where `resourceArn` is a
            constant, for other actions the action itself; `None` where `resourceArn` is an expression.
        mode: when the state goes on.
        parameters: what the action is given; an empty map where nothing is written.
        timeout_seconds: the limit, 0 for none; `None` where nothing is written.
        timeout_expression: what computes it; at most one of the two is given.
    """

    kind: ClassVar[str] = "Task"

    action: ActionTarget
    target: Target | None
    mode: TaskMode = "RequestComplete"
    parameters: Template
    timeout_seconds: int | float | None = None
    timeout_expression: Expression | None = None
    retry: tuple[RetryRule, ...] = ()
    catch: tuple[CatchRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBranch:
    """One entry of a choice's `Branches` (cloudflow-statemachine 8)."""

    place: Place
    condition: Expression
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceState(State):
    """cloudflow-statemachine 8."""

    kind: ClassVar[str] = "Choice"

    branches: tuple[ChoiceBranch, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """States with the one that they begin with: the whole flow, a branch, a processor (cloudflow-statemachine 1.1)."""

    place: Place
    start_at: str
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelState(State):
    """cloudflow-statemachine 9."""

    kind: ClassVar[str] = "Parallel"

    branches: tuple[Scope, ...]
    retry: tuple[RetryRule, ...] = ()
    catch: tuple[CatchRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState(State):
    """cloudflow-statemachine 10.

    Attributes:
        distributed: how the executions of the distributed mode run; `None` for the inline mode, which is the default.
        max_concurrency: `None` where nothing is written.
        item_constructor: what makes each item of the distributed mode.
        batch_size: items of one batch (`ItemBatcher.MaxItemsPerBatch`); `None` where items go one by one.
        tolerated_failure_percentage: from 0 to 100.
    """

    kind: ClassVar[str] = "Map"

    items_path: Expression
    processor: Scope
    distributed: ExecutionMode | None = None
    max_concurrency: int | None = None
    item_constructor: Template | None = None
    batch_size: int | None = None
    max_items: int | None = None
    tolerated_failure_percentage: float | None = None
    tolerated_failure_count: int | None = None
    retry: tuple[RetryRule, ...] = ()
    catch: tuple[CatchRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMachine:
    """A whole definition (cloudflow-statemachine 1).

    Attributes:
        name: `None` where nothing is written.
        timeout_seconds: the longest execution; `None` where nothing is written. Not on the language's pages, but in
            published flows.
        functions: names of the functions that its expressions call, each once, in the order of the text.
    """

    place: Place
    name: str | None = None
    scope: Scope
    timeout_seconds: int | float | None = None
    functions: tuple[str, ...] = ()


def inner_scopes(state: State) -> tuple[Scope, ...]:
    """The scopes inside a state, in the order written."""
    match state:
        case ParallelState():
            return state.branches
        case MapState():
            return (state.processor,)
        case _:
            return ()


def all_states(scope: Scope, parent: str | None = None) -> Iterator[tuple[State, str | None]]:
    """Every state with the name of the state around it, in the order of the document."""
    for state in scope.states:
        yield state, parent
        for inner in inner_scopes(state):
            yield from all_states(inner, state.name)


def calls_of(machine: StateMachine) -> Iterator[tuple[str, Target]]:
    """Each Task with what it calls; its action where the rest is computed while it runs."""
    for state, _ in all_states(machine.scope):
        if isinstance(state, TaskState):
            yield state.name, state.action if state.target is None else state.target
