"""What the next state is given (cloudflow-statemachine 3.3)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_without_constructors_the_input_arrives_at_the_end(flow):
    execution = flow.run({"order": "o-1", "amount": 30})

    expect(execution).succeeded({"order": "o-1", "amount": 30}).followed("Begin", "Rest", "Large", "Done").took(5)


def test_an_input_constructor_replaces_all_of_it(flow):
    execution = flow.run({"order": "o-1", "amount": 2000})

    expect(execution).succeeded({"large": True, "amount": 2000}).followed("Begin", "Rest", "Large", "Reshape", "Done")
