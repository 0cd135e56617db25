"""Reading the steps that call nothing and hold no other steps: pass, succeed, fail, wait.

In: their attributes. Out: parts of the model. Source: fdl-classic 4.1, 4.3, 4.7, 4.8; V10, Q-22.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import parse_instant
from pytest_fnf.definition import problems as code
from pytest_fnf.definition.classic.mappings import read_input_path
from pytest_fnf.definition.classic.model import FailStep, WaitStep
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.attributes import Attributes
    from pytest_fnf.definition.problems import Problems

LONGEST_WAIT_SECONDS = 172_800.0
"""Two days, the longest wait of the service (fdl-classic 4.3, Q-22)."""

FARAWAY_SECONDS = 3_153_600_000.0
"""A hundred years: what holds when the longest wait is not checked, since the clock's calendar ends somewhere."""


def read_fail(attributes: Attributes, common: dict[str, Any]) -> FailStep:
    """A fail step; without error and cause both are empty (Q-23)."""
    error, cause = attributes.text("error"), attributes.text("cause")
    return FailStep(**common, error="" if error is None else error.text, cause="" if cause is None else cause.text)


def read_wait(
    attributes: Attributes, common: dict[str, Any], wait_seconds: float | None, problems: Problems
) -> WaitStep | None:
    """A wait step: a number of seconds, an instant, or a path to one of them."""
    if attributes.has("duration") == attributes.has("timestamp"):
        both = attributes.has("duration")
        found = "both 'duration' and 'timestamp'" if both else "neither 'duration' nor 'timestamp'"
        place = attributes.place_of("timestamp") if both else attributes.node.place
        hint = "" if both else attributes.misspelt("duration", "timestamp")
        problems.error(code.WAIT_FORM, place, f"{attributes.owner} has {found}; one of the two says when it ends", hint)
        return None
    if attributes.has("duration"):
        return _read_duration(attributes, common, wait_seconds, problems)
    return _read_timestamp(attributes, common, problems)


def _read_duration(
    attributes: Attributes, common: dict[str, Any], wait_seconds: float | None, problems: Problems
) -> WaitStep | None:
    node = attributes.need("duration", code.WAIT_FORM, "it is a number of seconds or a path such as $.seconds")
    if node is None:
        return None
    if type(node) is Scalar and type(node.value) is str and node.text.startswith("$"):
        path = read_input_path(node, f"duration of {attributes.owner}", problems)
        return None if path is None else WaitStep(**common, duration_path=path)
    longest = FARAWAY_SECONDS if wait_seconds is None else wait_seconds
    allowed = f"a number of seconds from 0 to {longest:.10g} or a path such as $.seconds is allowed"
    duration = attributes.number_of("duration", node, 0, longest, allowed)
    return None if duration is None else WaitStep(**common, duration=duration)


def _read_timestamp(attributes: Attributes, common: dict[str, Any], problems: Problems) -> WaitStep | None:
    allowed = "an RFC 3339 time such as 2019-05-02T15:04:05Z or a path such as $.time is allowed"
    needed = attributes.need("timestamp", code.WAIT_FORM, allowed)
    node = attributes.text_of("timestamp", needed, allowed, quotes=False)
    if node is None:
        return None
    if node.text.startswith("$"):
        path = read_input_path(node, f"timestamp of {attributes.owner}", problems)
        return None if path is None else WaitStep(**common, timestamp_path=path)
    try:
        return WaitStep(**common, timestamp=parse_instant(node.text))
    except (ValueError, OverflowError):
        problems.error(
            code.WRONG_VALUE, node.place, f"timestamp of {attributes.owner} is {quoted(node.text)}; {allowed}"
        )
        return None
