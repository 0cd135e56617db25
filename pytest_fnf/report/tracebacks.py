"""The traceback of a handler that failed, as the handler's author wants to see it.

In: a history and the marks beside it. Out: lines. It leaves out the package's own frames.
"""

from __future__ import annotations

from pathlib import Path
from traceback import StackSummary, TracebackException
from typing import TYPE_CHECKING

from pytest_fnf.report.words import counted, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.history.history import History

_OURS = str(Path(__file__).parents[1])


def tracebacks(history: History) -> Iterator[str]:
    """The last handler that raised, with an empty line before; nothing if none did."""
    raised = [mark for mark in history.marks if mark.kind == "traceback"]
    first = history.first
    if not raised or first is None:
        return
    last = raised[-1]
    row = history.row(last.event_id - 1)
    others = f" ({counted(len(raised) - 1, 'earlier failure')} not shown)" if len(raised) > 1 else ""
    yield ""
    yield f"the handler's own traceback, step '{row.step}' at {seconds(row.instant - first.instant)}{others}:"
    described = TracebackException.from_exception(last.value)
    _leave_out_ours(described)
    for part in described.format():
        yield from part.rstrip("\n").split("\n")


def _leave_out_ours(described: TracebackException | None) -> None:
    """Drop frames of this package from it and from what it was raised from."""
    while described is not None:
        theirs = [frame for frame in described.stack if not frame.filename.startswith(_OURS)]
        described.stack = StackSummary.from_list(theirs)
        if described.__context__ is not None and described.__cause__ is not None:
            _leave_out_ours(described.__context__)
        described = described.__cause__ or described.__context__
