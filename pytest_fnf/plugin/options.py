"""Options and marks: where a test's options come from, merged from the outside in.

In: the ini file and marks. Out: an `Options`. It leaves declaring them to the plugin's front page, and checking to the
account's options. Source: design 2.1 and 2.7. Loaded by the first test with a flow.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf.errors import UsageError, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from _pytest.nodes import Node

    from pytest_fnf.account.options import Options

__tracebackhide__ = hidden_from_tracebacks

_FROM_INI: pytest.StashKey[Options] = pytest.StashKey()
"""Where a session keeps what its ini file says, which every test starts from."""

_INI = {
    "fnf_start_time": "at",
    "fnf_strict_stubs": "strict_stubs",
    "fnf_discover": "discover",
    "fnf_allow_network": "allow_network",
    "fnf_seed": "seed",
    "fnf_limits": "limits",
    "fnf_variables": "variables",
}


def options_of(request: pytest.FixtureRequest) -> Options:
    """The merged options of a test: ini file, then marks from the outside in.

    Raises:
        UsageError: an unknown option or a wrong value; the text says where it was written.
    """
    options = options_of_ini(request.config)
    for where, given in _marked(request.node):
        options = _merge(options, given, where)
    return options


def with_parameter(options: Options, request: pytest.FixtureRequest) -> Options:
    """These options, with an indirect parameter of the fixture on top: a source, or a mapping of options."""
    parameter = getattr(request, "param", None)
    if parameter is None:
        return options
    given = dict(parameter) if isinstance(parameter, dict) else {"source": parameter}
    return _merge(options, given, f"the parameter of the fixture '{request.fixturename}'")


def options_of_ini(config: pytest.Config) -> Options:
    """What the ini file says, above the defaults; read once a session.

    Raises:
        UsageError: a wrong value; the text names the setting.
    """
    if _FROM_INI not in config.stash:
        config.stash[_FROM_INI] = _read_ini(config)
    return config.stash[_FROM_INI]


def _read_ini(config: pytest.Config) -> Options:
    from pytest_fnf.account.options import Options, named_limit, named_variable  # noqa: PLC0415

    options = Options()
    for setting, option in _INI.items():
        try:
            value = config.getini(setting)
            if option == "seed" and value:
                value = _whole(value)
            elif option == "limits":
                value = dict(map(named_limit, value))
            elif option == "variables":
                value = dict(map(named_variable, value))
        except (ValueError, TypeError, pytest.UsageError) as error:
            needed = "true or false is needed; " if option in ("strict_stubs", "discover") else ""
            raise UsageError(f"ini {setting}: {needed}{error}") from None
        if value not in ("", None):
            options = _merge(options, {option: value}, f"ini {setting}")
    return options


def _whole(written: str) -> int:
    try:
        return int(written)
    except ValueError:
        raise ValueError(f"a whole number is needed; found {written!r}") from None


def folders_of(config: pytest.Config, item: pytest.Item | None) -> list[Path]:
    """Where sources are looked for: the test file's folder, the ini's `fnf_roots`, pytest's rootdir."""
    beside = [] if item is None else [item.path.parent]
    return list(dict.fromkeys([*beside, *map(Path, config.getini("fnf_roots")), config.rootpath]))


def _merge(options: Options, given: Mapping[str, Any], where: str) -> Options:
    try:
        return options.merged(**given)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None


def _marked(item: pytest.Item) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each mark gives, the outermost first; with where it stands, for messages."""
    for node in item.listchain():
        marks = [mark for mark in node.own_markers if mark.name == "flow"]
        for mark in _outermost_first(node, marks) if len(marks) > 1 else marks:
            yield f"@pytest.mark.flow of {node.name}", _arguments(mark, node)


def _outermost_first(node: Node, marks: list[pytest.Mark]) -> list[pytest.Mark]:
    """Pytest lists decorators from the innermost outwards, base classes first, and a parameter's marks at the end."""
    callspec = getattr(node, "callspec", None)
    parameters = {id(mark) for mark in ([] if callspec is None else callspec.marks)}
    bases = [*reversed(getattr(getattr(node, "obj", None), "__mro__", ()))]
    written = [[*_written_on(base)] for base in bases]

    def inwards(mark: pytest.Mark) -> int:
        if id(mark) in parameters:
            return len(bases) + 1
        return next((at for at, ids in enumerate(written) if id(mark) in ids), len(bases))

    marks.reverse()
    return sorted(marks, key=inwards)


def _written_on(base: type) -> Iterator[int]:
    written = vars(base).get("pytestmark", [])
    for mark in written if isinstance(written, list) else [written]:
        yield id(getattr(mark, "mark", mark))


def _arguments(mark: pytest.Mark, node: Node) -> dict[str, Any]:
    if len(mark.args) > 1 or (mark.args and "source" in mark.kwargs):
        raise UsageError(
            f"@pytest.mark.flow of {node.name}: it takes one source; found {len(mark.args)} positional arguments"
            f"{' and source=' if 'source' in mark.kwargs else ''}"
        )
    given = dict(mark.kwargs)
    if mark.args:
        given["source"] = mark.args[0]
    return given
