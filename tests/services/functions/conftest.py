"""A local Function Compute with code in a folder of the test, and a check that it leaves no trace in the process."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import random
import selectors
import socket
import sys
import textwrap
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_fnf.services.functions.compute import FunctionCompute
from pytest_fnf.services.replies import Done, Failed, Sleeping

START = 1_767_225_600_000  # 2026-01-01T00:00:00Z


class Cloud:
    """Drives invocations by hand, as the engine does with timers."""

    def __init__(self, folder, **options):
        self.folder = folder
        self.now = START
        settings = {"seed": 0, "env": {}, "allow_network": (), **options}
        self.compute = FunctionCompute(now=lambda: self.now, **settings)

    def write(self, path: str, text: str) -> str:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
        return path

    def function(self, text: str, *, name: str = "work", path: str | None = None, **settings: Any):
        function = self.compute.function("svc", name)
        self.compute.configure(function, self.write(path or f"{name}.py", text), base=self.folder, **settings)
        return function

    @contextmanager
    def driving(self):
        # Here and not around the test: pytest-randomly seeds the module anew for each phase of a test.
        before = random.getstate()
        with self.compute.driving():
            yield
        assert random.getstate() == before

    def call(self, function, event: Any = None) -> Done | Failed | Sleeping:
        with self.driving():
            return self.compute.invoke(function, event or {}, now=self.now, request_id="request-1")

    def resume(self, reply: Sleeping) -> Done | Failed | Sleeping:
        self.now = reply.wake_at
        with self.driving():
            return reply.invocation.resume(self.now)

    def finish(self, reply: Done | Failed | Sleeping) -> Done | Failed:
        while isinstance(reply, Sleeping):
            reply = self.resume(reply)
        return reply

    def value(self, function, event: Any = None) -> Any:
        reply = self.finish(self.call(function, event))
        assert isinstance(reply, Done), reply
        return reply.value

    def error(self, function, event: Any = None) -> tuple[str, Any]:
        reply = self.finish(self.call(function, event))
        assert isinstance(reply, Failed), reply
        try:
            return reply.error, json.loads(reply.cause)
        except ValueError:
            return reply.error, reply.cause


def state_of_the_process() -> dict[str, Any]:
    return {
        "modules": {name: id(module) for name, module in sys.modules.items()},
        "path": list(sys.path),
        "meta_path": list(sys.meta_path),
        "importers": {path for path in sys.path_importer_cache if "pytest-of-" in path},
        "bytecode": sys.dont_write_bytecode,
        "env": {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        "folder": Path.cwd(),
        "logging": (logging.root.level, list(logging.root.handlers), logging.root.disabled),
        "clocks": [getattr(time, name, None) for name in dir(time) if name != "clock"],
        "dates": (dt.datetime, dt.date),
        "uuid": (uuid._generate_time_safe, uuid._UuidCreate, uuid._last_timestamp, uuid.uuid4),
        "random": (random._urandom, os.urandom),
        "sockets": (dict(vars(socket.socket)), socket.getaddrinfo),
        "selectors": selectors.DefaultSelector,
        "threads": {thread.ident for thread in threading.enumerate()},
        "zone": (time.tzname, time.timezone),
    }


@pytest.fixture(autouse=True)
def no_trace_is_left(tmp_path):
    before = state_of_the_process()
    yield
    after = state_of_the_process()
    for what, value in before.items():
        if what == "modules":
            # Modules of the process that a handler is the first to import stay; no other may change.
            assert {name: after[what].get(name) for name in value} == value
            files = {name: str(getattr(sys.modules[name], "__file__", "")) for name in set(after[what]) - set(value)}
            assert not {name for name, file in files.items() if file.startswith(str(tmp_path))}
        else:
            assert after[what] == value, what


@pytest.fixture
def forgotten(no_trace_is_left):
    """A module of the process that nobody has imported yet."""
    before = sys.modules.pop("colorsys", None)
    yield "colorsys"
    if before is not None:
        sys.modules["colorsys"] = before


@pytest.fixture
def cloud(tmp_path):
    made = Cloud(tmp_path)
    yield made
    made.compute.close()


@pytest.fixture
def make_cloud(tmp_path):
    made = []

    def make(**options):
        made.append(Cloud(tmp_path, **options))
        return made[-1]

    yield make
    for cloud in made:
        cloud.compute.close()
