"""Rules over names and whole scopes of states, in the words of this dialect.

In: the names of every scope, and what names a state in it. Out: problems. The rules over scopes are those of
`siblings`, single objects the reader's. Source: cloudflow-statemachine 1.1, 1.2 (check 2), OQ-1, OQ-26.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.siblings import Wording, check_siblings
from pytest_fnf.definition.tree import PLAIN

if TYPE_CHECKING:
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.siblings import Siblings
    from pytest_fnf.definition.tree import Scalar

_LONGEST = 40

_OTHERWISE = re.compile(
    r"(?i:y|yes|n|no|on|off|[-+]?\.inf|\.nan)"
    r"|[-+]?[0-9][0-9_]*_[0-9_]*"
    r"|[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?"
)
# Booleans, numbers and dates of YAML 1.1, which most readers of other tools know.


_WORDS = Wording(
    one="state",
    around="scope",
    way="a Next",
    leads="is",
    unique="stubs and expectations by name mean both",
    stays="a scope is neither left nor entered so",
    siblings="states",
    ending="a scope ends with a state that has End: true, or with a Succeed",
)


def check_scopes(scopes: list[Siblings], problems: Problems) -> None:
    """Check all scopes of a flow, in the order of the document."""
    check_siblings(scopes, _WORDS, problems)


def check_name(name: Scalar, problems: Problems) -> None:
    """Warn of a name that most readers of YAML take for a boolean, a number or a date (OQ-26)."""
    if name.style == PLAIN and len(name.text) <= _LONGEST and _OTHERWISE.fullmatch(name.text):
        problems.warning(
            code.NAME_IS_YAML_WORD,
            name.place,
            f"a state is called {quoted(name.text)}, which other readers of YAML do not take for a text",
            "put it in quotes, here and where it is named",
        )
