"""Slips that are no errors: what they do, and what people are told (Q-4, Q-5, Q-29).

Legal by shape, and probably not what was meant. The flow stands in this file and not beside it, so that tools which
read all flow files of a project find nothing to warn of.
"""

from __future__ import annotations

import pytest

from pytest_fnf import expect

# A name under two choices, a choice with a default only, errors that match nothing, attributes of other languages,
# references that stay text.
FLOW = """\
version: v1
type: flow
steps:
  - type: task
    name: Load
    resourceArn: acs:fc:::services/shop/functions/Load
    retry:
      - {errors: ["*", "FC:ServiceUnavailable"], maxAttempts: 5}
    next: Always

  - type: choice
    name: First
    choices:
      - condition: $.vip == true
        steps:
          - {type: pass, name: Mark, outputMappings: [{target: first, source: marked}]}

  - type: choice
    name: Second
    choices:
      - condition: $.vip == true
        steps:
          - {type: pass, name: Mark, outputMappings: [{target: second, source: marked}]}

  - type: choice
    name: Always
    default:
      steps:
        - type: pass
          name: Texts
          outputMappings:
            - {target: path, source: $.order}
            - {target: greeting, source: Hello $input.name}
            - {target: body, source: '{"order": "$.order"}'}
            - {target: list, source: [$input.order]}
            - {target: $.literal, source: 1}

  - type: foreach
    name: Each
    iterationMapping: {collection: $.items, item: item}
    maxConcurrency: 1
    steps:
      - {type: wait, name: Work, duration: 5}
"""

pytestmark = [
    pytest.mark.flow(FLOW),
    pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning"),
]


def test_names_of_two_lists_may_be_equal_and_references_in_texts_stay_texts(flow):
    flow.stub("Load").returns({"vip": True})

    execution = flow.run({"order": "o-1", "name": "Li", "items": []})

    expect(execution).succeeded().followed("Load", "First", "Mark", "Second", "Mark", "Always", "Texts", "Each")
    assert execution.output == {
        "vip": True,
        "first": "marked",
        "second": "marked",
        "path": "$.order",
        "greeting": "Hello $input.name",
        "body": '{"order": "$.order"}',
        "list": ["$input.order"],
        "$.literal": 1,
    }


def test_attributes_of_other_languages_do_nothing(flow):
    flow.stub("Load").returns({})

    # `next` skips nothing, and maxConcurrency holds nobody up.
    expect(flow.run({"items": [1, 2, 3]})).succeeded().visited("First", "Second", times=1).took(5)


@pytest.mark.parametrize("error", ["FC.ServiceUnavailable", "BrokenPipe"])
def test_an_error_list_that_matches_nothing_retries_nothing(flow, error):
    load = flow.stub("Load").raises(error)

    expect(flow.run()).failed(error).took(0)
    assert load.call_count == 1


def test_each_slip_is_a_warning_at_its_line(flow):
    assert [(problem.line, problem.code) for problem in flow.definition.problems] == [
        (8, "FNF065"),
        (8, "FNF065"),
        (9, "FNF060"),
        (23, "FNF061"),
        (25, "FNF062"),
        (32, "FNF063"),
        (33, "FNF063"),
        (34, "FNF063"),
        (35, "FNF063"),
        (36, "FNF064"),
        (41, "FNF060"),
    ]
