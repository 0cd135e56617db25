"""The services room: what a task can reach.

In: an event and the instant. Out: data: done, failed, sleeping, accepted, or start that flow. It never touches the
clock or a history; it leaves both to the engine.
"""

from __future__ import annotations
