"""A task that waits for a report (fdl-classic W12)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")

LEAVE = {"manager": "Wu", "request": "two days of leave"}


def test_the_reported_object_is_the_output(flow):
    mail = flow.stub("SendMail").returns({"sent": True})
    execution = flow.start(LEAVE)
    (event,) = mail.received
    assert event == {"to": "Wu", "request": "two days of leave", "token": execution.pending[0].token}

    flow.clock.advance(3600)
    flow.report_succeeded(event["token"], {"approved": True})

    expect(execution).succeeded(output={"approved": True}).took(3600)


def test_a_reported_failure_is_an_error_of_the_task(flow):
    flow.stub("SendMail").returns({})
    execution = flow.start(LEAVE)

    flow.report_failed(execution.pending[0].token, "Denied", "too much work")

    expect(execution).failed("Denied", "too much work")
