"""The expression room: paths and conditions, compiled once.

In: text of a definition. Out: closures over values. The world enters only through the values handed in.
"""

from __future__ import annotations
