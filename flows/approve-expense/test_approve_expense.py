"""Waiting for a person: the answer, the refusal, the silence."""

from __future__ import annotations

import pytest

from pytest_fnf import ApiError, expect, reports

pytestmark = pytest.mark.flow("flow.yml")

EXPENSE = {"employee": "Li", "manager": "wu@example.com", "amount": 120}


def test_the_manager_approves_and_the_expense_is_paid(flow):
    mail = flow.stub("send-mail").returns({"sent": True})
    pay = flow.stub("pay").returns({"receipt": "r-1"})
    execution = flow.start(EXPENSE)
    (sent,) = mail.received
    assert sent == {
        "to": "wu@example.com",
        "text": "Li asks for 120 yuan",
        "token": execution.pending[0].token,
    }

    flow.clock.advance(3600)
    flow.report_succeeded(sent["token"], {"approved": True})

    expect(execution).succeeded(output={"receipt": "r-1"}).followed("AskManager", "Answered", "Pay").took(3600)
    assert pay.received == [{"employee": "Li", "amount": 120}]
    with pytest.raises(ApiError, match="TaskAlreadyCompleted"):
        flow.report_succeeded(sent["token"], {"approved": False})


def test_the_manager_refuses(flow):
    flow.stub("send-mail").replies(reports({"approved": False, "reason": "too much"}, after=60))

    execution = flow.run(EXPENSE)

    expect(execution).failed("NotApproved").followed("AskManager", "Answered", "NotApproved").took(60)
    assert execution.step("Answered").visits[0].input == {"approved": False, "reason": "too much"}


def test_silence_counts_as_a_refusal_after_two_days(flow):
    flow.stub("send-mail").returns({"sent": True})

    execution = flow.run(EXPENSE)

    expect(execution).failed("NotApproved").took(172_800)
    assert execution.step("Answered").visits[0].input == {"approved": False, "reason": "no answer"}


def test_a_mail_that_cannot_be_sent_fails_the_flow(flow):
    flow.stub("send-mail").raises("FC.InternalServerError")

    expect(flow.run(EXPENSE)).failed("FC.InternalServerError").emitted("TaskSubmitFailed", "StepFailed").took(0)
