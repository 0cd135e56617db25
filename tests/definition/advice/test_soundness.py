"""What advice takes for certain is so in every run: generated flows are run, and their histories are asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from pytest_fnf.definition.advice.advice import advise
from pytest_fnf.definition.advice.sizes import MOST_EVENTS
from pytest_fnf.definition.load import read_definition
from pytest_fnf.expression.paths import MISSING, compile_path
from tests.laws.generated import text_of, worlds
from tests.laws.machines import machine_worlds
from tests.laws.playing import played

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf import Execution, History

LOST = re.compile(r"(?:step|state) '(\w+)' (?:is|and)")
MAPPED = re.compile(r"inputMappings\[\d+\] of step '(\w+)' reads '\$(local|input)([^']*)'")
READ = re.compile(
    r"(?:condition of choices\[\d+\]|duration|timestamp|collection|serviceParams\.\w+)"
    r" of step '(\w+)' reads '\$([^']*)'"
)
NULL = re.compile(r"\w+(?: of \w+\[\d+\])? of state '(\w+)': '\$(Input|Output)([^']*)' is always null")
RAISED = re.compile(r"(?:retry|catch|Retry|Catch)\[\d+\] of (?:step|state) '(\w+)' takes '([^']+)', which cannot occur")


def claims(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Codes and messages of the advice on a flow."""
    return [(problem.code, problem.message) for problem in advise(read_definition(text_of(document)))]


def holds(code: str, message: str, execution: Execution) -> bool:
    """Whether a claim holds for what an execution left; what cannot be seen in a history holds."""
    history = execution.history
    if code == "FNF081":
        found = LOST.match(message)
        return found is None or not any(event.step == found[1] for event in history)
    if code in ("FNF084", "FNF085"):
        return all(values == [] for values in read_values(message, history))
    if code == "FNF087":
        found = RAISED.match(message)
        return found is None or not any(
            event.step == found[1]
            and event.type in ("StepFailed", "TaskFailed", "TaskTimedOut")
            and event.detail["error"] == found[2]
            for event in history
        )
    if code == "FNF082" and message.startswith("the loop of step"):
        # In a state machine, a Catch around it may go on when a task in it has failed.
        members = re.findall("'(\\w+)'", message)
        return execution.status != "Succeeded" or not any(event.step in members for event in history)
    if code == "FNF094" and "events" in message:
        return execution.status != "Succeeded" or len(history) > MOST_EVENTS
    return True


def read_values(message: str, history: History) -> Iterator[list[Any]]:
    """For each time that a step was entered: what the path found there, none or one."""
    if found := MAPPED.match(message):
        name, event_type, key, path = found[1], "StepEntered", found[2], found[3]
    elif found := READ.match(message):
        name, event_type, key, path = found[1], "StepStarted", "input", found[2]
    elif found := NULL.match(message):
        entered = message.startswith("InputConstructor")
        name, event_type, key, path = found[1], "StepEntered" if entered else "StepStarted", "input", found[3]
        if found[2] == "Output":
            event_type, key = "StepSucceeded", "output"
    else:
        return
    compiled = compile_path(path)
    for event in history:
        if event.step == name and event.type == event_type:
            value = compiled.get(event.detail[key])
            yield [] if value is MISSING or value is None or (compiled.wildcard and value == []) else [value]


def unsound(world: dict[str, Any]) -> list[tuple[str, str]]:
    """Claims about a world's flows that one of its executions contradicts."""
    told = {name: claims(document) for name, document in world["flows"].items()}
    with played(world) as executions:
        return [
            claim
            for execution in executions
            for claim in told.get(execution.flow_name, ())
            if not holds(*claim, execution)
        ]


@pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")
@settings(max_examples=150)
@given(worlds() | machine_worlds())
def test_what_is_told_to_be_certain_holds_in_every_run(world: dict[str, Any]) -> None:
    assert unsound(world) == []
