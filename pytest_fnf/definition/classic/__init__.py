"""The classic dialect (`type: flow`): its model, its reader, its rules. Source: fdl-classic sections 1 to 8 and 12."""

from __future__ import annotations
