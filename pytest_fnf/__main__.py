"""What `python -m pytest_fnf` can do beside the tests: for now, `lint`.

In: arguments. Out: the exit code; 2 for wrong usage, as argparse has it. It leaves each command to its room.
"""

from __future__ import annotations

import argparse
import os
import sys
from io import TextIOWrapper

from pytest_fnf.errors import UsageError
from pytest_fnf.lint import command as lint


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: without the program's name; `None` for those of the process.
    """
    parser = argparse.ArgumentParser(prog="python -m pytest_fnf", description="Serverless workflows, offline.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    linter = commands.add_parser(
        "lint",
        help="check flow files",
        description=lint.DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    lint.add_arguments(linter)
    linter.set_defaults(run=lint.run, command=linter)
    given, unknown = parser.parse_known_args(arguments)
    if unknown:
        given.command.error(f"unrecognized arguments: {' '.join(unknown)}")  # with the usage of the command meant
    for stream in (sys.stdout, sys.stderr):
        # A text that the terminal cannot show must not end the run.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(given.run(given))
    except UsageError as error:
        print(f"{parser.prog}: error: {error}", file=sys.stderr)  # noqa: T201  (this is what a command does)
        return 2
    except BrokenPipeError:
        # Whoever read has seen enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
