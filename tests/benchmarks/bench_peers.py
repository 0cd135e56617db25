"""The counting loop beside three interpreters of Amazon's language, on their nearest shape: a pass and a choice.

Each peer is a process of its own, which `make bench` set up in an environment of its own. Before each of its runs the
loop runs here, so that both are timed on the same machine in the same state.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from .shapes import loop

HOME = Path(sys.prefix) / "peers"
SCRIPTS = Path(__file__).parent / "peers"
PYTHON = str(HOME / "bin" / "python")
LIMIT_SECONDS = 120


def states(turns):
    """The loop in Amazon's language: the pass counts, the choice goes back to it."""
    return {
        "StartAt": "Count",
        "States": {
            "Count": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "More"},
            "More": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.n", "NumericEquals": turns, "Next": "Done"}],
                "Default": "Count",
            },
            "Done": {"Type": "Succeed"},
        },
    }


class Peer:
    """A running peer; it is given a definition once, then an input for each run."""

    def __init__(self, process, turns):
        self.units = 2 * turns
        self._process = process
        self.name = self.ask(states(turns))

    def ask(self, line):
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        return json.loads(answer) if answer else None

    def open(self):
        return {"n": 0}

    def run(self, data):
        self.output = self.ask(data)

    def close(self):
        return None


@contextmanager
def started(command, turns):
    """The peer, or nothing where it cannot run."""
    if shutil.which(command[0]) is None:
        yield None
        return
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        peer = Peer(process, turns)
        yield peer if peer.name else None
        process.stdin.close()
        process.wait(LIMIT_SECONDS)


@pytest.mark.parametrize(
    ("name", "command", "turns", "rounds", "least"),
    [
        ("behave-asl", [PYTHON, str(SCRIPTS / "behave_asl.py")], 10_000, 9, 1.8),
        (
            "aws-local-stepfunctions",
            ["node", str(SCRIPTS / "local_stepfunctions.cjs"), str(HOME)],
            10_000,
            9,
            1.5,
        ),
        ("moto", [PYTHON, str(SCRIPTS / "moto_stepfunctions.py")], 500, 5, 110),
    ],
)
def test_a_peer(benchmark, figure, timing, name, command, turns, rounds, least):
    with started(command, turns) as peer:
        if peer is None:
            benchmark.pedantic(lambda: None, rounds=1)
            figure(name, f"{name}: loop of a pass and a choice", absent=True)
            return
        timing(peer, rounds=rounds, beside=loop(10_000), times=3)
        assert peer.output == {"n": turns}
    figure(
        name,
        f"{peer.name}: loop of a pass and a choice, {peer.units:,} steps",
        units=peer.units,
        unit="steps/s",
        ratio=("loop", (">=", least), timing.factor),
    )
