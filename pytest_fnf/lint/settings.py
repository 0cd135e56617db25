"""Settings of a project, read without pytest: what its ini file says about flows.

In: a folder. Out: `Settings`. pytest reads the same file in the same way when lint runs inside it; this is for the
command line, where no session is wanted.
"""

from __future__ import annotations

import configparser
import shlex
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_fnf.account.options import Options, named_limit, named_variable
from pytest_fnf.definition.silencing import known_codes
from pytest_fnf.errors import UsageError, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__tracebackhide__ = hidden_from_tracebacks

T = TypeVar("T")

DEFAULT_FLOWS = "flows/**/*.y*ml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project says.

    Attributes:
        root: the folder of its ini file, else the working directory.
        flows: patterns of its flow files (`fnf_flows`).
        ignored: codes of warnings that it does not want to see (`fnf_ignore`).
        options: limits and variables that flows are read with (`fnf_limits`, `fnf_variables`).
    """

    root: Path
    flows: tuple[str, ...] = (DEFAULT_FLOWS,)
    ignored: frozenset[str] = frozenset()
    options: Options = field(default_factory=Options)


def read_settings(folder: Path) -> Settings:
    """The settings that pytest would find for this folder.

    Raises:
        UsageError: the ini file cannot be read, or one of our settings is wrong.
    """
    root = None
    for parent in (folder, *folder.parents):
        for name, section in _SECTIONS.items():
            file = parent / name
            if file.is_file():
                ini = _read(file, section)
                if ini is not None:
                    return _settings(parent, ini, name)
                if name == "pyproject.toml" and root is None:
                    root = parent  # a project that says nothing of pytest
    return Settings(root=root or folder)


def _read(file: Path, section: Callable[[Path], Mapping[str, Any] | None]) -> Mapping[str, Any] | None:
    try:
        return section(file)
    except (OSError, ValueError, configparser.Error) as error:
        raise UsageError(f"{file.name}: {' '.join(str(error).split())}") from None


def _settings(root: Path, ini: Mapping[str, Any], name: str) -> Settings:
    def words(setting: str) -> list[str]:
        value = ini.get(setting, [])
        if isinstance(value, str):
            return _well_written(setting, lambda: shlex.split(value))
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return value
        raise UsageError(f"ini {setting}: a text or a list of texts is needed; found {value!r} in {name}")

    def options(setting: str, read: Callable[[str], tuple[str, Any]]) -> dict[str, Any]:
        return _well_written(setting, lambda: dict(map(read, words(setting))))

    return Settings(
        root=root,
        flows=tuple(words("fnf_flows")) or (DEFAULT_FLOWS,),
        ignored=known_codes(words("fnf_ignore"), "ini fnf_ignore"),
        options=_limited(options("fnf_limits", named_limit)).merged(variables=options("fnf_variables", named_variable)),
    )


def _limited(limits: Mapping[str, Any]) -> Options:
    try:
        return Options().merged(limits=limits)
    except UsageError as error:
        raise UsageError(f"ini fnf_limits: {error}") from None


def _well_written(setting: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except ValueError as error:
        raise UsageError(f"ini {setting}: {error}") from None


def _of_ini(section: str, *, always: bool = False) -> Callable[[Path], Mapping[str, Any] | None]:
    def read(file: Path) -> Mapping[str, Any] | None:
        parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
        parser.read_string(file.read_text(encoding="utf-8"), source=file.name)
        if parser.has_section(section):
            return {key: value or "" for key, value in parser.items(section)}
        return {} if always else None

    return read


def _of_toml(*tables: tuple[str, ...], always: bool = False) -> Callable[[Path], Mapping[str, Any] | None]:
    def read(file: Path) -> Mapping[str, Any] | None:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        for table in tables:
            found: Any = document
            for key in table:
                found = found.get(key) if isinstance(found, dict) else None
            if isinstance(found, dict) and (set(found) - {"ini_options"} or table[-1] == "ini_options"):
                return found
        return {} if always else None

    return read


_SECTIONS: dict[str, Callable[[Path], Mapping[str, Any] | None]] = {
    "pytest.toml": _of_toml(("pytest",), always=True),
    ".pytest.toml": _of_toml(("pytest",), always=True),
    "pytest.ini": _of_ini("pytest", always=True),
    ".pytest.ini": _of_ini("pytest", always=True),
    "pyproject.toml": _of_toml(("tool", "pytest"), ("tool", "pytest", "ini_options")),
    "tox.ini": _of_ini("pytest"),
    "setup.cfg": _of_ini("tool:pytest"),
}
# The files that pytest looks for, in its order. The first two are new in pytest 9.
