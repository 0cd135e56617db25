"""Stands for the call that asks how a job is doing.

The job counts as done when more than `delay` seconds have passed since this module was loaded. A fresh instance is
loaded at the first poll, not when the job started: that is the trap which the tests beside the flow show.
"""

from __future__ import annotations

import json
import logging
import time

logger = logging.getLogger(__name__)

start_time = int(time.time())


def handler(event, context):
    request = json.loads(event)
    passed = int(time.time()) - start_time
    status = "success" if passed > request.get("delay", 60) else "running"
    try_count = request.get("try_count", 0) + 1
    logger.info("job %s is %s after %d s, poll %d", request["job_id"], status, passed, try_count)
    return {"job_id": request["job_id"], "job_status": status, "try_count": try_count}
