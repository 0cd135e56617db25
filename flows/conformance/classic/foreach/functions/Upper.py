"""Writes a name in capitals."""

from __future__ import annotations

import json


def handler(event, context):
    return {"name": json.loads(event)["name"].upper()}
