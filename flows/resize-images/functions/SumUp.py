"""Sums up what the workers reported."""

from __future__ import annotations

import json


def handler(event, context):
    request = json.loads(event)
    return {
        "images": len(request["bytes"]),
        "total": sum(request["bytes"]),
        "skipped": request["skipped"],
    }
