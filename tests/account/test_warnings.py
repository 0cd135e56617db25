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
