"""The timeline: what happened in an execution, one line a visit, so that nobody has to read events.

In: an execution or a history. Out: lines: virtual time, place, step, what happened, values where they help, who
answered. It leaves judging to expectations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import from_datetime
from pytest_fnf.history.events import ENDINGS
from pytest_fnf.history.history import History
from pytest_fnf.report.words import PLAIN, Ink, seconds, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.load import Definition
    from pytest_fnf.history.execution import Execution
    from pytest_fnf.history.records import OpenVisit

FIRST, LAST = 12, 28
"""How many visits of a long timeline are kept at its beginning and at its end."""


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

    def lines(self, subject: Execution | History, *, up_to: int | None = None) -> Iterator[str]:
        """The whole text.

        Args:
            subject: what to draw.
            up_to: leave out the visits entered after this many.
        """
        history = subject if isinstance(subject, History) else subject.history
        definition = None if isinstance(subject, History) else subject.definition
        if not len(history):
            yield "the history is empty"
            return
        start = next(history.rows()).instant
        if not isinstance(subject, History):
            yield self._title(subject)
        visits = history.visits if up_to is None else history.visits[:up_to]
        kept = list(enumerate(visits))
        gap = len(kept) - FIRST - LAST
        if self.cut and gap > 1:
            kept = kept[:FIRST] + kept[-LAST:]
        width = max((self._label_width(visit) for _, visit in kept), default=0)
        answered = _answered(history)
        for at, (index, visit) in enumerate(kept):
            if self.cut and gap > 1 and at == FIRST:
                yield self.ink.dim(f"  ... {gap} visits left out, shown with -vv ...")
            yield from self._visit(visit, start, width, definition, answered.get(index))
        if up_to is None or up_to >= len(history.visits):
            yield from self._ending(history, start)

    def _title(self, execution: Execution) -> str:
        definition = execution.definition
        label = f" ({definition.label})" if definition is not None else ""
        data = value(execution.input, self.most)
        return f"execution '{execution.name}' of flow '{execution.flow_name}'{label}, input {data}"

    @staticmethod
    def _label_width(visit: OpenVisit) -> int:
        return 2 * len(visit.where) + len(_label(visit))

    def _visit(
        self, visit: OpenVisit, start: int, width: int, definition: Definition | None, by: str | None
    ) -> Iterator[str]:
        label = f"{'  ' * len(visit.where)}{_label(visit)}"
        prefix = f"{seconds(visit.entered - start):>11}  {label:<{width}}  "
        kind = definition.kind_of(visit.step) if definition is not None else None
        first = True
        for at, text in self._happenings(visit, kind, by):
            offset = f"{seconds(at - start):>11}" if not first else ""
            yield (prefix if first else f"{offset}  {'':<{width}}  ") + text
            first = False

    def _happenings(self, visit: OpenVisit, kind: str | None, by: str | None) -> Iterator[tuple[int, str]]:
        """What to say of a visit, each with its instant; at least one."""
        if visit.attempts:
            yield from self._attempts(visit, by)
            return
        word = kind or "step"
        lasted = (visit.exited or visit.entered) - visit.entered
        if visit.error is not None:
            yield visit.entered, f"{word}: {self._error(visit.error, visit.cause)}"
        elif visit.exited is None:
            yield visit.entered, f"{word}: {self.ink.bold('not over')}"
        else:
            parts = [word]
            if lasted:
                parts.append(seconds(lasted))
            if visit.output and kind != "wait":
                parts.append(f"-> {value(visit.output, self.most)}")
            yield visit.entered, " ".join(parts)

    def _attempts(self, visit: OpenVisit, by: str | None) -> Iterator[tuple[int, str]]:
        target = f"task {value(visit.input, self.most)}"
        source = self.ink.dim(f"  [{by}]") if by else ""
        for number, attempt in enumerate(visit.attempts, start=1):
            text = target if number == 1 else f"attempt {number}"
            if attempt.ended is None:
                outcome = self.ink.bold("no answer") if visit.exited is None else "no answer"
            elif attempt.error is not None:
                outcome = self._error(attempt.error, attempt.end.get("cause", ""))
            else:
                outcome = f"-> {value(attempt.end.get('output'), self.most)}"
            lasted = (attempt.ended or attempt.started) - attempt.started
            after = f" after {seconds(lasted)}" if lasted else ""
            yield attempt.started, f"{text} {outcome}{after}{source if number == 1 else ''}"
        if visit.error is not None and visit.exited is not None:
            yield visit.exited, "caught"

    def _error(self, error: str, cause: str | None) -> str:
        text = f"failed with {error!r}" if error else "failed"
        if cause:
            text += f": {cause if self.most is None or len(cause) <= self.most else cause[: self.most - 4] + ' ...'}"
        return self.ink.bad(text)

    def _ending(self, history: History, start: int) -> Iterator[str]:
        last = history[-1]
        offset = f"{seconds(from_datetime(last.time) - start):>11}  "
        if last.type not in ENDINGS:
            yield f"{offset}{self.ink.bold('Running')}"
            return
        status = ENDINGS[last.type]
        if status == "Succeeded":
            yield f"{offset}{self.ink.good(status)} -> {value(last.detail.get('output'), self.most)}"
            return
        error, cause = last.detail.get("error", ""), last.detail.get("cause", "")
        yield f"{offset}{self.ink.bad(status)}{f' with {error!r}' if error else ''}{f': {cause}' if cause else ''}"


def _label(visit: OpenVisit) -> str:
    """The step's name, behind the innermost branch or iteration it stands in."""
    return f"{visit.where[-1]} {visit.step}" if visit.where else visit.step


def _answered(history: History) -> dict[int, str]:
    """Who answered the tasks, by the number of the visit; from the marks beside the events."""
    by_event: dict[int, Any] = {mark.event_id: mark.value for mark in history.marks if mark.kind == "answered"}
    if not by_event:
        return {}
    rows = list(history.rows())
    found: dict[int, str] = {}
    latest: dict[str, int] = {}
    visits = {visit.event_id: index for index, visit in enumerate(history.visits)}
    for row in rows:
        if row.type == "StepEntered":
            latest[row.step] = visits[row.id]
        if row.id in by_event:
            found.setdefault(latest.get(row.step, -1), str(by_event[row.id]))
    return found
