"""No condition holds and there is no default: the next step runs (fdl-classic 4.4)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


@pytest.fixture(autouse=True)
def exposed(flow):
    return flow.stub("Expose").returns({})


def test_what_was_thought_of_works(flow):
    flow.stub("Deploy").replies({"status": "deploying"}, {"status": "deployed"})

    expect(flow.run()).succeeded().followed("Deploy", "IsDeployed", "Settle", "Deploy", "IsDeployed", "Expose").took(60)


def test_a_status_nobody_thought_of_is_exposed(flow, exposed):
    flow.stub("Deploy").returns({"status": "failed"})

    expect(flow.run()).succeeded().followed("Deploy", "IsDeployed", "Expose")
    assert exposed.received == [{"status": "failed"}]
