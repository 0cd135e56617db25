"""The history room: what happened, as the service's own `GetExecutionHistory` tells it.

In: rows written by the engine, or JSON downloaded from the service. Out: `History`, `StepRecord`s built from
history alone, and `Execution`, driven through a small protocol. It knows nothing of the engine.
"""

from __future__ import annotations
