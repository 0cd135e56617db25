"""The vocabulary of histories, as fdl-classic 11.2 and 11.4 have it."""

from __future__ import annotations

from pytest_fnf.history import events

TYPES_OF_THE_SPECIFICATION = """
StepEntered, StepStarted, StepSucceeded, StepFailed, StepExited, BranchEntered, BranchExited, IterationEntered,
IterationExited, TaskScheduled, TaskStarted, TaskSubmitted, TaskSubmitFailed, TaskSucceeded, TaskFailed,
TaskTimedOut, ExecutionStarted, ExecutionStopped, ExecutionSucceeded, ExecutionFailed, ExecutionTimedOut
"""

KEYS = {
    "ExecutionStarted": ("input",),
    "ExecutionSucceeded": ("output",),
    "ExecutionFailed": ("error", "cause"),
    "ExecutionTimedOut": ("error", "cause"),
    "ExecutionStopped": ("error", "cause"),
    "StepEntered": ("input", "local"),
    "StepStarted": ("input",),
    "StepSucceeded": ("output",),
    "StepFailed": ("error", "cause"),
    "StepExited": ("local",),
    "BranchEntered": ("input", "local"),
    "BranchExited": ("local",),
    "IterationEntered": ("input", "local"),
    "IterationExited": ("local",),
    "TaskScheduled": ("input",),
    "TaskStarted": (),
    "TaskSubmitted": ("output",),
    "TaskSubmitFailed": ("error", "cause"),
    "TaskSucceeded": ("output",),
    "TaskFailed": ("error", "cause"),
    "TaskTimedOut": ("error", "cause"),
}


def test_the_types_are_those_of_the_service():
    assert set(events.TYPES) == set(TYPES_OF_THE_SPECIFICATION.replace("\n", " ").strip().replace(" ", "").split(","))
    assert len(events.TYPES) == len(set(events.TYPES)) == 21


def test_each_type_has_its_own_number():
    for name in events.TYPES:
        constant = "".join(f"_{char}" if char.isupper() else char for char in name).lstrip("_").upper()
        assert events.TYPES[getattr(events, constant)] == name


def test_the_keys_of_each_detail():
    classic = {kind: keys for kind, keys in events.DETAIL_KEYS.items() if kind < len(events.TYPES)}
    assert {events.TYPES[kind]: keys for kind, keys in classic.items()} == KEYS


def test_the_keys_of_states_which_have_no_local():
    states = {kind: keys for kind, keys in events.DETAIL_KEYS.items() if kind >= len(events.TYPES)}
    assert [(events.ROW_TYPES[kind], keys) for kind, keys in states.items()] == [
        ("StepEntered", ("input",)),
        ("StepExited", ("output",)),
        ("BranchEntered", ("input",)),
        ("BranchExited", ("output",)),
        ("IterationEntered", ("input",)),
        ("IterationExited", ("output",)),
        ("IterationExited", ("error", "cause")),
    ]


def test_four_events_end_an_execution():
    assert events.ENDINGS == {
        "ExecutionSucceeded": "Succeeded",
        "ExecutionFailed": "Failed",
        "ExecutionTimedOut": "TimedOut",
        "ExecutionStopped": "Stopped",
    }
