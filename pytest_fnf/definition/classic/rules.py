"""Rules over whole lists of steps, in the words of the classic dialect.

In: the names of every serial list, and the gotos that stand in it. Out: problems. The rules are those of `siblings`,
single objects the reader's. Source: fdl-classic 1.3, 6.2 and V6, V14; design section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.siblings import Wording, check_siblings

if TYPE_CHECKING:
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.siblings import Siblings

_WORDS = Wording(
    one="step",
    around="list",
    way="a goto",
    leads="goes to",
    unique="names are meant to be unique in the whole flow",
    stays="a goto cannot leave or enter one",
    siblings="siblings",
    ending="a list ends behind a step with end: true, or with a succeed",
)


def check_lists(lists: list[Siblings], problems: Problems) -> None:
    """Check all lists of a flow, in the order of the document."""
    check_siblings(lists, _WORDS, problems)
