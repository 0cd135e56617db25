"""What handlers see of time: the virtual instant on every clock, and sleeps that cost nothing."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path
from time import sleep as held_sleep

import pytest

from pytest_fnf.errors import HandlerFault
from pytest_fnf.services.replies import Sleeping

START = 1_767_225_600
ROOT = Path(__file__).parents[3]

CLOCKS = """
import time
from datetime import date, datetime, timezone
from time import monotonic

loaded = int(time.time())

def handler(event, context):
    return {
        "loaded": loaded,
        "time": time.time(),
        "time_ns": time.time_ns(),
        "utc": datetime.now(timezone.utc).isoformat(),
        "local": datetime.now().isoformat(),
        "today": date.today().isoformat(),
        "steady": [time.monotonic(), monotonic(), time.perf_counter()],
        "struct": [time.gmtime()[3], time.localtime()[3]],
        "strftime": time.strftime("%H:%M"),
    }
"""


def test_all_clocks_agree_with_the_virtual_instant(cloud):
    function = cloud.function(CLOCKS)
    cloud.now += 10_000
    first = cloud.value(function)
    cloud.now += 5_000
    second = cloud.value(function)
    assert first == {
        "loaded": START + 10,
        "time": START + 10,
        "time_ns": (START + 10) * 10**9,
        "utc": "2026-01-01T00:00:10+00:00",
        "local": "2026-01-01T00:00:10",
        "today": "2026-01-01",
        "steady": [START + 10] * 3,
        "struct": [0, 0],
        "strftime": "00:00",
    }
    assert (second["loaded"], second["time"]) == (START + 10, START + 15)


def test_the_functions_time_zone_counts(cloud):
    function = cloud.function(CLOCKS, env={"TZ": "Asia/Shanghai"})
    seen = cloud.value(function)
    assert seen["time"] == START
    assert seen["utc"] == "2026-01-01T00:00:00+00:00"
    assert seen["local"] == "2026-01-01T08:00:00"
    assert seen["struct"] == [0, 8]
    assert seen["strftime"] == "08:00"


def test_the_test_sees_its_own_time_between_driving_calls(cloud):
    function = cloud.function(CLOCKS)
    cloud.value(function)
    assert time.time() > START
    assert datetime.now(UTC).year >= 2026


def test_sleep_takes_virtual_seconds(cloud):
    function = cloud.function(
        """
        import time
        from time import sleep

        def handler(event, context):
            seen = [time.time()]
            time.sleep(1.5)
            seen.append(time.time())
            sleep(0)
            sleep(2)
            seen.append(time.time())
            return {"seen": seen}
        """
    )
    first = cloud.call(function)
    assert isinstance(first, Sleeping)
    assert first.wake_at == cloud.now + 1_500
    assert cloud.finish(first).value == {"seen": [START, START + 1.5, START + 3.5]}


def test_sleep_is_virtual_however_it_was_imported(cloud):
    # A callable of the test, in a module that held the real sleep before.
    def handler(event, context):
        held_sleep(7)
        return {"at": time.time()}

    function = cloud.compute.function(None, "callable")
    cloud.compute.configure(function, handler, base=cloud.folder)
    assert cloud.value(function) == {"at": START + 7}


@pytest.mark.parametrize(
    ("argument", "error"), [("-1", "ValueError"), ("'1'", "TypeError"), ("float('nan')", "ValueError")]
)
def test_a_wrong_sleep_fails_like_the_real_one(cloud, argument, error):
    function = cloud.function(f"import time\n\ndef handler(event, context):\n    time.sleep({argument})\n")
    assert cloud.error(function)[0] == error


def test_the_shortest_sleep_takes_a_millisecond(cloud):
    function = cloud.function(
        """
        import time

        def handler(event, context):
            start, rounds = time.time(), 0
            while time.time() < start + 0.01:
                time.sleep(0.0001)
                rounds += 1
            return {"rounds": rounds}
        """
    )
    assert cloud.value(function) == {"rounds": 10}


def test_asyncio_runs_on_virtual_time(cloud):
    function = cloud.function(
        """
        import asyncio
        import time

        async def nap(seconds):
            await asyncio.sleep(seconds)
            return time.time()

        async def work():
            first, second = await asyncio.gather(nap(3), nap(1))
            try:
                async with asyncio.timeout(5):
                    await asyncio.sleep(60)
            except TimeoutError:
                return {"seen": [second, first, time.time()]}

        def handler(event, context):
            return asyncio.run(work())
        """
    )
    assert cloud.value(function) == {"seen": [START + 1, START + 3, START + 8]}


async def test_asyncio_run_works_under_an_async_test(cloud):
    function = cloud.function(
        "import asyncio\n\ndef handler(event, context):\n    asyncio.run(asyncio.sleep(1))\n    return {}\n"
    )
    assert cloud.value(function) == {}


test_asyncio_run_works_under_an_async_test = pytest.mark.asyncio(test_asyncio_run_works_under_an_async_test)


def test_a_sleep_in_a_thread_that_a_handler_started_is_the_tests_fault(cloud):
    function = cloud.function(
        """
        import threading
        import time

        def handler(event, context):
            thread = threading.Thread(target=time.sleep, args=(5,))
            thread.start()
            thread.join()
            return {}
        """
    )
    with pytest.raises(HandlerFault) as raised:
        cloud.call(function)
    assert str(raised.value).startswith("the handler of 'svc/work' called sleep(5) in a thread that it started at ")
    assert str(raised.value).endswith("work.py:7; virtual time cannot pass there")


def test_threads_of_a_handler_see_the_same_time(cloud):
    function = cloud.function(
        """
        import time
        from concurrent.futures import ThreadPoolExecutor

        def handler(event, context):
            with ThreadPoolExecutor(2) as pool:
                return {"seen": list(pool.map(lambda _: time.time(), range(2)))}
        """
    )
    assert cloud.value(function) == {"seen": [START, START]}


def test_log_records_carry_virtual_time(cloud, caplog):
    function = cloud.function(
        "import logging\n\ndef handler(event, context):\n    logging.getLogger().warning('hello')\n    return {}\n"
    )
    cloud.value(function)
    (record,) = caplog.records
    assert (record.getMessage(), int(record.created)) == ("hello", START)


def test_a_zone_has_its_summer_and_aware_times_do_not_move(cloud):
    cloud.now = 1_782_864_000_000  # 2026-07-01T00:00:00Z
    function = cloud.function(CLOCKS, env={"TZ": "America/New_York"})
    seen = cloud.value(function)
    assert (seen["utc"], seen["local"]) == ("2026-07-01T00:00:00+00:00", "2026-06-30T20:00:00")
    assert (seen["struct"], seen["strftime"]) == ([0, 20], "20:00")


def test_a_freezer_of_the_test_is_not_disturbed(cloud):
    import freezegun  # noqa: PLC0415

    function = cloud.function(CLOCKS)
    with freezegun.freeze_time("2001-02-03"):
        assert cloud.value(function)["local"] == "2026-01-01T00:00:00"
        assert time.gmtime()[:3] == (2001, 2, 3)
        assert cloud.value(function)["time"] == START
    assert time.time() > START


def test_time_machine_is_not_disturbed(cloud):
    import time_machine  # noqa: PLC0415

    function = cloud.function(CLOCKS)
    with time_machine.travel("2001-02-03T00:00Z", tick=False):
        assert cloud.value(function)["local"] == "2026-01-01T00:00:00"
        assert time.gmtime()[:3] == (2001, 2, 3)
        assert cloud.value(function)["time"] == START
    assert time.time() > START


def test_a_fake_sleep_of_the_test_stays(cloud, monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    function = cloud.function("import time\n\ndef handler(event, context):\n    time.sleep(5)\n    return {}\n")
    assert cloud.value(function) == {}
    assert slept == [5]


@pytest.mark.parametrize("seconds", [0.1, 1.1, 2.3, 0.007, 86_400.001])
def test_a_sleep_of_a_loop_takes_as_long_as_it_says(cloud, seconds):
    function = cloud.function(
        f"""
        import asyncio
        def handler(event, context):
            asyncio.run(asyncio.sleep({seconds}))
            return {{}}
        """
    )
    assert cloud.value(function) == {}
    assert cloud.now == 1000 * START + round(seconds * 1000)


WORK = """
import asyncio, hashlib, time

def work():
    hashlib.pbkdf2_hmac("sha256", b"a", b"b", 100_000)
    return "done"

async def both():
    return await asyncio.wait_for(asyncio.to_thread(work), 5)

def handler(event, context):
    return {"work": asyncio.run(both()), "time": time.time()}
"""


def test_work_in_threads_takes_no_virtual_time(cloud):
    assert cloud.value(cloud.function(WORK)) == {"work": "done", "time": START}


def test_the_first_handler_of_a_process_brings_asyncio(tmp_path):
    (tmp_path / "work.py").write_text(WORK)
    script = """
    import sys
    from pathlib import Path
    from pytest_fnf.services.functions.compute import FunctionCompute
    assert not {"asyncio", "freezegun", "concurrent.futures"} & set(sys.modules)
    compute = FunctionCompute(seed=0, env={}, allow_network=(), now=lambda: 0)
    function = compute.function(None, "work")
    compute.configure(function, "work.py", base=Path(sys.argv[1]))
    with compute.driving():
        print(compute.invoke(function, {}, now=0, request_id="1").value)
    compute.close()
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (run.stdout, run.stderr) == ("{'work': 'done', 'time': 0.0}\n", "")
