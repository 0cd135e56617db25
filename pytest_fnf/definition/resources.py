"""Reading a `resourceArn`: the reference that a deployment tool replaces, then what the text names.

In: a node. Out: its text and its target. It leaves the forms to `targets`. Source: fdl-classic 8.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.targets import expand_reference
from pytest_fnf.definition.tree import REFERENCE_TAG, Node, Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.problems import Problems


def without_reference(node: Node | None, problems: Problems) -> Node | None:
    """The node with `!Ref service/function` replaced, as the deployment tool does (fdl-classic 8.2)."""
    if type(node) is not Scalar or node.style != REFERENCE_TAG:
        return node
    try:
        text = expand_reference(node.text)
    except ValueError as error:
        problems.error(code.RESOURCE, node.place, str(error))
        return None
    return Scalar(node.start, None, text, '"')
