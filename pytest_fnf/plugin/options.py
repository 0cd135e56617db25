"""Options and marks: where a test's options come from, merged from the outside in.

In: the command line, ini file and marks. Out: an `Options`. It leaves checking to the account's options.
Source: design 2.1 and 2.7.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import UsageError, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest
    from _pytest.nodes import Node

    from pytest_fnf.account.options import Options

__tracebackhide__ = hidden_from_tracebacks


def add_options(parser: pytest.Parser) -> None:
    """Declare them."""
    group = parser.getgroup("fnf", "serverless workflows (pytest-fnf)")
    group.addoption(
        "--fnf-timeline",
        choices=("failed", "always", "never"),
        default="failed",
        help="show what happened in the executions of a test: of failed tests (default), always, never",
    )
    parser.addini("fnf_start_time", "virtual time at which each test starts, RFC 3339 (default 2026-01-01T00:00:00Z)")
    parser.addini("fnf_roots", "folders in which flow files are looked for", type="paths", default=[])
    parser.addini("fnf_strict_stubs", "whether an unused stub fails its test", type="bool", default=True)
    parser.addini(
        "fnf_discover", "whether handlers are found by their place beside the flow", type="bool", default=True
    )
    parser.addini("fnf_allow_network", "hosts that handlers may reach", type="args", default=[])
    parser.addini("fnf_seed", "seed of what handlers draw (default 0)")
    parser.addini("fnf_flows", "flow files, for lint", type="args", default=["flows/**/*.y*ml"])


def options_of(request: pytest.FixtureRequest) -> Options:
    """The merged options of a test: ini file, then marks from the outside in, then an indirect parameter.

    Raises:
        UsageError: an unknown option or a wrong value; the text says where it was written.
    """
    from pytest_fnf.account.options import Options  # noqa: PLC0415

    options = Options().merged(**_from_ini(request.config))
    for where, given in _marked(request.node):
        options = _merge(options, given, where)
    parameter = getattr(request, "param", None)
    if parameter is not None:
        given = dict(parameter) if isinstance(parameter, dict) else {"source": parameter}
        options = _merge(options, given, "the parameter of the fixture")
    return options


def folders_of(request: pytest.FixtureRequest) -> list[Path]:
    """Where sources are looked for: the test file's folder, the ini's `fnf_roots`, pytest's rootdir."""
    roots: list[Path] = request.config.getini("fnf_roots")
    return list(dict.fromkeys([request.path.parent, *map(Path, roots), request.config.rootpath]))


def _merge(options: Options, given: Mapping[str, Any], where: str) -> Options:
    try:
        return options.merged(**given)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None


def _from_ini(config: pytest.Config) -> dict[str, Any]:
    given: dict[str, Any] = {
        "strict_stubs": config.getini("fnf_strict_stubs"),
        "discover": config.getini("fnf_discover"),
        "allow_network": config.getini("fnf_allow_network"),
    }
    if config.getini("fnf_start_time"):
        given["at"] = config.getini("fnf_start_time")
    seed = config.getini("fnf_seed")
    if seed:
        try:
            given["seed"] = int(seed)
        except ValueError:
            raise UsageError(f"ini fnf_seed is a whole number; found {seed!r}") from None
    return given


def _marked(node: pytest.Item) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each mark gives, the outermost first; with where it stands, for messages."""
    for parent in reversed([*node.iter_parents()]):
        marks = [mark for mark in parent.own_markers if mark.name == "flow"]
        if parent is node:
            # pytest lists decorators from the innermost outwards, and a parameter's own marks behind them.
            own = [mark for mark in getattr(getattr(node, "callspec", None), "marks", []) if mark.name == "flow"]
            decorators = [mark for mark in marks if mark not in own]
            marks = [*reversed(decorators), *own]
        for mark in marks:
            yield f"@pytest.mark.flow of {parent.name}", _arguments(mark, parent)


def _arguments(mark: pytest.Mark, parent: Node) -> dict[str, Any]:
    if len(mark.args) > 1 or (mark.args and "source" in mark.kwargs):
        raise UsageError(
            f"@pytest.mark.flow of {parent.name}: it takes one source; found {len(mark.args)} positional arguments"
            f"{' and source=' if 'source' in mark.kwargs else ''}"
        )
    given = dict(mark.kwargs)
    if mark.args:
        given["source"] = mark.args[0]
    return given
