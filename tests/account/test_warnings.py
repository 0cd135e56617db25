"""What a valid definition probably gets wrong is told when a test opens it."""

from __future__ import annotations

import pytest

from pytest_fnf import DefinitionWarning, open_flow

SLIP = """\
version: v1
type: flow
steps:
  - type: task
    name: Charge
    resourceArn: acs:fc:::services/shop/functions/Charge
    retry:
      - {errors: [FnF.ALL], intervalSeconds: 5, maxAttemps: 2}
"""


def test_an_attribute_that_means_nothing_is_told_at_its_line(tmp_path):
    (tmp_path / "flow.yml").write_text(SLIP)
    with pytest.warns(DefinitionWarning) as told, open_flow(tmp_path / "flow.yml"):
        pass
    (warning,) = told
    assert (warning.filename.rpartition("/")[2], warning.lineno) == ("flow.yml", 8)
    assert "'maxAttemps'" in str(warning.message)
    assert "did you mean 'maxAttempts'?" in str(warning.message)


def test_a_definition_is_told_in_every_world_that_opens_it(tmp_path):
    for _ in range(2):
        with pytest.warns(DefinitionWarning, match="maxAttemps"), open_flow(SLIP):
            pass


def test_pytest_lists_it_among_its_warnings(pytester):
    pytester.makefile(".yml", flow=SLIP)
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.flow("flow.yml")
        def test_it(flow):
            flow.stub("Charge").returns({})
            flow.run()
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:xdist", "-p", "no:asyncio")
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*flow.yml:8: DefinitionWarning: FNF0*'maxAttemps'*did you mean 'maxAttempts'?*"])


def test_where_warnings_are_errors_all_are_told_as_an_invalid_definition_is(pytester):
    pytester.makefile(".yml", flow=SLIP.replace("name: Charge", "name: Charge\n    note: x"))
    pytester.makepyfile(
        """
        import pytest
        from pytest_fnf import open_flow

        @pytest.mark.flow("flow.yml")
        def test_fixture(flow): pass

        def test_open():
            open_flow("flow.yml").__enter__()
        """
    )
    result = pytester.runpytest_subprocess(
        *("-p", "no:randomly", "-p", "no:xdist", "-p", "no:asyncio", "-W", "error::pytest_fnf.DefinitionWarning")
    )
    result.assert_outcomes(failed=1, errors=1)
    told = [
        "E *pytest_fnf.DefinitionWarning: flow.yml:6:5: FNF060 warning: step 'Charge' has an unknown attribute 'note'*",
        "E *flow.yml:9:49: FNF060 warning: *'maxAttemps'*",
        "E *9 |       - {errors: ?FnF.ALL?, intervalSeconds: 5, maxAttemps: 2}",
        "E * hint: did you mean 'maxAttempts'?",
    ]
    result.stdout.fnmatch_lines([">   def test_fixture(flow): pass", *told])
    result.stdout.fnmatch_lines([">       open_flow(?flow.yml?).__enter__()", *told])
    result.stdout.no_fnmatch_line("*account.py*")
