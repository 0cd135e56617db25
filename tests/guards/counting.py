"""Counts of what the interpreter does: the same on every run, whatever else the machine is doing.

In: something to do. Out: how many calls it made, how many lines it ran, how much it kept. Only this thread counts.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def calls(do: Callable[[], Any]) -> int:
    """Calls of Python functions; a generator that goes on counts as one."""
    count = 0

    def note(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        do()
    finally:
        sys.setprofile(before)
    return count


def lines(do: Callable[[], Any]) -> int:
    """Lines run, each turn of a loop anew: what takes time without calling anything counts too."""
    count = 0

    def note(frame: Any, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        do()
    finally:
        sys.settrace(before)
    return count


def bytes_kept(do: Callable[[], Any]) -> int:
    """Bytes that are still held afterwards, by what it returns or elsewhere."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = do()
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    del kept
    return held


def objects_kept(do: Callable[[], Any]) -> int:
    """Objects that the cyclic collector has to walk from then on: they make each of its rounds longer."""
    gc.collect()
    before = len(gc.get_objects())
    kept = do()
    gc.collect()
    after = len(gc.get_objects())
    del kept
    return after - before
