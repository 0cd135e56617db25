"""`History`: the immutable sequence of an execution's events.

In: a recorder's rows, or JSON of the service. Out: events made when someone looks, the service's JSON, the
path, and `StepRecord`s. It leaves the folding of rows into visits to `records`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, overload

from pytest_fnf.clock.instants import parse_instant, to_datetime
from pytest_fnf.errors import UsageError
from pytest_fnf.history.events import DETAIL_KEYS, STEP_ENTERED, TASK_SCHEDULED, TYPES, Event
from pytest_fnf.history.recorder import WIDTH, Mark, Recorder
from pytest_fnf.history.records import OpenVisit, StepRecord, by_step, fold
from pytest_fnf.values import private


class Row(NamedTuple):
    """An event as it lies: shared values, whole milliseconds. For readers inside the package, who change nothing."""

    id: int
    type: str
    step: str
    schedule_id: int
    instant: int
    detail: Mapping[str, Any]


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

        Args:
            data: the JSON text, the decoded answer (a mapping with `Events`), a sequence of such answers, or a
                sequence of events (api-2019-03-15, section 3.2).

        Raises:
            UsageError: something in it is no event; the text says which and what is missing.
        """
        events = _events_of(data)
        rows: list[Any] = []
        ids: list[int] = []
        for at, event in sorted(enumerate(events), key=lambda pair: _event_id(*pair)):
            ids.append(_event_id(at, event))
            if len(ids) > 1 and ids[-2] == ids[-1]:
                raise UsageError(f"event {at} of the history repeats EventId {ids[-1]}; ids are unique")
            rows += _row_of(at, event)
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
        return self._count == other._count and all(a == b for a, b in zip(self, other, strict=True))

    def __repr__(self) -> str:
        last = self._rows[(self._count - 1) * WIDTH] if self._count else ""
        kind = TYPES[last] if isinstance(last, int) else last
        return f"<History of {self._count} events{f', the last {kind}' if kind else ''}>"

    def to_api(self) -> list[dict[str, Any]]:
        """All events in the service's JSON, as `Events` of `GetExecutionHistory` holds them."""
        return [event.to_api() for event in self]

    def rows(self) -> Iterator[Row]:
        """The events as they lie, for readers that change nothing (reports, expectations)."""
        return (self._row(at) for at in range(self._count))

    @cached_property
    def path(self) -> list[str]:
        """Step names in the order the steps were entered."""
        rows, end = self._rows, self._count * WIDTH
        return [rows[at + 1] for at in range(0, end, WIDTH) if rows[at] in (STEP_ENTERED, "StepEntered")]

    @cached_property
    def visits(self) -> tuple[OpenVisit, ...]:
        """The runs of all steps in the order they were entered; shared values, for readers that change nothing."""
        return fold(self.rows())

    @cached_property
    def records(self) -> Mapping[str, StepRecord]:
        """A record for every step that was entered, in the order of first entry."""
        return by_step(self.visits)

    @property
    def marks(self) -> Iterator[Mark]:
        """What is known beside the events, in the order it was noted."""
        marks = self._marks
        return (Mark(*marks[at : at + 3]) for at in range(0, self._mark_count * 3, 3))

    def _row(self, at: int) -> Row:
        kind, step, link, instant, first, second = self._rows[at * WIDTH : (at + 1) * WIDTH]
        event_id = at + 1 if self._ids is None else self._ids[at]
        schedule_id = event_id - link
        if isinstance(kind, str):
            return Row(event_id, kind, step, schedule_id, instant, first)
        detail = dict(zip(DETAIL_KEYS[kind], (first, second), strict=False))
        if kind == TASK_SCHEDULED:
            detail |= second
        return Row(event_id, TYPES[kind], step, schedule_id, instant, detail)

    def _event(self, at: int) -> Event:
        row = self._row(at)
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
        except ValueError as error:
            raise UsageError(f"the history is no JSON: {error}") from None
    if isinstance(data, Mapping):
        if "Events" not in data:
            raise UsageError(f"the history has no 'Events'; found the keys {sorted(map(str, data))}")
        return _events_of(data["Events"])
    if not isinstance(data, Sequence):
        raise UsageError(f"a history is JSON text, a mapping with 'Events' or a list; found {data!r}")
    if data and all(isinstance(page, Mapping) and "Events" in page for page in data):
        return [event for page in data for event in _events_of(page)]
    return list(data)


def _event_id(at: int, event: Any) -> int:
    if not isinstance(event, Mapping):
        raise UsageError(f"event {at} of the history is {event!r}; each is a mapping with EventId, Type, Time")
    event_id = event.get("EventId")
    if isinstance(event_id, bool) or not isinstance(event_id, int):
        raise UsageError(f"event {at} of the history has EventId {event_id!r}; it is a number")
    return event_id


def _row_of(at: int, event: Mapping[str, Any]) -> tuple[Any, ...]:
    kind = event.get("Type")
    if kind not in TYPES:
        raise UsageError(f"event {at} of the history has Type {kind!r}, which is none of the service's types")
    detail = event.get("EventDetail") or "{}"
    try:
        detail = json.loads(detail) if isinstance(detail, str | bytes) else private(dict(detail))
        instant = parse_instant(str(event.get("Time")))
    except (TypeError, ValueError) as error:
        raise UsageError(f"event {at} of the history: {error}") from None
    if not isinstance(detail, dict):
        raise UsageError(f"event {at} of the history has EventDetail {detail!r}; it is a JSON object")
    link = event["EventId"] - (event.get("ScheduleEventId") or 0)
    return (kind, event.get("StepName") or "", link, instant, detail, None)
