"""`History`: the immutable sequence of an execution's events.

In: a recorder's rows, or JSON of the service. Out: events made when someone looks, the service's JSON, the
path, and `StepRecord`s. It leaves the folding of rows into visits to `folding`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from operator import eq
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from pytest_fnf.clock.instants import parse_instant, to_datetime
from pytest_fnf.errors import UsageError, did_you_mean
from pytest_fnf.history.events import DETAIL_KEYS, ENTRIES, ROW_TYPES, TASK_SCHEDULED, TYPES, Event, as_api
from pytest_fnf.history.folding import Folded, by_step, fold
from pytest_fnf.history.recorder import WIDTH, Mark, Recorder
from pytest_fnf.values import copy_json, private

if TYPE_CHECKING:
    from pytest_fnf.history.records import OpenBranch, OpenVisit, StepRecord


class Row(NamedTuple):
    """An event as it lies: shared values, whole milliseconds. For readers inside the package, who change nothing."""

    id: int
    type: str
    step: str
    schedule_id: int
    instant: int
    detail: Mapping[str, Any]


def _detail_maker(kind: int) -> Callable[[Any, Any], dict[str, Any]]:
    """Makes the detail of a kind of row of its two values; a function for each kind, since every reading makes many."""
    if kind == TASK_SCHEDULED:
        return lambda input_, call: {"input": input_, **call}
    match DETAIL_KEYS[kind]:
        case first, second:
            return lambda one, other: {first: one, second: other}
        case (only,):
            return lambda one, _: {only: one}
        case _:
            return lambda _, __: {}


_DETAILS = [_detail_maker(kind) for kind in range(len(ROW_TYPES))]


class History(Sequence[Event]):
    """What happened in one execution, event by event.

    A history compares equal to another with the same events; marks do not count. Indexing and iteration make
    fresh `Event`s, so changing what one reads changes nothing else.
    """

    __hash__ = None  # type: ignore[assignment]  # its events hold mappings

    def __init__(self, rows: list[Any], marks: list[Any] | None = None, ids: list[int] | None = None) -> None:
        self._rows = rows
        self._count = len(rows) // WIDTH
        self._ids = ids
        marks = marks or []
        self._marks = marks
        self._mark_count = len(marks) // 3

    @classmethod
    def of(cls, recorder: Recorder) -> History:
        """The history so far; what the recorder writes later is not part of it."""
        return cls(recorder.rows, recorder.marks)

    @classmethod
    def from_api(cls, data: str | bytes | Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> History:
        """Read the service's own history: an answer of `GetExecutionHistory`, several pages of it, or its events.

        Pages may come in any order and may overlap; events are put in the order of their ids.

        Args:
            data: the JSON text, the decoded answer (a mapping with `Events`), a sequence of such answers, or a
                sequence of events (api-2019-03-15, section 3.2).

        Raises:
            UsageError: something in it is no event; the text says which and what is missing.
        """
        rows: list[Any] = []
        ids: list[int] = []
        ordered = sorted(enumerate(_events_of(data)), key=lambda pair: _event_id(*pair))
        for at, event in ordered:
            event_id, row = _event_id(at, event), _row_of(at, event)
            if ids and ids[-1] == event_id:
                if tuple(rows[-WIDTH:]) != row:
                    raise UsageError(f"events[{at}] of the history repeats EventId {event_id} with other contents")
                continue
            ids.append(event_id)
            rows += row
        return cls(rows, None, ids)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...

    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        if isinstance(index, slice):
            return tuple(self._event(at) for at in range(*index.indices(self._count)))
        if not -self._count <= index < self._count:
            raise IndexError(f"the history has {self._count} events; there is no index {index}")
        return self._event(index % self._count)

    def __iter__(self) -> Iterator[Event]:
        return (self._event(at) for at in range(self._count))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, History):
            return NotImplemented
        return self._count == other._count and all(map(eq, self.rows(), other.rows()))

    def __repr__(self) -> str:
        last = self._rows[(self._count - 1) * WIDTH] if self._count else ""
        kind = ROW_TYPES[last] if isinstance(last, int) else last
        return f"<History of {self._count} events{f', the last {kind}' if kind else ''}>"

    def to_api(self) -> list[dict[str, Any]]:
        """All events in the service's JSON, as `Events` of `GetExecutionHistory` holds them."""
        return [as_api(*row) for row in self.rows()]

    def rows(self) -> Iterator[Row]:
        """The events as they lie, for readers that change nothing (reports, expectations)."""
        columns = iter(self._rows)
        each = islice(zip(*[columns] * WIDTH, strict=False), self._count)
        return (self._row(at, row) for at, row in enumerate(each))

    @property
    def first(self) -> Row | None:
        """The first event as it lies, `None` of an empty history."""
        return self.row(0) if self._count else None

    @property
    def last(self) -> Row | None:
        """The latest event as it lies, `None` of an empty history."""
        return self.row(self._count - 1) if self._count else None

    @property
    def path(self) -> list[str]:
        """Step names in the order the steps were entered."""
        return list(self._path)

    @cached_property
    def _path(self) -> list[str]:
        rows, end = self._rows, self._count * WIDTH
        return [rows[at + 1] for at in range(0, end, WIDTH) if rows[at] in ENTRIES or rows[at] == "StepEntered"]

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.rows())

    @property
    def visits(self) -> tuple[OpenVisit, ...]:
        """The runs of all steps in the order they were entered; shared values, for readers that change nothing."""
        return self._folded.visits

    @property
    def branches(self) -> tuple[OpenBranch, ...]:
        """The runs of all branches and iterations in the order they were entered; shared values too."""
        return self._folded.branches

    @cached_property
    def records(self) -> Mapping[str, StepRecord]:
        """A record for every step that was entered, in the order of first entry."""
        return by_step(self.visits)

    def step(self, name: str) -> StepRecord:
        """What happened to one step.

        Raises:
            LookupError: no step of that name was entered; the text names the nearest.
        """
        record = self.records.get(name)
        if record is None:
            hint = did_you_mean(name, self.records) or f"there are {', '.join(map(repr, self.records)) or 'none'}"
            raise LookupError(f"the history has no step {name!r}; {hint}")
        return record

    @property
    def marks(self) -> Iterator[Mark]:
        """What is known beside the events, in the order it was noted."""
        marks = self._marks
        return (Mark(*marks[at : at + 3]) for at in range(0, self._mark_count * 3, 3))

    def row(self, at: int) -> Row:
        """One event as it lies, by its index from 0."""
        return self._row(at, self._rows[at * WIDTH : (at + 1) * WIDTH])

    def _row(self, at: int, columns: Sequence[Any]) -> Row:
        kind, step, link, instant, first, second = columns
        event_id = at + 1 if self._ids is None else self._ids[at]
        if isinstance(kind, str):
            return Row(event_id, kind, step, event_id - link, instant, first)
        return Row(event_id, ROW_TYPES[kind], step, event_id - link, instant, _DETAILS[kind](first, second))

    def _event(self, at: int) -> Event:
        row = self.row(at)
        return Event(
            id=row.id,
            schedule_id=row.schedule_id,
            type=row.type,
            step=row.step,
            detail=private(dict(row.detail)),
            time=to_datetime(row.instant),
        )


def _events_of(data: Any) -> list[Any]:
    if isinstance(data, str | bytes):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"the history is no JSON: {error}") from None
        if isinstance(data, str):
            raise UsageError(f"a history is {_FORMS}; found JSON that holds the text {_shown(data)}")
    if isinstance(data, Mapping):
        if "Events" not in data:
            raise UsageError(f"a history is {_FORMS}; found a mapping with {', '.join(map(repr, data)) or 'nothing'}")
        return _events_of(data["Events"])
    if not isinstance(data, Sequence):
        raise UsageError(f"a history is {_FORMS}; found {_shown(data)}")
    if data and all(isinstance(page, Mapping) and "Events" in page for page in data):
        return [event for page in data for event in _events_of(page)]
    return list(data)


_FORMS = "JSON text, an answer with 'Events', a list of answers or a list of events"


def _event_id(at: int, event: Any) -> int:
    if not isinstance(event, Mapping):
        raise UsageError(f"events[{at}] of the history is {_shown(event)}; an event is a mapping")
    event_id = event.get("EventId")
    if isinstance(event_id, bool) or not isinstance(event_id, int):
        raise UsageError(f"events[{at}] of the history has the EventId {_shown(event_id)}; it is a whole number")
    return event_id


def _row_of(at: int, event: Mapping[str, Any]) -> tuple[Any, ...]:
    kind = event.get("Type")
    if kind not in TYPES:
        hint = did_you_mean(kind, TYPES) if isinstance(kind, str) else ""
        allowed = hint or "the service has no such type"
        raise UsageError(f"events[{at}] of the history has the Type {_shown(kind)}; {allowed}")
    try:
        instant = parse_instant(str(event.get("Time")))
    except ValueError as error:
        raise UsageError(f"events[{at}] of the history has a wrong Time: {error}") from None
    step, cause = event.get("StepName") or "", event.get("ScheduleEventId") or 0
    if not isinstance(step, str):
        raise UsageError(f"events[{at}] of the history has the StepName {_shown(step)}; it is text")
    if isinstance(cause, bool) or not isinstance(cause, int):
        raise UsageError(f"events[{at}] of the history has the ScheduleEventId {_shown(cause)}; it is a whole number")
    return (kind, step, event["EventId"] - cause, instant, _detail_of(at, event.get("EventDetail")), None)


def _detail_of(at: int, detail: Any) -> dict[str, Any]:
    """`EventDetail`, which the service gives as JSON text; what others have decoded already is taken too."""
    try:
        made = json.loads(detail or "{}") if isinstance(detail, str | bytes) else copy_json(detail or {})[0]
    except (ValueError, RecursionError) as error:
        raise UsageError(f"events[{at}] of the history has a wrong EventDetail: {error}") from None
    if not isinstance(made, dict):
        raise UsageError(f"events[{at}] of the history has the EventDetail {_shown(made)}; it is a JSON object")
    return made


def _shown(data: Any) -> str:
    text = repr(data)
    return text if len(text) <= 80 else f"{text[:77]}..."
