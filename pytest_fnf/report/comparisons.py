"""What a plain `assert` on a value of an execution can say beyond the two values.

In: the executions of a test and the two sides of a comparison. Out: lines, none if neither side was read from one. It
leaves pytest's own explanation to pytest.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from pytest_fnf.report.differences import differences
from pytest_fnf.report.words import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.history.execution import Execution

_STATUSES = {"Starting", "Running", "Succeeded", "Failed", "TimedOut", "Stopped"}


def explain(executions: Sequence[Execution], left: Any, right: Any, *, everything: bool) -> Iterator[str]:
    """Lines about the execution that one side was read from, the most telling first."""
    for mine, other in ((left, right), (right, left)):
        for execution in executions:
            what = execution.reading(mine)
            if what == "path" and isinstance(other, list):
                yield from _path(execution, mine, other)
                return
            if what == "output":
                yield from _output(execution, mine, other, everything=everything)
                return
        if mine in _STATUSES if isinstance(mine, str) else False:
            ended = [execution for execution in executions if execution.status == mine]
            if ended and isinstance(other, str) and other not in {execution.status for execution in executions}:
                for execution in ended[:3]:
                    yield from _status(execution)
                return


def _status(execution: Execution) -> Iterator[str]:
    yield f"execution '{execution.name}' of flow '{execution.flow_name}' {_state(execution)}"
    failing = [visit for visit in execution.history.visits if visit.error is not None]
    if failing and execution.failed:
        visit = next((visit for visit in failing if visit.exited is None), failing[-1])
        place = execution.definition.step_place(visit.step) if execution.definition is not None else None
        where = f" ({execution.definition.label}:{place.line}:{place.column})" if execution.definition and place else ""
        yield f"  it failed in step '{visit.step}'{where}"


def _state(execution: Execution) -> str:
    elapsed = seconds(int(execution.elapsed.total_seconds() * 1000))
    if execution.status == "Running":
        return f"is still running {elapsed} after its start"
    error = f" with {execution.error!r}" if execution.error else ""
    cause = f": {execution.cause}" if execution.cause else ""
    return f"ended {execution.status} after {elapsed}{error}{cause[:300]}"


def _path(execution: Execution, found: Sequence[str], expected: Sequence[Any]) -> Iterator[str]:
    visits = execution.history.visits
    for at, (step, wanted) in enumerate(zip_longest(found, expected)):
        if step == wanted:
            continue
        if at >= len(found):
            yield f"the path of '{execution.name}' ends after {len(found)} steps, where {wanted!r} was expected"
            yield f"execution '{execution.name}' {_state(execution)}"
        else:
            when = seconds(visits[at].entered - visits[0].entered)
            wish = "the end" if at >= len(expected) else repr(wanted)
            yield f"step {at + 1} of the path of '{execution.name}' is {step!r} at {when}, where {wish} was expected"
        return


def _output(execution: Execution, found: Any, expected: Any, *, everything: bool) -> Iterator[str]:
    if found is None:
        yield f"execution '{execution.name}' {_state(execution)}, so it has no output"
        return
    lines = list(differences(expected, found))
    yield from lines if everything else lines[:4]
