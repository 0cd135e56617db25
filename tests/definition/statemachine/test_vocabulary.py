"""The words of the dialect are those of the specification's tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_fnf.definition.classic import slips as classic_slips
from pytest_fnf.definition.problems import CODES
from pytest_fnf.definition.statemachine.vocabulary import (
    CATCH,
    FLOW,
    INVOCATION_TYPES,
    METHODS,
    MODES,
    NEEDED,
    OBJECTS,
    PARAMETERS,
    RETRY,
    STATES,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "state-machines.md"

# section 2: attribute -> state types that may have it; GlobalConstructor after OQ-3
TABLE = {
    "Name": "Pass Wait Succeed Fail Task Choice Parallel Map",
    "Type": "Pass Wait Succeed Fail Task Choice Parallel Map",
    "Description": "Pass Wait Succeed Fail Task Choice Parallel Map",
    "InputConstructor": "Pass Wait Succeed Fail Task Choice Parallel Map",
    "OutputConstructor": "Pass Wait Succeed Fail Task Parallel Map",
    "GlobalConstructor": "Pass Wait Succeed Task Parallel Map",
    "Next": "Pass Wait Task Parallel Map",
    "End": "Pass Wait Succeed Fail Task Parallel Map",  # redundant on Succeed and Fail: 1.2, check 5
    "Retry": "Task Parallel Map",
    "Catch": "Task Parallel Map",
}


@pytest.mark.parametrize("attribute", TABLE)
def test_attribute_belongs_to_the_states_of_the_table(attribute: str) -> None:
    assert {kind for kind, names in STATES.items() if attribute in names} == set(TABLE[attribute].split())


def test_state_types_are_those_of_the_language() -> None:
    assert set(STATES) == {"Pass", "Wait", "Succeed", "Fail", "Task", "Choice", "Parallel", "Map"}


def test_other_objects_have_what_their_tables_list() -> None:
    assert FLOW == ("Type", "SpecVersion", "Name", "Description", "Timeout", "StartAt", "States")  # 1, a sample
    assert set(RETRY) == {
        *("Errors", "Description", "MaxAttempts", "IntervalSeconds", "BackoffRate", "MaxBackoffSeconds")
    }  # 12.2
    assert set(CATCH) == {"Errors", "Description", "OutputConstructor", "Next"}  # 12.3
    assert MODES == ("RequestComplete", "WaitForSystemCallback", "WaitForCustomCallback")  # 11.1
    assert INVOCATION_TYPES == ("Sync", "Async")  # 11.2
    assert METHODS == ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD")  # 11.2


def test_needed_parameters_are_parameters() -> None:
    for action, needed in NEEDED.items():
        assert set(needed) <= set(PARAMETERS[action])


def test_classic_reader_knows_every_word_of_this_dialect() -> None:
    words = {name for names in OBJECTS.values() for name in names if not name.endswith(".$")}
    assert words - {"MaxConcuccency"} == classic_slips._STATEMACHINE_WORDS


def tables(begin: str, end: str) -> dict[str, dict[str, list[str]]]:
    """Objects of a part of the reference -> names in the first column -> the other columns."""
    text = PAGE.read_text(encoding="utf-8")
    _, *parts = re.split(r"^### (.+)\n", text[text.index(begin) : text.index(end)], flags=re.MULTILINE)
    found = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        rows = re.findall(r"^\| `([\w.$]+)` \|(.*)\|$", body, re.MULTILINE)
        assert len(rows) == len({attribute for attribute, _ in rows}), f"{name} has an attribute twice"
        found[name] = {attribute: [cell.strip() for cell in cells.split("|")] for attribute, cells in rows}
    return found


def states_of(cell: str) -> set[str]:
    """`all`, or `all but` some."""
    assert re.fullmatch(r"all( but \w+(, \w+)*)?", cell)
    return set(STATES) - set(cell.removeprefix("all").removeprefix(" but ").split(", "))


def test_tables_of_the_reference_name_exactly_the_attributes_that_are_read() -> None:
    found = tables("\n## Objects\n", "\n## Actions\n")
    every = {attribute: states_of(cells[4]) for attribute, cells in found.pop("every state").items()}
    told = {name: set(rows) for name, rows in found.items()}
    for kind in STATES:
        told[kind] |= {attribute for attribute, kinds in every.items() if kind in kinds}
    assert told == {name: set(attributes) for name, attributes in OBJECTS.items()}


def test_tables_of_the_reference_name_exactly_the_parameters_of_each_action() -> None:
    found = tables("\n## Actions\n", "\n## Data flow\n")
    assert found.pop("others") == {}
    assert {name.strip("`"): set(rows) for name, rows in found.items()} == {
        action: set(names) for action, names in PARAMETERS.items()
    }
    for action, names in NEEDED.items():
        assert {name for name, cells in found[f"`{action}`"].items() if cells[1] == "yes"} == set(names)


def test_problems_of_the_reference_are_known() -> None:
    assert set(re.findall(r"FNF\d+", PAGE.read_text(encoding="utf-8"))) <= set(CODES)
