"""The `Type: StateMachine` dialect: states, scopes, constructors.

In: the frozen model. Out: a `Program` of compiled states. It leaves activities, attempts, fork and join, limits and
the recording to `core`, which it shares with the classic dialect without either knowing the other.
"""

from __future__ import annotations
