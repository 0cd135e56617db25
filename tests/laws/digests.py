"""Digests of worlds from fixed seeds, for another process to compare: `python -m tests.laws.digests 40`."""

from __future__ import annotations

import hashlib
import sys
from random import Random

from .generated import from_seed, make_world
from .machines import make_machine_world
from .playing import histories


def digests(count: int) -> list[str]:
    """Of the histories of the worlds of the first seeds, of either dialect by turns."""
    makers = (make_world, make_machine_world)
    worlds = (makers[seed % 2](from_seed(Random(seed))) for seed in range(count))
    return [hashlib.sha256(histories(world).encode()).hexdigest() for world in worlds]


if __name__ == "__main__":
    sys.stdout.write("\n".join(digests(int(sys.argv[1]))))
