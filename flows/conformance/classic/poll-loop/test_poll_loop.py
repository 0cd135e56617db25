"""A polling loop and its exits (fdl-classic W14)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")

ROUND = ["Pause", "GetStatus", "IsTrained"]


@pytest.mark.parametrize(
    ("statuses", "last", "seconds"),
    [
        (["succeeded"], "Deploy", 10),
        (["running", "running", "succeeded"], "Deploy", 30),
        (["running", "paused"], "AskAHuman", 20),
    ],
)
def test_the_loop_goes_on_until_a_status_leaves_it(flow, statuses, last, seconds):
    flow.stub("GetStatus").replies(*({"status": status} for status in statuses))

    execution = flow.run()

    expect(execution).succeeded(output={"status": statuses[-1]}).followed(*ROUND * len(statuses), last).took(seconds)


def test_a_failed_training_fails_the_flow(flow):
    flow.stub("GetStatus").replies({"status": "running"}, {"status": "failed"})

    expect(flow.run()).failed("NotTrained").visited("GetStatus", times=2).took(20)
