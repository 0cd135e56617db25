"""The lint room: flow files checked without a test.

In: paths, or a project's patterns. Out: the problems of each file, as text or in the formats of other tools. It leaves
reading to the account and the definition rooms, and runs no flow and no handler.
"""

from __future__ import annotations
