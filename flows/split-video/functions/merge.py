"""Puts the converted parts together, in the order in which they come."""

from __future__ import annotations

import json


def handler(event, context):
    parts = json.loads(event)["parts"]
    return {"video": "+".join(part["key"] for part in parts)}
