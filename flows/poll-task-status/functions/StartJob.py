"""Stands for the call that starts a long-running job: gives it an id."""

from __future__ import annotations

import logging
import uuid

logger = logging.getLogger(__name__)


def handler(event, context):
    job_id = str(uuid.uuid4())
    logger.info("started job %s", job_id)
    return {"job_id": job_id}
