from __future__ import annotations

import pytest

from pytest_fnf.report.timeline import Timeline


@pytest.fixture
def drawn():
    """The lines of a timeline below its title."""

    def lines_of(subject, **style):
        part = {key: style.pop(key) for key in ("part", "definition") if key in style}
        return list(Timeline(**style).lines(subject, **part))[1:]

    return lines_of
