"""Each value travels with an upper bound of its size: never below what it is, so that no limit is missed."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_fnf import open_flow
from pytest_fnf.definition.classic.model import Constant, DataMapping, Reference, Source
from pytest_fnf.definition.places import Place
from pytest_fnf.engine.classic.data import Mappings, Scope
from pytest_fnf.expression.paths import compile_path
from pytest_fnf.values import size, size_bound

KEYS = st.sampled_from(["a", "b", "list", "汉", '"'])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**60), 10**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)
REFERENCES = (
    *("$input", "$local", "$input.a", "$input.b", "$local.a", "$local.list", "$input.list[*]", "$local.list[*].a"),
    *("$context", "$context.task", "$context.step.name", "$local.a.b", "$input.list[0]"),
)
PLACE = Place(1, 1)


def compiled(sources: list[tuple[str, object]]) -> Mappings:
    return Mappings([DataMapping(place=PLACE, target=target, source=source(value)) for target, value in sources])


def source(value: object) -> Source:
    if isinstance(value, str) and value in REFERENCES:
        root = value[1:].partition(".")[0]
        return Reference(place=PLACE, root=root, path=compile_path(value[1 + len(root) :]), text=value)
    return Constant(place=PLACE, value=value)


@settings(max_examples=300)
@example([("a", "$input.a")], {"a": 10**60}, {}, "")
@example([("a", "$context.step")], {}, {}, "s" * 6_000)
@given(
    st.lists(st.tuples(KEYS, st.sampled_from(REFERENCES) | VALUES), max_size=5),
    OBJECTS,
    VALUES,
    st.text(max_size=9_000),
)
def test_the_bound_of_mapped_values_is_never_below_their_size(sources, data, local, name):
    context = {"flow": {"name": "f"}, "step": {"name": name, "eventId": 2}, "task": {"token": "t"}}
    made, bound = compiled(sources).make(data, size_bound(data), local, size_bound(local), lambda: context)
    assert bound >= size(made)


@given(OBJECTS, st.lists(OBJECTS, max_size=5))
def test_the_bound_of_merged_values_is_never_below_their_size(data, outputs):
    scope = Scope(data, size_bound(data))
    for output in outputs:
        before = scope.local
        scope.merge(output, size_bound(output))
        assert scope.local == {**before, **output}
        assert scope.local_size >= size(scope.local)
        merged, bound = scope.merged()
        assert merged == {**data, **scope.local}
        assert bound >= size(merged)


@pytest.mark.parametrize(("digits", "status"), [(100, "Succeeded"), (101, "Failed")])
def test_a_long_number_counts_all_its_digits(digits, status):
    # {"n":...} has 6 bytes beside the digits; with local and output of 2 each a hundred digits are 110 bytes.
    step = {"type": "pass", "name": "p", "inputMappings": [{"target": "n", "source": "$input.n"}]}
    text = json.dumps({"version": "v1", "type": "flow", "steps": [step]}) + "\n"
    with open_flow(text, limits={"data_bytes": 110}) as flow:
        assert flow.run({"n": 10 ** (digits - 1)}).status == status


def test_a_long_name_counts_in_the_context():
    step = {"type": "pass", "name": "s" * 6_000, "inputMappings": [{"target": "c", "source": "$context.step"}]}
    text = json.dumps({"version": "v1", "type": "flow", "steps": [step]}) + "\n"
    with open_flow(text, limits={"data_bytes": 6_000}) as flow:
        assert flow.run().error == "FnF.DataLimitExceeded"
