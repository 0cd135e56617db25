"""Holders: under which names the modules of the process hold what handlers must not get, such as the real `sleep`.

In: functions and classes. Out: every module and name that holds one, as `from time import sleep` makes it. It leaves
replacing them to `window`.

Looking at all names of all modules each time would cost more than everything else that a driving call does. So a module
of the standard library or of an installed package is looked at whole once, and again when the number of its names has
changed; in between only at names that held something, or are called like it, since a test may have a fake there at
first. The user's own modules are looked at whole each time.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Held: TypeAlias = tuple[str, Any, str, Any]
"""A name of the module in `sys.modules`, the module, its own name for what it holds, and that."""

_NEVER_THE_USERS = sys.stdlib_module_names | {"pytest_fnf"}
_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


class Holders:
    """Finds them; one for the process, which remembers what it saw.

    Args:
        wanted: what to look for, by identity.
    """

    def __init__(self, wanted: Collection[Any]) -> None:
        self._wanted = {id(one): one for one in wanted}
        self._called = frozenset(one.__name__ for one in wanted)
        # By the identity of an installed module: itself, its names, how many they were, those to look at each time.
        self._known: dict[int, tuple[Any, dict[str, Any], int, Sequence[str]]] = {}

    def find(self) -> list[Held]:
        """All of them, now."""
        found: list[Held] = []
        wanted, known = self._wanted, self._known
        if len(known) > 2 * len(sys.modules):
            known.clear()  # modules that somebody loads again and again, such as tests of a plugin
        for key, module in list(sys.modules.items()):
            seen = known.get(id(module))
            worth = seen[3] if seen is not None and len(seen[1]) == seen[2] else self._look(key, module)
            for name in worth:
                value = vars(module).get(name)
                if id(value) in wanted:
                    found.append((key, module, name, value))
        return found

    def _look(self, key: str, module: Any) -> Sequence[str]:
        """Look at a whole module."""
        names = getattr(module, "__dict__", None)  # there are objects of any kind among the modules
        if type(names) is not dict:
            return ()
        wanted = self._wanted
        # In C, since nearly all modules hold nothing.
        holds = () if wanted.keys().isdisjoint(map(id, names.values())) else list(names.items())
        worth = [name for name, value in holds if id(value) in wanted]
        if _is_installed(key, names):
            worth += [name for name in self._called if name in names and name not in worth]
            self._known[id(module)] = (module, names, len(names), worth)
        return worth


def _is_installed(key: str, names: dict[str, Any]) -> bool:
    if key.partition(".")[0] in _NEVER_THE_USERS:
        return True
    file = names.get("__file__")
    return isinstance(file, str) and any(part in file for part in _PACKAGES)
