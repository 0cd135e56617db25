"""behave-asl as a peer: reads a definition, then runs it from its start for every further line.

In: lines of JSON, the first with the definition, each further one with an input. Out: one line of JSON for each: the
version, then the outputs. It runs with the Python of the peers' own environment.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from behaveasl.models.execution import Execution
from behaveasl.parser import create_state_machine

ANSWERS = sys.stdout


def answer(value: object) -> None:
    """One line out."""
    ANSWERS.write(json.dumps(value) + "\n")
    ANSWERS.flush()


def main() -> None:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):  # it prints each path that it reads
        machine = create_state_machine(json.loads(sys.stdin.readline()))
        answer(f"behave-asl {version('behave-asl')}")
        for line in sys.stdin:
            execution = Execution(state_machine=machine)
            execution.set_execution_input_data(json.loads(line))
            while not execution.last_step_result.end_execution:
                execution.execute()
            answer(execution.last_step_result.result_data)


main()
