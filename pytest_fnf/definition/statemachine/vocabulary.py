"""The words of the StateMachine dialect: which attributes each object may have.

Written once here. Source: cloudflow-statemachine 1, 2 and 4 to 12.
"""

from __future__ import annotations

from pytest_fnf.definition.attributes import Words

FLOW = Words("Type", "SpecVersion", "Name", "Description", "Timeout", "StartAt", "States")
VERSION = "v1"

_EVERY = Words("Type", "Name", "Description", "InputConstructor")
_ENDING = Words(*_EVERY, "OutputConstructor", "End")
# `End` is built in; a redundant `End: true` is accepted (1.2, check 5).

COMMON = Words(*_EVERY, "OutputConstructor", "GlobalConstructor", "Next", "End")
HANDLING = ("Retry", "Catch")
"""Attributes that Task, Parallel and Map have alone (section 2)."""

DISTRIBUTED = ("ItemConstructor", "ItemBatcher", "MaxItems", "ToleratedFailurePercentage", "ToleratedFailureCount")
"""Attributes that mean something in the distributed mode alone (section 10.2)."""
NOT_RUN = ("ItemReader", "ResultWriter")
"""Attributes of the distributed mode that read and write storage."""

STATES = {
    "Task": Words(*COMMON, "Action", "TaskMode", "Parameters", "Timeout", "Timeout.$", *HANDLING),
    "Pass": COMMON,
    "Wait": Words(*COMMON, "Seconds", "Seconds.$"),
    "Choice": Words(*_EVERY, "Branches", "Default"),
    "Parallel": Words(*COMMON, "Branches", *HANDLING),
    "Map": Words(
        *COMMON,
        "ItemsPath",
        "Processor",
        "ProcessorConfig",
        "MaxConcurrency",
        "MaxConcuccency",
        *DISTRIBUTED,
        *NOT_RUN,
        *HANDLING,
    ),
    "Succeed": Words(*_ENDING, "GlobalConstructor"),
    "Fail": Words(*_ENDING, "Code", "Detail"),
}
"""State types with their attributes. `MaxConcuccency` is how the service's own tables spell it (section 10)."""

CHOICE_BRANCH = Words("Condition", "Next")
PARALLEL_BRANCH = Words("StartAt", "States")
PROCESSOR = Words("StartAt", "States", "ProcessorConfig")
PROCESSOR_CONFIG = Words("ExecutionMode")
ITEM_BATCHER = Words("MaxItemsPerBatch")
RETRY = Words("Errors", "Description", "MaxAttempts", "IntervalSeconds", "BackoffRate", "MaxBackoffSeconds")
CATCH = Words("Errors", "Description", "OutputConstructor", "Next")

OBJECTS = {
    "flow": FLOW,
    **STATES,
    "entry of a Choice's `Branches`": CHOICE_BRANCH,
    "entry of a Parallel's `Branches`": PARALLEL_BRANCH,
    "`Processor`": PROCESSOR,
    "`ProcessorConfig`": PROCESSOR_CONFIG,
    "`ItemBatcher`": ITEM_BATCHER,
    "entry of `Retry`": RETRY,
    "entry of `Catch`": CATCH,
}
"""Every object that the reader knows, under its name in the reference."""

MODES = ("RequestComplete", "WaitForSystemCallback", "WaitForCustomCallback")
EXECUTION_MODES = ("Standard", "Express")

PARAMETERS = {
    "FC:InvokeFunction": ("resourceArn", "invocationType", "body"),
    "HTTP:Request": ("url", "method", "body", "headers"),
    "FNF:StartExecution": ("resourceArn", "executionName", "input"),
}
"""Actions whose parameters are known (section 11.2)."""
NEEDED = {
    "FC:InvokeFunction": ("resourceArn",),
    "HTTP:Request": ("url", "method"),
    "FNF:StartExecution": ("resourceArn",),
}
"""Their required ones. A published flow runs without `invocationType`."""

INVOCATION_TYPES = ("Sync", "Async")
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD")
