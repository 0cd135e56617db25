"""The text of a failed expectation: what was asserted, what happened instead, where in the flow, the timeline.

In: facts found by an expectation. Out: one text. It leaves judging to expectations. What matters comes first, so that
it is kept when pytest or a reader cuts; `-vv` shows everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from traceback import format_exception
from typing import TYPE_CHECKING

from pytest_fnf.history.history import History
from pytest_fnf.report.timeline import Timeline
from pytest_fnf.report.words import step_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.history.execution import Execution


@dataclass(slots=True)
class Style:
    """How much failures show; the plugin sets it from pytest's verbosity.

    Attributes:
        everything: cut nothing.
    """

    everything: bool = False


style = Style()


def failure_text(
    subject: Execution | History,
    asserted: str,
    happened: Sequence[str],
    *,
    step: str | None = None,
    up_to: int | None = None,
) -> str:
    """The whole text.

    Args:
        subject: the execution or history that was looked at.
        asserted: what the test says.
        happened: what happened instead, the most telling line first.
        step: the step that the assertion is about, shown with its lines of the document.
        up_to: how many visits of the timeline lead to the divergence; `None` for all.
    """
    return "\n".join(_lines(subject, asserted, happened, step, up_to))


def _lines(
    subject: Execution | History, asserted: str, happened: Sequence[str], step: str | None, up_to: int | None
) -> Iterator[str]:
    yield f"expected: {asserted}"
    most = None if style.everything else 12
    for at, line in enumerate(islice(happened, most)):
        yield f"{'happened: ' if at == 0 else '          '}{line}"
    if most is not None and len(happened) > most:
        yield f"          ... {len(happened) - most} lines more, shown with -vv"
    definition = None if isinstance(subject, History) else subject.definition
    if step is not None:
        yield from step_lines(definition, step)
    yield ""
    timeline = Timeline(most=None if style.everything else 100, cut=not style.everything)
    yield from timeline.lines(subject, up_to=None if style.everything else up_to)
    yield from tracebacks(subject if isinstance(subject, History) else subject.history)


def tracebacks(history: History) -> Iterator[str]:
    """The traceback of the last handler that failed, as the handler's author wants to see it."""
    raised = [mark for mark in history.marks if mark.kind == "traceback"]
    if raised:
        yield ""
        yield "the handler's own traceback:"
        for part in format_exception(raised[-1].value):
            yield from part.rstrip("\n").split("\n")
