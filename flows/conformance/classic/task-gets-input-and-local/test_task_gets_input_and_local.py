"""What a task is sent when nothing is mapped (fdl-classic 2.2, 4.6)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_a_task_in_a_foreach_is_sent_input_local_and_element(flow):
    listing = flow.stub("ListObjects").returns({"objects": ["a.png", "b.png"], "prefix": "photos/"})
    copy = flow.stub("Copy").returns({})

    flow.run({"target": "archive", "prefix": "photos"})

    assert listing.received == [{"target": "archive", "prefix": "photos"}]
    # "prefix" came in as "photos" and was made anew by ListObjects.
    everything = {"target": "archive", "prefix": "photos/", "objects": ["a.png", "b.png"]}
    assert copy.received == [{**everything, "object": "a.png"}, {**everything, "object": "b.png"}]


def test_what_the_iterations_make_stays_with_them(flow):
    flow.stub("ListObjects").returns({"objects": ["a.png"]})
    flow.stub("Copy").returns({"etag": "x"})

    # CopyAll maps nothing out, so no "etag".
    assert flow.run().output == {"objects": ["a.png"]}
