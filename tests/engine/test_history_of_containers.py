"""Histories of parallel and foreach: links of branch entries and exits, order at equal instants (fdl-classic 11.5 on).

The order of design section 5: a branch runs on until it must wait; what is due at the same instant goes by position.
"""

from __future__ import annotations

from pytest_fnf import open_flow

HEAD = "version: v1\ntype: flow\nsteps:\n"


def test_branches_without_waits_run_one_after_the_other(same_history):
    steps = """
  - type: parallel
    name: both
    inputMappings: [{target: id, source: $input.id}]
    branches:
      - steps: [{type: pass, name: left, outputMappings: [{target: l, source: $input.id}]}]
      - steps: [{type: pass, name: right, outputMappings: [{target: r, source: 2}]}]
    outputMappings: [{target: all, source: $local}, {target: id, source: $input.id}]
"""
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run({"id": 7, "more": 1}),
            """
 1  0 0 ExecutionStarted   -     {"input":{"id":7,"more":1}}
 2  1 0 StepEntered        both  {"input":{"id":7,"more":1},"local":{}}
 3  2 0 StepStarted        both  {"input":{"id":7}}
 4  3 0 BranchEntered      both  {"input":{"id":7},"local":{}}
 5  4 0 StepEntered        left  {"input":{"id":7},"local":{}}
 6  5 0 StepStarted        left  {"input":{"id":7}}
 7  6 0 StepSucceeded      left  {"output":{"l":7}}
 8  7 0 StepExited         left  {"local":{"l":7}}
 9  8 0 BranchExited       both  {"local":{"l":7}}
10  3 0 BranchEntered      both  {"input":{"id":7},"local":{}}
11 10 0 StepEntered        right {"input":{"id":7},"local":{}}
12 11 0 StepStarted        right {"input":{"id":7}}
13 12 0 StepSucceeded      right {"output":{"r":2}}
14 13 0 StepExited         right {"local":{"r":2}}
15 14 0 BranchExited       both  {"local":{"r":2}}
16 15 0 StepSucceeded      both  {"output":{"all":[{"l":7},{"r":2}],"id":7}}
17 16 0 StepExited         both  {"local":{"all":[{"l":7},{"r":2}],"id":7}}
18 17 0 ExecutionSucceeded -     {"output":{"all":[{"l":7},{"r":2}],"id":7}}
""",
        )


def test_branches_that_wait_interleave_and_the_last_exit_completes_the_step(same_history):
    # `slow` (3 s) stands first, `fast` (1 s) second: the container's StepSucceeded links to slow's BranchExited, and
    # without outputMappings nothing leaves the step (fdl-classic 2.2).
    steps = """
  - type: parallel
    name: both
    branches:
      - steps: [{type: wait, name: slow, duration: 3, outputMappings: [{target: s, source: 3}]}]
      - steps:
          - {type: wait, name: fast, duration: 1}
          - {type: wait, name: then, duration: 1}
"""
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run(),
            """
 1  0    0 ExecutionStarted   -    {"input":{}}
 2  1    0 StepEntered        both {"input":{},"local":{}}
 3  2    0 StepStarted        both {"input":{}}
 4  3    0 BranchEntered      both {"input":{},"local":{}}
 5  4    0 StepEntered        slow {"input":{},"local":{}}
 6  5    0 StepStarted        slow {"input":{}}
 7  3    0 BranchEntered      both {"input":{},"local":{}}
 8  7    0 StepEntered        fast {"input":{},"local":{}}
 9  8    0 StepStarted        fast {"input":{}}
10  9 1000 StepSucceeded      fast {"output":{}}
11 10 1000 StepExited         fast {"local":{}}
12 11 1000 StepEntered        then {"input":{},"local":{}}
13 12 1000 StepStarted        then {"input":{}}
14 13 2000 StepSucceeded      then {"output":{}}
15 14 2000 StepExited         then {"local":{}}
16 15 2000 BranchExited       both {"local":{}}
17  6 3000 StepSucceeded      slow {"output":{"s":3}}
18 17 3000 StepExited         slow {"local":{"s":3}}
19 18 3000 BranchExited       both {"local":{"s":3}}
20 19 3000 StepSucceeded      both {"output":{}}
21 20 3000 StepExited         both {"local":{}}
22 21 3000 ExecutionSucceeded -    {"output":{}}
""",
        )


def test_iterations_carry_item_and_index_and_gather_in_the_order_of_the_collection(same_history):
    # Iteration 1 ends at 1 s, iteration 0 at 2 s; the array keeps the collection's order.
    steps = """
  - type: foreach
    name: each
    iterationMapping: {collection: $.list, item: x, index: i}
    steps: [{type: wait, name: hold, duration: $.x, outputMappings: [{target: at, source: $input.i}]}]
    outputMappings: [{target: at, source: "$local[*].at"}]
"""
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run({"list": [2, 1]}),
            """
 1  0    0 ExecutionStarted   -    {"input":{"list":[2,1]}}
 2  1    0 StepEntered        each {"input":{"list":[2,1]},"local":{}}
 3  2    0 StepStarted        each {"input":{"list":[2,1]}}
 4  3    0 IterationEntered   each {"input":{"list":[2,1],"x":2,"i":0},"local":{}}
 5  4    0 StepEntered        hold {"input":{"list":[2,1],"x":2,"i":0},"local":{}}
 6  5    0 StepStarted        hold {"input":{"list":[2,1],"x":2,"i":0}}
 7  3    0 IterationEntered   each {"input":{"list":[2,1],"x":1,"i":1},"local":{}}
 8  7    0 StepEntered        hold {"input":{"list":[2,1],"x":1,"i":1},"local":{}}
 9  8    0 StepStarted        hold {"input":{"list":[2,1],"x":1,"i":1}}
10  9 1000 StepSucceeded      hold {"output":{"at":1}}
11 10 1000 StepExited         hold {"local":{"at":1}}
12 11 1000 IterationExited    each {"local":{"at":1}}
13  6 2000 StepSucceeded      hold {"output":{"at":0}}
14 13 2000 StepExited         hold {"local":{"at":0}}
15 14 2000 IterationExited    each {"local":{"at":0}}
16 15 2000 StepSucceeded      each {"output":{"at":[0,1]}}
17 16 2000 StepExited         each {"local":{"at":[0,1]}}
18 17 2000 ExecutionSucceeded -    {"output":{"at":[0,1]}}
""",
        )


def test_an_empty_collection_has_no_iterations(same_history):
    steps = """
  - type: foreach
    name: each
    iterationMapping: {collection: $.list, item: x}
    steps: [{type: pass, name: never}]
    outputMappings: [{target: all, source: $local}]
"""
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run({"list": []}),
            """
1 0 0 ExecutionStarted   -    {"input":{"list":[]}}
2 1 0 StepEntered        each {"input":{"list":[]},"local":{}}
3 2 0 StepStarted        each {"input":{"list":[]}}
4 3 0 StepSucceeded      each {"output":{"all":[]}}
5 4 0 StepExited         each {"local":{"all":[]}}
6 5 0 ExecutionSucceeded -    {"output":{"all":[]}}
""",
        )


def test_a_collection_that_is_missing_fails_the_step(same_history):
    steps = """
  - type: foreach
    name: each
    iterationMapping: {collection: $.list, item: x}
    steps: [{type: pass, name: never}]
"""
    cause = "collection $.list of foreach 'each' is missing; an array is needed"
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run(),
            f"""
1 0 0 ExecutionStarted -    {{"input":{{}}}}
2 1 0 StepEntered      each {{"input":{{}},"local":{{}}}}
3 2 0 StepStarted      each {{"input":{{}}}}
4 3 0 StepFailed       each {{"error":"FnF.RuntimeError","cause":"{cause}"}}
5 4 0 ExecutionFailed  -    {{"error":"FnF.RuntimeError","cause":"{cause}"}}
""",
        )


def test_a_failing_branch_ends_its_siblings_which_write_nothing_more(same_history):
    # At 1 s the second branch fails. The first (3 s) and the third (1 s too, but its turn comes later) are cancelled;
    # the container's StepFailed links to the failure inside, which links to its own chain.
    steps = """
  - type: parallel
    name: all
    branches:
      - steps: [{type: wait, name: slow, duration: 3}]
      - steps: [{type: wait, name: fast, duration: 1}, {type: fail, name: broken, error: E, cause: C}]
      - steps: [{type: wait, name: same, duration: 1}]
  - {type: pass, name: never}
"""
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run(),
            """
 1  0    0 ExecutionStarted -      {"input":{}}
 2  1    0 StepEntered      all    {"input":{},"local":{}}
 3  2    0 StepStarted      all    {"input":{}}
 4  3    0 BranchEntered    all    {"input":{},"local":{}}
 5  4    0 StepEntered      slow   {"input":{},"local":{}}
 6  5    0 StepStarted      slow   {"input":{}}
 7  3    0 BranchEntered    all    {"input":{},"local":{}}
 8  7    0 StepEntered      fast   {"input":{},"local":{}}
 9  8    0 StepStarted      fast   {"input":{}}
10  3    0 BranchEntered    all    {"input":{},"local":{}}
11 10    0 StepEntered      same   {"input":{},"local":{}}
12 11    0 StepStarted      same   {"input":{}}
13  9 1000 StepSucceeded    fast   {"output":{}}
14 13 1000 StepExited       fast   {"local":{}}
15 14 1000 StepEntered      broken {"input":{},"local":{}}
16 15 1000 StepStarted      broken {"input":{}}
17 16 1000 StepFailed       broken {"error":"E","cause":"C"}
18 17 1000 StepFailed       all    {"error":"E","cause":"C"}
19 18 1000 ExecutionFailed  -      {"error":"E","cause":"C"}
""",
        )


def test_a_branch_that_fails_at_once_keeps_later_ones_from_starting(same_history):
    steps = """
  - type: parallel
    name: all
    branches:
      - steps: [{type: fail, name: broken, error: E}]
      - steps: [{type: pass, name: never}]
"""
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run(),
            """
1 0 0 ExecutionStarted -      {"input":{}}
2 1 0 StepEntered      all    {"input":{},"local":{}}
3 2 0 StepStarted      all    {"input":{}}
4 3 0 BranchEntered    all    {"input":{},"local":{}}
5 4 0 StepEntered      broken {"input":{},"local":{}}
6 5 0 StepStarted      broken {"input":{}}
7 6 0 StepFailed       broken {"error":"E","cause":""}
8 7 0 StepFailed       all    {"error":"E","cause":""}
9 8 0 ExecutionFailed  -      {"error":"E","cause":""}
""",
        )


def test_a_nested_foreach_links_to_its_own_iteration(same_history):
    steps = """
  - type: foreach
    name: outer
    iterationMapping: {collection: $.rows, item: row, index: i}
    steps:
      - type: foreach
        name: inner
        iterationMapping: {collection: $.row, item: cell, index: i}
        steps: [{type: pass, name: see, outputMappings: [{target: c, source: $input.cell}]}]
        outputMappings: [{target: cs, source: "$local[*].c"}, {target: i, source: $input.i}]
    outputMappings: [{target: flat, source: "$local[*].cs[*]"}, {target: is, source: "$local[*].i"}]
"""
    seen = '{"rows":[["a"],["b"]],"row":["a"],"i":0}'
    cell = '{"rows":[["a"],["b"]],"row":["a"],"i":0,"cell":"a"}'
    seen_2, cell_2 = (
        seen.replace('["a"],"i":0', '["b"],"i":1'),
        cell.replace('["a"],"i":0,"cell":"a"', '["b"],"i":0,"cell":"b"'),
    )
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run({"rows": [["a"], ["b"]]}),
            f"""
 1  0 0 ExecutionStarted   -     {{"input":{{"rows":[["a"],["b"]]}}}}
 2  1 0 StepEntered        outer {{"input":{{"rows":[["a"],["b"]]}},"local":{{}}}}
 3  2 0 StepStarted        outer {{"input":{{"rows":[["a"],["b"]]}}}}
 4  3 0 IterationEntered   outer {{"input":{seen},"local":{{}}}}
 5  4 0 StepEntered        inner {{"input":{seen},"local":{{}}}}
 6  5 0 StepStarted        inner {{"input":{seen}}}
 7  6 0 IterationEntered   inner {{"input":{cell},"local":{{}}}}
 8  7 0 StepEntered        see   {{"input":{cell},"local":{{}}}}
 9  8 0 StepStarted        see   {{"input":{cell}}}
10  9 0 StepSucceeded      see   {{"output":{{"c":"a"}}}}
11 10 0 StepExited         see   {{"local":{{"c":"a"}}}}
12 11 0 IterationExited    inner {{"local":{{"c":"a"}}}}
13 12 0 StepSucceeded      inner {{"output":{{"cs":["a"],"i":0}}}}
14 13 0 StepExited         inner {{"local":{{"cs":["a"],"i":0}}}}
15 14 0 IterationExited    outer {{"local":{{"cs":["a"],"i":0}}}}
16  3 0 IterationEntered   outer {{"input":{seen_2},"local":{{}}}}
17 16 0 StepEntered        inner {{"input":{seen_2},"local":{{}}}}
18 17 0 StepStarted        inner {{"input":{seen_2}}}
19 18 0 IterationEntered   inner {{"input":{cell_2},"local":{{}}}}
20 19 0 StepEntered        see   {{"input":{cell_2},"local":{{}}}}
21 20 0 StepStarted        see   {{"input":{cell_2}}}
22 21 0 StepSucceeded      see   {{"output":{{"c":"b"}}}}
23 22 0 StepExited         see   {{"local":{{"c":"b"}}}}
24 23 0 IterationExited    inner {{"local":{{"c":"b"}}}}
25 24 0 StepSucceeded      inner {{"output":{{"cs":["b"],"i":1}}}}
26 25 0 StepExited         inner {{"local":{{"cs":["b"],"i":1}}}}
27 26 0 IterationExited    outer {{"local":{{"cs":["b"],"i":1}}}}
28 27 0 StepSucceeded      outer {{"output":{{"flat":["a","b"],"is":[0,1]}}}}
29 28 0 StepExited         outer {{"local":{{"flat":["a","b"],"is":[0,1]}}}}
30 29 0 ExecutionSucceeded -     {{"output":{{"flat":["a","b"],"is":[0,1]}}}}
""",
        )


def test_a_task_caught_inside_a_branch_is_no_failure_of_the_branch(same_history):
    steps = """
  - type: parallel
    name: both
    branches:
      - steps:
          - {type: task, name: work, resourceArn: 'acs:fc:::functions/f', catch: [{errors: [E], goto: after}]}
          - {type: pass, name: skipped}
          - {type: pass, name: after}
"""
    with open_flow(HEAD + steps) as flow:
        flow.stub("work").raises("E", takes=1)
        same_history(
            flow.run(),
            """
 1  0    0 ExecutionStarted   -     {"input":{}}
 2  1    0 StepEntered        both  {"input":{},"local":{}}
 3  2    0 StepStarted        both  {"input":{}}
 4  3    0 BranchEntered      both  {"input":{},"local":{}}
 5  4    0 StepEntered        work  {"input":{},"local":{}}
 6  5    0 StepStarted        work  {"input":{}}
 7  6    0 TaskScheduled      work  {"input":{},"resourceArn":"acs:fc:::functions/f"}
 8  7    0 TaskStarted        work  {}
 9  8 1000 TaskFailed         work  {"error":"E","cause":""}
10  9 1000 StepFailed         work  {"error":"E","cause":""}
11 10 1000 StepExited         work  {"local":{}}
12 11 1000 StepEntered        after {"input":{},"local":{}}
13 12 1000 StepStarted        after {"input":{}}
14 13 1000 StepSucceeded      after {"output":{}}
15 14 1000 StepExited         after {"local":{}}
16 15 1000 BranchExited       both  {"local":{}}
17 16 1000 StepSucceeded      both  {"output":{}}
18 17 1000 StepExited         both  {"local":{}}
19 18 1000 ExecutionSucceeded -     {"output":{}}
""",
        )
