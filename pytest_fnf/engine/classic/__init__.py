"""The classic dialect (`type: flow`): its lists, its data flow, its steps.

In: the model of a definition. Out: a program for `core.run`. It leaves time, concurrency, attempts and limits to the
core, and knows nothing of the other dialect.
"""

from __future__ import annotations
