"""How much failures show. Light on purpose: pytest's glue sets it before anything else of the package is loaded.

In: pytest's verbosity. Out: one flag that the other modules of the room read.
"""

from __future__ import annotations


class Style:
    """Set by the plugin, read when a failure is worded.

    Attributes:
        everything: cut nothing (`-vv`).
    """

    __slots__ = ("everything",)

    def __init__(self) -> None:
        self.everything = False


style = Style()
"""The one style of the process."""
