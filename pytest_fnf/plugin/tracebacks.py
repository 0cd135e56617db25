"""What a reader sees of where an error came from: lines of his own, and nothing of pytest's or ours.

In: errors of this package. Out: their tracebacks, cut to the reader's frames; where he has none, because a mark or the
end of the test is at fault, one frame that stands for his test or for the line at fault. It leaves drawing to pytest.
"""

from __future__ import annotations

import inspect
import sys
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from pytest_fnf.errors import is_ours
from pytest_fnf.plugin import WORLDS

if TYPE_CHECKING:
    from types import CodeType

    import pytest

_PYTEST = {"_pytest", "pluggy"}
_BETWEEN = {"pytest_fnf", "contextlib", "asyncio"}


def keep_the_readers(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Cut the traceback of a call's error, which is one of ours."""
    excinfo = call.excinfo
    if excinfo is None or not is_ours(excinfo.value) or item.config.getoption("fulltrace", default=False):
        return
    frames = [(entry.tb_frame, entry.tb_lasti, entry.tb_lineno) for entry in _the_readers(excinfo.tb)]
    if not frames:
        line = (_unused_stub(item) if call.when == "call" else None) or _head(item)
        if line is None:
            return
        frames = [(_standing_for(*line), -1, line[1])]
    # A chain of its own, since pytest follows that of the interpreter once more when it cuts at the test.
    chain: TracebackType | None = None
    for frame in reversed(frames):
        chain = TracebackType(chain, *frame)
    if chain is not None:
        excinfo.traceback = type(excinfo.traceback)(chain)


def _the_readers(entry: TracebackType | None) -> list[TracebackType]:
    """The frames that led to the error by calling us or raising it, or by asking for a fixture of ours.

    What pytest is called by on its way is no frame of the reader: plugins wrap it, such as pytest-asyncio.
    """
    kept: list[TracebackType] = []
    waiting: list[TracebackType] = []
    while entry is not None:
        module = str(entry.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        if module in _PYTEST:
            if entry.tb_frame.f_code.co_name == "getfixturevalue":
                kept += waiting
            waiting.clear()
        elif module not in _BETWEEN:
            waiting.append(entry)
        entry = entry.tb_next
    return kept + waiting


def _unused_stub(item: pytest.Item) -> tuple[CodeType, int] | None:
    """Where the test made a stub that was never used."""
    accounts = item.stash[WORLDS].own if WORLDS in item.stash else []
    places = (account.place_of_unused() for account in accounts)
    return next((place for place in places if place is not None), None)


def _head(item: pytest.Item) -> tuple[CodeType, int] | None:
    """The code of the test's function and the line of its `def`, below its marks."""
    function = getattr(item, "obj", None)
    code: CodeType | None = None if function is None else getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return None
    try:
        lines, first = inspect.getsourcelines(code)
    except OSError:
        return code, code.co_firstlineno
    heads = (at for at, text in enumerate(lines) if text.lstrip().startswith(("def ", "async def ")))
    return code, first + next(heads, 0)


def _standing_for(code: CodeType, line: int) -> FrameType:
    """A frame that was never run: pytest draws tracebacks from a frame's code and a line."""
    made: list[FrameType] = []
    stand_in = compile("made.append(here())", code.co_filename, "exec").replace(
        co_name=code.co_name, co_qualname=code.co_qualname, co_firstlineno=min(code.co_firstlineno, line)
    )
    exec(stand_in, {"made": made, "here": sys._getframe}, {})  # noqa: S102, SLF001  (the text is ours)
    return made[0]
