"""The tables of rules are complete, and every test that they name is there.

The lists below say what a table must have: section and words of each rule, in the order of the specification. A rule
that is found later is added here and there.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"

FDL = """
1    document
1.1  version type name steps inputMappings outputMappings timeoutSeconds
1.2  types loop
1.3  type name name-case end end-of-its-list inputMappings outputMappings no-end
2    objects size
2.1  merge top-level
2.2  step-input step-output container-output flow-input flow-output no-echo
2.3  flow pass wait task caught choice parallel foreach succeed fail
2.4  flow choice parallel foreach isolation after-choice after-parallel
3.1  target source only-listed order
3.2  $input $local $context
3.3  constants values whole no-interpolation dollar-dot
3.4  child index wildcard nested-wildcard root always-arrays lacking beyond missing
3.5  flow.name execution.name step.eventId step.name task.token grows token-form
4.1  pass
4.2  resourceArn action pattern serviceParams timeoutSeconds retry catch errorMappings event result tasks-only
4.3  duration timestamp one-of-both path past two-days local
4.4  choices condition steps goto default first-true none-true no-default no-goto forms backward nested-goto
4.5  branches branch-steps concurrent local
4.6  iterationMapping collection item index steps concurrent longer iteration-input from-zero empty local
4.7  ends-list nested mappings
4.8  error cause ends caught-outside literals
5    comparison logic string number boolean variable parentheses negation blanks both-sides bare missing
5    only-dollar typing-1 typing-2 typing-3 typing-4 typing-5 typing-6
6    rule-1 rule-2 rule-3 rule-4 rule-5 rule-6
7.1  bounds FC.ResourceExhausted FC.ResourceThrottled FC-4xx FC.InternalServerError FC.Code FC.Unknown exception
7.1  FnF.TaskTimeout FnF.InvalidLocal FnF.RuntimeError FnF.ALL action-errors passed-through cause
7.2  errors intervalSeconds maxIntervalSeconds maxAttempts multiplier first-match delay exhausted counters
7.2  limit-of-each same-input
7.3  errors goto first-match end steps
7.4  errorMappings absent outputMappings
7.5  uncaught container functions
8.1  requestResponse sync waitForCallback function sub-flow message
8.2  function qualifier same-region flow topic queue placeholders Ref
8.3  event result InvocationType StatefulAsyncInvocationID Async callback
8.4  Input ExecutionName must-exist default-input requestResponse sync waitForCallback failed stopped timed-out
8.4  retry
8.5  topic queue body
8.6  values step-input
8.7  action
8.8  ReportTaskSucceeded ReportTaskFailed TaskAlreadyCompleted InvalidArgument CallbackFnFTaskToken ordinary
9    flow-timeout execution task-timeout wait retry-interval branches foreach data event-data events request-size
9    in-progress flows step-rate api-rates names
10.1 Starting Running Succeeded Failed TimedOut Stopped definition-kept
10.2 CreateFlow UpdateFlow DeleteFlow StartExecution same-name-running same-name-ended DescribeExecution
10.2 StopExecution ListExecutions GetExecutionHistory FlowNotExists other-codes stopped-time output
11.1 EventId ScheduleEventId Type StepName EventDetail Time
11.2 types
11.3 the-one-history meanings
11.4 keys TaskScheduled
11.5 execution pass-wait-succeed fail task submitted retried timed-out refused caught uncaught choice parallel
11.5 foreach interleaving
11.6 chain first-of-a-branch exit-of-a-branch container task goto
11.7 paging
12   mismatch
"""
FDL_NUMBERED = {"V": 20, "W": 14, "Q-": 36}  # what is refused, worked examples, open questions
FDL_NOT_MODELLED = """
8.8  CallbackFnFTaskToken
9    request-size flows step-rate api-rates
10.1 Starting
10.2 UpdateFlow DeleteFlow DescribeExecution ListExecutions other-codes
"""

STATEMACHINE = """
1    document Type SpecVersion Name Description StartAt States dialect
1.1  scopes same-scope unique again
1.2  check-1 check-2 check-3 check-4 check-5 check-6 check-7 check-8 check-9 check-10 check-11 check-12
2    Name Type Description InputConstructor OutputConstructor GlobalConstructor Next End Retry Catch
2    end-of-the-scope
3.1  objects size execution-input execution-output no-input
3.2  $Context $Input $Output $Global $Item Execution.Name Execution.Input Execution.RoleArn Current.Name
3.2  Current.Input Current.Output Current.Error Current.RetryCount Current.TaskToken places
3.3  step-1 step-2 step-3 step-4 step-5 step-6 step-7 raw-output global-before Pass Succeed Wait Choice Fail Task
3.3  Parallel Map
3.4  suffix must-be-one literal parameters nested ten-calls limit
3.5  key value lifetime shared sub-executions initial
4    Pass sample
5    Seconds Seconds.$ relative
6    scope top-level branch
7    Code Detail throw top-level output inside
8    Branches Condition Next Default first-true forbidden
8.1  comparison logic string number boolean prefix membership variables literals
9    Branches StartAt States Retry-Catch concurrent result output sample
10.1 ItemsPath Processor MaxConcurrency misspelt Retry-Catch order element at-once result number no-array empty
10.2 separate ProcessorConfig ItemsPath ItemReader ItemConstructor ItemBatcher ResultWriter MaxConcurrency MaxItems
10.2 ToleratedFailurePercentage ToleratedFailureCount order failure most
11.1 Action TaskMode Parameters Timeout Retry-Catch
11.2 FC:InvokeFunction FC-resourceArn FC-invocationType FC-body FC-output HTTP:Request parameters HTTP-url
11.2 HTTP-method HTTP-body HTTP-headers HTTP-output HTTP-token FNF:StartExecution FNF-resourceArn FNF-executionName
11.2 FNF-input FNF-output FNF-wait FNF-callback any
11.3 RequestComplete WaitForSystemCallback WaitForCustomCallback express stopping token reported-output
11.3 reported-failure token-form early-report timeout
12.1 order
12.2 Errors Description MaxAttempts IntervalSeconds BackoffRate MaxBackoffSeconds delay first-rule restart
12.3 Errors Description OutputConstructor Next first-rule input-of-the-target inside own-constructor
12.4 FnF.ALL FC.Code FC-transient FC.Unknown custom FnF.TaskTimeout others exact OnErrors
13.1 dotted index-and-quoted bare
13.2 names arrayContains arrayUnique toArray format length split regexMatchString mapKeys mapValues jsonMerge
13.2 stringToJson jsonToString fromBase64 toBase64 hash uuid get intAdd randomInt
13.3 suffix always
14.1 longest start-rate concurrent start-call guarantee history TaskMode Wait mode
14.2 names flows events data request-size branches generated-names
14.3 status
14.4 types fields any-state task callback retry containers caught end
14.5 keys order types data default-output task-target errors choice-default conditions limits new same-flow
"""
STATEMACHINE_NUMBERED = {"OQ-": 27}  # open questions
STATEMACHINE_NOT_MODELLED = """
14.1 start-rate start-call guarantee history
14.2 flows request-size
"""


def rules_of(text: str) -> list[str]:
    lines = [line.split() for line in text.splitlines() if line]
    return [f"{section} {word}" for section, *words in lines for word in words]


def numbered(marks: dict[str, int]) -> list[str]:
    return [f"{mark}{number}" for mark, last in marks.items() for number in range(1, last + 1)]


# Page -> its rules, and those of them that are not modelled.
TABLES = {
    "fdl-rules.md": (rules_of(FDL) + numbered(FDL_NUMBERED), rules_of(FDL_NOT_MODELLED)),
    "statemachine.md": (rules_of(STATEMACHINE) + numbered(STATEMACHINE_NUMBERED), rules_of(STATEMACHINE_NOT_MODELLED)),
}

NODE = re.compile(r"((?:tests|flows)/[\w/-]+\.py)::(test_\w+)")


def rows_of(page: str) -> dict[str, list[str]]:
    """Rule to the cells behind it: what it says, its standing, what holds it."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    rows = [re.split(r"(?<!\\) \| ", line[2:-2]) for line in text.splitlines() if re.match(r"\| (?!rule|---)", line)]
    assert [row for row in rows if len(row) != 4] == []
    names = [row[0] for row in rows]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    return {row[0]: row[1:] for row in rows}


@cache
def functions_of(path: str) -> set[str]:
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test_")}


@pytest.mark.parametrize("page", TABLES)
def test_every_rule_has_a_row_and_every_row_a_rule(page):
    rules, _ = TABLES[page]
    rows = rows_of(page)
    assert sorted(set(rules) - set(rows)) == []
    assert sorted(set(rows) - set(rules)) == []


@pytest.mark.parametrize("page", TABLES)
def test_every_rule_is_held_by_tests_unless_it_is_not_modelled(page):
    _, not_modelled = TABLES[page]
    node = re.compile(rf"`{NODE.pattern}`")
    wrong = [
        f"{rule}: {cell}"
        for rule, (_, _, held_by) in rows_of(page).items()
        for cell in held_by.split(", ")
        if (cell == "not modelled") != (rule in not_modelled) or (rule not in not_modelled and not node.fullmatch(cell))
    ]
    assert wrong == []


@pytest.mark.parametrize("page", TABLES)
def test_every_test_that_is_named_is_there(page):
    named = NODE.findall((REFERENCE / page).read_text(encoding="utf-8"))
    assert len(named) > len(TABLES[page][0])
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []


@pytest.mark.parametrize("page", TABLES)
def test_every_rule_says_something_and_how_sure_it_is(page):
    rows = rows_of(page)
    assert [rule for rule, (says, _, _) in rows.items() if not says] == []
    words = {word for _, standing, _ in rows.values() for word in standing.split(", ")}
    assert words <= {"doc", "seen", "reading"}


def test_the_pages_that_people_open_first_lead_to_the_tables():
    for page in TABLES:
        assert f"]({page}" in (REFERENCE / "fdl.md").read_text(encoding="utf-8")
        assert f"](reference/{page}" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


def test_the_open_questions_are_those_of_the_fidelity_page():
    page = (REFERENCE / "fidelity.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| (O?Q-\d+) \|", page, re.MULTILINE)) == sorted(numbered({"Q-": 36, "OQ-": 27}))
