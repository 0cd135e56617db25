"""Words of other languages, and what they are in this dialect.

In: nothing. Out: tables. Source: cloudflow-statemachine 14.5.
"""

from __future__ import annotations

_CHOICES = "they stand in Branches, a list of Condition and Next"
_CALL = "write Action: FC:InvokeFunction, and resourceArn below Parameters"
_CONDITION = 'a condition is one expression: Condition: $Input.key == "text"'
_INPUT = "the input is made by InputConstructor: {key.$: $Input.key}"
_OUTPUT = "the output is made by OutputConstructor: {key.$: $Output.key}"
_PROCESSOR = "what runs for each item is its Processor"
_INSTANT = "a Wait has Seconds; there is no wait until an instant"
_FAIL = "Code and Detail of a Fail are constants"
_NEXT = "the state to go to is named by Next"
ERRORS = "names of errors stand in Errors, a list"
_LIMIT = "the limit of a Task is its Timeout"
_MODE = "it is ExecutionMode, Standard or Express; a Map without ProcessorConfig is inline"
_BATCH = "a batch is bounded by MaxItemsPerBatch alone"

CLASSIC = {
    "version": "it is SpecVersion: v1",
    "steps": "it is States, a list of states, with StartAt beside it",
    "goto": _NEXT,
    "inputMappings": _INPUT,
    "outputMappings": _OUTPUT,
    "errorMappings": "a caught error is handed on by OutputConstructor of the Catch rule",
    "resourceArn": _CALL,
    "pattern": "it is TaskMode: RequestComplete, WaitForSystemCallback or WaitForCustomCallback",
    "serviceParams": "they stand in Parameters",
    "timeoutSeconds": _LIMIT,
    "choices": _CHOICES,
    "iterationMapping": "the list is named by ItemsPath: $Input.key",
    "duration": "the length of a Wait is its Seconds",
    "timestamp": _INSTANT,
    "error": "the error of a Fail is its Code",
    "cause": "the text of a Fail is its Detail",
    "maxIntervalSeconds": "the longest delay is MaxBackoffSeconds",
    "multiplier": "the growth of the delay is BackoffRate",
}
"""Words of `type: flow` that are not just spelled otherwise here."""

_COMPARISONS = (
    *("Variable", "And", "Or", "Not", "IsNull", "IsPresent", "IsString", "IsNumeric", "IsBoolean", "IsTimestamp"),
    *("BooleanEquals", "BooleanEqualsPath"),
    *(
        f"{kind}{test}{path}"
        for kind in ("String", "Numeric", "Timestamp")
        for test in ("Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals")
        for path in ("", "Path")
    ),
    "StringMatches",
)

AMAZON = {
    **dict.fromkeys(_COMPARISONS, _CONDITION),
    "Comment": "it is Description",
    "Version": "it is SpecVersion: v1",
    "QueryLanguage": "there is one language of expressions",
    "Resource": _CALL,
    "Arguments": "they stand in Parameters",
    "Credentials": "the role is given where the flow is created",
    "InputPath": _INPUT,
    "OutputPath": _OUTPUT,
    "ResultPath": _OUTPUT,
    "ResultSelector": _OUTPUT,
    "Result": _OUTPUT,
    "Output": _OUTPUT,
    "Assign": "what all states share is written by GlobalConstructor",
    "Choices": _CHOICES,
    "ItemProcessor": _PROCESSOR,
    "Iterator": _PROCESSOR,
    "ItemSelector": "each item is made by ItemConstructor, in the distributed mode",
    "Items": "the list is named by ItemsPath",
    "Label": "a Map has its Name alone",
    "MaxConcurrencyPath": "MaxConcurrency is a constant",
    "ToleratedFailurePercentagePath": "ToleratedFailurePercentage is a constant",
    "ToleratedFailureCountPath": "ToleratedFailureCount is a constant",
    "Mode": _MODE,
    "ExecutionType": _MODE,
    "MaxInputBytesPerBatch": _BATCH,
    "MaxInputBytesPerBatchPath": _BATCH,
    "MaxItemsPerBatchPath": "MaxItemsPerBatch is a constant",
    "BatchInput": _BATCH,
    "TimeoutSeconds": _LIMIT,
    "TimeoutSecondsPath": "the limit of a Task is computed by Timeout.$",
    "HeartbeatSeconds": f"there is no heartbeat; {_LIMIT}",
    "HeartbeatSecondsPath": f"there is no heartbeat; {_LIMIT}",
    "SecondsPath": "the length of a Wait is computed by Seconds.$",
    "Timestamp": _INSTANT,
    "TimestampPath": _INSTANT,
    "Error": "the error of a Fail is its Code",
    "Cause": "the text of a Fail is its Detail",
    "ErrorPath": _FAIL,
    "CausePath": _FAIL,
    "ErrorEquals": ERRORS,
    "MaxDelaySeconds": "the longest delay is MaxBackoffSeconds",
    "JitterStrategy": "delays do not vary",
}
"""Words of Amazon States Language."""

OTHERS = {
    "nextstep": _NEXT,
    "nextstate": _NEXT,
    "then": _NEXT,
    "start": "the first state is named by StartAt",
    "initialstate": "the first state is named by StartAt",
    "transitions": f"a way with a condition is a Choice; else {_NEXT}",
    "if": _CONDITION,
    "when": _CONDITION,
    "expression": _CONDITION,
    "input": _INPUT,
    "inputs": _INPUT,
    "outputs": _OUTPUT,
    "function": _CALL,
    "functionname": _CALL,
    "uri": _CALL,
    "loop": "loops are made with a Choice and a Next back to an earlier state",
    "until": _INSTANT,
    "duration": "the length of a Wait is its Seconds",
    "concurrency": "iterations at the same time are bounded by MaxConcurrency",
    "collection": "the list is named by ItemsPath",
    "items": "the list is named by ItemsPath",
    "errorcode": "the error of a Fail is its Code",
    "errormessage": "the text of a Fail is its Detail",
    "message": "the text of a Fail is its Detail",
    "onerror": "errors are taken by Catch, a list of Errors and Next",
    "retries": "retries are given by Retry, a list of Errors with intervals",
    "maxretries": "the number of retries is MaxAttempts",
    "interval": "the delay before the first retry is IntervalSeconds",
    "delay": "the delay before the first retry is IntervalSeconds",
    "fixedbackoff": "the delay before the first retry is IntervalSeconds",
    "multiplier": "the growth of the delay is BackoffRate",
    "backoff": "the growth of the delay is BackoffRate",
    "timeout": "a Task has a Timeout, and so has the whole flow, beside StartAt",
    "heartbeat": f"there is no heartbeat; {_LIMIT}",
}
"""Words that people expect, whatever their case."""

_FOR_EACH = "one run for each item of a list is a Map"
_CHOICE = "conditions are tried by a Choice"
_TASK = "a function is called by a Task with Action: FC:InvokeFunction"
_SUB_FLOW = "a sub-flow is a Task with Action: FNF:StartExecution"
_LOOP = "loops are made with a Choice and a Next back to an earlier state"
_PAUSE = "a pause is a Wait"
_END = "the end is a Succeed, or End: true of the last state"

STATE_TYPES = {
    **dict.fromkeys(("foreach", "for"), _FOR_EACH),
    **dict.fromkeys(("switch", "if", "condition"), _CHOICE),
    **dict.fromkeys(("function", "lambda", "action", "operation"), _TASK),
    **dict.fromkeys(("flow", "subflow", "execution"), _SUB_FLOW),
    **dict.fromkeys(("loop", "while"), _LOOP),
    **dict.fromkeys(("sleep", "delay"), _PAUSE),
    **dict.fromkeys(("success", "end", "succeeded"), _END),
    **dict.fromkeys(("error", "failed", "throw"), "an error is raised by a Fail"),
    "inject": "constants are given by a Pass with an OutputConstructor",
}
"""What to write for types of other languages, in small letters."""
