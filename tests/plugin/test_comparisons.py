"""What a plain `assert` on a value of an execution says beyond the two values; the words are the report room's."""

from __future__ import annotations

import pytest

TESTS = """\
import pytest
from pytest_fnf import failure, open_flow

pytestmark = pytest.mark.flow("trip.yml")

def test_status(flow):
    flow.stub("BookHotel").raises("Full", "no room left")
    execution = flow.run()
    assert execution.status == "Succeeded"

def test_path(flow):
    flow.stub("BookHotel").returns({})
    execution = flow.run()
    assert execution.path == ["BookHotel", "Done"]

def test_output(flow):
    flow.stub("BookHotel").returns({"rooms": [{"number": 7}], "paid": False})
    execution = flow.run()
    assert {"rooms": [{"number": 8}], "paid": False} == execution.output

def test_world_of_its_own():
    with open_flow("trip.yml") as flow:
        flow.stub("BookHotel").returns({})
        execution = flow.run()
    assert execution.path == []

def test_other_values(flow):
    flow.stub("BookHotel").returns({})
    execution = flow.run()
    assert list(execution.path) == ["BookHotel"]

@pytest.fixture(scope="module")
def past():
    with open_flow("trip.yml") as flow:
        flow.stub("BookHotel").returns({})
        yield flow.run()

def test_opens_the_past(past):
    pass

def test_the_past(past):
    assert past.path == ["BookHotel"]
"""


def explanations(result) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in result.outlines:
        if line.startswith("___"):
            name = line.strip("_ ")
        elif line.startswith("E  "):
            found.setdefault(name, []).append(line[1:].strip())
    return found


def test_comparisons_explain_themselves_and_stay_short(run):
    result = run(TESTS)
    result.assert_outcomes(passed=1, failed=6)
    found = explanations(result)
    assert found["test_status"] == [
        "AssertionError: assert 'Failed' == 'Succeeded'",
        "execution 'execution-1' of flow 'trip' failed after 0 s with 'Full': no room left",
        "it failed in step 'BookHotel' (trip.yml:4:5)",
        "",
        "- Succeeded",
        "+ Failed",
    ]
    assert found["test_path"][:3] == [
        "AssertionError: assert ['BookHotel', 'Rest', 'Done'] == ['BookHotel', 'Done']",
        "step 2 of the path of 'execution-1' is 'Rest' at 0 s, where 'Done' was expected",
        "",
    ]
    assert found["test_output"][1:3] == ["$.rooms[0].number: expected 8, found 7", ""]
    assert found["test_world_of_its_own"][1] == (
        "step 1 of the path of 'execution-1' is 'BookHotel' at 0 s, where the end was expected"
    )
    assert (
        found["test_the_past"][1] == "step 2 of the path of 'execution-1' is 'Rest' at 0 s, where the end was expected"
    )
    assert not any("execution-1" in line for line in found["test_other_values"])
    assert all(len(lines) <= 10 for lines in found.values())


def test_with_vv_nothing_is_left_out(run):
    test = """\
        import pytest

        @pytest.mark.flow("trip.yml")
        def test_it(flow):
            flow.stub("BookHotel").returns({"rooms": list(range(20))})
            assert flow.run().output == {"rooms": list(range(20, 40))}
        """
    assert sum("expected" in line for line in explanations(run(test))["test_it"]) == 4
    assert sum("expected" in line for line in explanations(run(test, "-vv"))["test_it"]) == 20


@pytest.mark.parametrize("mode", ["importlib", "prepend", "append"])
def test_every_import_mode_has_them(run, mode):
    result = run(TESTS, f"--import-mode={mode}", "-k", "test_status")
    result.stdout.fnmatch_lines(["E         execution 'execution-1' of flow 'trip' failed after 0 s with 'Full': *"])


def test_explanations_of_other_plugins_stay(run):
    result = run(
        """\
        import pytest

        @pytest.mark.flow("trip.yml")
        def test_it(flow):
            flow.stub("BookHotel").returns({})
            assert flow.run().path == ("BookHotel",)
        """,
        files={
            "conftest.py": """\
                def pytest_assertrepr_compare(left, right):
                    if isinstance(right, tuple):
                        return ["a list is no tuple", "", "as everyone knows"]
            """
        },
    )
    assert explanations(result)["test_it"] == [
        "AssertionError: assert a list is no tuple",
        "step 2 of the path of 'execution-1' is 'Rest' at 0 s, where the end was expected",
        "",
        "as everyone knows",
    ]
