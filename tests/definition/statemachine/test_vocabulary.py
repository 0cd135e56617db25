"""The words of the dialect are those of the specification's tables."""

from __future__ import annotations

import pytest

from pytest_fnf.definition.classic import slips as classic_slips
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
