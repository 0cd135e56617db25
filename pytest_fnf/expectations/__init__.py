"""The expectations room: assertions over what happened.

In: executions and histories, what a test expects. Out: nothing, or an `AssertionError` with the whole story. It sees
only definition and history, and leaves wording to the report room.
"""

from __future__ import annotations
