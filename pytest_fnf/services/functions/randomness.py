"""Random numbers: what the handlers of one world draw, from its seed.

In: a seed. Out: module `random` in the world's own state while a handler runs; what stands for the sources of the
process, `os.urandom` and a seed that nobody gave. It leaves putting those in place to `window`.

That state is large, and changing it takes longer than all else that is swapped for a handler. So it stays until code of
the test, or of the process, may draw: the engine, between two handlers, draws from no state of a module.
"""

from __future__ import annotations

import random
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_fnf import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable


class Numbers:
    """The random numbers of one world.

    Args:
        seed: the world's.
        inside: whether the calling thread is a handler's; all others draw from the process.

    Attributes:
        here: whether the world's state is in place.
    """

    def __init__(self, seed: int, inside: Callable[[], bool]) -> None:
        self._seed = seed
        self._inside = inside
        self.here = False
        self._state: Any = None
        self._before: Any = None

    @cached_property
    def _source(self) -> random.Random:
        """Of all that is drawn past the state of module `random`; made when somebody draws, as most worlds do not."""
        return random.Random(f"bytes {self._seed}")  # noqa: S311  (tests want the same numbers, not secret ones)

    def enter(self) -> None:
        """Handlers draw from the world's state."""
        if self.here:
            return
        self._before = random.getstate()
        self.here = True  # from here on, whatever interrupts
        if self._state is None:
            surroundings.seed(self._seed)
        else:
            random.setstate(self._state)

    def leave(self) -> None:
        """The test draws from its own."""
        if not self.here:
            return
        self._state = random.getstate()
        random.setstate(self._before)
        self.here = False

    def urandom(self, size: int, /) -> bytes:
        """What stands for `os.urandom`."""
        return self._source.randbytes(size) if self._inside() else surroundings.urandom(size)

    def seeding(self, real: Callable[..., None]) -> Callable[..., None]:
        """What stands for `Random.seed`: a generator without a seed would fetch one in C, past `os.urandom`."""

        def seed(generator: random.Random, a: Any = None, version: int = 2) -> None:
            real(generator, self._source.randbytes(32) if a is None and self._inside() else a, version)

        return seed

    def seed(self, a: Any = None, version: int = 2) -> None:
        """What stands for `random.seed`, which is bound to a generator and to the real `Random.seed`."""
        surroundings.seed(self._source.randbytes(32) if a is None and self._inside() else a, version)
