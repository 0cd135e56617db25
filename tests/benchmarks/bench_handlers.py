"""Handlers that sleep at once: what each of a thousand costs, whose instances have a thread each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from statistics import median
from textwrap import dedent
from threading import Thread
from time import perf_counter

import pytest

from pytest_fnf import open_flow

HANDLERS = 1_000

# A foreach has at most a hundred iterations under way: ten rows of a hundred.
FLOW = """
version: v1
type: flow
steps:
  - type: foreach
    name: Rows
    iterationMapping: {collection: $.rows, item: row}
    outputMappings: []
    steps:
      - type: foreach
        name: Cells
        iterationMapping: {collection: $.row, item: cell}
        outputMappings: []
        steps:
          - {type: task, name: Nap, resourceArn: "acs:fc:::services/s/functions/nap"}
"""

NAP = """
import time


def handler(event, context):
    time.sleep(60)
    return {"at": time.time()}
"""

MEMORY = """
    import resource, sys
    from pathlib import Path
    from pytest_fnf import open_flow

    def resident():
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1024

    for handlers in (100, 1000, 1000):
        before = resident()
        with open_flow(sys.argv[1], limits={"events": None}) as flow:
            execution = flow.start({"rows": [[0] * 100] * (handlers // 100)})
            print((resident() - before) / handlers)
            execution.finish()
"""


@pytest.fixture
def flow_file(tmp_path):
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "nap.py").write_text(NAP)
    (tmp_path / "flow.yml").write_text(FLOW)
    return tmp_path / "flow.yml"


def test_a_thousand_handlers_asleep_at_once(benchmark, figure, flow_file):
    took = []

    def naps():
        began = perf_counter()
        with open_flow(flow_file, limits={"events": None}) as flow:
            execution = flow.run({"rows": [[0] * 100] * (HANDLERS // 100)})
        took.append(perf_counter() - began)
        return execution

    execution = benchmark.pedantic(naps, rounds=9, warmup_rounds=1)
    assert (execution.status, execution.elapsed.total_seconds()) == ("Succeeded", 60)
    figure(
        "asleep",
        "1,000 handlers asleep at once, cold, each in a thread of its own: a handler, from its start to its end",
        value=median(took[1:]) / HANDLERS * 1000,
        unit="ms",
        limit=("<=", 1),
        ratio=("threads", None),
    )


def test_a_thousand_threads(benchmark, figure):
    def work(go, back):
        for _ in range(2):
            go.get()
            back.put(None)

    def threads():
        started = []
        for _ in range(HANDLERS):
            go, back = SimpleQueue(), SimpleQueue()
            started.append((Thread(target=work, args=(go, back), daemon=True), go, back))
            go.put(None)
            started[-1][0].start()
            back.get()
        for thread, go, back in started:
            go.put(None)
            back.get()
            thread.join()

    benchmark.pedantic(threads, rounds=9, warmup_rounds=1)
    figure("threads", "1,000 bare threads that each run twice and do nothing", unit="ms")


def test_the_memory_of_sleeping_handlers(benchmark, figure, flow_file):
    if not Path("/proc/self/statm").exists():
        benchmark.pedantic(int)
        figure("asleep, memory", "memory of 1,000 handlers asleep at once", absent=True)
        return

    def kept():
        command = [sys.executable, "-c", dedent(MEMORY), str(flow_file)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return [float(line) for line in printed.split()]

    _, first, second = benchmark.pedantic(kept, rounds=1)
    assert second < first
    figure(
        "asleep, memory",
        f"memory of 1,000 handlers asleep at once, beside the process's; of a second thousand {second:.0f} KB each",
        value=first,
        unit="KB a handler",
        limit=("<=", 100),
    )
