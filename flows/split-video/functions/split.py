"""Cuts a video into parts of a minute; the parts' names are all that the flow needs."""

from __future__ import annotations

import json


def handler(event, context):
    video = json.loads(event)
    return {"parts": [{"key": f"{video['key']}/{number}"} for number in range(video["minutes"])]}
