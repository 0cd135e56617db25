"""The report room: wording for people.

In: executions, histories, definitions. Out: lines of text. It sees only definition and history, decides nothing and
changes nothing.
"""

from __future__ import annotations
