"""Projects: files of deployment tools on the disk, the flows they describe, and the files they name.

In: a file, and the folders of the test. Out: flows that were read once, and files that a template names, as long as
they lie in the project. It leaves the tools' languages to the definition room, and functions to `discovery`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError, Problems, quoted
from pytest_fnf.definition.templates.template import template_of
from pytest_fnf.definition.yaml_tree import decode
from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.account.options import Reading
    from pytest_fnf.definition.load import Definition, Mode, WaitSeconds
    from pytest_fnf.definition.templates.resources import FlowResource, Located, Template
    from pytest_fnf.definition.templates.variables import Variables

__tracebackhide__ = hidden_from_tracebacks


class Version(NamedTuple):
    """A file as it was when somebody looked: with another time or length it is read again.

    Attributes:
        file: the file.
        modified: when it was written, in nanoseconds.
        length: its bytes.
    """

    file: Path
    modified: int
    length: int

    @classmethod
    def of(cls, file: Path) -> Version:
        """A file as it is now.

        Raises:
            OSError: it cannot be looked at.
        """
        facts = file.stat()
        return cls(file, facts.st_mtime_ns, facts.st_size)


@dataclass(frozen=True, eq=False)
class Project:
    """A file of a deployment tool.

    Attributes:
        folder: where its paths begin.
        template: what it describes.
        file: the file, `None` for inline text.
    """

    folder: Path
    template: Template
    file: Path | None = None

    @property
    def label(self) -> str:
        """What it is called in messages."""
        return self.template.source.label

    def flow(self, name: str | None) -> FlowResource:
        """One of its flows.

        Args:
            name: its id in the file, or its name; `None` for the only one.

        Raises:
            UsageError: there is none of that name, or several; the text lists them.
            DefinitionError: there is none at all.
        """
        flows = self.template.flows
        if not flows:
            problems = Problems(self.template.source)
            found = f"this {self.template.tool} holds no flow"
            problems.error(code.NO_FLOW, Place(1, 1), found)
            raise DefinitionError(problems.ordered())
        if name is None and len(flows) == 1:
            return flows[0]
        for flow in flows:
            if name == flow.id:
                return flow
        for flow in flows:
            if name == flow.name:
                return flow
        listed = "".join(f"\n  {self.label}#{flow.id}" for flow in flows)
        if name is None:
            raise UsageError(f"'{self.label}' holds {len(flows)} flows; write one of{listed}")
        hint = did_you_mean(name, [flow.id for flow in flows])
        raise UsageError(f"'{self.label}' has no flow '{name}'{f'; {hint}' if hint else ''}; its flows are{listed}")

    def read(self, flow: FlowResource, reading: Reading, roots: Sequence[Path]) -> Definition:
        """Read one of its flows, once a session as long as its files do not change.

        Args:
            flow: which.
            reading: what it is read with.
            roots: folders of the test; files that the template names lie beside it, or in one of these that holds it.

        Raises:
            DefinitionError: the definition is invalid, or its file is not there or not of the project.
        """
        mode = reading.mode or flow.mode or "standard"
        if flow.file is None:
            return _read(self, flow, None, reading.wait_seconds, mode)
        file = self.path(flow.file, roots)
        version = version_of(file) if is_file(file) else None
        if version is None:
            found = f"there is no file {quoted(flow.file.text)} beside {quoted(self.label)}"
            self.refuse(code.NO_FILE, flow.file.place, found)
        return _read(self, flow, version, reading.wait_seconds, mode)

    def path(self, named: Located, roots: Sequence[Path]) -> Path:
        """The path that a template names, with links followed.

        Raises:
            DefinitionError: it leaves the project.
        """
        return self.inside(self.folder / named.text, named, roots)

    def inside(self, path: Path, named: Located, roots: Sequence[Path]) -> Path:
        """A path with links followed; `named` is where and how the template says it.

        Raises:
            DefinitionError: it leaves the project.
        """
        try:
            folder, resolved = self.folder.resolve(), path.resolve()
            around = [root for root in (root.resolve() for root in roots) if folder.is_relative_to(root)]
        except (OSError, ValueError, RuntimeError) as error:
            why = "it holds a NUL character" if "\0" in named.text else str(error)  # Pythons say it differently
            self.refuse(code.NO_FILE, named.place, f"{quoted(named.text)} is no path: {why}")
        if not any(resolved.is_relative_to(root) for root in (folder, *around)):
            top = min((*around, folder), key=lambda root: len(root.parts))
            found = f"{quoted(named.text)} lies outside the project folder {quoted(top.name)}; it is not read"
            self.refuse(code.LEAVES_PROJECT, named.place, found)
        return resolved

    def refuse(self, error: str, place: Place, message: str) -> NoReturn:
        """Say what is wrong in this file.

        Raises:
            DefinitionError: that.
        """
        problems = Problems(self.template.source)
        problems.error(error, place, message)
        raise DefinitionError(problems.ordered())


def version_of(file: Path) -> Version | None:
    """A file as it is now; `None` if there is none of that name."""
    try:
        facts = file.stat()
    except (OSError, ValueError):
        file.is_file()  # it knows which of them say that nothing is there, and raises the others
        return None
    return Version(file, facts.st_mtime_ns, facts.st_size) if S_ISREG(facts.st_mode) else None


def project_of(file: Path, variables: Variables) -> Project | None:
    """The project whose file this is; `None` if it is no file of a deployment tool. Read once a session.

    Raises:
        DefinitionError: it looks like one, but cannot be read.
    """
    return project_in(Version.of(file), variables)


@lru_cache(maxsize=64)
def project_of_text(text: str, folder: Path, variables: Variables) -> Project | None:
    """The project that a text describes, as if it stood in a folder; `None` if it is none."""
    source, problems = decode(text, "<flow>")
    template = None if problems.has_errors else template_of(source, variables)
    return None if template is None else Project(folder, template)


@lru_cache(maxsize=8)
def content(version: Version) -> bytes:
    """What stands in a file."""
    return version.file.read_bytes()


def shown(path: Path) -> str:
    """A path for people: relative to the working directory where that is shorter."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


@lru_cache(maxsize=64)
def project_in(version: Version, variables: Variables) -> Project | None:
    """As `project_of`, of a file that was looked at already."""
    file = version.file
    source, problems = decode(content(version), shown(file))
    template = None
    if not problems.has_errors:
        template = template_of(source, variables, terraform=file.suffix == ".tf")
    return None if template is None else Project(file.parent, template, file)


@lru_cache(maxsize=256)
def _read(
    project: Project, flow: FlowResource, version: Version | None, wait_seconds: WaitSeconds, mode: Mode
) -> Definition:
    inner = None
    if version is not None:
        inner, problems = decode(content(version), shown(version.file))
        if problems.has_errors:
            raise DefinitionError(problems.ordered())
    return project.template.read_flow(flow, inner, wait_seconds=wait_seconds, mode=mode)


def is_file(path: Path) -> bool:
    """Whether there is a file; names that no file can have are no files."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder; names that none can have are none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
