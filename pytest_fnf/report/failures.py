"""The text of a failed expectation: what was asserted, what happened instead, where in the flow, the timeline.

In: a `Miss` found by an expectation. Out: one text. It leaves judging to expectations and their words to `wording`.
What matters comes first, since the first line is what pytest's summary and `--tb=line` show; `-vv` shows everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from pytest_fnf.history.history import History
from pytest_fnf.report.excerpts import step_lines
from pytest_fnf.report.timeline import ALL, Part, Timeline
from pytest_fnf.report.tracebacks import tracebacks
from pytest_fnf.surroundings import shows_everything

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.definition.load import Definition
    from pytest_fnf.history.execution import Execution

_MOST_DETAILS = 12


@dataclass(frozen=True, slots=True)
class Miss:
    """An assertion that does not hold.

    Attributes:
        asserted: what the test says, to be read after "expected".
        happened: what happened instead, to be read after "but".
        details: more of that, the most telling line first.
        step: the step that the assertion is about, shown with its lines of the document.
        up_to: how many visits of the timeline lead to the divergence; `None` for all.
    """

    asserted: str
    happened: str
    details: Sequence[str] = field(default=())
    step: str | None = None
    up_to: int | None = None


def failure_text(
    subject: Execution | History, miss: Miss, *, definition: Definition | None, where: tuple[str, ...] = ()
) -> str:
    """The whole text.

    Args:
        subject: the execution or history that was looked at.
        miss: what does not hold.
        definition: the flow's definition, if it is known.
        where: the branch or iteration that was looked at.
    """
    return "\n".join(_lines(subject, miss, definition, where))


def _lines(
    subject: Execution | History, miss: Miss, definition: Definition | None, where: tuple[str, ...]
) -> Iterator[str]:
    everything = shows_everything()
    yield f"expected {miss.asserted}, but {miss.happened}"
    for line in islice(miss.details, None if everything else _MOST_DETAILS):
        yield f"  {line}"
    if not everything and len(miss.details) > _MOST_DETAILS:
        yield f"  ... {len(miss.details) - _MOST_DETAILS} more, shown with -vv"
    if miss.step is not None:
        lines = list(step_lines(definition, miss.step, everything=everything))
        if lines:
            yield ""
            yield from lines
    yield ""
    timeline = Timeline(most=None if everything else 100, cut=not everything)
    part = Part(where, None if everything else miss.up_to) if where or miss.up_to is not None else ALL
    yield from timeline.lines(subject, definition=definition, part=part)
    yield from tracebacks(subject if isinstance(subject, History) else subject.history)
