"""Reading the names of errors that a retry or a catch takes, the same in both dialects.

In: the attributes of a rule. Out: its names; a warning for those that match nothing.
Source: fdl-classic 7.1, cloudflow-statemachine 12.4.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.attributes import Attributes

_WILDCARDS = frozenset(("*", "States.ALL", "ALL", "All", "all", "FnF.All", "FnF.all", "FNF.ALL", "fnf.ALL", "fnf.all"))
_NAME_WITH_COLON = re.compile(r"(FC|FnF|fnf|ocr)::?(\w+)")


def read_error_names(name: str, attributes: Attributes) -> tuple[str, ...] | None:
    """The names listed in an attribute, `errors` or `Errors`; `None` if it cannot be read."""
    why = "it lists the names of errors; FnF.ALL stands for all"
    node = attributes.need(name, code.MISSING_ATTRIBUTE, why)
    hint = ""
    if type(node) is Scalar and len(node.text) < 40:
        hint = f"write [{'FnF.ALL' if node.text in _WILDCARDS else node.text}]"
    items = attributes.items_of(name, node, hint)
    if items is None:
        return None
    if node is not None and not items:
        attributes.warn(code.ERROR_MATCHES_NOTHING, node, "lists no errors, so that it matches nothing")
    names = []
    for index, item in enumerate(items):
        text = attributes.text_of(f"{name}[{index}]", item, "an error's name, a text, is needed")
        if text is not None:
            names.append(text.text)
            _check(text, attributes)
    return tuple(names)


def _check(name: Scalar, attributes: Attributes) -> None:
    """Names match exactly, so a wildcard of another language or a colon takes nothing."""
    text = name.text
    if text in _WILDCARDS:
        hint = "write FnF.ALL to match every error"
    elif ":" in text and (found := _NAME_WITH_COLON.fullmatch(text)):
        hint = f"did you mean '{found[1]}.{found[2]}'?"
    elif text == "States.Timeout":
        hint = "did you mean 'FnF.TaskTimeout'?"
    elif text.startswith("States.") or not text.strip():
        hint = ""
    else:
        return
    attributes.warn(
        code.ERROR_MATCHES_NOTHING,
        name,
        f"lists the error {quoted(text)}, which matches nothing; names match exactly",
        hint,
    )
