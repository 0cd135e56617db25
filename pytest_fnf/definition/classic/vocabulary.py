"""The words of the classic dialect: which attributes each object may have.

Written once here; `docs/reference/fdl.md` is checked against it by a test. Source: fdl-classic 1.1, 1.3, 4 and 7.
"""

from __future__ import annotations

from pytest_fnf.definition.attributes import Words

FLOW = Words("version", "type", "name", "steps", "inputMappings", "outputMappings", "timeoutSeconds")

COMMON = Words("type", "name", "end", "inputMappings", "outputMappings")
_WITHOUT_END = Words("type", "name", "inputMappings", "outputMappings")

STEPS = {
    "task": Words(
        *COMMON,
        "resourceArn",
        "action",
        "pattern",
        "serviceParams",
        "timeoutSeconds",
        "retry",
        "catch",
        "errorMappings",
    ),
    "pass": COMMON,
    "wait": Words(*COMMON, "duration", "timestamp"),
    "choice": Words(*COMMON, "choices", "default"),
    "parallel": Words(*COMMON, "branches"),
    "foreach": Words(*COMMON, "iterationMapping", "steps"),
    "succeed": _WITHOUT_END,
    "fail": Words(*_WITHOUT_END, "error", "cause"),
}
"""Step types with their attributes."""

MAPPING = Words("target", "source")
RETRY = Words("errors", "intervalSeconds", "maxIntervalSeconds", "maxAttempts", "multiplier")
CATCH = Words("errors", "goto")
CHOICE = Words("condition", "steps", "goto")
DEFAULT = Words("steps", "goto")
BRANCH = Words("steps")
ITERATION_MAPPING = Words("collection", "item", "index")

OBJECTS = {
    "flow": FLOW,
    **STEPS,
    "entry of `inputMappings`, `outputMappings`, `errorMappings`": MAPPING,
    "entry of `retry`": RETRY,
    "entry of `catch`": CATCH,
    "entry of `choices`": CHOICE,
    "`default`": DEFAULT,
    "entry of `branches`": BRANCH,
    "`iterationMapping`": ITERATION_MAPPING,
}
"""Every object that the reader knows, under its name in the reference."""

VERSIONS = ("v1", "v1beta1", "v1.0")
PATTERNS = ("requestResponse", "sync", "waitForCallback")

TASK_ONLY = ("retry", "catch", "errorMappings")
"""Attributes that the service refuses on other steps (V16)."""
