"""However a flow is laid out, it is the same flow (cloudflow-statemachine 1, 11.2)."""

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
        pytest.param(TEXT.replace("\n", "\r\n"), id="line breaks of Windows"),
    ],
)
def test_every_layout_is_the_same_flow(load_flow, text):
    flow = load_flow(text, name="notation")
    page = flow.stub("read page").returns({"Code": 200, "Header": {}, "Body": "hello"})
    model = flow.stub("ask-model").returns({"output": {"choices": [{"message": {"content": "a greeting"}}]}})

    execution = flow.run({"url": "https://example.com"})

    expect(execution).succeeded({"answer": "a greeting"})
    expect(execution).followed("read page", "分析-内容", "Is there an answer?", "done")
    assert page.received[0]["method"] == "GET"
    assert model.received == [{"code": 200, "text": "hello"}]


@pytest.mark.flow("flow.yml")
@pytest.mark.parametrize("result", [{}, {"output": {"choices": []}}, {"output": {"choices": [{"message": {}}]}}])
def test_a_path_that_leads_nowhere_is_null(flow, result):
    flow.stub("read page").returns({"Code": 404, "Header": {}, "Body": ""})
    flow.stub("ask-model").returns(result)

    expect(flow.run({"url": "https://example.com"})).failed("NoAnswer", "")
