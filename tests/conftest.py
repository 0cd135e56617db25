"""What all tests share: pytester, and hypothesis without dice, so that a run that passed once passes again."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["pytester"]

# Virtual time has no deadline, and `make fuzz` is where new examples are looked for.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("FNF_HYPOTHESIS", "house"))
