"""What the dialects share: activities, waits, attempts, retry, limits, bounded fork and join, executions.

In: generators made by a dialect. Out: their steps in the order of design section 5. It leaves the walking of
lists, the data flow and the details of events to each dialect.
"""

from __future__ import annotations
