"""`expect_equivalent`: two definitions do the same, for people who move a flow to the other dialect.

In: two flows, the same stubs for both, inputs. Out: nothing, or `AssertionError` with the first difference in virtual
time and both timelines. It leaves running to worlds of their own, one for each flow and input, and drawing to the
report room.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_fnf.account.flow_under_test import FlowUnderTest
from pytest_fnf.account.opening import unreported
from pytest_fnf.definition.targets import FunctionTarget
from pytest_fnf.errors import ExecutionStuck, UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.expectations.callees import target_of
from pytest_fnf.report.differences import differences, shown
from pytest_fnf.report.timeline import Timeline
from pytest_fnf.report.words import seconds
from pytest_fnf.values import compact

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pytest_fnf.account.options import Source
    from pytest_fnf.definition.targets import Target
    from pytest_fnf.history.execution import Execution
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

PARTS = ("calls", "events", "times", "outcome")
"""What is compared: what was called, with what, when, and how it ended."""

_MOST_DETAILS = 6


def expect_equivalent(
    old: Source | FlowUnderTest,
    new: Source | FlowUnderTest,
    inputs: Iterable[Json] | Any,
    *,
    stubs: Callable[[FlowUnderTest], Any] | None = None,
    same: Collection[str] = PARTS,
    output: Callable[[Json], Any] | None = None,
    **options: Any,
) -> int:
    """Run two flows with the same inputs and stubs, and fail at the first difference.

    Each input has a world of its own in each flow. Calls of one instant may come in any order; those of sub-flows
    count. Regions, accounts and qualifiers do not matter, nor does a function's service where one flow names none.

    Args:
        old: a path, a definition's text, or a flow of this test.
        new: the other one.
        inputs: the executions' inputs, or a hypothesis strategy that makes them.
        stubs: is called with each flow before it runs, to stub what both call.
        same: which of `calls`, `events` (what calls were given), `times` and `outcome` must be equal; default all.
        output: what of an output must be equal, where the dialects shape it otherwise; default all of it.
        options: further options of both flows, as for `open_flow`.

    Returns:
        How many inputs were run; of a strategy, how many it made.

    Raises:
        AssertionError: a difference; the text shows the input, both sides, and both timelines.
        UsageError: there are no inputs, or `same` names what cannot be compared.
    """
    if isinstance(inputs, Mapping | str | bytes):
        raise UsageError(f"expect_equivalent() takes a list of inputs, or a strategy; found {shown(inputs)}")
    if isinstance(same, str) or not same:
        raise UsageError(f"expect_equivalent() compares a list of parts ({', '.join(PARTS)}); found {same!r}")
    for name, function in (("stubs", stubs), ("output", output)):
        if function is not None and not callable(function):
            raise UsageError(f"{name} of expect_equivalent() is a function; found {function!r}")
    for part in same:
        if part not in PARTS:
            hint = did_you_mean(part, PARTS)
            raise UsageError(
                f"expect_equivalent() has no part {part!r}{f'; {hint}' if hint else ''} ({', '.join(PARTS)})"
            )
    count = 0

    def check(data: Json) -> None:
        nonlocal count
        count += 1
        one, other = (_play(source, data, stubs, options) for source in (old, new))
        found = next(_differences(one, other, same, output), None)
        if found is not None:
            raise AssertionError("\n".join(_lines(data, one, other, found)))

    hypothesis = sys.modules.get("hypothesis")
    if hypothesis is not None and isinstance(inputs, hypothesis.strategies.SearchStrategy):
        _over_strategy(inputs, check)
    else:
        for data in inputs:
            check(data)
    if not count:
        raise UsageError("expect_equivalent() was given no inputs, so nothing was compared")
    return count


def _over_strategy(inputs: Any, check: Callable[[Json], None]) -> None:
    """Hypothesis looks for an input that shows a difference, and for the smallest such."""
    from hypothesis import HealthCheck, given, settings  # noqa: PLC0415  (only for whom uses it)

    @settings(deadline=None, suppress_health_check=[HealthCheck.nested_given, HealthCheck.too_slow])
    @given(inputs)
    def each(data: Json) -> None:
        check(data)

    each()


@dataclass(frozen=True, slots=True)
class _Call:
    """One attempt of a task, as far as it is compared."""

    offset: int
    step: str
    target: Target | None
    event: Json

    @property
    def name(self) -> str:
        """What was called, for people."""
        return "something unknown" if self.target is None else self.target.text

    def __str__(self) -> str:
        return f"at {seconds(self.offset)} step '{self.step}' calls '{self.name}' with {shown(self.event)}"


@dataclass(frozen=True, slots=True)
class _Played:
    """What one flow did with one input."""

    label: str
    execution: Execution
    calls: tuple[_Call, ...]
    stuck: bool

    @property
    def ending(self) -> str:
        """How it ended, for people."""
        execution = self.execution
        if self.stuck:
            return "is stuck: nothing is due that could end it"
        error = f" with '{execution.error}'" if execution.error else ""
        output = f" with {shown(execution.output)}" if execution.succeeded else ""
        return f"ends {execution.status} at {seconds(_elapsed(execution))}{error}{output}"


@dataclass(frozen=True, slots=True)
class _Difference:
    """The first one: what differs, both sides in words, more of it."""

    what: str
    old: str
    new: str
    details: tuple[str, ...] = ()


def _play(
    source: Source | FlowUnderTest, data: Json, stubs: Callable[[FlowUnderTest], Any] | None, options: dict[str, Any]
) -> _Played:
    settings: dict[str, Any] = {}
    if isinstance(source, FlowUnderTest):
        settings = {**source.options.again(), "name": source.name}
        source = _source_of(source)
    settings.pop("source", None)
    with unreported(source, **{**settings, "strict_stubs": False, **options}) as flow:
        if stubs is not None:
            stubs(flow)
        try:
            execution, stuck = flow.run(data), False
        except ExecutionStuck:
            execution, stuck = flow.executions[0], True
        return _Played(flow.definition.label, execution, tuple(_calls(flow.executions, execution)), stuck)


def _source_of(flow: FlowUnderTest) -> Source:
    """A flow of this test may have been looked for beside its parent, so its file is sure where its name is not."""
    named = flow.options.source
    if named is None:
        raise UsageError(f"flow '{flow.name}' has no source that could be opened again; give its path or its text")
    return named if flow.file is None or "#" in str(named) else flow.file


def _calls(executions: Iterable[Execution], first: Execution) -> Iterator[_Call]:
    """All calls of all executions in the order of virtual time, at one instant as they were made."""
    found = []
    row = first.history.first
    start = 0 if row is None else row.instant
    for execution in executions:
        for visit in execution.history.visits:
            for attempt in visit.attempts:
                event = attempt.scheduled.get("input")
                found.append(_Call(attempt.started - start, visit.step, _bare(target_of(attempt)), event))
    yield from sorted(found, key=lambda call: call.offset)


def _bare(target: Target | None) -> Target | None:
    return FunctionTarget(target.service, target.function) if isinstance(target, FunctionTarget) else target


def _differences(
    old: _Played, new: _Played, same: Collection[str], output: Callable[[Json], Any] | None
) -> Iterator[_Difference]:
    """What differs, in the order of virtual time: the calls, then the end."""
    unlike = _between_calls(old.calls, new.calls, same)
    # Who comes first at one instant is the dialect's own affair; what is told is the order that they really had.
    if unlike is not None and _between_calls(_in_any_order(old.calls), _in_any_order(new.calls), same) is not None:
        yield unlike
    if "calls" in same and len(old.calls) != len(new.calls):
        number = min(len(old.calls), len(new.calls))
        one, other = (next(map(str, side.calls[number:]), "there is no such call") for side in (old, new))
        yield _Difference(f"call {number + 1} is made by one of them only", one, other)
    if "outcome" in same:
        yield from _between_endings(old, new, output)
    if "times" in same and _elapsed(old.execution) != _elapsed(new.execution):
        yield _Difference("they take different times", old.ending, new.ending)


def _in_any_order(calls: tuple[_Call, ...]) -> list[_Call]:
    return sorted(calls, key=lambda call: (call.offset, call.name.rpartition("/")[2], compact(call.event)))


def _between_calls(old: Iterable[_Call], new: Iterable[_Call], same: Collection[str]) -> _Difference | None:
    for number, (one, other) in enumerate(zip(old, new, strict=False), start=1):
        found = _between(one, other, same)
        if found is not None:
            return _Difference(f"call {number} differs in {found[0]}", str(one), str(other), found[1])
    return None


def _between(one: _Call, other: _Call, same: Collection[str]) -> tuple[str, tuple[str, ...]] | None:
    if "calls" in same and not _same_target(one.target, other.target):
        return "what is called", ()
    if "times" in same and one.offset != other.offset:
        return "its time", ()
    if "events" in same and one.event != other.event:
        return "what is given", tuple(differences(one.event, other.event))
    return None


def _same_target(one: Target | None, other: Target | None) -> bool:
    if isinstance(one, FunctionTarget) and isinstance(other, FunctionTarget) and None in (one.service, other.service):
        return one.function == other.function
    return one == other


def _between_endings(old: _Played, new: _Played, output: Callable[[Json], Any] | None) -> Iterator[_Difference]:
    one, other = old.execution, new.execution
    if (old.stuck, one.status) != (new.stuck, other.status):
        yield _Difference("they end otherwise", old.ending, new.ending)
    elif one.error != other.error:
        yield _Difference("they fail with different errors", old.ending, new.ending)
    elif one.succeeded:
        left, right = (side.output if output is None else output(side.output) for side in (one, other))
        if left != right:
            yield _Difference("their outputs differ", old.ending, new.ending, tuple(differences(left, right)))


def _elapsed(execution: Execution) -> int:
    return round(execution.elapsed.total_seconds() * 1000)


def _lines(data: Json, old: _Played, new: _Played, found: _Difference) -> Iterator[str]:
    yield f"expected both flows to do the same with the input {shown(data)}, but {found.what}"
    yield f"  old, {old.label}: {found.old}"
    yield f"  new, {new.label}: {found.new}"
    for line in found.details[:_MOST_DETAILS]:
        yield f"    {line}"
    for side in (old, new):
        yield ""
        yield from Timeline().lines(side.execution)
