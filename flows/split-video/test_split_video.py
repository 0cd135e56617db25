"""A Map with real functions: order, concurrency, retries of one iteration."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, ok

pytestmark = pytest.mark.flow("flow.yml")


def test_parts_are_converted_side_by_side_and_merged_in_order(flow):
    execution = flow.run({"key": "v", "minutes": 3, "format": "mp4"})

    expect(execution).succeeded(output={"video": "v/0.mp4+v/1.mp4+v/2.mp4"}).took(30)
    expect(execution).visited("Convert", times=3).within("ConvertAll[1]").succeeded({"key": "v/1.mp4"}).took(30)


def test_forty_at_a_time(flow):
    # 40, 40 and 10 parts of half a minute each.
    expect(flow.run({"key": "v", "minutes": 90, "format": "mp4"})).succeeded().visited("Convert", times=90).took(90)


def test_a_busy_part_is_tried_again_while_the_others_are_done(flow):
    flow.stub("convert").answers(lambda event: ok({"key": event["part"]}, takes=30))
    busy = (
        flow.stub("convert")
        .when({"part": "v/1"})
        .replies(failure("FC.ResourceThrottled"), failure("FC.ResourceThrottled"), ok({"key": "again"}, takes=30))
    )

    execution = flow.run({"key": "v", "minutes": 3, "format": "mp4"})

    # 0, wait 10, 0, wait 20, 30
    expect(execution).succeeded(output={"video": "v/0+again+v/2"}).took(60)
    expect(execution).within("ConvertAll[1]").retried("Convert", delays=[10, 20])
    assert busy.received[0] == {"part": "v/1", "format": "mp4"}


def test_a_part_that_cannot_be_converted_fails_the_flow_at_once(flow):
    flow.stub("convert").answers(lambda event: ok({"key": "x"}, takes=30))
    flow.stub("convert").when({"part": "v/1"}).raises("CodecError", "no such codec", takes=5)

    execution = flow.run({"key": "v", "minutes": 3, "format": "mp4"})

    expect(execution).failed("CodecError", "no such codec").not_visited("Merge").took(5)


def test_a_video_without_parts_has_nothing_to_convert(flow):
    expect(flow.run({"key": "v", "minutes": 0, "format": "mp4"})).succeeded({"video": ""}).not_visited("Convert")
