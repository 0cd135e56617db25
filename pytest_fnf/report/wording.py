"""How checks say what they assert and what they found, apart from the checks, so that all speak alike.

In: visits, instants, durations, names. Out: parts of sentences. It leaves judging to expectations and the text as a
whole to `failures`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.report.words import error_text, listed, path_text, seconds, times
from pytest_fnf.surroundings import shows_everything

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.history.records import OpenAttempt, OpenVisit

_MOST_PLACES = 12


def exactly(count: int | None) -> str:
    """` 3 times` where a number was given."""
    return "" if count is None else f" {times(count)}"


def ended(status: str, elapsed: int, error: str, cause: str, within: str = "") -> str:
    """How something ended, to be read after "it".

    Args:
        status: the service's word, or `Cancelled` for a branch.
        elapsed: milliseconds from its start to its end, or to its last event so far.
        error: the error's name.
        cause: the error's text.
        within: ` in step 'X' (since 3 s)`, where it had got to.
    """
    why = error_text("" if status == "TimedOut" else error, cause, 300)
    if status == "Running":
        return f"is still running, {seconds(elapsed)} after its start{',' if within else ''}{within}"
    words = {"Succeeded": "succeeded", "TimedOut": "timed out", "Stopped": "was stopped", "Cancelled": "was cancelled"}
    text = f"{words.get(status, 'failed')} after {seconds(elapsed)}{within}"
    if not why or status == "Succeeded":
        return text
    return f"{text}: {why}" if status in ("TimedOut", "Cancelled") else f"{text} with {why}"


def visited(visits: Sequence[OpenVisit], start: int, depth: int = 0) -> str:
    """When a step was visited, to be read after "it was visited": `3 times, at 10 s, 20 s and 30 s`."""
    return f"{times(len(visits))}, at {instants([(visit.entered, visit.where[depth:]) for visit in visits], start)}"


def instants(places: Sequence[tuple[int, tuple[str, ...]]], start: int) -> str:
    """`10 s in each[0], 20 s (2 times) and 30 s in each[2]`, of many the first."""
    texts: dict[str, int] = {}
    for at, where in places:
        text = seconds(at - start) + (f" in {'/'.join(where)}" if where else "")
        texts[text] = texts.get(text, 0) + 1
    told = [text if count == 1 else f"{text} ({count} times)" for text, count in texts.items()]
    if len(told) > _MOST_PLACES and not shows_everything():
        more = len(told) - _MOST_PLACES
        return f"{', '.join(told[:_MOST_PLACES])} and {more} more, the last at {seconds(places[-1][0] - start)}"
    return listed(told)


def durations(visits: Sequence[OpenVisit], start: int, depth: int = 0) -> str:
    """How long each visit lasted, to be read after "it": `lasted 10 s (at 0 s and 20 s) and 5 s (at 10 s)`."""
    lasted: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for visit in visits:
        if visit.exited is not None:
            lasted.setdefault(visit.exited - visit.entered, []).append((visit.entered, visit.where[depth:]))
    texts = [f"{seconds(ms)} (at {instants(places, start)})" for ms, places in lasted.items()]
    parts = [f"lasted {listed(texts)}"] if texts else []
    unfinished = [(visit.entered, visit.where[depth:]) for visit in visits if visit.exited is None]
    if unfinished:
        parts.append(f"was entered at {instants(unfinished, start)} and not left")
    return " and ".join(parts)


def retries(delays: Sequence[int]) -> str:
    """`2 times, after 1 s and 2 s`, to be read after "it was retried"."""
    if not delays:
        return "never"
    texts = [seconds(delay) for delay in delays]
    if len(texts) > _MOST_PLACES and not shows_everything():
        texts = [*texts[:_MOST_PLACES], f"{len(texts) - _MOST_PLACES} more"]
    return f"{times(len(delays))}, after {listed(texts)}"


def attempts(visits: Sequence[OpenVisit], start: int) -> Iterator[str]:
    """One line a visit of a task: each attempt with its instant and its end."""
    for visit in visits:
        told = [f"attempt {number} {_attempt(one, start)}" for number, one in enumerate(visit.tries, start=1)]
        where = f" in {'/'.join(visit.where)}" if visit.where else ""
        if len(told) > _MOST_PLACES and not shows_everything():
            told = [*told[:4], f"... {len(told) - 8} more ...", *told[-4:]]
        yield f"the visit at {seconds(visit.entered - start)}{where}: {', '.join(told) or 'it made no attempt'}"


def _attempt(attempt: OpenAttempt, start: int) -> str:
    at = f"at {seconds(attempt.started - start)}"
    if attempt.ended is None:
        return f"{at} has no end"
    if attempt.error is None:
        return f"{at} succeeded"
    return f"{at} failed with '{attempt.error}'" if attempt.error else f"{at} failed"


def the_path(path: Sequence[str]) -> str:
    """A line that shows the whole path."""
    return f"the path was {path_text(path, None if shows_everything() else 40)}"
