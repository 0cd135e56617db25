"""Threads: those of instances end with them, those of handlers are theirs, those of the test are left alone."""

from __future__ import annotations

import http.server
import signal
import threading
import time

import pytest

from pytest_fnf.errors import HandlerFault
from pytest_fnf.services.replies import Sleeping

PLAIN = "def handler(event, context):\n    return {}\n"


def names_of_threads():
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("fnf ")]


def test_instances_that_could_not_be_loaded_leave_no_thread(cloud):
    function = cloud.function("def handler(event, context)\n    return {}\n")
    for _ in range(3):
        cloud.error(function)
    cloud.compute.close()
    assert names_of_threads() == []


def test_instances_of_a_replaced_handler_leave_no_thread(cloud):
    sleeping = cloud.call(
        cloud.function("import time\ndef handler(event, context):\n    time.sleep(9)\n    return {}\n")
    )
    cloud.value(cloud.function(PLAIN, path="first.py"))
    cloud.value(cloud.function(PLAIN, path="second.py"))
    assert names_of_threads() == ["fnf svc/work 1", "fnf svc/work 3"]
    assert cloud.finish(sleeping).value == {}
    cloud.compute.close()
    assert names_of_threads() == []


@pytest.mark.parametrize("how", ["killed", "closed"])
def test_a_sleep_while_cleaning_up_takes_no_time(cloud, how):
    text = """
    import time
    def handler(event, context):
        try:
            time.sleep(3600)
        finally:
            time.sleep(3600)
    """
    reply = cloud.call(cloud.function(text, timeout=30))
    assert isinstance(reply, Sleeping)
    if how == "killed":
        assert cloud.resume(reply).error == "FC.Unknown"
    cloud.compute.close()
    assert names_of_threads() == []


def test_a_server_of_the_test_is_not_the_handlers(cloud):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            time.sleep(0.001)  # each request has a thread, started while the driving call runs
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        function = cloud.function(
            f"""
            import urllib.request
            def handler(event, context):
                with urllib.request.urlopen("http://127.0.0.1:{server.server_port}/") as answer:
                    return {{"body": answer.read().decode()}}
            """
        )
        assert cloud.value(function) == {"body": "hello"}
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def test_a_thread_that_outlives_its_driving_call_is_still_the_handlers(cloud):
    function = cloud.function(
        """
        import threading, time
        go, thread = threading.Event(), None

        def work():
            go.wait(5)
            time.sleep(60)

        def handler(event, context):
            global thread
            if thread is None:
                thread = threading.Thread(target=work)
                thread.start()
            else:
                go.set()
                thread.join()
            return {}
        """
    )
    assert cloud.value(function) == {}
    with pytest.raises(HandlerFault, match=r"called sleep\(60\) in a thread that it started at .*work.py:13; virtual"):
        cloud.call(function)


def test_a_key_pressed_while_a_handler_runs_interrupts_the_test(cloud):
    function = cloud.function(
        f"""
        import os, signal, threading
        def handler(event, context):
            os.kill(os.getpid(), signal.{signal.SIGINT.name})
            threading.Event().wait(0.2)
            return {{}}
        """
    )
    with pytest.raises(KeyboardInterrupt):
        cloud.call(function)
    cloud.compute.close()
    assert names_of_threads() == []
