"""The engine's own error codes in this dialect, in one table, and how a state fails with them.

In: what went wrong, in words. Out: `StepFailed`. Source: cloudflow-statemachine 12.4, OQ-6; only the time-out's code
has support outside, so the others stand here alone, where they can be changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.values import size

if TYPE_CHECKING:
    from pytest_fnf.engine.core.limits import Limits
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

EXPRESSION: Final = "FnF.ExpressionError"
"""An expression that cannot be evaluated: unlike types, wrong arguments, a condition that gives no boolean."""
DATA_LIMIT: Final = "FnF.StateDataLimitExceeded"
"""An input or output of more than 64 KiB, a global variable beyond its bounds."""
INVALID: Final = "FnF.InvalidData"
"""A computed value of the wrong shape: ItemsPath, Seconds, Timeout, a parameter."""
FAIL: Final = "FnF.Fail"
"""A Fail state that names no code (OQ-8)."""


def within(limits: Limits, state: str, what: str, value: Json, bound: int) -> int:
    """The bound of a value that may travel on: as it is, or counted where it passed the limit.

    Args:
        limits: of the execution.
        state: whose value it is.
        what: which one, for people: `input`, `output`, `result`.
        value: the value.
        bound: upper bound of its bytes.

    Raises:
        StepFailed: it is too large (cloudflow-statemachine 3.1).
    """
    most = limits.data_bytes
    if most is None or bound <= most:
        return bound
    count = size(value)
    if count > most:
        cause = f"{what} of state '{state}': {count:,} bytes of data; at most {most:,} are allowed"
        raise StepFailed(DATA_LIMIT, cause)
    return count
