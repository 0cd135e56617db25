"""A run leaves the process as it was: threads, modules, environment, clock, paths, handlers of logging."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import os
import random
import sys
import threading
import time
import uuid
import weakref
from pathlib import Path

from hypothesis import given, settings

from pytest_fnf import open_flow

from .generated import worlds
from .playing import histories, opened

HANDLER = """
import helper
import os
import random
import sys
import time
import uuid

started = time.time()
os.environ["LEFT_BEHIND"] = "yes"
sys.path.insert(0, "left-behind")


def handler(event, context):
    time.sleep(5)
    os.chdir(os.sep)
    random.seed(1)
    return {"now": time.time(), "started": started, "id": str(uuid.uuid4()), "n": helper.N}
"""

FLOW = """
version: v1
type: flow
steps:
  - type: foreach
    name: each
    iterationMapping: {collection: $.list, item: x}
    steps:
      - {type: task, name: slow, resourceArn: "acs:fc:::functions/slow", timeoutSeconds: 3, catch: [CATCH]}
      - {type: task, name: work, resourceArn: "acs:fc:::functions/work"}
""".replace("CATCH", "{errors: [FnF.ALL], goto: work}")


def state() -> dict[str, object]:
    return {
        "threads": {thread.name for thread in threading.enumerate()},
        "modules": set(sys.modules),
        "environment": dict(os.environ),
        "path": list(sys.path),
        "meta path": list(sys.meta_path),
        "folder": Path.cwd(),
        "clock": (time.time, time.sleep, time.monotonic, dt.datetime, dt.date),
        "dice": (random.random, uuid.uuid4, os.urandom, random.getstate()),
        "logging": (logging.getLogger().handlers[:], logging.getLogger().level),
        "hooks": (threading.excepthook, sys.excepthook, sys.stdout, sys.stderr),
        "collector": (gc.isenabled(), gc.get_threshold()),
    }


def test_handlers_leave_no_trace(tmp_path):
    for name in ("work", "slow"):
        (tmp_path / "functions" / name).mkdir(parents=True)
        (tmp_path / "functions" / name / "index.py").write_text(HANDLER)
        (tmp_path / "functions" / name / "helper.py").write_text(f"N = {name!r}")
    (tmp_path / "flow.yml").write_text(FLOW)

    def once():
        with open_flow(tmp_path / "flow.yml") as flow:
            execution = flow.run({"list": [1, 2, 3]})
            assert execution.succeeded
            # The handlers of the timed-out attempts still sleep when the world ends.
            assert flow.function("slow").call_count == 3

    once()  # what is imported lazily stays
    before = state()
    once()
    assert state() == before


@settings(max_examples=30)
@given(worlds())
def test_stubs_leave_no_trace(world):
    histories(world)
    before = state()
    histories(world)
    assert state() == before


def test_a_world_that_is_over_is_forgotten():
    world = {
        "flows": {"main": {"version": "v1", "type": "flow", "steps": [{"type": "wait", "name": "w", "duration": 5}]}},
        "answers": {},
        "input": {},
        "limits": {},
        "answers_go_by": "turn",
    }
    from pytest_fnf import surroundings  # noqa: PLC0415

    # Without a test around it: the report of a running test keeps its executions.
    around, surroundings.stack[:] = surroundings.stack[:], []
    try:
        with opened(world) as flow:
            execution = flow.run()
            known = [weakref.ref(flow), weakref.ref(execution)]
        del flow, execution
        gc.collect()
        assert [reference() for reference in known] == [None, None]
    finally:
        surroundings.stack[:] = around
