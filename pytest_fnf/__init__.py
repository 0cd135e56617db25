"""pytest-fnf: test Alibaba Cloud serverless workflows (CloudFlow, FnF) in pytest, offline, on a virtual clock.

Checks:
    expect, Expectation, expect_equivalent
Worlds of their own:
    open_flow
Answers of stubs:
    ok, failure, hang, reports, reports_failure, through
For annotations:
    FlowUnderTest, LoadFlow, Stub, Function, Execution, StepRecord, Visit, Attempt, PendingTask, History, Event,
    Clock, Definition, Problem, Message
Errors:
    FnfError, UsageError, UnknownName, DefinitionError, DefinitionWarning, StubError, ExecutionStuck, HandlerFault,
    ApiError

The names are loaded when they are first used, so that pytest starts as fast with the plugin as without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_fnf.account.driving import Clock
    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.account.opening import open_flow
    from pytest_fnf.definition.load import Definition
    from pytest_fnf.definition.problems import DefinitionError, Problem
    from pytest_fnf.errors import (
        ApiError,
        DefinitionWarning,
        ExecutionStuck,
        FnfError,
        HandlerFault,
        StubError,
        UsageError,
    )
    from pytest_fnf.expectations.arguments import UnknownName
    from pytest_fnf.expectations.equivalence import expect_equivalent
    from pytest_fnf.expectations.expect import Expectation, expect
    from pytest_fnf.history.events import Event
    from pytest_fnf.history.execution import Execution, PendingTask
    from pytest_fnf.history.history import History
    from pytest_fnf.history.records import Attempt, StepRecord, Visit
    from pytest_fnf.plugin.fixtures import LoadFlow
    from pytest_fnf.services.functions.function import Function
    from pytest_fnf.services.mailbox import Message
    from pytest_fnf.services.stubs import Stub, failure, hang, ok, reports, reports_failure, through

__all__ = [
    "ApiError",
    "Attempt",
    "Clock",
    "Definition",
    "DefinitionError",
    "DefinitionWarning",
    "Event",
    "Execution",
    "ExecutionStuck",
    "Expectation",
    "FlowUnderTest",
    "FnfError",
    "Function",
    "HandlerFault",
    "History",
    "LoadFlow",
    "Message",
    "PendingTask",
    "Problem",
    "StepRecord",
    "Stub",
    "StubError",
    "UnknownName",
    "UsageError",
    "Visit",
    "expect",
    "expect_equivalent",
    "failure",
    "hang",
    "ok",
    "open_flow",
    "reports",
    "reports_failure",
    "through",
]

_HOMES = {
    "account.driving": ("Clock",),
    "account.flow_under_test": ("FlowUnderTest",),
    "account.opening": ("open_flow",),
    "definition.load": ("Definition",),
    "definition.problems": ("DefinitionError", "Problem"),
    "errors": (
        "ApiError",
        "DefinitionWarning",
        "ExecutionStuck",
        "FnfError",
        "HandlerFault",
        "StubError",
        "UsageError",
    ),
    "expectations.arguments": ("UnknownName",),
    "expectations.equivalence": ("expect_equivalent",),
    "expectations.expect": ("Expectation", "expect"),
    "history.events": ("Event",),
    "history.execution": ("Execution", "PendingTask"),
    "history.history": ("History",),
    "history.records": ("Attempt", "StepRecord", "Visit"),
    "plugin.fixtures": ("LoadFlow",),
    "services.functions.function": ("Function",),
    "services.mailbox": ("Message",),
    "services.stubs": ("Stub", "failure", "hang", "ok", "reports", "reports_failure", "through"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'pytest_fnf' has no attribute {name!r}")
    value = getattr(import_module(f"pytest_fnf.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
