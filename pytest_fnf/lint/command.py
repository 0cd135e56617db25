"""The command `python -m pytest_fnf lint`.

In: arguments. Out: lines on the standard output, and the exit code: 0 if no file has an error, 1 if one has, 2 if
nothing could be checked as asked. It needs no pytest session.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fnf.account.options import named_variable
from pytest_fnf.account.projects import shown
from pytest_fnf.definition.silencing import known_codes
from pytest_fnf.errors import UsageError, hidden_from_tracebacks
from pytest_fnf.lint.checking import Rules, check, told_once
from pytest_fnf.lint.finding import named, of_project
from pytest_fnf.lint.formats import FORMATS
from pytest_fnf.lint.settings import read_settings

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from pytest_fnf.lint.checking import Checked
    from pytest_fnf.lint.settings import Settings

__tracebackhide__ = hidden_from_tracebacks

DESCRIPTION = """\
Check flow files: errors, for which they would be refused, and warnings.

Without PATHS the files are those of ini fnf_flows (pytest.ini, pyproject.toml, tox.ini or setup.cfg of the project),
by default flows/**/*.y*ml. A file that somebody names has to be a flow or a template with flows; of the files of a
folder or a pattern, those that are none are passed by.

Exit codes: 0 no errors, 1 errors, 2 wrong usage."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare them."""
    parser.add_argument("paths", nargs="*", metavar="PATHS", help="files and folders to check")
    parser.add_argument("--strict", action="store_true", help="count warnings as errors")
    parser.add_argument(
        "--format", choices=[*FORMATS], default="text", help="how problems are written (default: %(default)s)"
    )
    parser.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="FNFnnn,...",
        help="warnings that are not told, beside those of ini fnf_ignore; errors always are",
    )
    parser.add_argument(
        "--var",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="value for a placeholder in the files, above those of ini fnf_variables; may be given several times",
    )
    parser.add_argument(
        "--skip-others", action="store_true", help="pass by files that hold no flow, even if they are named in PATHS"
    )


def run(arguments: Namespace) -> int:
    """Check, print, and return the exit code.

    Raises:
        UsageError: nothing can be checked as asked.
    """
    settings = read_settings(Path.cwd())
    options = settings.options.merged(variables=_variables(arguments.var))
    ignored = settings.ignored | known_codes(arguments.ignore, "--ignore")
    rules = Rules(options=options, ignored=ignored, strict=arguments.strict, roots=(settings.root,))
    files = told_once(_checked(arguments, settings, rules))
    if not files and not arguments.skip_others:
        looked = arguments.paths or [shown(settings.root / pattern) for pattern in settings.flows]
        raise UsageError(f"no flow was found; looked at: {', '.join(looked)}")
    for line in FORMATS[arguments.format](files):
        print(line)  # noqa: T201  (this is what a command does)
    return int(any(checked.failed for checked in files))


def _checked(arguments: Namespace, settings: Settings, rules: Rules) -> Iterator[Checked]:
    found = named(arguments.paths) if arguments.paths else of_project(settings.flows, settings.root)
    for file, is_named in found:
        checked = check(file, rules, named=is_named and not arguments.skip_others)
        if checked is not None:
            yield checked


def _variables(written: list[str]) -> dict[str, str]:
    try:
        return dict(map(named_variable, written))
    except ValueError as error:
        raise UsageError(f"--var: {error}") from None
