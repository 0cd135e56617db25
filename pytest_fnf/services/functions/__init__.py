"""The local Function Compute: runs people's handlers in process, on the virtual clock.

In: a handler, an event, the instant. Out: done, failed, or sleeping until an instant. It never touches the clock or a
history; while no handler runs, the process is as if it did not exist.

One handler runs at a time. Each instance has a thread of its own, and a baton passes between it and the engine's
thread: `worker` passes it, `sandbox` swaps what of the process a handler sees when it gets it, `window` holds what is
patched while a driving call runs.
"""

from __future__ import annotations
