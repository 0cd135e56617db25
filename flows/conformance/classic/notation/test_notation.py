"""However a flow is laid out, it is the same flow (fdl-classic 1, 8.2)."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from pytest_fnf import expect

TEXT = (Path(__file__).parent / "flow.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="as it stands"),
        pytest.param(textwrap.indent(TEXT, "  "), id="indented as a whole"),
        pytest.param(TEXT.rstrip(), id="without a last line break"),
        pytest.param(TEXT.replace(":\n", ":   \n").replace("}\n", "}  \n"), id="trailing blanks"),
        pytest.param(TEXT.replace("\n", "\r\n"), id="line breaks of Windows"),
    ],
)
def test_every_layout_is_the_same_flow(load_flow, text):
    flow = load_flow(text, name="media")
    flow.stub("media/Probe").returns({"kind": "video"})
    flow.stub("media/Encode").returns({})
    flow.stub("media/Thumbnail").returns({})
    flow.stub("media/Publish").returns({"url": "u"})

    execution = flow.run({"fallback": "audio"})

    expect(execution).succeeded(output={"kind": "video", "url": "u"})
    expect(execution).followed("Probe", "Both", "Encode", "Thumbnail", "Route", "Publish")


@pytest.mark.flow("flow.yml")
@pytest.mark.parametrize(
    ("kind", "last"), [("video", "Publish"), ("audio", "Publish"), ("text", "Skip"), (None, "Skip")]
)
def test_conditions_need_no_blanks(flow, kind, last):
    flow.stub("Probe").returns({"kind": kind})
    flow.stub("Encode").returns({})
    flow.stub("Thumbnail").returns({})
    flow.stub("Publish", optional=True).returns({})

    assert flow.run({"fallback": "audio"}).path[-1] == last
