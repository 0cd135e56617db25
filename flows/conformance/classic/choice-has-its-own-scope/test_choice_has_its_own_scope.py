"""What steps inside a choice see, and what is seen of them afterwards (fdl-classic 2.4)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_a_single_face_is_taken_two_choices_deep_and_seen_outside(flow):
    flow.stub("FindFaces").returns({"number": 1, "faces": ["f1"]})

    execution = flow.run({"photo": "p.jpg"})

    expect(execution).followed("FindFaces", "AnyFace", "OneFace", "TakeIt", "Frame", "Show")
    assert execution.step("TakeIt").visits[0].input == {"faces": ["f1"], "local": {}}
    assert execution.step("Frame").visits[0].input == {"face": "f1"}
    assert execution.step("Show").visits[0].input == {"face": "f1", "framed": "f1", "faces": ["f1"]}
    assert execution.output == {"number": 1, "faces": ["f1"], "face": "f1", "framed": "f1"}


def test_of_several_faces_a_function_chooses(flow):
    flow.stub("FindFaces").returns({"number": 2, "faces": ["f1", "f2"]})
    largest = flow.stub("TakeTheLargest").returns({"face": "f2"})

    execution = flow.run({"photo": "p.jpg"})

    assert largest.received == [{"faces": ["f1", "f2"]}]
    assert execution.step("Show").visits[0].input == {"face": "f2", "framed": "f2", "faces": ["f1", "f2"]}


def test_without_a_face_nothing_is_made(flow):
    flow.stub("FindFaces").returns({"number": 0, "faces": []})

    execution = flow.run({"photo": "p.jpg"})

    expect(execution).followed("FindFaces", "AnyFace", "Show")
    assert execution.step("Show").visits[0].input == {"faces": []}
