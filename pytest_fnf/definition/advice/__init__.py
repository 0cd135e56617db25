"""Advice: what a valid definition probably gets wrong.

In: a `Definition` of either dialect. Out: warnings. `advice` is the door; the rules stand in modules by what they look
at. What they need to know of a dialect's model they read from `facts`, which one module a dialect gathers. It leaves
errors to the readers, silencing to `definition.silencing`, and whether anybody asks to lint.
"""

from __future__ import annotations
