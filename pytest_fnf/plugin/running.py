"""What a session tells worlds that are opened in it, and what it loads for them.

In: pytest's configuration, and the test under way. Out: the session as the `surroundings` of `open_flow`. It leaves the
worlds themselves to `worlds`. Loaded by the first session that has flows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.plugin import items
from pytest_fnf.plugin.options import folders_of, options_of_ini

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pytest_fnf.account.account import Account
    from pytest_fnf.account.options import Options

_SMALLEST = "version: v1\ntype: flow\nsteps:\n  - {type: pass, name: Only}\n"


class Session:
    """A pytest session as the surroundings of worlds that are opened in it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @property
    def _item(self) -> pytest.Item | None:
        return items[-1] if items and items[-1].config is self._config else None

    def options(self) -> Options:
        """The ini file's."""
        return options_of_ini(self._config)

    def folders(self) -> list[Path]:
        """Those of the test under way."""
        return folders_of(self._config, self._item)

    def ignored(self) -> frozenset[str]:
        """The ini file's."""
        from pytest_fnf.definition.silencing import known_codes  # noqa: PLC0415

        return known_codes(self._config.getini("fnf_ignore"), "ini fnf_ignore")

    @property
    def everything(self) -> bool:
        """As `shows_everything` says."""
        return shows_everything(self._config)

    def opened(self, account: Account) -> None:
        """Its executions belong to the report of the test under way."""
        if self._item is not None:
            from pytest_fnf.plugin.worlds import notice  # noqa: PLC0415

            notice(self._item, account)


def shows_everything(config: pytest.Config) -> bool:
    """Whether failures cut nothing (`-vv`); without a terminal there is no such option."""
    return int(getattr(config.option, "verbose", 0)) >= 2


def load_for_flows() -> None:
    """Load what every test with a flow needs; not yet what handlers need."""
    from pytest_fnf.account import account  # noqa: F401, PLC0415
    from pytest_fnf.definition.load import read_definition  # noqa: PLC0415
    from pytest_fnf.plugin import fixtures, worlds  # noqa: F401, PLC0415

    read_definition(_SMALLEST)  # whoever reads the first document loads the YAML library


def load_all() -> None:
    """Load what is otherwise loaded when it is needed.

    Sessions that pytester runs in this process forget what they load. The next one would load it again, beside what
    this package still holds of the first, and PyYAML's C extension does not work a second time.
    """
    import pytest_fnf  # noqa: PLC0415
    from pytest_fnf.definition.load import read_definition  # noqa: PLC0415
    from pytest_fnf.plugin import fixtures, lint, tracebacks, worlds  # noqa: F401, PLC0415

    for name in pytest_fnf.__all__:
        getattr(pytest_fnf, name)
    read_definition(_SMALLEST)
