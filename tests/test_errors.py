"""A typo in what a test writes is told what there is."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, open_flow

FLOW = """
version: v1
type: flow
steps:
  - {type: task, name: Ask, resourceArn: "acs:fc:::services/s/functions/f"}
"""


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (
            lambda flow: flow.stub("Ask").retunrs({}),
            "'Stub' object has no attribute 'retunrs'; did you mean 'returns'?",
        ),
        (
            lambda flow: expect(flow.run()).succeded(),
            "'Expectation' object has no attribute 'succeded'; did you mean 'succeeded'?",
        ),
        (lambda flow: flow.run().satus, "'Execution' object has no attribute 'satus'; did you mean 'status'?"),
        (lambda flow: flow.stubb("Ask"), "'FlowUnderTest' object has no attribute 'stubb'; did you mean 'stub'?"),
        (lambda flow: flow.clock.advanse(5), "'Clock' object has no attribute 'advanse'; did you mean 'advance'?"),
        (
            lambda flow: flow.function("s/f", len).recieved,
            "'Function' object has no attribute 'recieved'; did you mean 'received'?",
        ),
        (lambda flow: flow.run()._nothing, "'Execution' object has no attribute '_nothing'"),
    ],
)
def test_a_misspelt_attribute_is_told_the_nearest(write, message):
    with open_flow(FLOW) as flow:
        flow.stub("Ask", optional=True).returns({})
        with pytest.raises(AttributeError) as error:
            write(flow)
    assert str(error.value) == message


def test_what_is_near_to_nothing_is_told_all():
    with open_flow(FLOW) as flow, pytest.raises(AttributeError) as error:
        flow.stub("Ask", optional=True).xyzzy()
    assert str(error.value) == (
        "'Stub' object has no attribute 'xyzzy'; it has answer, answers, call_count, hangs, optional, raises, "
        "received, replies, reports, reports_failure, returns, target, title, unused, when"
    )
