"""Discovery: functions and sub-flows that nobody registered, found in the files beside a flow and above it.

In: what a task calls, and the flow. Out: handlers, flows, or why there is none. The layout of the files goes first,
then the template that the test named, then templates beside the flow and above it, the nearest first. A template that
names the very file that the layout names adds its settings. It leaves what templates say to the definition room, and
running to the services. Source: design 2.2.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.account.projects import Project, is_file, is_folder, project_of, shown
from pytest_fnf.account.sources import Opened, flow_in, neighbour, read_file
from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import DefinitionError, quoted
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.services.functions import handlers
from pytest_fnf.services.functions.handlers import Handler, Inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.definition.passages import Passage
    from pytest_fnf.definition.places import Place, SourceText
    from pytest_fnf.definition.targets import FunctionTarget
    from pytest_fnf.definition.templates.resources import FunctionResource, FunctionSettings, Located

__tracebackhide__ = hidden_from_tracebacks

FILES = (
    "s.yaml",
    "s.yml",
    "template.yml",
    "template.yaml",
    "template.json",
    "fun.yml",
    "fun.yaml",
    "ros.yml",
    "ros.yaml",
    "ros.json",
)
"""Files of deployment tools that are looked at."""


class Implementation(NamedTuple):
    """How a function is implemented, by its template where that says it.

    Attributes:
        handler: its handler.
        initializer: the name of its initializer, in the handler's module.
        timeout: its own limit in seconds.
        env: its environment.
    """

    handler: Handler
    initializer: str | None = None
    timeout: float | None = None
    env: dict[str, str] | None = None


class Unusable(NamedTuple):
    """A function that a template describes, but that cannot be run here.

    Attributes:
        reason: where that stands, and why.
    """

    reason: str


def find_function(
    target: FunctionTarget, flow: FlowUnderTest, roots: Sequence[Path]
) -> Implementation | Unusable | None:
    """How the function behind a target is implemented, as far as files say it.

    Raises:
        DefinitionError: a template describes it with what is not there or of no use.
    """
    if flow.folder is None:
        return None
    handler = handlers.discover(target.service, target.function, flow.folder)
    try:
        described = _described(target, flow, roots)
    except DefinitionError as error:
        if handler is None or any(problem.code == code.UNRESOLVED for problem in error.problems):
            raise
        described = None
    if handler is None:
        return described
    if isinstance(described, Implementation) and described.handler.file == handler.file:
        return described  # the same file, but the template knows more
    return Implementation(handler)


def _described(target: FunctionTarget, flow: FlowUnderTest, roots: Sequence[Path]) -> Implementation | Unusable | None:
    for project in projects_around(flow, roots):
        for function in project.template.functions:
            if function.is_called(target):
                return _Maker(project, function, roots).implementation()
    return None


def flow_beside(name: str, flow: FlowUnderTest, roots: Sequence[Path]) -> Opened | None:
    """The flow of this name in a file beside another flow, or in a template there or above."""
    file = None if flow.folder is None else neighbour(name, flow.folder)
    if file is not None:
        return read_file(file, flow.options.reading, roots)
    found = (flow_in(project, name, flow.options.reading, roots) for project in projects_around(flow, roots))
    return next((opened for opened in found if opened is not None), None)


def projects_around(flow: FlowUnderTest, roots: Sequence[Path]) -> Iterator[Project]:
    """The template that the test named, then those beside the flow and above it; what cannot be read is left out."""
    if flow.project is not None:
        yield flow.project
    for file in _files_around(flow, roots):
        if flow.project is not None and file == flow.project.file:
            continue
        try:
            project = project_of(file, flow.options.reading.variables)
        except DefinitionError:
            continue
        if project is not None:
            yield project


def looked_at(flow: FlowUnderTest, roots: Sequence[Path]) -> list[str]:
    """The templates that were looked at, for messages."""
    named = [] if flow.project is None else [flow.project.label]
    for file in _files_around(flow, roots):
        note = ""
        try:
            project_of(file, flow.options.reading.variables)
        except DefinitionError as error:
            first = error.problems[0]
            note = f" (cannot be read, line {first.line}: {first.message})"
        named.append(f"{shown(file)}{note}")
    return list(dict.fromkeys(named))


def _files_around(flow: FlowUnderTest, roots: Sequence[Path]) -> Iterator[Path]:
    """Files of deployment tools in the flow's folder and above it, up to the highest folder of the test."""
    if flow.folder is not None:
        for folder in _folders_around(flow.folder, tuple(roots)):
            yield from _files_in(folder, folder.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _folders_around(folder: Path, roots: tuple[Path, ...]) -> tuple[Path, ...]:
    """A folder and those above it, up to the highest of the test; by their names, whatever stands in them."""
    tops = [root for root in roots if folder.is_relative_to(root)]
    top = min(tops, key=lambda root: len(root.parts), default=folder)
    return tuple(above for above in (folder, *folder.parents) if above.is_relative_to(top))


@lru_cache(maxsize=1024)
def _files_in(folder: Path, changed: int) -> tuple[Path, ...]:  # noqa: ARG001  (a folder that changed is looked at again)
    return tuple(file for file in (folder / name for name in FILES) if file.is_file())


class _Maker:
    """Makes the implementation of one function of a template."""

    def __init__(self, project: Project, function: FunctionResource, roots: Sequence[Path]) -> None:
        self._project = project
        self._function = function
        self._roots = roots
        self._settings: FunctionSettings = project.template.settings(function)

    def implementation(self) -> Implementation | Unusable:
        settings = self._settings
        if settings.runtime and not settings.runtime.lower().startswith("python"):
            return self._unusable(f"has the runtime '{settings.runtime}'; only Python runs here, so stub it")
        written, inline = settings.handler, settings.inline
        if written is None:
            return self._unusable("has no handler in this template")
        module, name = self._split(written, "handler")
        found = self._in_files(written, module, name) if inline is None else self._inline(inline, module, name)
        if isinstance(found, Unusable):
            return found
        return Implementation(found, self._initializer(module), settings.timeout, dict(settings.env))

    def _split(self, written: Located, what: str) -> tuple[str, str]:
        """`folder/file.name` as file and name."""
        module, dot, name = written.text.strip().rpartition(".")
        if not dot or not name.isidentifier() or not module:
            found = f"the {what} of function {quoted(self._function.id)} is {quoted(written.text)}"
            self._project.refuse(code.FUNCTION_PROPERTY, written.place, f"{found}; it is written file.name")
        return module, name

    def _initializer(self, module: str) -> str | None:
        written = self._settings.initializer
        if written is None:
            return None
        other, name = self._split(written, "initializer")
        if other != module:
            found = f"the initializer of function {quoted(self._function.id)} is {quoted(written.text)}"
            needed = f"it is run here if it stands in the handler's file, {quoted(module)}"
            self._project.refuse(code.FUNCTION_PROPERTY, written.place, f"{found}; {needed}")
        return name

    def _in_files(self, handler: Located, module: str, name: str) -> Handler | Unusable:
        written = self._settings.code
        if written is None:
            return self._unusable("has no code in this template")
        path = self._project.path(written, self._roots)
        if path.suffix == ".py" and is_file(path):
            folder, files = path.parent, [path] if path.stem == module.rpartition("/")[2] else []
        else:
            folder, files = path, [path / f"{module}.py", path / f"{module.replace('.', '/')}.py"]
        for file in files:
            if is_file(file):
                return self._handler(self._project.inside(file, handler, self._roots), folder, name)
        known = is_folder(path) or path.suffix == ".py"
        lacks = f"has no file {module}.py" if known else "is no folder or Python file here"
        return self._unusable(f"has its code in {quoted(written.text)}, which {lacks}; stub it", written.place)

    def _handler(self, file: Path, folder: Path, name: str) -> Handler:
        base = self._project.folder.resolve()
        label = file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name
        return Handler(name, file, folder, None, label if name == "handler" else f"{label}:{name}")

    def _inline(self, text: Passage, module: str, name: str) -> Handler:
        """Code in the template; where it stands there line by line, tracebacks show the template."""
        source, file = self._project.template.source, self._project.file
        label = f"{self._project.label}#{self._function.id}"
        above, shown_as = 0, f"<{label}>"
        if file is not None and _is_line_by_line(text, source):
            above, shown_as = source.at(text.origin(0)).line - 1, str(file)
        inline = Inline("\n" * above + text.text, shown_as, module.rpartition("/")[2])
        return Handler(name, None, None, None, label if name == "handler" else f"{label}:{name}", inline)

    def _unusable(self, reason: str, place: Place | None = None) -> Unusable:
        place = place or self._function.place
        where = f"{self._project.label}:{place.line}:{place.column}"
        return Unusable(f"{where}: function '{self._function.id}' {reason}")


def _is_line_by_line(passage: Passage, source: SourceText) -> bool:
    """Whether each line of a text stands on a line of its own in the document, one below the other."""
    index = 0
    first = source.at(passage.origin(0)).line
    for number, line in enumerate(passage.text.splitlines(keepends=True)):
        if line.strip() and source.at(passage.origin(index)).line != first + number:
            return False
        index += len(line)
    return True
