"""The message for an execution that waits for what nothing will bring.

In: a run and its account. Out: text that names the step, what it waits for and what to write. It leaves raising to the
account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.clock.instants import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.account.account import Account
    from pytest_fnf.engine.core.run import Run


def stuck(account: Account, run: Run, goal: str | None = None) -> str:
    """The whole text; `goal` is the step that was to be reached, if not the end."""
    return "\n".join(_lines(account, run, goal))


def _lines(account: Account, run: Run, goal: str | None) -> Iterator[str]:
    now = account.timers.now
    aim = "could end it" if goal is None else f"could bring it to step '{goal}'"
    yield (
        f"execution '{run.name}' of flow '{run.flow_name}' is stuck at {format_instant(now)}, "
        f"{(now - run.state.started) / 1000:g} s after its start: nothing is due that {aim}"
    )
    yield from _reasons(account, run, "execution", "  ")
    if goal is not None:
        yield from (f"  {hint}" for hint in [elsewhere(run, goal)] if hint)


def _reasons(account: Account, run: Run, way: str, indent: str) -> Iterator[str]:
    """What an execution waits for; `way` is how a test that has the first one gets there."""
    pending = account.tokens.waiting(run)
    for request in pending:
        inside = f" in {'/'.join(request.activity.where)}" if request.activity.where else ""
        yield f"{indent}step '{request.step}'{inside} waits for a callback (attempt {request.attempt})"
        yield f'{indent}  write: flow.stub("{request.step}").reports({{...}}, after=5)'
        yield f"{indent}     or: execution = flow.start(...); {way}.pending[0].succeed({{...}}); execution.finish()"
    for record in run.execution.history.records.values():
        if record.standing and record.name not in {request.step for request in pending}:
            parts = [child for child in run.children if child.part_of == record.name and child.running]
            if parts:
                others = "" if len(parts) == 1 else f" and {len(parts) - 1:,} more"
                yield f"{indent}step '{record.name}' waits for its sub-execution '{parts[0].name}'{others}; in it"
                further = f"{way}.children[{[*run.children].index(parts[0])}]"
                yield from _reasons(account, parts[0], further, f"{indent}  ")
            else:
                yield from (f"{indent}{line}" for line in _standing(run, record.name))


def elsewhere(run: Run, step: str) -> str:
    """A hint for whoever looks for a step in an execution that it runs in sub-executions; else empty."""
    definition = run.execution.definition
    parts = {child.part_of: at for at, child in reversed([*enumerate(run.children)]) if child.part_of}
    if definition is None or not parts:
        return ""
    around = {known.name: known.parent for known in definition.graph().steps}
    at = around.get(step)
    while at is not None and at not in parts:
        at = around.get(at)
    if at is None:
        return ""
    return f"what '{at}' holds runs in executions of its own: execution.children[{parts[at]}].advance_to({step!r})"


def _standing(run: Run, step: str) -> Iterator[str]:
    waiting = [child for child in run.children if child.running and not child.part_of]
    kind = "" if run.execution.definition is None else run.execution.definition.kind_of(step)
    if kind != "task":
        return
    if waiting:
        names = ", ".join(f"'{child.name}' of flow '{child.flow_name}'" for child in waiting)
        yield f"step '{step}' waits for a sub-flow: {names}"
        return
    yield f"step '{step}' waits for an answer that never comes"
    written = run.execution.definition is not None and run.execution.definition.dialect == "statemachine"
    limit = "Timeout" if written else "timeoutSeconds"
    yield f'  write: {limit} in the flow, or an answer other than hangs() for flow.stub("{step}")'
