"""What the window replaces, where it finds it, how often it has to look, and that all of it is put back."""

from __future__ import annotations

import importlib
import os
import random
import sys
import textwrap
import time
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import freezegun
import pytest
from freezegun import api

from pytest_fnf import surroundings
from pytest_fnf.services.functions.frozen import clocks
from pytest_fnf.services.functions.holders import Holders
from pytest_fnf.services.replies import Sleeping

START = 1_767_225_600
PLAIN = "def handler(event, context):\n    return {}\n"


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Imports a module of the process: the user's own, or as if it lay in an installed package."""

    def make(name, text, *, installed):
        folder = tmp_path / "lib" / ("site-packages" if installed else "src")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(textwrap.dedent(text))
        monkeypatch.syspath_prepend(str(folder))
        imported = importlib.import_module(name)
        monkeypatch.setitem(sys.modules, name, imported)
        return imported

    yield make
    monkeypatch.undo()
    for name in ("held_clocks", "held_later"):
        sys.modules.pop(name, None)
    for place in [place for place in sys.path_importer_cache if place.startswith(str(tmp_path))]:
        del sys.path_importer_cache[place]


HELD = """
    from datetime import date, datetime as moment
    from os import urandom
    from random import seed
    from time import monotonic, sleep as pause, time as now

    def nap():
        pause(5)
        return [now(), monotonic(), moment.now().isoformat(), date.today().isoformat()]

    def draw():
        return urandom(8).hex()
"""

NAP = """
    import held_clocks

    def handler(event, context):
        return {"seen": held_clocks.nap(), "drawn": held_clocks.draw()}
"""


@pytest.mark.parametrize("installed", [False, True])
def test_every_name_that_a_module_of_the_process_imported_serves_handlers(make_cloud, module, installed):
    held = module("held_clocks", HELD, installed=installed)
    before = dict(vars(held))
    answers = []
    for _ in range(2):
        cloud = make_cloud()
        answers.append(cloud.value(cloud.function(NAP, path="code/work.py")))
        assert vars(held) == before
    assert answers[0]["seen"] == [START + 5, START + 5, "2026-01-01T00:00:05", "2026-01-01"]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("installed", [False, True])
def test_a_fake_of_an_earlier_test_hides_no_name(make_cloud, module, monkeypatch, installed):
    held = module("held_clocks", "from time import sleep\ndef nap():\n    sleep(5)\n", installed=installed)
    text = "import held_clocks\n\ndef handler(event, context):\n    held_clocks.nap()\n    return {}\n"
    slept = []
    with monkeypatch.context() as patching:
        patching.setattr(held, "sleep", slept.append)
        cloud = make_cloud()
        assert cloud.call(cloud.function(text, path="code/work.py")).value == {}
        assert slept == [5]
        assert held.sleep == slept.append
    # The module was looked at while the fake was there.
    cloud = make_cloud()
    assert isinstance(cloud.call(cloud.function(text, path="code/work.py")), Sleeping)


@pytest.mark.parametrize("installed", [False, True])
def test_a_name_that_a_module_gets_later_serves_handlers(make_cloud, module, installed):
    held = module("held_clocks", "def nap():\n    return pause(5)\n", installed=installed)
    cloud = make_cloud()
    cloud.value(cloud.function(PLAIN, name="plain"))
    held.pause = time.sleep
    text = "import held_clocks\n\ndef handler(event, context):\n    held_clocks.nap()\n    return {}\n"
    assert isinstance(cloud.call(cloud.function(text, path="code/work.py")), Sleeping)


def test_a_tests_own_fakes_of_clocks_are_put_back(cloud, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 5.0)
    monkeypatch.setattr(os, "urandom", lambda size: b"x" * size)
    function = cloud.function(
        """
        import os, time
        def handler(event, context):
            return {"at": time.time(), "drawn": os.urandom(2).hex()}
        """
    )
    assert cloud.value(function) == {"at": START, "drawn": "7878"}
    assert (time.time(), os.urandom(1)) == (5.0, b"x")


def test_a_module_that_is_imported_beside_a_handler_gets_the_real_ones(cloud, module):
    """A callable of the test imports past the handler's finder, as another thread would."""
    spied = {}

    def handler(event, context):
        hidden, sys.meta_path[:] = sys.meta_path[:], [one for one in sys.meta_path if type(one).__name__ != "Finder"]
        try:
            spied["held"] = module("held_later", HELD, installed=False)
        finally:
            sys.meta_path[:] = hidden
        spied["virtual"] = spied["held"].now is not surroundings.sleep and spied["held"].now() == START
        return {}

    function = cloud.compute.function(None, "callable")
    cloud.compute.configure(function, handler, base=cloud.folder)
    cloud.value(function)
    held = spied["held"]
    assert spied["virtual"]
    assert (held.pause, held.urandom, held.seed) == (surroundings.sleep, surroundings.urandom, surroundings.seed)
    assert (held.now, held.moment) == (api.real_time, api.real_datetime)


@pytest.mark.parametrize("module", ["time", "datetime"])
def test_what_stands_for_a_clock_is_what_freezegun_itself_puts_there(module):
    names = vars(sys.modules[module])
    before = dict(names)
    with freezegun.freeze_time("2001-02-03", ignore=[""]):
        put = {(before[name], value) for name, value in names.items() if before[name] is not value}
    assert put == {(real, fake) for real, fake in clocks() if real.__module__ == module}


# How much there is to do: counts, since times depend on the machine.


def test_an_installed_module_is_looked_at_whole_once(module, monkeypatch):
    installed = module("held_clocks", HELD, installed=True)
    holders = Holders([time.sleep, time.time])
    looked = []
    look = holders._look
    monkeypatch.setattr(holders, "_look", lambda key, module: looked.append(key) or look(key, module))
    first = holders.find()
    assert ("held_clocks", installed, "pause", time.sleep) in first
    assert len(looked) > 0.9 * len(sys.modules)  # some have two names
    looked.clear()
    assert holders.find() == first
    assert "held_clocks" not in looked
    # Modules of this repository, of its tests, and those without a file may hold anything by now.
    files = [str(getattr(sys.modules.get(key), "__file__", None)) for key in looked]
    assert [file for file in files if "site-packages" in file] == []
    installed.more = 1
    looked.clear()
    holders.find()
    assert "held_clocks" in looked


def test_a_module_in_the_place_of_another_is_looked_at(module, monkeypatch):
    module("held_clocks", "def pause(seconds): pass\n", installed=True)
    holders = Holders([time.sleep])
    holders.find()
    other = ModuleType("held_clocks")
    other.pause = time.sleep
    monkeypatch.setitem(sys.modules, "held_clocks", other)
    assert ("held_clocks", other, "pause", time.sleep) in holders.find()


def test_any_object_may_stand_among_the_modules(monkeypatch):
    class Odd:
        __slots__ = ()

    monkeypatch.setitem(sys.modules, "odd_one", Odd())
    monkeypatch.setitem(sys.modules, "odd_class", Odd)
    monkeypatch.setitem(sys.modules, "odd_none", None)
    Holders([time.sleep]).find()


def test_a_driving_call_starts_freezegun_once_and_has_it_look_at_no_module(cloud, monkeypatch):
    started, asked = [], []
    freeze = freezegun.freeze_time
    monkeypatch.setattr(
        freezegun, "freeze_time", lambda *args, **options: started.append(1) or freeze(*args, **options)
    )
    monkeypatch.setattr(api, "_get_cached_module_attributes", lambda module: asked.append(module) or [], raising=False)
    functions = [cloud.function(PLAIN, name=name) for name in ("one", "two")]
    with cloud.driving():
        for now in range(3):
            for function in functions:
                cloud.compute.invoke(function, {}, now=cloud.now + now, request_id="1")
    assert (len(started), asked) == (1, [])


def test_code_is_compiled_once_and_run_in_each_instance(make_cloud, monkeypatch):
    compiled = []
    compiling = SourceFileLoader.source_to_code

    def source_to_code(self, data, path, **options):
        compiled.append(Path(path).name)
        return compiling(self, data, path, **options)

    monkeypatch.setattr(SourceFileLoader, "source_to_code", source_to_code)
    text = """
    import helper
    calls = []
    def handler(event, context):
        calls.append(1)
        return {"n": [len(calls), helper.N]}
    """
    for _ in range(3):
        cloud = make_cloud()
        cloud.write("helper.py", "N = 1\n")
        assert cloud.value(cloud.function(text)) == {"n": [1, 1]}
    assert compiled == ["work.py", "helper.py"]
    cloud = make_cloud()
    cloud.write("helper.py", "N = 2\n")  # as long as before, and perhaps as old
    assert cloud.value(cloud.function(text)) == {"n": [1, 2]}
    assert compiled == ["work.py", "helper.py", "helper.py"]


UNSEEDED = """
    import os, random, secrets, tempfile
    from os import urandom
    from random import Random, seed

    def handler(event, context):
        drawn = [Random().random(), random.Random(None).random(), Random(5).random(), random.SystemRandom().random()]
        seed()
        drawn.append(random.random())
        random.seed()
        drawn += [random.random(), urandom(4).hex(), secrets.randbelow(1000)]
        random.seed(5)
        return {"drawn": [*drawn, random.random()]}
"""


def test_generators_without_a_seed_draw_from_the_worlds(make_cloud):
    def draw(seed):
        cloud = make_cloud(seed=seed)
        return cloud.value(cloud.function(UNSEEDED))["drawn"]

    first, second, other = draw(0), draw(0), draw(1)
    assert first == second
    # Where the handler itself gives the seed, the world's does not count.
    five = random.Random(5).random()
    assert (first[2], first[-1], other[2], other[-1]) == (five, five, five, five)
    assert not {*first} & {*other} - {five}
    assert len({*first}) == len(first) - 1


def test_a_generator_of_another_thread_or_of_the_test_is_its_own(cloud):
    before = random.Random.seed
    cloud.value(cloud.function(UNSEEDED))
    assert random.Random.seed is before
    assert random.Random().random() != random.Random().random()
