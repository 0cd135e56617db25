"""The input of a sub-flow (fdl-classic 8.4, 8.6)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_a_child_is_given_the_mapped_input_or_a_part_of_it(flow):
    execution = flow.run({"order": "o-1", "customer": {"name": "Li", "city": "Hangzhou"}})

    mapped, part, everything = execution.children
    assert mapped.input == {"name": "Li", "greeting": "Hello"}
    assert part.input == {"name": "Li", "city": "Hangzhou"}
    assert everything.input == {"order": "o-1", "customer": {"name": "Li", "city": "Hangzhou"}}


def test_a_part_that_is_no_object_starts_nothing(flow):
    execution = flow.run({"customer": "Li"})

    # $input.customer.name leads nowhere, so the first child is given the greeting alone; the second cannot be started.
    assert [child.input for child in execution.children] == [{"greeting": "Hello"}]
    assert execution.error == "fnf.InvalidArgument"
