"""Rounds of a loop, each with iterations of its own (fdl-classic 6.3)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")

PAGES = [
    {"objects": ["a", "b"], "count": 2, "marker": "b", "has_more": True},
    {"objects": [], "count": 0, "marker": "b", "has_more": True},
    {"objects": ["c"], "count": 1, "marker": "c", "has_more": False},
]


def test_every_object_of_every_page_is_copied(flow):
    listing = flow.stub("ListPage").replies(*PAGES)
    copy = flow.stub("Copy").answers(lambda event: {"etag": event["object"].upper()})

    execution = flow.run({"target": "archive"})

    expect(execution).succeeded().followed(
        *("ListPage", "AnyObjects", "CopyPage", "Copy", "Copy", "More"),
        *("ListPage", "AnyObjects", "More"),
        *("ListPage", "AnyObjects", "CopyPage", "Copy", "More"),
    )
    assert listing.received == [{}, {"marker": "b"}, {"marker": "b"}]
    assert copy.received[0] == {"page": ["a", "b"], "target": "archive", "object": "a"}
    # Only the last page's etags are left.
    assert execution.output == {**PAGES[2], "etags": ["C"]}
