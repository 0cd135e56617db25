"""Which modules belong to an instance, and which are the process's."""

from __future__ import annotations

import calendar
import importlib.util
import sys

START = 1_767_225_600
PLAIN = "def handler(event, context):\n    return {'ok': True}\n"


def test_time_stays_virtual_after_a_handler_imports_a_module_of_the_process(cloud, forgotten):
    function = cloud.function(
        f"""
        from datetime import datetime
        from time import sleep, time

        def handler(event, context):
            import {forgotten}
            before = time()
            sleep(2)
            return {{"seen": [before, time(), datetime.now().timestamp()]}}
        """
    )
    for round_ in range(3):
        start = START + 2 * round_
        assert cloud.value(function) == {"seen": [start, start + 2, start + 2]}


def test_a_module_with_lazy_attributes_is_imported_inside_a_handler(cloud):
    # What opens the window asks modules for their attributes, and these import others while it opens.
    cloud.write(
        "library/lazy_one.py", "def __dir__():\n    return ['other']\ndef __getattr__(name):\n    import lazy_two\n"
    )
    cloud.write("library/lazy_two.py", "import time\nNAME = 'two'\n")
    sys.path.insert(0, str(cloud.folder / "library"))
    try:
        function = cloud.function(
            "def handler(event, context):\n    import lazy_one, time\n    return {'time': time.time()}\n",
            path="code/work.py",
        )
        assert cloud.value(function) == {"time": START}
        assert cloud.value(function) == {"time": START}
    finally:
        sys.path.pop(0)
        for name in ("lazy_one", "lazy_two"):
            sys.modules.pop(name, None)
        sys.path_importer_cache.pop(str(cloud.folder / "library"), None)


def test_a_handler_file_named_like_a_module_of_the_standard_library_does_not_replace_it(cloud):
    text = "import calendar\n\ndef handler(event, context):\n    return {'days': calendar.monthrange(2026, 2)[1]}\n"
    assert cloud.value(cloud.function(text, name="calendar")) == {"days": 28}
    assert sys.modules["calendar"] is calendar


def test_folders_without_init_do_not_meet(cloud):
    functions = []
    for name in ("one", "two"):
        cloud.write(f"{name}/helpers/util.py", f"NAME = '{name}'\n")
        text = "from helpers.util import NAME\n\ndef handler(event, context):\n    return {'name': NAME}\n"
        functions.append(cloud.function(text, name=name, path=f"{name}/index.py"))
    assert [cloud.value(function) for function in functions] == [{"name": "one"}, {"name": "two"}]
    assert not [name for name in sys.modules if name.startswith("helpers")]


def test_what_a_handler_puts_on_the_path_lasts_in_its_instance(cloud):
    cloud.write("vendor/vendored.py", "NAME = 'vendored'\n")
    path = list(sys.path)
    function = cloud.function(
        """
        import json, os, sys
        sys.path.append(os.path.join(os.path.dirname(__file__), "vendor"))

        def handler(event, context):
            if not json.loads(event):
                return {}
            import vendored
            return {"name": vendored.NAME}
        """
    )
    assert cloud.value(function) == {}
    assert cloud.value(function, {"import": True}) == {"name": "vendored"}
    assert sys.path == path
    assert "vendored" not in sys.modules


def test_a_package_that_fails_half_way_leaves_no_part(cloud):
    cloud.write("pkg/__init__.py", "import pkg.part\nraise RuntimeError('no')\n")
    cloud.write("pkg/part.py", "")
    function = cloud.function("def handler(event, context):\n    import pkg\n")
    assert cloud.error(function)[0] == "RuntimeError"
    assert not [name for name in sys.modules if name.partition(".")[0] == "pkg"]


def test_relative_imports_and_the_file_are_right(cloud):
    cloud.write("pkg/__init__.py", "from .inner import NAME\nfrom . import inner\n")
    cloud.write("pkg/inner.py", "NAME = __name__\n")
    function = cloud.function(
        """
        import inspect, os, pkg
        from dataclasses import dataclass

        @dataclass
        class Part:
            name: str

        def handler(event, context):
            source = inspect.getsource(handler).splitlines()[0]
            return {"names": [pkg.NAME, os.path.basename(__file__), Part("x").name], "source": source}
        """
    )
    assert cloud.value(function) == {
        "names": ["pkg.inner", "work.py", "x"],
        "source": "def handler(event, context):",
    }


def test_a_package_with_extension_modules_is_the_processs(cloud):
    # numpy refuses to be loaded twice, as a handler would that carries it.
    cloud.write("carried/__init__.py", "")
    (cloud.folder / "carried" / "_fast.abi3.so").write_bytes(b"")
    text = "import carried\n\ndef handler(event, context):\n    return {'id': id(carried)}\n"
    try:
        ids = {cloud.value(cloud.function(text, name=name))["id"] for name in ("one", "two")}
        assert ids == {id(sys.modules["carried"])}
    finally:
        sys.modules.pop("carried", None)


def test_an_environment_in_the_code_folder_is_no_part_of_the_code(cloud):
    cloud.write("venv/pyvenv.cfg", "")
    cloud.write("venv/lib/thing.py", "")
    cloud.function(PLAIN)
    from pytest_fnf.services.functions.imports import Finder  # noqa: PLC0415

    assert Finder(cloud.folder, None).own == {"work"}


def test_a_module_of_an_instance_says_where_it_comes_from_as_any_module_does(cloud):
    function = cloud.function(
        """
        def handler(event, context):
            spec, names = __spec__, globals()
            return {
                "module": [__name__, __file__, __package__, __cached__, type(__loader__).__name__, "__path__" in names],
                "spec": [spec.name, spec.origin, spec.cached, spec.has_location, spec.parent],
            }
        """
    )
    file = str(cloud.folder / "work.py")
    cached = importlib.util.cache_from_source(file)
    value = cloud.value(function)
    assert value["module"][1:4] == [file, "", cached]
    assert value["module"][4:] == ["OwnLoader", False]
    assert value["spec"] == [value["module"][0], file, cached, True, ""]
