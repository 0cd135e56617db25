"""Options of a flow under test: what the marker, `load_flow`, `open_flow` and `child` take, merged and checked.

In: keyword arguments from several places. Out: one `Options`, complete. It leaves reading marks and ini files to the
plugin, and opening sources to `sources`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pytest_fnf.clock.instants import from_datetime, parse_instant, to_datetime
from pytest_fnf.definition.templates.variables import NOTHING, Variables, as_text
from pytest_fnf.engine.core.limits import Limits
from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.definition.load import Mode, WaitSeconds

__tracebackhide__ = hidden_from_tracebacks

Source: TypeAlias = "str | os.PathLike[str]"

START = 1_767_225_600_000
"""2026-01-01T00:00:00Z, where virtual time begins unless a test says otherwise."""

LIMITS = ("events", "data_bytes", "wait_seconds", "execution_seconds")

READINGS = {
    "fail_ends_flow": "a Fail in a branch or iteration ends the flow, whatever Catch there is around it (OQ-7)",
    "plain_function_result": "the result of FC:InvokeFunction is $Output itself, not its Body (OQ-18)",
    "http_status_errors": "a response of 400 or more is the error HTTP.{code} (OQ-19)",
    "catch_passes_input": "a Catch without OutputConstructor hands on the failed state's $Input (OQ-23)",
}
"""Open questions of the StateMachine dialect that a test may answer the other way, each with what it then means."""


class Reading(NamedTuple):
    """What the reading of a document depends on beside its text; part of what it is cached under.

    Attributes:
        wait_seconds: the longest constant wait that it may name; `None` for no limit.
        mode: how the flow runs, which the document does not say; `None` for what its template says, else `standard`.
        variables: values for placeholders, and for what a template leaves open.
    """

    wait_seconds: WaitSeconds = "service"
    mode: Mode | None = None
    variables: Variables = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Checked options; see `@pytest.mark.flow` for their meaning. Unset ones have the product's defaults.

    Attributes:
        source: path, `template#LogicalId` or text of the definition; `None` if nobody gave one.
        name: the flow's name, `None` for the folder's or file's.
        functions: function to handler.
        env: environment of every handler.
        at: virtual start time in milliseconds since the epoch, `None` for the default.
        limits: `LIMITS` to a number or `None`.
        mode: `standard` or `express`; `None` for what the flow's template says, else `standard`.
        strict_stubs: whether an unused stub fails the test.
        discover: whether handlers and sub-flows are looked for in the files beside the flow.
        allow_network: hosts that handlers may reach.
        variables: values for placeholders in the source.
        seed: seed of what handlers and the flow's own expressions draw.
        readings: `READINGS` to whether the open question is answered that way.
    """

    source: Source | None = None
    name: str | None = None
    functions: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    at: int | None = None
    limits: Mapping[str, float | None] = field(default_factory=dict)
    mode: Mode | None = None
    strict_stubs: bool = True
    discover: bool = True
    allow_network: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    readings: Mapping[str, bool] = field(default_factory=dict)

    def merged(self, **given: Any) -> Options:
        """These options with others on top: mappings merge key by key, everything else is replaced.

        Raises:
            UsageError: an unknown option, or a value of the wrong kind; the text says what is allowed.
        """
        known = [option.name for option in fields(self)]
        changes: dict[str, Any] = {}
        for option, value in given.items():
            if option not in known:
                hint = did_you_mean(option, known)
                raise UsageError(
                    f"there is no flow option {option!r}{f'; {hint}' if hint else ''} (options: {', '.join(known)})"
                )
            checked = _CHECKS[option](option, value)
            if option in _MAPPINGS:
                changes[option] = {**getattr(self, option), **checked}
            else:
                changes[option] = checked
        return replace(self, **changes)

    def check_shared(self, other: Options) -> None:
        """Whether a further flow's options can be had beside these, which its world was opened with.

        Raises:
            UsageError: what all flows of a test share cannot be had twice, differently.
        """
        for option in _SHARED:
            given = getattr(other, option)
            ours = self.start if option == "at" else getattr(self, option)
            if given != ours and not (option == "at" and given is None):
                raise UsageError(
                    f"the option '{option}' belongs to the test, whose flows share one world; a second, different "
                    f"'{option}' cannot be had; write it in @pytest.mark.flow, or where the first flow is opened"
                )

    def sharing(self, other: Options) -> Options:
        """These options, with what all flows of a test share taken from the others."""
        return replace(self, **{option: getattr(other, option) for option in _SHARED})

    def different_for_a_flow(self, other: Options) -> str | None:
        """An option of one flow that is different there, so that both cannot mean the same flow."""
        return next((option for option in _OF_A_FLOW if getattr(self, option) != getattr(other, option)), None)

    def again(self) -> dict[str, Any]:
        """All of them as keyword arguments, to open the same flow in another world."""
        given = {option.name: getattr(self, option.name) for option in fields(self)}
        return {**given, "at": to_datetime(self.start)}

    @property
    def start(self) -> int:
        """The virtual start time, in milliseconds since the epoch."""
        return START if self.at is None else self.at

    @property
    def reading(self) -> Reading:
        """What the flow's document is read with."""
        return Reading(self.limits.get("wait_seconds", "service"), self.mode, Variables(self.variables))

    @property
    def chosen_readings(self) -> frozenset[str]:
        """The readings that the test wants, as the engine takes them."""
        return frozenset(name for name, chosen in self.readings.items() if chosen)

    def engine_limits(self, standard: Limits) -> Limits:
        """The service's limits with the test's own in their place, in whole milliseconds and bytes."""

        def limit(name: str, default: int | None, factor: int) -> int | None:
            value = self.limits.get(name, default if default is None else default / factor)
            return None if value is None else round(value * factor)

        return Limits(
            events=limit("events", standard.events, 1),
            data_bytes=limit("data_bytes", standard.data_bytes, 1),
            wait_ms=limit("wait_seconds", standard.wait_ms, 1000),
            execution_ms=limit("execution_seconds", standard.execution_ms, 1000),
        )


def named_limit(written: str) -> tuple[str, float | None]:
    """A limit as ini files write it: `events=none`, `data_bytes=65536`.

    Raises:
        ValueError: it is written in another way.
    """
    name, sign, number = written.partition("=")
    if not sign:
        raise ValueError(f"a limit is written name=number or name=none; found {written!r}")
    try:
        return name, None if number.lower() == "none" else float(number)
    except ValueError:
        raise ValueError(f"{name} is a number or none; found {number!r}") from None


def named_variable(written: str) -> tuple[str, str]:
    """A variable as ini files and command lines write it: `region=cn-hangzhou`. Its value is text.

    Raises:
        ValueError: it is written in another way.
    """
    name, sign, value = written.partition("=")
    if not sign or not name:
        raise ValueError(f"a variable is written name=value; found {written!r}")
    return name, value


def _source(option: str, value: Any) -> Source | None:
    if value is None or (isinstance(value, str) and value) or isinstance(value, os.PathLike):
        return value
    raise UsageError(f"{option} is a path or the definition's text; found {value!r}")


def _name(option: str, value: Any) -> str | None:
    if value is None or (isinstance(value, str) and value):
        return value
    raise UsageError(f"{option} is text; found {value!r}")


def _mapping(option: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return dict(value)
    raise UsageError(f"{option} is a mapping with text keys; found {value!r}")


def _env(option: str, value: Any) -> dict[str, str]:
    made = _mapping(option, value)
    for key, text in made.items():
        if not isinstance(text, str):
            raise UsageError(f"{option}[{key!r}] is {text!r}; an environment variable is text")
    return made


def _limits(option: str, value: Any) -> dict[str, Any]:
    made = _mapping(option, value)
    for key, limit in made.items():
        if key not in LIMITS:
            hint = did_you_mean(key, LIMITS)
            raise UsageError(f"there is no limit {key!r}{f'; {hint}' if hint else ''} (limits: {', '.join(LIMITS)})")
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float) or not limit > 0):
            raise UsageError(f"{option}[{key!r}] is {limit!r}; it is a number above 0, or None for no limit")
    return made


def _readings(option: str, value: Any) -> dict[str, Any]:
    made = _mapping(option, value)
    for key, chosen in made.items():
        if key not in READINGS:
            hint = did_you_mean(key, READINGS)
            raise UsageError(
                f"there is no reading {key!r}{f'; {hint}' if hint else ''} (readings: {', '.join(READINGS)})"
            )
        _bool(f"{option}[{key!r}]", chosen)
    return made


def _at(option: str, value: Any) -> int | None:
    try:
        if value is None:
            return None
        if isinstance(value, datetime):
            return from_datetime(value)
        if isinstance(value, str):
            return parse_instant(value)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None
    raise UsageError(f"{option} is an aware datetime or RFC 3339 text; found {value!r}")


def _mode(option: str, value: Any) -> Mode | None:
    if value is None:
        return None
    if value == "standard":
        return "standard"
    if value == "express":
        return "express"
    raise UsageError(f"{option} is 'standard' or 'express'; found {value!r}")


def _variables(option: str, value: Any) -> dict[str, Any]:
    made = _mapping(option, value)
    for key, given in made.items():
        try:
            as_text(given)
        except (TypeError, ValueError):
            raise UsageError(f"{option}[{key!r}] is {given!r}; a variable is text, or what JSON can carry") from None
    return made


def _bool(option: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise UsageError(f"{option} is True or False; found {value!r}")


def _hosts(option: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, Collection) and not isinstance(value, str | bytes) and all(isinstance(h, str) for h in value):
        return tuple(value)
    raise UsageError(f"{option} is a list of host names; found {value!r}")


def _seed(option: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise UsageError(f"{option} is a whole number; found {value!r}")


_SHARED = ("at", "env", "seed", "allow_network")
_OF_A_FLOW = ("limits", "mode", "strict_stubs", "discover", "variables", "readings")
_MAPPINGS = {"functions", "env", "limits", "variables", "readings"}
_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "source": _source,
    "name": _name,
    "functions": _mapping,
    "env": _env,
    "at": _at,
    "limits": _limits,
    "mode": _mode,
    "strict_stubs": _bool,
    "discover": _bool,
    "allow_network": _hosts,
    "variables": _variables,
    "seed": _seed,
    "readings": _readings,
}
