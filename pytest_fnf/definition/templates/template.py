"""The door of the room: which tool a file belongs to, and what it describes.

In: a file's text, and the values that the test gives. Out: a `Template`, or nothing if the file is none. It leaves
opening the files that a template names to the account.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition.problems import DefinitionError, Problems
from pytest_fnf.definition.tree import Mapping
from pytest_fnf.definition.yaml_tree import build_tree
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.templates.resources import Template
    from pytest_fnf.definition.templates.variables import Variables

__tracebackhide__ = hidden_from_tracebacks

_WORDS = ("ROSTemplateFormatVersion", "Transform", "Resources", "services", "resources")
_KEY = re.compile(rf"""(?:^|[\s{{,"'])(?:{"|".join(_WORDS)})["']?\s*:""")
# Most files are flows: they need not be read as YAML twice to know that, nor the tools be loaded.


def template_of(source: SourceText, variables: Variables, *, terraform: bool = False) -> Template | None:
    """The template that a text is; `None` if it is none.

    Args:
        source: the text.
        variables: values that the test gives.
        terraform: whether the text is Terraform's; all others are YAML or JSON.

    Raises:
        DefinitionError: it looks like a template, but cannot be read.
    """
    if terraform:
        from pytest_fnf.definition.templates.terraform import terraform_of  # noqa: PLC0415  (only for this tool)

        return terraform_of(source, variables)
    if not any(word in source.text for word in _WORDS) or not _KEY.search(source.text):
        return None
    from pytest_fnf.definition.templates.devs import DevsTemplate, is_devs  # noqa: PLC0415  (only for templates)
    from pytest_fnf.definition.templates.ros import RosTemplate, is_ros  # noqa: PLC0415

    problems = Problems(source)
    root = build_tree(source, problems, functions=True)
    if type(root) is not Mapping or not (is_ros(root) or is_devs(root)):
        return None
    if problems.has_errors:
        raise DefinitionError(problems.ordered())
    return RosTemplate(source, root, variables) if is_ros(root) else DevsTemplate(source, root, variables)
