"""Same flow, same answers, same input: the same bytes, in any process, whatever the hash seed (design section 5)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings

from .digests import digests
from .generated import worlds
from .machines import machine_worlds
from .playing import histories

ROOT = Path(__file__).resolve().parents[2]


@settings(max_examples=100)
@given(worlds() | machine_worlds())
def test_the_same_world_twice_has_the_same_histories(world):
    assert histories(world) == histories(world)


def test_other_processes_with_other_hash_seeds_have_the_same_histories():
    count = 60
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.laws.digests", str(count)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "4242")
    ]
    found = [process.communicate(timeout=100)[0].splitlines() for process in running]
    assert found == [digests(count)] * 2
    assert len(set(found[0])) > count / 2
