"""Converts a part, which takes half a minute."""

from __future__ import annotations

import json
import time


def handler(event, context):
    request = json.loads(event)
    time.sleep(30)
    return {"key": f"{request['part']}.{request['format']}"}
