"""What handlers see of the process, and that nothing of it stays."""

from __future__ import annotations

import json
import logging
import os
import random
import socket
import subprocess
import sys
import threading
import time

import pytest

from pytest_fnf.errors import HandlerFault, UsageError


def test_event_is_bytes_and_context_is_the_runtimes(cloud):
    function = cloud.function(
        """
        import json
        def handler(event, context):
            assert type(event) is bytes
            return {
                "event": json.loads(event),
                "request": context.request_id,
                "names": [context.service.name, context.function.name, context.function.handler],
                "keys": [context.credentials.access_key_id, context.credentials.accessKeyId],
                "where": [context.region, context.account_id],
            }
        """
    )
    assert cloud.value(function, {"a": "é"}) == {
        "event": {"a": "é"},
        "request": "request-1",
        "names": ["svc", "work", "handler"],
        "keys": ["fnf-test-key-id", "fnf-test-key-id"],
        "where": ["cn-hangzhou", "123456789012"],
    }
    assert function.received == [{"a": "é"}]


def test_the_environment_is_the_functions_own(make_cloud, monkeypatch):
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "the developer's")
    monkeypatch.setenv("ALICLOUD_SECRET_KEY", "the developer's")
    monkeypatch.setenv("SHARED", "process")
    cloud = make_cloud(env={"STAGE": "account", "BOTH": "account"})
    function = cloud.function(
        """
        import os
        def handler(event, context):
            names = ["SHARED", "STAGE", "BOTH", "FC_FUNCTION_NAME", "FC_SERVICE_NAME", "ALIBABA_CLOUD_ACCESS_KEY_ID",
                     "ALICLOUD_SECRET_KEY", "SET_BEFORE"]
            seen = {name: os.environ.get(name) for name in names}
            os.environ["SET_BEFORE"] = "yes"
            return seen
        """,
        env={"BOTH": "function"},
    )
    expected = {
        "SHARED": "process",
        "STAGE": "account",
        "BOTH": "function",
        "FC_FUNCTION_NAME": "work",
        "FC_SERVICE_NAME": "svc",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "fnf-test-key-id",
        "ALICLOUD_SECRET_KEY": None,
        "SET_BEFORE": None,
    }
    assert cloud.value(function) == expected
    assert cloud.value(function) == {**expected, "SET_BEFORE": "yes"}
    assert "SET_BEFORE" not in os.environ


CHILD = """
    import os, subprocess, sys
    def handler(event, context):
        os.environ["MINE"] = "1"
        del os.environ["SHARED"]
        show = "import os; print(os.environ.get('MINE'), os.environ.get('SHARED'), os.environ['FC_FUNCTION_NAME'])"
        child = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
        return {"child": child.stdout.split()}
"""


def test_a_child_process_sees_the_functions_environment(cloud, monkeypatch):
    monkeypatch.setenv("SHARED", "process")
    assert cloud.value(cloud.function(CHILD)) == {"child": ["1", "None", "work"]}
    show = "import os; print(os.environ.get('MINE'), os.environ.get('SHARED'), os.environ.get('FC_FUNCTION_NAME'))"
    child = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    assert child.stdout.split() == ["None", "process", "None"]


def test_a_tests_own_mapping_in_the_place_of_the_environment_serves_handlers(cloud, monkeypatch):
    function = cloud.function(
        """
        import os
        def handler(event, context):
            os.environ["CALLS"] = os.environ.get("CALLS", "") + "x"
            return {"seen": [os.environ.get(name) for name in ("OWN", "FC_FUNCTION_NAME", "CALLS")]}
        """
    )
    own = {"OWN": "yes", "ALIBABA_CLOUD_ACCESS_KEY_ID": "the developer's"}
    with monkeypatch.context() as patching:
        patching.setattr(os, "environ", own)
        assert cloud.value(function) == {"seen": ["yes", "work", "x"]}
    assert own == {"OWN": "yes", "ALIBABA_CLOUD_ACCESS_KEY_ID": "the developer's"}
    assert cloud.value(function) == {"seen": ["yes", "work", "xx"]}
    with monkeypatch.context() as patching:
        patching.setattr(os, "environ", own)
        assert cloud.value(function) == {"seen": ["yes", "work", "xxx"]}


@pytest.mark.parametrize("zone", [None, "UTC", "UTC-8", "Asia/Shanghai"])
@pytest.mark.parametrize("moved", [False, True])
def test_the_zone_of_the_process_comes_back(cloud, monkeypatch, zone, moved):
    """Also where a handler has told the C library of another; all clocks of a handler are those of its own zone."""
    before = os.environ.get("TZ")
    monkeypatch.delenv("TZ", raising=False)
    if zone is not None:
        monkeypatch.setenv("TZ", zone)
    time.tzset()
    expected = time.tzname, time.timezone
    function = cloud.function(
        f"""
        import os, time
        from datetime import datetime
        def handler(event, context):
            seen = [time.tzname[0], time.timezone, datetime(2026, 1, 1).astimezone().utcoffset().seconds]
            if {moved}:
                os.environ["TZ"] = "America/New_York"
                time.tzset()
            return {{"seen": seen}}
        """
    )
    try:
        assert cloud.value(function) == {"seen": ["UTC", 0, 0]}
        assert (time.tzname, time.timezone) == expected
    finally:
        monkeypatch.undo()
        assert os.environ.get("TZ") == before
        time.tzset()


def test_the_working_directory_is_the_code_folder(cloud):
    cloud.write("data.txt", "hello")
    function = cloud.function(
        "def handler(event, context):\n    with open('data.txt') as data:\n        return {'data': data.read()}\n"
    )
    assert cloud.value(function) == {"data": "hello"}


DRAW = """
import os, random, secrets, uuid
def handler(event, context):
    return {"drawn": [random.random(), str(uuid.uuid4()), os.urandom(4).hex(), secrets.token_hex(4)]}
"""


def test_random_numbers_are_drawn_from_the_seed(make_cloud):
    def draw(seed):
        cloud = make_cloud(seed=seed)
        function = cloud.function(DRAW)
        return [cloud.value(function)["drawn"] for _ in range(2)]

    before = random.getstate()
    first, second, other = draw(0), draw(0), draw(7)
    assert random.getstate() == before
    assert first == second
    assert first != other
    assert first[0] != first[1]


@pytest.mark.parametrize(
    ("result", "value"),
    [
        ("{'a': 1}", {"a": 1}),
        ("'{\"a\": 1}'", {"a": 1}),
        ("b'{\"a\": 1}'", {"a": 1}),
        ("{1: (2, 3)}", {"1": [2, 3]}),
    ],
)
def test_results_travel_as_json(cloud, result, value):
    assert cloud.value(cloud.function(f"def handler(event, context):\n    return {result}\n")) == value


@pytest.mark.parametrize(
    ("result", "cause"),
    [
        ("[1, 2]", "work.py returned [1,2]; a task's result is a JSON object"),
        ("None", "work.py returned null; a task's result is a JSON object"),
        ("'5'", "work.py returned 5; a task's result is a JSON object"),
        ("'hello'", "work.py returned no JSON: Expecting value: line 1 column 1 (char 0)"),
        ("{'a': {1}}", "work.py returned no JSON: Object of type set is not JSON serializable"),
        ("{'a': float('nan')}", "work.py returned no JSON: nan at $.a is no JSON value"),
    ],
)
def test_other_results_are_invalid_locals(cloud, result, cause):
    function = cloud.function(f"def handler(event, context):\n    return {result}\n")
    assert cloud.error(function) == ("FnF.InvalidLocal", cause)


def test_an_exception_is_an_error_named_after_its_type(cloud):
    function = cloud.function(
        """
        class BookTrainTicketError(Exception):
            pass

        def handler(event, context):
            book()

        def book():
            raise BookTrainTicketError("no seats")
        """
    )
    error, cause = cloud.error(function)
    assert error == "BookTrainTicketError"
    assert (cause["errorMessage"], cause["errorType"]) == ("no seats", "BookTrainTicketError")
    assert cause["stackTrace"] == [
        '  File "work.py", line 6, in handler\n    book()',
        '  File "work.py", line 9, in book\n    raise BookTrainTicketError("no seats")',
    ]


CONNECT = """
import socket
def handler(event, context):
    try:
        socket.create_connection(("{host}", {port}), timeout=1).close()
    except OSError as error:
        return {{"error": str(error)}}
    return {{"connected": True}}
"""


def test_a_connection_elsewhere_fails_the_test_whatever_the_handler_catches(cloud):
    function = cloud.function(CONNECT.format(host="example.com", port=80))
    with pytest.raises(HandlerFault) as raised:
        cloud.call(function)
    first, second = str(raised.value).splitlines()
    assert first == (
        "the handler of 'svc/work' tried to connect to 'example.com'; "
        "allow it with allow_network=['example.com'], or patch the client"
    )
    assert second.endswith("work.py:5")


def test_loopback_is_reached(cloud):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            server.accept()[0].close()

        accepting = threading.Thread(target=accept)
        accepting.start()
        function = cloud.function(CONNECT.format(host="127.0.0.1", port=server.getsockname()[1]))
        assert cloud.value(function) == {"connected": True}
        accepting.join()


def test_an_allowed_host_is_tried(make_cloud):
    cloud = make_cloud(allow_network=["nowhere.invalid"])
    assert "error" in cloud.value(cloud.function(CONNECT.format(host="nowhere.invalid", port=80)))


def test_print_and_logging_are_captured(cloud, capsys, caplog):
    function = cloud.function(
        """
        import logging
        def handler(event, context):
            print("printed")
            logging.getLogger("mine").error("logged")
            logging.getLogger().setLevel(logging.CRITICAL)
            logging.getLogger().addHandler(logging.NullHandler())
            return {}
        """
    )
    cloud.value(function)
    assert capsys.readouterr().out == "printed\n"
    assert caplog.messages == ["logged"]
    assert logging.root.level == logging.WARNING


@pytest.mark.parametrize(
    ("handler", "message"),
    [
        ("missing.py", "there is no handler file 'missing.py'; looked for "),
        ("json:lods", "module 'json' has no function 'lods'; did you mean 'loads'?"),
        ("no.such.module:f", "handler 'no.such.module:f' cannot be imported: No module named 'no'"),
        ("nonsense", "a handler is a file ending in .py or 'package.module:name'; found 'nonsense'"),
        (5, "a handler is a callable, a file or 'package.module:name'; found 5"),
    ],
)
def test_a_handler_that_is_not_there_says_where_it_was_looked_for(cloud, handler, message):
    function = cloud.compute.function("svc", "work")
    with pytest.raises(UsageError) as raised:
        cloud.compute.configure(function, handler, base=cloud.folder)
    assert str(raised.value).startswith(message)


def shared(event, context):
    return {"limit": LIMIT, "event": json.loads(event)}


LIMIT = 1


def test_a_callable_is_shared_and_its_patch_is_put_back(make_cloud):
    cloud = make_cloud()
    function = cloud.compute.function(None, "shared")
    cloud.compute.configure(function, shared, base=cloud.folder)
    function.patch("LIMIT", 2)
    assert cloud.value(function, {"a": 1}) == {"limit": 2, "event": {"a": 1}}
    cloud.compute.close()
    assert LIMIT == 1


def test_what_a_handler_does_to_loggers_lasts_in_its_instance_only(cloud, caplog):
    function = cloud.function(
        """
        import logging
        log = logging.getLogger()
        log.setLevel(logging.INFO)
        logging.getLogger("mine").propagate = False

        def handler(event, context):
            log.info("seen")
            logging.getLogger("mine").error("kept back")
            return {}
        """
    )
    level = logging.root.level
    cloud.value(function)
    cloud.value(function)
    assert caplog.messages == ["seen", "seen"]
    assert (logging.root.level, logging.getLogger("mine").propagate) == (level, True)


def test_folder_and_streams_of_a_handler_last_while_it_sleeps(cloud, capsys):
    (cloud.folder / "sub").mkdir()
    function = cloud.function(
        """
        import contextlib, io, os, time
        def handler(event, context):
            os.chdir("sub")
            with contextlib.redirect_stdout(io.StringIO()) as text:
                time.sleep(1)
                print("inside")
            return {"folder": os.path.basename(os.getcwd()), "text": text.getvalue()}
        """
    )
    reply = cloud.call(function)
    sys.stdout.write("between\n")
    assert cloud.finish(reply).value == {"folder": "sub", "text": "inside\n"}
    assert capsys.readouterr().out == "between\n"


@pytest.mark.parametrize(
    "statement",
    [
        "socket.gethostbyname('example.com')",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
        "socket.socket().connect_ex(('192.0.2.1', 9))",
    ],
)
def test_every_way_out_is_watched(cloud, statement):
    host = "example.com" if "example" in statement else "192.0.2.1"
    function = cloud.function(
        f"""
        import contextlib, socket
        def handler(event, context):
            with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
                real = socket.socket
                socket.socket = lambda *a, **k: stack.enter_context(real(*a, **k))
                try:
                    {statement}
                finally:
                    socket.socket = real
            return {{}}
        """
    )
    with pytest.raises(HandlerFault, match=f"tried to connect to '{host}'"):
        cloud.call(function)


def test_an_environment_that_is_no_text_is_refused(cloud):
    with pytest.raises(UsageError, match=r"^env: 'A' is 1; names and values of an environment are text$"):
        cloud.function("def handler(event, context):\n    return {}\n", env={"A": 1})


def test_an_error_that_cannot_be_shown_is_still_an_error(cloud):
    function = cloud.function(
        """
        class Odd(Exception):
            def __str__(self):
                raise ValueError("no text")

        def handler(event, context):
            raise Odd
        """
    )
    error, cause = cloud.error(function)
    assert (error, cause["errorMessage"]) == ("Odd", "<unprintable: ValueError('no text')>")


def test_a_trace_has_no_marks_of_a_python_version(cloud):
    function = cloud.function("def handler(event, context):\n    return {'a': int('x') + 1}\n")
    assert cloud.error(function)[1]["stackTrace"] == [
        "  File \"work.py\", line 2, in handler\n    return {'a': int('x') + 1}"
    ]


def test_filters_of_a_logger_may_be_no_list(cloud, monkeypatch):
    monkeypatch.setattr(logging.getLogger("of.the.test"), "filters", ())
    function = cloud.function("def handler(event, context):\n    return {}\n")
    assert cloud.value(function) == {}
    assert logging.getLogger("of.the.test").filters == ()


def test_a_result_is_what_its_json_says(cloud):
    function = cloud.function(
        """
        class Twice(int):
            def __int__(self):
                return 2

        def handler(event, context):
            return {"halves": "\\ud83d\\ude00", "number": Twice(250)}
        """
    )
    assert cloud.value(function) == {"halves": "\U0001f600", "number": 250}


def test_another_environment_in_the_place_of_an_empty_one_holds_text(cloud, monkeypatch):
    function = cloud.function(
        """
        import os

        def handler(event, context):
            kinds = {type(name).__name__ for name in {**os.environ}}
            return {"name": os.environ.get("FC_FUNCTION_NAME"), "kinds": [*kinds]}
        """
    )
    for name in [*os.environ]:
        monkeypatch.delenv(name)
    assert cloud.value(function) == {"name": "work", "kinds": ["str"]}
    monkeypatch.setattr(os, "environ", {})
    assert cloud.value(function) == {"name": "work", "kinds": ["str"]}
    assert os.environ == {}


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupt_between_two_states_of_random_numbers_leaves_nothing(cloud, monkeypatch, error):
    def interrupted():
        raise error("there")

    real, before = (time.time, os.urandom, time.sleep, socket.getaddrinfo), random.getstate()
    function = cloud.function("def handler(event, context):\n    return {}\n")
    with monkeypatch.context() as patch:
        patch.setattr(random, "getstate", interrupted)
        with pytest.raises(error, match=r"^there$"), cloud.compute.driving():
            cloud.compute.invoke(function, {}, now=cloud.now, request_id="request-1")
    assert (time.time, os.urandom, time.sleep, socket.getaddrinfo) == real
    assert random.getstate() == before
