"""Advice about conditions: those that are decided before the flow runs, and those that stand twice.

In: the choices of a definition. Out: warnings. It leaves whether a condition can be read to the readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code

if TYPE_CHECKING:
    from pytest_fnf.definition.advice.facts import Condition, Decision, Facts
    from pytest_fnf.definition.problems import Problems


def check_decisions(facts: Facts, problems: Problems) -> None:
    """Tell of conditions that decide nothing."""
    for decision in facts.decisions:
        seen: dict[str, Condition] = {}
        for condition in decision.conditions:
            if condition.always is not None:
                _tell_constant(condition, decision, problems)
            elif condition.text in seen:
                problems.warning(
                    code.DECIDED_CONDITION,
                    condition.place,
                    f"{condition.where} is never taken; {seen[condition.text].where} is the same",
                )
            seen.setdefault(condition.text, condition)


def _tell_constant(condition: Condition, decision: Decision, problems: Problems) -> None:
    hint = ""
    if '"$' in condition.text or "'$" in condition.text or "`$" in condition.text:
        hint = "a variable stands without quotes around it"
    elif condition.always and condition is decision.conditions[-1] and not decision.has_default:
        hint = "write what is always to be taken as the default"
    taken = "always true, so that what stands behind it is never tried" if condition.always else "never true"
    problems.warning(
        code.DECIDED_CONDITION, condition.place, f"{condition.where} reads no variable; it is {taken}", hint
    )
