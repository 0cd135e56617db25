"""What rules of advice need to know of a definition, in one shape for both dialects.

In: nothing; `classic_facts` and `statemachine_facts` gather it. Out: data for the rules. What the graph tells stands in
no fact, and how values travel is each dialect's own matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, inf, log
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.targets import Target

WaitsFor: TypeAlias = Literal["answer", "job", "report"]
"""What ends a task: the service's answer, the end of the job that it started, or somebody's report of its token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A dialect's own words, for messages.

    Attributes:
        step: what a step is called.
        lost: why one is never reached.
        limit: how a task is limited, by itself or by the flow.
        limit_task: how it is limited by itself.
        limit_loop: how a loop is limited.
        retry: the attribute of retries.
        catch: the attribute of catches.
        callback: the path of the callback token.
        send: how the token is sent.
        job: how a task waits for a job.
    """

    step: str
    lost: str
    limit: str
    limit_task: str
    limit_loop: str
    retry: str
    catch: str
    callback: str
    send: str
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """The delays of a retry (fdl-classic 7.2, cloudflow-statemachine 12.2); `longest` is infinite without a cap."""

    attempts: int
    interval: float
    multiplier: float
    longest: float = inf

    def total(self) -> float:
        """Seconds that all delays take together; infinite where that is beyond what a float holds."""
        count, first, growth, cap = self.attempts, self.interval, self.multiplier, self.longest
        if not count or not first or not cap:
            return 0
        if growth in (0, 1):
            return min(first, cap) * (count if growth else 1)
        # How many delays come before the cap is reached, or before the delays fall below it.
        turn = min(count, ceil(log(cap / first) / log(growth))) if (first < cap) == (growth > 1) and cap < inf else 0
        if growth > 1:
            growing = count if cap == inf else turn
            capped = (count - growing) * cap if growing < count else 0
            return _geometric(first, growth, growing) + capped
        capped = turn * cap if turn else 0
        return capped + _geometric(first * growth**turn, growth, count - turn)


def _geometric(first: float, growth: float, count: int) -> float:
    try:
        return first * (float(growth) ** count - 1) / (growth - 1)
    except OverflowError:
        return inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An entry of retry or catch: where it stands, what it takes, and a retry's delays."""

    place: Place
    where: str
    errors: tuple[str, ...]
    delays: Delays | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raises:
    """Errors that something can raise; those of the engine (`FnF.`) always count, but for a time-out.

    Attributes:
        anything: nothing is known of them.
        codes: it can raise codes of a service, which have a dot.
        names: names that it can raise.
        time_out: it can raise `FnF.TaskTimeout`.
    """

    anything: bool = False
    codes: bool = False
    names: frozenset[str] = frozenset()
    time_out: bool = False

    def can(self, name: str) -> bool:
        """Whether an error of this name can be raised."""
        if name == "FnF.TaskTimeout":
            return self.time_out
        if self.anything or name in self.names or name.startswith("FnF."):
            return True
        return self.codes and "." in name

    def with_(self, other: Raises) -> Raises:
        """What either can raise."""
        return Raises(
            anything=self.anything or other.anything,
            codes=self.codes or other.codes,
            names=self.names | other.names,
            time_out=self.time_out or other.time_out,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A step with retry or catch.

    Attributes:
        what: what it does, in words, for an error that it cannot raise.
        no_limit: why it cannot time out, in words.
    """

    name: str
    place: Place
    raises: Raises
    what: str
    no_limit: str
    retry: tuple[Rule, ...] = ()
    catch: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a call: where it stands, its value if that is a constant, else `None`."""

    place: Place
    constant: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A task.

    Attributes:
        target: what it calls; `None` where that is known only when it runs.
        resource: the text of its target as written, empty where there is none.
        waits_for: what ends it.
        timeout: its limit in seconds; infinite where it has none, `None` where it is computed.
        token: whether what it sends holds the callback token; `None` where that need not be or cannot be told.
        parameters: its parameters by name.
        known_parameters: those that the service knows; empty where the readers check them.
        execution_name: what the execution is called that it starts, where that is the same at each try.
    """

    name: str
    place: Place
    target: Target | None
    resource: str = ""
    waits_for: WaitsFor = "answer"
    timeout: float | None = inf
    token: bool | None = None
    parameters: dict[str, Parameter] = field(default_factory=dict)
    known_parameters: tuple[str, ...] = ()
    execution_name: Parameter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A wait of a constant length."""

    name: str
    place: Place
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition of a choice; `always` is its value where it reads nothing, else `None`."""

    place: Place
    where: str
    text: str
    always: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A choice: its conditions in the order in which they are tried."""

    name: str
    place: Place
    conditions: tuple[Condition, ...]
    has_default: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a definition.

    Attributes:
        words: its dialect's words.
        place: where the flow begins.
        flow_timeout: its limit in seconds, infinite where it has none.
        longest_wait: the longest wait that the service allows, in seconds.
        data_bytes: how much data one step may hold (fdl-classic 9, cloudflow-statemachine 14.2).
        calls: its tasks.
        guarded: its steps with retry or catch.
        pauses: its waits of constant length.
        decisions: its choices.
        steady: names of steps that do the same whenever they are entered with the same data, and change none of it.
        constants: constants that a step makes, with where and how many bytes they take, if that is much.
    """

    words: Words
    place: Place
    flow_timeout: float
    longest_wait: int
    data_bytes: int
    calls: tuple[Call, ...]
    guarded: tuple[Guarded, ...]
    pauses: tuple[Pause, ...]
    decisions: tuple[Decision, ...]
    steady: frozenset[str]
    constants: tuple[tuple[Place, str, int], ...]

    @cached_property
    def counting(self) -> frozenset[str]:
        """Names of choices that look as if they counted: a condition compares by order."""
        return frozenset(
            decision.name
            for decision in self.decisions
            if any("<" in condition.text or ">" in condition.text for condition in decision.conditions)
        )

    @cached_property
    def unlimited(self) -> frozenset[str]:
        """Names of tasks without a time-out."""
        return frozenset(call.name for call in self.calls if call.timeout == inf)
