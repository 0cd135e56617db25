"""The clock room: virtual time.

In: nothing of the package. Out: instants as whole milliseconds, and timers that fire in one fixed order.
It leaves to the engine what a timer does, and to the account when time may move.
"""

from __future__ import annotations
