"""Terraform files: resources of type `alicloud_fnf_flow`, and what they take from variables and locals.

In: the text of a `.tf` file, and the values that the test gives. Out: a `Template`. Functions are known by their
runtime only: what is deployed is an archive, which is not here.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.load import Definition, Mode, WaitSeconds, read_passage
from pytest_fnf.definition.passages import Part, Passage
from pytest_fnf.definition.problems import DefinitionError, Problems, quoted
from pytest_fnf.definition.templates.hcl import Block, Expression, HclError, Value, blocks_of
from pytest_fnf.definition.templates.properties import mode_of
from pytest_fnf.definition.templates.resolver import DEEPEST_REFERENCE, MOST_BROUGHT_IN, tell_unresolved
from pytest_fnf.definition.templates.resources import FlowResource, FunctionResource, FunctionSettings, Located
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.templates.variables import Variables

__tracebackhide__ = hidden_from_tracebacks

_FLOW = "alicloud_fnf_flow"
_FUNCTIONS = ("alicloud_fc_function", "alicloud_fcv3_function")
_REFERENCE = re.compile(r"(?P<escaped>\$\$\{)|\$\{[ \t]*(?P<path>[^{}\n]{1,200}?)[ \t]*\}")
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+")
_LITERAL = re.compile(r"-?\d+(?:\.\d+)?|true|false")
_FILE = re.compile(r'(?:templatefile|file)\(\s*"(?:\$\{path\.(?:module|root|cwd)\}/)?([^"$]*)"')


def terraform_of(source: SourceText, variables: Variables) -> TerraformTemplate:
    """Read a Terraform file.

    Raises:
        DefinitionError: it cannot be read.
    """
    try:
        return TerraformTemplate(source, blocks_of(source), variables)
    except HclError as error:
        problems = Problems(source)
        problems.error(code.TERRAFORM, source.at(error.index), f"this Terraform file cannot be read: {error.message}")
        raise DefinitionError(problems.ordered()) from None


class TerraformTemplate:
    """A Terraform file; see `resources.Template`."""

    def __init__(self, source: SourceText, blocks: list[Block], variables: Variables) -> None:
        self.source = source
        self.tool = "Terraform file"
        self._variables = variables
        self._values: dict[str, Value] = {}
        self._blocks: dict[str, Block] = {}
        for block in blocks:
            self._add(block)

    def _add(self, block: Block) -> None:
        if block.kind == "resource" and len(block.labels) == 2:
            name = ".".join(block.labels)
            self._blocks[name] = block
            self._values |= {f"{name}.{attribute}": value for attribute, value in block.attributes.items()}
        elif block.kind == "variable" and len(block.labels) == 1 and "default" in block.attributes:
            self._values[f"var.{block.labels[0]}"] = block.attributes["default"]
        elif block.kind == "locals":
            self._values |= {f"local.{name}": value for name, value in block.attributes.items()}

    @cached_property
    def flows(self) -> list[FlowResource]:
        """Its flows."""
        return [self._flow(block) for block in self._blocks.values() if block.labels[0] == _FLOW]

    @cached_property
    def functions(self) -> list[FunctionResource]:
        """Its functions."""
        return [self._function(block) for block in self._blocks.values() if block.labels[0] in _FUNCTIONS]

    def _flow(self, block: Block) -> FlowResource:
        name, mode = self._quiet(block, "name"), self._quiet(block, "execution_mode")
        written = block.attributes.get("definition")
        file = _FILE.match(written.text) if isinstance(written, Expression) else None
        return FlowResource(
            id=block.labels[1],
            name=block.labels[1] if name is None else name.text.strip() or block.labels[1],
            place=self.source.at(block.index),
            mode=mode_of(mode),
            file=None if file is None or written is None else Located(file[1], self.source.at(_begin(written))),
        )

    def _function(self, block: Block) -> FunctionResource:
        name = self._quiet(block, "function_name") or self._quiet(block, "name")
        service = self._quiet(block, "service")
        return FunctionResource(
            id=block.labels[1],
            names=frozenset({block.labels[1] if name is None else name.text}),
            services=frozenset(() if service is None else (service.text,)),
            place=self.source.at(block.index),
        )

    def _quiet(self, block: Block, attribute: str) -> Located | None:
        value = block.attributes.get(attribute)
        found = None if value is None else _Texts(self, Problems(self.source)).of(value)
        return None if found is None or value is None else Located(found.text, self.source.at(_begin(value)))

    def value(self, path: str) -> Value | str | None:
        """What a reference leads to: a value that the test gives, else one of this file."""
        given = self._variables.text(path)
        if given is not None:
            return given
        # The id of most resources that flows refer to is their name.
        name = f"{path.removesuffix('.id')}.name"
        return self._values.get(path, self._values.get(name) if path.endswith(".id") else None)

    def read_flow(
        self, flow: FlowResource, inner: SourceText | None, *, wait_seconds: WaitSeconds, mode: Mode
    ) -> Definition:
        """Read one of its flows."""
        if inner is not None:
            problems = Problems(inner)
            return read_passage(inner, problems, None, self._variables, wait_seconds=wait_seconds, mode=mode)
        problems = Problems(self.source)
        block = self._blocks[f"{_FLOW}.{flow.id}"]
        written = block.attributes.get("definition")
        if written is None:
            found = f"flow {quoted(flow.id)} has no definition; a text is needed"
            problems.error(code.NO_DEFINITION, flow.place, found)
        passage = None if written is None else _Texts(self, problems).of(written)
        if passage is None or problems.has_errors:
            raise DefinitionError(problems.ordered())
        return read_passage(self.source, problems, passage, self._variables, wait_seconds=wait_seconds, mode=mode)

    def settings(self, function: FunctionResource) -> FunctionSettings:
        """What is known of one of its functions."""
        block = next(b for b in self._blocks.values() if b.labels[0] in _FUNCTIONS and b.labels[1] == function.id)
        runtime = self._quiet(block, "runtime")
        return FunctionSettings(
            runtime="" if runtime is None else runtime.text,
            handler=self._quiet(block, "handler"),
            code=self._quiet(block, "filename"),
        )


class _Texts:
    """Texts with their references replaced."""

    def __init__(self, template: TerraformTemplate, problems: Problems) -> None:
        self._template = template
        self._problems = problems
        self._levels = 0
        self._left = MOST_BROUGHT_IN

    def of(self, value: Value) -> Passage | None:
        """The text of a value; `None` after a problem."""
        self._left -= 100
        if self._levels >= DEEPEST_REFERENCE or self._left <= 0:
            self._error(code.ENDLESS_REFERENCE, _begin(value), "references lead on and on from here")
            return None
        self._levels += 1
        try:
            return self._named(value) if isinstance(value, Expression) else self._filled(value)
        finally:
            self._levels -= 1

    def _named(self, value: Expression) -> Passage | None:
        if _LITERAL.fullmatch(value.text):
            return Passage([Part(value.text, value.index, verbatim=True)])
        return self._looked_up(value.text, value.index)

    def _filled(self, text: Passage) -> Passage | None:
        missing = []
        directive = text.text.find("%{")
        if directive >= 0 and not text.text.startswith("%", directive - 1):
            self._error(code.TEMPLATE_FUNCTION, text.origin(directive), "the directive %{...} is not worked out here")
            return None

        def new(found: re.Match[str]) -> str | None:
            if found["escaped"]:
                return "${"
            made = self._looked_up(found["path"], text.origin(found.start()))
            if made is None:
                missing.append(found[0])
                return None
            self._left -= len(made.text)
            return made.text

        made = text.replaced(_REFERENCE, new)
        return None if missing else made

    def _looked_up(self, path: str, index: int) -> Passage | None:
        if not _PATH.fullmatch(path):
            self._error(code.TEMPLATE_FUNCTION, index, f"{quoted(path)} is not worked out here")
            return None
        value = self._template.value(path)
        if isinstance(value, str):
            return Passage([Part(value, index, verbatim=False)])
        if value is None:
            found = f"{quoted(path)} is not in this file"
            tell_unresolved(self._problems, self._template.source.at(index), found, path)
            return None
        return self.of(value)

    def _error(self, error: str, index: int, message: str) -> None:
        self._problems.error(error, self._template.source.at(index), message)


def _begin(value: Value) -> int:
    return value.index if isinstance(value, Expression) else value.origin(0)
