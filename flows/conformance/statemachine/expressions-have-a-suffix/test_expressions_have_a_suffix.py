"""Constructors (cloudflow-statemachine 3.4, OQ-11)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_the_suffix_makes_the_expression(flow):
    execution = flow.run({"name": "Li"})

    assert execution.output == {
        "name": "Li",
        "text": "$Input.name",
        "hello": "hello Li",
        "hello_text": 'format("hello {}", $Input.name)',
        "nested": {"names": [{"first": "Li", "second": "$Input.name"}]},
        "known": False,
        "missing": None,
        "all": {"name": "Li"},
    }
