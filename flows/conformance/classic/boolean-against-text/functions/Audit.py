"""Stands for the audit of an order: small ones pass."""

from __future__ import annotations

import json


def handler(event, context):
    order = json.loads(event)
    return {"audited": order["amount"] <= 100}
