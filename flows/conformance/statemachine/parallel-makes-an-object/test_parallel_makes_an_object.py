"""The result of a Parallel (cloudflow-statemachine 9)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_each_branch_has_a_key(flow):
    execution = flow.run({"user": "Li"})

    assert execution.step("Show").visits[0].input == {
        "Branch0": {"region": "cn-hangzhou", "user": "Li"},
        "Branch1": {"bucket": "photos"},
    }
    # Behind the Parallel its own input is gone, unless an OutputConstructor hands it on.
    expect(execution).succeeded({"region": "cn-hangzhou", "bucket": "photos", "user": "Li", "lost": None}).took(3)


def test_a_branch_is_an_execution_of_its_own_list(flow):
    execution = flow.run({"user": "Li"})

    expect(execution).within("Prepare[0]").followed("Region").took(0)
    expect(execution).within("Prepare[1]").followed("Pause", "Bucket").succeeded({"bucket": "photos"}).took(3)
