"""What to say of a check that does not hold: one function a check.

In: the facts and what the test expects. Out: a `Miss` for the report. It leaves judging to `expect` and the words that
several checks share to the report room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_fnf.expectations.arguments import ANY, no_step
from pytest_fnf.history.execution import Execution
from pytest_fnf.report import wording
from pytest_fnf.report.differences import differences, shown
from pytest_fnf.report.failures import Miss
from pytest_fnf.report.words import counted, listed, path_text, seconds, times, value
from pytest_fnf.surroundings import shows_everything

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import EllipsisType

    from pytest_fnf.expectations.arguments import Span
    from pytest_fnf.expectations.callees import Callee
    from pytest_fnf.expectations.facts import Facts
    from pytest_fnf.expectations.paths import Divergence
    from pytest_fnf.history.history import History, Row
    from pytest_fnf.history.records import OpenAttempt, OpenVisit

Calls: TypeAlias = "Sequence[tuple[OpenVisit, OpenAttempt]]"


def not_ended(facts: Facts, asserted: str) -> Miss:
    """It did not end as it should, or not when it should."""
    return Miss(f"{_subject(facts)} {asserted}", _how_it_ended(facts), step=_telling_step(facts))


def not_failed(facts: Facts, error: Any, cause: Any) -> Miss:
    """It did not fail, or with something else."""
    wanted = [f"{what} {shown(wish)}" for what, wish in (("error", error), ("cause", cause)) if wish is not ANY]
    asserted = f"{_subject(facts)} to fail{f' with {listed(wanted)}' if wanted else ''}"
    details: list[str] = []
    if facts.outcome.status == "Failed":
        for what, wish, found in (("error", error, facts.outcome.error), ("cause", cause, facts.outcome.cause)):
            if not wish == found:  # noqa: SIM201  (the matcher's own ==)
                details += differences(wish, found, what)
    return Miss(asserted, _how_it_ended(facts), details, step=_telling_step(facts))


def other_output(expected: Any, found: Any) -> Miss:
    """It succeeded with another output."""
    lines = list(differences(expected, found))
    most = None if shows_everything() else 300
    return Miss(
        f"the output {shown(expected)}",
        f"{counted(len(lines), 'place')} of it differ{'s' if len(lines) == 1 else ''}",
        [*lines, f"the output was {value(found, most)}"],
    )


def other_path(facts: Facts, steps: Sequence[str | EllipsisType], apart: Divergence) -> Miss:
    """The path leaves the expected one."""
    path, visits = facts.path, facts.visits
    asserted = f"the path {path_text(['...' if step is ... else str(step) for step in steps])}"
    if apart.since is not None:
        before = f"did not come after '{path[apart.since - 1]}' (step {apart.since}, {_at(facts, apart.since - 1)})"
        happened = f"'{apart.expected}' {before if apart.since else 'did not occur'}"
    elif apart.at < len(path):
        wanted = "the end" if apart.expected is None else f"'{apart.expected}'"
        here = f"step {apart.at + 1} is '{path[apart.at]}', {_at(facts, apart.at)}"
        happened = f"{here}, where {wanted} was expected"
    elif path:
        last = f"'{path[-1]}' (step {len(path)}, {_at(facts, len(path) - 1)})"
        happened = f"it ends with {last}, where '{apart.expected}' was expected"
    else:
        happened = "no step was entered"
    step = apart.expected or (path[apart.at] if apart.at < len(path) else None)
    up_to = apart.at + 1 if apart.at + 1 < len(visits) else None
    return Miss(asserted, happened, [wording.the_path(path)], step=step, up_to=up_to)


def other_visits(facts: Facts, step: str, count: int | None) -> Miss:
    """A step was visited too often, too rarely, or at all."""
    visits = facts.visits_of(step)
    asserted = f"'{step}' never to be visited" if count == 0 else f"'{step}' to be visited{wording.exactly(count)}"
    up_to = None
    if visits and count is not None and len(visits) > count:
        up_to = facts.visits.index(visits[count]) + 1
    if visits:
        happened = f"it was visited {wording.visited(visits, facts.start, len(facts.where))}"
        return Miss(asserted, happened, step=step, up_to=up_to)
    return Miss(asserted, _never(facts, step, "it was never visited"), [wording.the_path(facts.path)], step=step)


def other_duration(facts: Facts, step: str, span: Span, count: int | None) -> Miss:
    """A step did not last so long, or not so often."""
    visits = facts.visits_of(step)
    often = "" if count is None else "," + wording.exactly(count)
    asserted = f"'{step}' never to last exactly {span}" if count == 0 else f"'{step}' to last exactly {span}{often}"
    if not visits:
        return Miss(asserted, _never(facts, step, "it was never visited"), [wording.the_path(facts.path)], step=step)
    return Miss(asserted, f"it {wording.durations(visits, facts.start, len(facts.where))}", step=step)


def other_retries(facts: Facts, step: str, count: int | None, spans: Sequence[Span] | None) -> Miss:
    """A task was retried otherwise."""
    visits = facts.visits_of(step)
    number = len(spans) if spans is not None else count
    asserted = f"'{step}' to be retried{wording.exactly(number)}" if number != 0 else f"'{step}' never to be retried"
    if spans:
        asserted += f", after {listed([str(span) for span in spans])}"
    if not visits:
        return Miss(asserted, _never(facts, step, "it was never visited"), [wording.the_path(facts.path)], step=step)
    happened = f"it was {'never retried' if not delays_of(visits) else f'retried {wording.retries(delays_of(visits))}'}"
    return Miss(asserted, happened, list(wording.attempts(visits, facts.start)), step=step)


def other_calls(facts: Facts, callee: Callee, wish: tuple[int | None, Any], calls: Calls, matching: Calls) -> Miss:
    """Something was called too often, too rarely, or with other events."""
    count, event = wish
    with_event = "" if event is ANY else f" with the event {shown(event)}"
    often = f"'{callee.name}' never to be" if count == 0 else f"'{callee.name}' to be"
    asserted = f"{often} called{wording.exactly(count or None)}{with_event}"
    if not calls:
        happened = f"it was never called{_elsewhere(facts, callee.made_in)}"
        return Miss(asserted, happened, [wording.the_path(facts.path)], step=callee.step)
    depth = len(facts.where)
    at = wording.instants([(call.started, visit.where[depth:]) for visit, call in calls], facts.start)
    if event is ANY:
        return Miss(asserted, f"it was called {times(len(calls))}, at {at}", step=callee.step)
    if matching:
        numbers = [str(number) for number, call in enumerate(calls, start=1) if call in matching]
        happened = f"{len(matching)} of its {counted(len(calls), 'call')} had that event: number {listed(numbers)}"
        return Miss(asserted, happened, [f"it was called at {at}"], step=callee.step)
    happened = f"none of its {len(calls)} calls had that event" if len(calls) > 1 else "its one call had another event"
    return Miss(asserted, happened, [*_nearest_calls(calls, event), f"it was called at {at}"], step=callee.step)


def _nearest_calls(calls: Calls, event: Any) -> Iterator[str]:
    """The call that differs least; with -vv all of them."""
    lines = [list(differences(event, call.scheduled.get("input"))) for _, call in calls]
    fewest = min(range(len(lines)), key=lambda at: len(lines[at]))
    for at in range(len(lines)) if shows_everything() else [fewest]:
        which = f"call {at + 1}" if len(lines) > 1 else "the call"
        yield f"{which} is nearest:" if at == fewest and len(lines) > 1 else f"{which}:"
        yield from (f"  {line}" for line in lines[at])


def other_events(facts: Facts, types: Sequence[str], number: int, before: Row | None) -> Miss:
    """The events do not occur in this order."""
    kind = types[number]
    asserted = f"the events {', '.join(types)} in this order"
    rows = [row for row in facts.events() if row.type == kind]
    if not rows:
        return Miss(asserted, f"no {kind} occurred", [f"the events were {_events(facts)}"])
    after = "" if before is None else f" after {before.type} (event {before.id}, {_offset(facts, before)})"
    found = [_event(facts, row) for row in rows]
    if len(found) > 7 and not shows_everything():
        found = [*found[:6], f"{len(found) - 6} more"]
    return Miss(asserted, f"there is no {kind}{after}", [f"{kind} occurred {times(len(rows))}: {listed(found)}"])


def delays_of(visits: Sequence[OpenVisit]) -> list[int]:
    """The pauses between the end of an attempt and the start of the next."""
    return [
        after.started - (before.ended if before.ended is not None else before.started)
        for visit in visits
        for before, after in zip(visit.tries, visit.tries[1:], strict=False)
    ]


def _subject(facts: Facts) -> str:
    return "/".join(facts.where) or "the execution"


def _how_it_ended(facts: Facts) -> str:
    status, elapsed, _, error, cause = facts.outcome
    standing = None if status in ("Succeeded", "Failed") else facts.standing()
    since = "" if standing is None else seconds(standing.entered - facts.start)
    within = "" if standing is None else f" in step '{standing.step}' (since {since})"
    return f"it {wording.ended(status, elapsed, error, cause, within)}"


def _telling_step(facts: Facts) -> str | None:
    """The step whose failure ended it, the innermost one; of what did not fail, the one it stands in."""
    if facts.outcome.status == "Failed":
        failed = [visit for visit in facts.visits if visit.failed is not None and visit.exited is None]
        return failed[-1].step if failed else None
    standing = facts.standing()
    return None if standing is None else standing.step


def _never(facts: Facts, step: str, text: str) -> str:
    if facts.definition is None and step not in facts.steps:
        return no_step(facts, step)
    return f"{text}{_elsewhere(facts, lambda history: step in history.path)}"


def _elsewhere(facts: Facts, happened: Callable[[History], bool]) -> str:
    """What a distributed Map holds runs in sub-executions, each with a history of its own."""
    subject = facts.subject
    if isinstance(subject, Execution):
        for at, child in enumerate(subject.children):
            if child.flow_name == subject.flow_name and happened(child.history):
                return f" here, but in its sub-execution execution.children[{at}]"
    return ""


def _at(facts: Facts, index: int) -> str:
    return f"at {seconds(facts.visits[index].entered - facts.start)}"


def _event(facts: Facts, row: Row) -> str:
    of = f" of '{row.step}'" if row.step else ""
    return f"event {row.id}{of} {_offset(facts, row)}"


def _offset(facts: Facts, row: Row) -> str:
    return f"at {seconds(row.instant - facts.start)}"


def _events(facts: Facts) -> str:
    types = [row.type for row in facts.events()]
    return path_text(types, None if shows_everything() else 24)
