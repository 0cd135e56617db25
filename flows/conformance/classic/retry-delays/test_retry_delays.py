"""How often and when a task is tried again (fdl-classic W8)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, ok

pytestmark = pytest.mark.flow("flow.yml")


def test_three_retries_are_four_executions(flow):
    fetch = flow.stub("Fetch").raises("FeedDown")

    execution = flow.run()

    expect(execution).failed("FeedDown").retried("Fetch", times=3, delays=[10, 20, 40]).took(70)
    assert fetch.call_count == 4


def test_the_attempts_take_their_own_time(flow):
    flow.stub("Fetch").replies(failure("FeedDown", takes=3), failure("FeedDown", takes=3), ok({"items": 2}, takes=1))

    # 3, wait 10, 3, wait 20, 1
    expect(flow.run()).succeeded({"items": 2}).retried("Fetch", delays=[10, 20]).took(37)
