"""Instances: fresh code at the cold start, one invocation at a time, the last freed first."""

from __future__ import annotations

import sys

import pytest

from pytest_fnf.errors import UsageError
from pytest_fnf.services.replies import Done, Failed, Sleeping

START = 1_767_225_600

COUNTER = """
import time

loaded = int(time.time())
calls = 0

def handler(event, context):
    global calls
    calls += 1
    time.sleep(event.__len__() and 10)
    return {"loaded": loaded, "calls": calls}
"""


def test_an_instance_is_used_again(cloud):
    function = cloud.function(COUNTER)
    assert cloud.value(function) == {"loaded": START, "calls": 1}
    assert cloud.value(function) == {"loaded": START, "calls": 2}
    assert cloud.value(function)["calls"] == 3


def test_concurrent_calls_have_instances_of_their_own_and_the_last_freed_comes_first(cloud):
    function = cloud.function(
        """
        import json, time
        calls = 0
        def handler(event, context):
            global calls
            calls += 1
            seen = calls
            time.sleep(json.loads(event)["for"])
            return {"calls": seen}
        """
    )
    long, short = cloud.call(function, {"for": 10}), cloud.call(function, {"for": 5})
    assert isinstance(long, Sleeping)
    assert isinstance(short, Sleeping)
    assert cloud.resume(short) == Done({"calls": 1}, 46, 0, "work.py")
    assert cloud.resume(long) == Done({"calls": 1}, 46, 0, "work.py")
    # Freed at 5 and at 10: the one freed last is the one that slept for ten seconds.
    assert cloud.value(function, {"for": 0}) == {"calls": 2}
    assert function.call_count == 3


def test_takes_keeps_an_instance_busy(cloud):
    function = cloud.function(
        "calls = 0\ndef handler(event, context):\n    global calls\n    calls += 1\n    return {'calls': calls}\n",
        takes=10,
    )
    assert cloud.call(function).takes == 10_000
    assert cloud.value(function) == {"calls": 1}
    cloud.now += 10_000
    assert cloud.value(function) == {"calls": 2}


def test_a_prewarmed_instance_was_loaded_that_long_ago(cloud):
    function = cloud.function(COUNTER).prewarm(5)
    assert cloud.value(function)["loaded"] == START - 5


def test_helpers_of_the_same_name_do_not_meet(cloud):
    for name in ("one", "two"):
        cloud.write(f"{name}/helper.py", f"NAME = '{name}'\n")
        cloud.write(f"{name}/pkg/__init__.py", "from . import inner\n")
        cloud.write(f"{name}/pkg/inner.py", f"NAME = 'inner {name}'\n")
    text = """
    from helper import NAME
    import pkg.inner

    def handler(event, context):
        import late
        return {"names": [NAME, pkg.inner.NAME, late.NAME]}
    """
    functions = []
    for name in ("one", "two"):
        cloud.write(f"{name}/late.py", f"NAME = 'late {name}'\n")
        functions.append(cloud.function(text, name=name, path=f"{name}/index.py"))
    one, two = (cloud.value(function)["names"] for function in functions)
    assert one == ["one", "inner one", "late one"]
    assert two == ["two", "inner two", "late two"]
    assert cloud.value(functions[0])["names"] == one


def test_a_helper_hides_a_module_of_the_process_only_from_its_handler(cloud):
    cloud.write("conftest.py", "NAME = 'mine'\n")
    function = cloud.function("import conftest\n\ndef handler(event, context):\n    return {'name': conftest.NAME}\n")
    before = sys.modules.get("conftest")
    assert cloud.value(function) == {"name": "mine"}
    assert sys.modules.get("conftest") is before


def test_modules_of_the_process_are_shared_and_imported_at_real_time(cloud, forgotten):
    function = cloud.function(
        """
        import colorsys
        import numpy

        def handler(event, context):
            return {"ids": [id(colorsys), id(numpy)], "sum": int(numpy.arange(4).sum())}
        """
    )
    first = cloud.value(function)
    other = cloud.function("import numpy\n\ndef handler(event, context):\n    return {'id': id(numpy)}\n", name="other")
    assert first["sum"] == 6
    assert first["ids"][0] == id(sys.modules["colorsys"])
    assert cloud.value(other) == {"id": first["ids"][1]}
    assert type(sys.modules["colorsys"].__spec__.loader).__name__ == "SourceFileLoader"


def test_a_patch_is_set_in_every_instance(cloud):
    function = cloud.function("LIMIT = 1\n\ndef handler(event, context):\n    return {'limit': LIMIT}\n")
    function.patch("LIMIT", 2)
    assert cloud.value(function) == {"limit": 2}
    function.patch("LIMIT", 3)
    assert cloud.value(function) == {"limit": 3}


def test_a_patch_of_an_unknown_global_names_the_nearest(cloud):
    function = cloud.function("LIMIT = 1\n\ndef handler(event, context):\n    return {}\n").patch("LIMITS", 2)
    with pytest.raises(UsageError, match=r"^work.py has no global 'LIMITS' to patch; did you mean 'LIMIT'\?$"):
        cloud.call(function)


def test_the_initializer_runs_at_the_cold_start(cloud):
    text = """
    ready = []

    def initialize(context):
        ready.append(context.function.name)

    def handler(event, context):
        return {"ready": ready}
    """
    function = cloud.function(text, initializer="initialize")
    assert cloud.value(function) == {"ready": ["work"]}
    assert cloud.value(function) == {"ready": ["work"]}
    wrong = cloud.function(text, name="wrong", initializer="initialise")
    with pytest.raises(UsageError, match=r"^wrong.py has no initializer 'initialise'; did you mean 'initialize'\?$"):
        cloud.call(wrong)


def test_code_that_cannot_be_loaded_fails_each_call(cloud):
    function = cloud.function("def handler(event, context)\n    return {}\n")
    error, cause = cloud.error(function)
    assert error == "SyntaxError"
    assert "expected ':'" in cause["errorMessage"]
    cloud.write("work.py", "def handler(event, context):\n    return {'ok': True}\n")
    assert cloud.value(function) == {"ok": True}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "def handle(event, context): return {}",
            "work.py has no function 'handler'(event, context); did you mean 'handle'?",
        ),
        (
            "async def handler(event, context): return {}",
            "'handler' of work.py is an async function; Function Compute calls plain ones",
        ),
    ],
)
def test_a_handler_that_cannot_be_called_is_the_tests_fault(cloud, text, message):
    with pytest.raises(UsageError) as raised:
        cloud.call(cloud.function(text))
    assert str(raised.value) == message


def test_a_function_that_takes_too_long_is_killed(cloud):
    function = cloud.function(COUNTER.replace("event.__len__() and 10", "60"), timeout=30)
    reply = cloud.call(function)
    assert isinstance(reply, Sleeping)
    assert reply.wake_at == cloud.now + 30_000
    killed = cloud.resume(reply)
    assert (killed.error, killed.cause) == ("FC.Unknown", "Function timed out after 30 seconds")
    quick = cloud.function("def handler(event, context):\n    return {}\n", name="quick", timeout=5, takes=6)
    late = cloud.call(quick)
    assert (late.error, late.takes) == ("FC.Unknown", 5_000)


def test_what_still_sleeps_is_ended_with_its_world(cloud):
    function = cloud.function(
        """
        import time, os
        def handler(event, context):
            try:
                time.sleep(3600)
            finally:
                with open(os.environ["MARK"], "w") as mark:
                    mark.write("cleaned")
            return {}
        """,
        env={"MARK": str(cloud.folder / "mark")},
    )
    assert isinstance(cloud.call(function), Sleeping)
    cloud.compute.close()
    assert (cloud.folder / "mark").read_text() == "cleaned"


def test_no_bytecode_is_left_in_the_code_folder(cloud):
    cloud.write("helper.py", "X = 1\n")
    cloud.value(cloud.function("import helper\n\ndef handler(event, context):\n    return {}\n"))
    assert sorted(path.name for path in cloud.folder.iterdir()) == ["helper.py", "work.py"]


def test_a_system_exit_is_the_process_exiting(cloud):
    function = cloud.function("import sys\ndef handler(event, context):\n    sys.exit(3)\n")
    reply = cloud.call(function)
    assert isinstance(reply, Failed)
    assert reply.error == "FC.Unknown"


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("pytest.skip('later')", pytest.skip.Exception),
        ("pytest.fail('no')", pytest.fail.Exception),
        ("raise KeyboardInterrupt", KeyboardInterrupt),
    ],
)
def test_what_pytest_or_the_keyboard_raises_passes_through(cloud, statement, error):
    function = cloud.function(f"import pytest\n\ndef handler(event, context):\n    {statement}\n")
    with pytest.raises(error):
        cloud.call(function)
