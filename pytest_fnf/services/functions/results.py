"""What comes out of a handler, as an answer of the service.

In: what a handler returned or raised. Out: `Done` or `Failed`, or the verdict that it is none of the flow's business.
Sources: fdl-classic 7.1, 8.3, design section 4.
"""

from __future__ import annotations

import json
from pathlib import Path
from traceback import FrameSummary, extract_tb, format_list
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pytest
from _pytest.outcomes import OutcomeException

from pytest_fnf.errors import ApiError, FnfError
from pytest_fnf.services.replies import Done, Failed
from pytest_fnf.values import NotJson, compact, copy_json

if TYPE_CHECKING:
    from types import TracebackType

    from pytest_fnf.services.functions.handlers import Handler

Expects: TypeAlias = Literal["object", "json", "any", "nothing"]
"""What a result must be: a JSON object, any JSON, any JSON or else any text, or (where a callback brings the result)
whatever it is."""

_PACKAGE = str(Path(__file__).resolve().parent)


def passes_through(exception: BaseException) -> bool:
    """Whether what a handler raised is pytest's, the user's hand on the keyboard, or the test's own mistake."""
    if isinstance(exception, ApiError):
        return False
    return isinstance(exception, OutcomeException | pytest.exit.Exception | KeyboardInterrupt | FnfError)


def as_failure(exception: BaseException, handler: Handler) -> Failed:
    """An exception of a handler as an error of the flow (fdl-classic 7.1): its type's name, and the runtime's cause."""
    trace = [line.rstrip("\n") for line in _stack(exception.__traceback__, handler.code)]
    if isinstance(exception, SyntaxError):
        trace.append(f"{Path(exception.filename or '').name}, line {exception.lineno}")
    name = type(exception).__name__ if isinstance(exception, Exception) else "FC.Unknown"
    message = _text(exception) if isinstance(exception, Exception) else f"Process exited unexpectedly: {exception!r}"
    cause = {"errorMessage": message, "errorType": type(exception).__name__, "stackTrace": trace}
    return Failed(name, compact(cause), by=handler.shown, exception=exception)


def as_result(value: Any, handler: Handler, *, expects: Expects) -> Done | Failed:
    """What a handler returned, as over the wire: JSON text, or a value that JSON can carry (fdl-classic 8.3, Q-33)."""
    reply = _as_json(value, handler, expects)
    if expects == "nothing" and (isinstance(reply, Failed) or type(reply.value) is not dict):
        return Done({}, 2, by=handler.shown)
    return reply


def _as_json(value: Any, handler: Handler, expects: Expects) -> Done | Failed:
    try:
        copy, size = copy_json(_text_or_json(value) if expects == "any" else _decoded(value))
    except (NotJson, ValueError, TypeError, RecursionError) as error:
        name = "FnF.InvalidData" if expects == "any" else "FnF.InvalidLocal"
        return Failed(name, f"{handler.shown} returned no JSON: {error}", by=handler.shown)
    if expects == "object" and type(copy) is not dict:
        found = compact(copy)
        found = found if len(found) <= 60 else f"{found[:57]}..."
        return Failed(
            "FnF.InvalidLocal", f"{handler.shown} returned {found}; a task's result is a JSON object", by=handler.shown
        )
    return Done(copy, size, by=handler.shown)


def _decoded(value: Any) -> Any:
    if isinstance(value, str | bytes | bytearray):
        return json.loads(value)
    # The runtime serialises what is no text, so keys that are numbers become text.
    return json.loads(json.dumps(value))


def _text_or_json(value: Any) -> Any:
    """The StateMachine dialect wraps whatever came back, so a text need not be JSON (OQ-18)."""
    try:
        return _decoded(value)
    except ValueError:
        if isinstance(value, str):
            return value
        if isinstance(value, bytes | bytearray):
            return bytes(value).decode("utf-8", "replace")
        raise


def _text(exception: Exception) -> str:
    try:
        return str(exception)
    except Exception as error:  # noqa: BLE001  (people's own `__str__`)
        return f"<unprintable: {error!r}>"


def _stack(traceback: TracebackType | None, code: Path | None) -> list[str]:
    """The handler's own frames, with paths from its code folder on, so that they are the same on every machine."""
    frames = [
        frame for frame in extract_tb(traceback) if not frame.filename.startswith((_PACKAGE, "<frozen importlib"))
    ]
    # Made anew without columns: how a Python version marks them is not part of the error.
    return format_list(
        [FrameSummary(_shown(frame, code), frame.lineno, frame.name, line=frame.line) for frame in frames]
    )


def _shown(frame: FrameSummary, code: Path | None) -> str:
    file = Path(frame.filename)
    return file.relative_to(code).as_posix() if code is not None and file.is_relative_to(code) else file.name
