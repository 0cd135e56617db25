"""What a plain `assert` on a value of an execution can say beyond the two values.

In: the executions of a test and the two sides of a comparison. Out: a few short lines, the most telling first, since
pytest cuts long explanations; none if neither side was read from an execution. It leaves pytest's own to pytest.
"""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import to_ms
from pytest_fnf.report.differences import differences, shown
from pytest_fnf.report.wording import ended
from pytest_fnf.report.words import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.history.execution import Execution

_STATUSES = {"Starting", "Running", "Succeeded", "Failed", "TimedOut", "Stopped"}
_MOST_DIFFERENCES = 4


def explain(executions: Sequence[Execution], left: Any, right: Any, *, everything: bool) -> Iterator[str]:
    """Lines about the execution that one side was read from."""
    for mine, other in ((left, right), (right, left)):
        for execution in executions:
            what = execution.reading(mine)
            if what == "path" and isinstance(other, list | tuple):
                yield from _path(execution, mine, other)
                return
            if what == "output":
                yield from _output(execution, mine, other, everything=everything)
                return
    for mine, other in ((left, right), (right, left)):
        found = _of_status(executions, mine, other)
        if found:
            for execution in found[:3]:
                yield from _status(execution)
            return


def _of_status(executions: Sequence[Execution], mine: Any, other: Any) -> list[Execution]:
    """Whose status this is, if both sides are statuses and only one of them is that of an execution."""
    if not (isinstance(mine, str) and isinstance(other, str) and mine in _STATUSES and other in _STATUSES):
        return []
    return [execution for execution in executions if execution.status == mine]


def _status(execution: Execution) -> Iterator[str]:
    yield f"execution '{execution.name}' of flow '{execution.flow_name}' {_state(execution)}"
    if execution.failed:
        failing = [visit for visit in execution.history.visits if visit.failed is not None and visit.exited is None]
        if failing:
            step = failing[-1].step
            yield f"  it failed in step '{step}'{_place(execution, step)}"


def _place(execution: Execution, step: str) -> str:
    definition = execution.definition
    place = None if definition is None else definition.step_place(step)
    return "" if definition is None or place is None else f" ({definition.label}:{place.line}:{place.column})"


def _state(execution: Execution) -> str:
    return ended(execution.status, to_ms(execution.elapsed), execution.error or "", execution.cause)


def _path(execution: Execution, found: Sequence[str], expected: Sequence[Any]) -> Iterator[str]:
    visits = execution.history.visits
    first = execution.history.first
    for at, (step, wanted) in enumerate(zip_longest(found, expected)):
        if step == wanted:
            continue
        if at >= len(found):
            yield f"the path of '{execution.name}' ends after {len(found)} steps, where {wanted!r} was expected"
            yield f"execution '{execution.name}' of flow '{execution.flow_name}' {_state(execution)}"
        else:
            when = seconds(visits[at].entered - (first.instant if first is not None else 0))
            wish = "the end" if at >= len(expected) else repr(wanted)
            yield f"step {at + 1} of the path of '{execution.name}' is {step!r} at {when}, where {wish} was expected"
        return


def _output(execution: Execution, found: Any, expected: Any, *, everything: bool) -> Iterator[str]:
    if found is None:
        if expected is not None and not isinstance(expected, bool | int | float | str):
            yield f"execution '{execution.name}' of flow '{execution.flow_name}' {_state(execution)}: no output"
        return
    lines = list(differences(expected, found))
    most = None if everything else _MOST_DIFFERENCES
    yield from islice(lines, most)
    if most is not None and len(lines) > most:
        yield f"... {len(lines) - most} more places differ; the output is {shown(found)}"
