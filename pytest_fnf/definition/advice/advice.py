"""The door: what is probably wrong with a valid definition.

In: a `Definition` of either dialect. Out: warnings in the order of the text. It is computed when somebody asks, never
when a test opens a flow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.advice import classic_data, classic_facts
from pytest_fnf.definition.advice.calls import check_calls
from pytest_fnf.definition.advice.decisions import check_decisions
from pytest_fnf.definition.advice.handling import check_handling
from pytest_fnf.definition.advice.loops import check_loops
from pytest_fnf.definition.advice.sizes import check_sizes
from pytest_fnf.definition.advice.spans import check_spans
from pytest_fnf.definition.advice.ways import check_ways, ways_of
from pytest_fnf.definition.classic.model import Flow
from pytest_fnf.definition.problems import Problems

if TYPE_CHECKING:
    from pytest_fnf.definition.advice.facts import Facts
    from pytest_fnf.definition.load import Definition
    from pytest_fnf.definition.problems import Problem


class _Advice(Problems):
    """Looks for nearest names less often than a reader, since advice is about more of them."""

    _COMPARISONS = 2_000


def advise(definition: Definition) -> tuple[Problem, ...]:
    """What is probably wrong: warnings with the codes FNF080 to FNF099, in the order of the text.

    Nothing is raised. What the reader told stands in `definition.problems` and is not told again.
    """
    problems = _Advice(definition.source)
    facts = _facts_and_data(definition, problems)
    ways = ways_of(definition.graph())
    check_ways(ways, facts.words, problems)
    check_loops(ways, facts, problems)
    check_decisions(facts, problems)
    check_handling(facts, problems)
    check_spans(facts, problems)
    check_calls(facts, definition.source, problems)
    check_sizes(ways, facts, problems)
    return problems.ordered()


def _facts_and_data(definition: Definition, problems: Problems) -> Facts:
    """What each dialect tells by itself: the facts, and how its values travel."""
    model, source = definition.model, definition.source
    if isinstance(model, Flow):
        classic_data.check_data(model, source, problems)
        return classic_facts.facts_of(model)
    from pytest_fnf.definition.advice import (  # noqa: PLC0415  (only for this dialect)
        shared_variables,
        statemachine_data,
        statemachine_facts,
    )

    statemachine_data.check_data(model, source, problems)
    shared_variables.check_shared_variables(model, problems)
    return statemachine_facts.facts_of(model)
