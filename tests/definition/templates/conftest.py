from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pytest_fnf.definition.places import SourceText
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.templates.template import template_of
from pytest_fnf.definition.templates.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_fnf.definition.load import Definition
    from pytest_fnf.definition.problems import Problem
    from pytest_fnf.definition.templates.resources import FunctionSettings, Template


class Read(Protocol):
    """Reads a flow of a template, as the account does; its file is looked up in `files`."""

    def __call__(
        self, text: str, flow: str | None = None, *, files: Mapping[str, str] | None = None, **variables: Any
    ) -> Definition: ...


def told(problems: tuple[Problem, ...]) -> list[str]:
    """One line each: `label:line:column CODE message | hint`."""
    return [
        f"{problem.source.label if problem.source else ''}:{problem.line}:{problem.column} {problem.code} "
        f"{problem.message}{f' | {problem.hint}' if problem.hint else ''}"
        for problem in problems
    ]


def opened(text: str, variables: Mapping[str, Any], label: str = "template.yml") -> Template:
    template = template_of(SourceText(label, text), Variables(variables), terraform=label.endswith(".tf"))
    assert template is not None
    return template


def read_flow(
    text: str,
    flow: str | None = None,
    *,
    files: Mapping[str, str] | None = None,
    label: str = "template.yml",
    **variables: Any,
) -> Definition:
    template = opened(text, variables, label)
    found = next(known for known in template.flows if flow in (None, known.id))
    inner = None if found.file is None else SourceText(found.file.text, (files or {})[found.file.text])
    return template.read_flow(found, inner, wait_seconds="service", mode=found.mode or "standard")


@pytest.fixture
def read() -> Read:
    return read_flow


@pytest.fixture
def refused() -> Callable[..., list[str]]:
    """The problems of a flow of a template."""

    def problems(text: str, flow: str | None = None, **given: Any) -> list[str]:
        with pytest.raises(DefinitionError) as error:
            read_flow(text, flow, **given)
        return told(error.value.problems)

    return problems


@pytest.fixture
def settings() -> Callable[..., FunctionSettings]:
    """How the only function of a template is made, or the one with this id."""

    def made(text: str, function: str | None = None, label: str = "template.yml", **variables: Any) -> FunctionSettings:
        template = opened(text, variables, label)
        found = next(known for known in template.functions if function in (None, known.id))
        return template.settings(found)

    return made
