"""The engine room: runs a definition on the clock and is the one writer of histories.

In: a definition's model, a host that performs tasks, timers. Out: rows of history and the state of executions.
It leaves stubs, handlers and other flows to the host (the account), and time to the driving calls.
"""

from __future__ import annotations
