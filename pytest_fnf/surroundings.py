"""What worlds are opened in: a pytest session, or a script. Light, so that pytest's glue may name itself at start.

In: whoever runs the tests, put on the stack. Out: the innermost one, which `open_flow` asks for folders and options and
tells of its account, and failures ask how much to show; and functions of the process as they were before any test could
put a fake in their place. It leaves what they answer to them (`Surroundings` in `account.opening`).
"""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

stack: list[Callable[[], Any]] = []
"""What gives them, the innermost last: a test of a plugin runs a session within a session. Empty in scripts."""


def leave() -> None:
    """The innermost are over."""
    stack.pop()


def innermost() -> Any | None:
    """Whoever runs the test under way; `None` in scripts and notebooks."""
    return stack[-1]() if stack else None


def shows_everything() -> bool:
    """Whether failures cut nothing (`-vv`)."""
    around = innermost()
    return around is not None and bool(around.everything)


sleep, urandom, seed = time.sleep, os.urandom, random.seed
"""The real ones, which handlers must not get."""
