"""`StepRecord`, `Visit` and `Attempt` as a test reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pytest_fnf import Attempt, History, StepRecord, Visit, open_flow

FLOW = """
version: v1
type: flow
steps:
  - type: foreach
    name: each
    iterationMapping: {collection: $.list, item: x}
    steps: [{type: task, name: T, resourceArn: "acs:fc:::services/s/functions/f"}]
  - type: choice
    name: stop
    choices: [{condition: "$.none", goto: never}]
    default: {goto: end}
  - {type: pass, name: never}
  - {type: pass, name: end}
"""
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def execution():
    with open_flow(FLOW) as flow:
        flow.stub("T").answers(lambda event: {"got": [event["x"]]})
        return flow.run({"list": [1, 2]})


def test_a_record_counts_and_lists_its_visits(execution):
    record = execution.step("T")
    assert (record.name, record.count, record.standing) == ("T", 2, False)
    assert record.visits == (
        Visit(
            where=("each[0]",),
            input={"list": [1, 2], "x": 1},
            output={"got": [1]},
            error=None,
            cause=None,
            entered_at=START,
            exited_at=START,
            attempts=(Attempt(START, START, None, None, {"got": [1]}),),
        ),
        Visit(
            where=("each[1]",),
            input={"list": [1, 2], "x": 2},
            output={"got": [2]},
            error=None,
            cause=None,
            entered_at=START,
            exited_at=START,
            attempts=(Attempt(START, START, None, None, {"got": [2]}),),
        ),
    )
    ms = 1_767_225_600_000
    assert record.places == ((("each[0]",), ms), (("each[1]",), ms))


def test_a_step_that_was_never_entered_has_an_empty_record(execution):
    record = execution.step("never")
    assert (record.count, record.visits, record.standing, record.places) == (0, (), False, ())


def test_an_unknown_step_is_an_error_that_names_the_nearest(execution):
    with pytest.raises(LookupError, match=r"^flow 'flow' has no step 'eech'; did you mean 'each'\?$"):
        execution.step("eech")
    with pytest.raises(
        LookupError, match=r"^flow 'flow' has no step 'x'; its steps are 'each', 'T', 'stop', 'never', 'end'$"
    ):
        execution.step("x")


def test_changing_what_is_read_changes_nothing(execution):
    visit = execution.step("T").visits[0]
    visit.input["list"].append(3)
    visit.output["got"].clear()
    visit.attempts[0].output["got"].clear()
    execution.step("each").visits[0].input.clear()
    assert execution.step("T").visits[0].input == {"list": [1, 2], "x": 1}
    assert execution.step("T").visits[0].output == {"got": [1]}
    assert execution.step("T").visits[0].attempts[0].output == {"got": [1]}
    assert execution.step("each").visits[0].input == {"list": [1, 2]}
    assert execution.history[0].detail == {"input": {"list": [1, 2]}}
    assert execution.output == {}


def test_records_are_equal_by_what_they_say(execution):
    again = History.from_api(execution.history.to_api())
    assert execution.step("T") == again.records["T"]
    assert execution.step("T") == execution.step("T")
    assert execution.step("T") != execution.step("each")
    assert execution.step("never") == StepRecord("never")
    assert execution.step("never") != StepRecord("T")
    assert (execution.step("T") == "T") is False
    with pytest.raises(TypeError):
        hash(execution.step("T"))


def test_records_and_visits_cannot_be_changed(execution):
    with pytest.raises(AttributeError):
        execution.step("T").name = "X"
    with pytest.raises(AttributeError):
        execution.step("T").visits[0].error = "X"


def test_a_records_text_says_how_often_it_ran(execution):
    assert repr(execution.step("T")) == "<StepRecord 'T': 2 visits>"
    assert repr(execution.step("each")) == "<StepRecord 'each': 1 visit>"
    assert repr(execution.step("never")) == "<StepRecord 'never': 0 visits>"


def test_times_of_a_visit_are_aware_and_virtual():
    text = FLOW.replace("{type: pass, name: end}", "{type: wait, name: end, duration: 7.25}")
    with open_flow(text, at="2030-06-01T12:00:00+02:00") as flow:
        flow.stub("T", optional=True).returns({})
        visit = flow.run({"list": []}).step("end").visits[0]
    assert visit.entered_at == datetime(2030, 6, 1, 10, tzinfo=UTC)
    assert visit.exited_at - visit.entered_at == timedelta(seconds=7.25)
