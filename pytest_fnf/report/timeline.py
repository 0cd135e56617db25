"""The timeline: what happened in an execution, in the order of virtual time, so that nobody has to read events.

In: an execution or a history. Out: lines: offset from the start, step, what happened, values where they help, who
answered. It leaves the words for one visit to `happenings`, and judging to expectations.

A visit has one line at its entry, a retried task one more for each further attempt, and a step that holds other steps
one at its end. Lines of concurrent branches interleave as their events do; each names its branch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_fnf.clock.instants import format_instant
from pytest_fnf.definition.places import printable
from pytest_fnf.history.events import ENDINGS
from pytest_fnf.history.history import History
from pytest_fnf.report.happenings import Happening, Teller
from pytest_fnf.report.words import PLAIN, Ink, columns, counted, error_text, seconds, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_fnf.definition.load import Definition
    from pytest_fnf.history.execution import Execution
    from pytest_fnf.history.records import OpenVisit

FIRST, LAST = 12, 28
"""How many visits of a long timeline are kept at its beginning and at its end."""

_WIDEST_LABEL = 44
_DEEPEST_INDENT = 8


@dataclass(frozen=True, slots=True)
class Part:
    """The part of an execution that is to be drawn.

    Attributes:
        where: only what happened in this branch or iteration; empty for all.
        up_to: only so many visits; `None` for all.
    """

    where: tuple[str, ...] = ()
    up_to: int | None = None


ALL = Part()
"""The whole execution."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """How to draw a timeline.

    Attributes:
        ink: colours.
        most: longest text of a value; `None` for all of it.
        cut: whether the middle of a long timeline is left out.
    """

    ink: Ink = PLAIN
    most: int | None = 100
    cut: bool = True

    def lines(
        self, subject: Execution | History, *, definition: Definition | None = None, part: Part = ALL
    ) -> Iterator[str]:
        """The whole text.

        Args:
            subject: what to draw.
            definition: where steps get their types from; by default the execution's own.
            part: the part that is drawn.
        """
        if isinstance(subject, History):
            history = subject
        else:
            history, definition = subject.history, definition or subject.definition
        first = history.first
        if first is None:
            yield "the history is empty"
            return
        yield self._title(subject, history, definition)
        if first.type == "ExecutionStarted":
            yield f"{seconds(0):>11}  {self.ink.bold('Started')} with {value(first.detail.get('input'), self.most)}"
        if part.where:
            yield f"  only what happened in {'/'.join(part.where)}:"
        depth = len(part.where)
        visits = [visit for visit in history.visits if visit.where[:depth] == part.where]
        yield from self._body(history, visits, definition, part)
        yield from self._ending(history)

    def _title(self, subject: Execution | History, history: History, definition: Definition | None) -> str:
        label = f" ({definition.label})" if definition is not None else ""
        if isinstance(subject, History):
            name = f"history of {counted(len(history), 'event')}{label}"
        else:
            name = f"execution '{subject.name}' of flow '{subject.flow_name}'{label}"
        return f"{name}, started {format_instant(history.row(0).instant).replace('.000Z', 'Z')}"

    def _body(
        self, history: History, visits: Sequence[OpenVisit], definition: Definition | None, part: Part
    ) -> Iterator[str]:
        """The lines of the visits that are kept, in the order of their events."""
        shown = visits if part.up_to is None else visits[: part.up_to]
        end = visits[len(shown)].event_id if len(shown) < len(visits) else None
        gap = len(shown) - FIRST - LAST
        kept = shown
        if self.cut and gap > 1:
            kept = [*shown[:FIRST], *shown[-LAST:]]
        teller = Teller(history, definition, self.ink, self.most)
        happenings = [told for visit in kept for told in teller.tell(visit) if end is None or told.event_id < end]
        if kept is not shown:
            text = self.ink.dim(f"... {counted(gap, 'visit')} left out, shown with -vv ...")
            happenings.append(Happening(shown[FIRST].event_id, 0, None, text))
        happenings.sort(key=lambda told: told.event_id)
        yield from self._columns(happenings, history.row(0).instant, len(part.where))
        if end is not None:
            more = counted(len(visits) - len(shown), "later visit")
            yield f"  {self.ink.dim(f'... {more} left out, shown with -vv ...')}"

    def _columns(self, happenings: Iterable[Happening], start: int, depth: int) -> Iterator[str]:
        """Offset, label and text below each other; what goes on with the same visit does not repeat its label."""
        told = list(happenings)
        width = max((min(columns(_label(one.visit, depth)), _WIDEST_LABEL) for one in told if one.visit), default=0)
        before: OpenVisit | None = None
        for one in told:
            if one.visit is None:
                yield f"  {one.text}"
            else:
                label = "" if one.visit is before else _label(one.visit, depth)
                yield f"{seconds(one.instant - start):>11}  {label}{' ' * (width - columns(label))}  {one.text}"
            before = one.visit

    def _ending(self, history: History) -> Iterator[str]:
        first, last = history.row(0), history.row(len(history) - 1)
        offset = f"{seconds(last.instant - first.instant):>11}  "
        status = ENDINGS.get(last.type)
        if status is None:
            yield f"{offset}{self.ink.bold('Running')} (this is its last event so far)"
        elif status == "Succeeded":
            yield f"{offset}{self.ink.good(status)} -> {value(last.detail.get('output'), self.most)}"
        else:
            why = error_text(last.detail.get("error"), last.detail.get("cause"), None if self.most is None else 300)
            yield f"{offset}{self.ink.bad(status)}{f' with {why}' if why else ''}"


def _label(visit: OpenVisit, depth: int) -> str:
    """The step's name behind its branch or iteration, indented by what is around it."""
    level, around = 0, visit.parent
    while around is not None and len(around.where) >= depth and level < _DEEPEST_INDENT:
        level, around = level + 1, around.parent
    inside = visit.where[depth:]
    way = "/".join(inside if len(inside) <= 2 else ("...", *inside[-2:]))
    return f"{'  ' * level}{printable(f'{way} {visit.step}' if way else visit.step)}"
