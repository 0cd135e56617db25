"""The definition room: from a document's text to a frozen model whose every part knows its place.

In: text or bytes. Out: a `Definition` (model, graph, warnings), or one `DefinitionError` with all problems at once.
It leaves files and folders to the account, running to the engine, and how a condition or a path works to the
expression room.
"""

from __future__ import annotations
