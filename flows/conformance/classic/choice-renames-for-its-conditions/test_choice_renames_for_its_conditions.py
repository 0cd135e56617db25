"""A choice's inputMappings reach its conditions and branches, and no further (fdl-classic 2.4, 4.4)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_the_outer_local_survives_the_renaming(flow):
    flow.stub("Deploy").returns({"deployment_status": "deployed", "endpoint": "https://m.example"})
    expose = flow.stub("Expose").returns({})

    execution = flow.run({"model": "m"})

    expect(execution).succeeded().followed("Deploy", "IsDeployed", "Announce", "Expose")
    assert execution.step("Announce").visits[0].input == {"status": "deployed"}
    assert expose.received == [{"endpoint": "https://m.example"}]


def test_the_condition_reads_the_new_name_only(flow):
    # The result has a key "status" of its own; the condition does not see it.
    flow.stub("Deploy").returns({"status": "deployed", "deployment_status": "failed"})

    expect(flow.run({"model": "m"})).failed("NotDeployed").followed("Deploy", "IsDeployed", "NotDeployed")
