"""The garbage collector rests while modules are loaded, and then goes on as it did before."""

import gc
import subprocess
import sys
from threading import Barrier, Lock, Thread

import pytest

from heroics_py.strict_json import read
from heroics_py.uncollected import uncollected, unnoticed


@pytest.fixture(autouse=True)
def as_before():
    was = gc.isenabled()
    yield
    (gc.enable if was else gc.disable)()


@pytest.mark.parametrize("was_on", [True, False])
def test_afterwards_it_is_as_it_was(was_on):
    (gc.enable if was_on else gc.disable)()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


def test_it_goes_on_after_a_failure_too():
    gc.enable()
    with pytest.raises(ImportError), uncollected():
        raise ImportError
    assert gc.isenabled()


def test_the_last_one_out_of_several_turns_it_on_again():
    gc.enable()
    both, first_is_out, seen = Barrier(2), Barrier(2), []

    def first():
        with uncollected():
            both.wait(5)
        first_is_out.wait(5)

    thread = Thread(target=first)
    thread.start()
    with uncollected():
        both.wait(5)
        first_is_out.wait(5)
        seen.append(gc.isenabled())
    thread.join(5)
    assert [*seen, gc.isenabled()] == [False, True]


@pytest.mark.parametrize("was_on", [True, False])
def test_ctrl_c_at_its_own_doing_leaves_nothing_behind(was_on, monkeypatch):
    class Struck:
        """A lock, and Ctrl-C just after it was given back for the first time."""

        lock, times = Lock(), 0

        def __enter__(self):
            self.lock.acquire()

        def __exit__(self, *_):
            self.lock.release()
            self.times += 1
            if self.times == 1:
                raise KeyboardInterrupt

    (gc.enable if was_on else gc.disable)()
    monkeypatch.setattr("heroics_py.uncollected._lock", Struck())
    with pytest.raises(KeyboardInterrupt), uncollected():
        pass
    assert gc.isenabled() is was_on
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


@pytest.mark.parametrize("was_on", [True, False])
def test_alone_work_goes_unnoticed_by_the_collector(was_on, monkeypatch):
    monkeypatch.setattr("threading.active_count", lambda: 1)
    (gc.enable if was_on else gc.disable)()
    assert unnoticed(lambda told: (told, gc.isenabled()), "x") == ("x", False)
    with pytest.raises(ZeroDivisionError):
        unnoticed(lambda number: 1 / number, 0)
    assert gc.isenabled() is was_on


def test_beside_another_thread_the_collector_stays_on():
    gc.enable()
    over = Barrier(2)
    thread = Thread(target=over.wait, args=(5,))
    thread.start()
    assert unnoticed(lambda _: gc.isenabled(), None)
    over.wait(5)
    thread.join(5)


def test_no_pass_is_made_while_a_page_is_read(monkeypatch):
    monkeypatch.setattr("threading.active_count", lambda: 1)
    gc.enable()
    passes = []
    page = b"[" + b",".join(b'{"a":{"b":{}}}' for _ in range(5_000)) + b"]"
    read(b"[]")
    gc.collect()
    gc.callbacks.append(lambda phase, _: passes.append(phase))
    try:
        read(page)
        seen = len(passes)
    finally:
        gc.callbacks.pop()
    assert seen <= 2  # one pass, begun and over, when it is on again


def test_the_first_call_loads_what_it_sends_with_while_it_rests():
    code = """
import gc, sys
import heroics_py

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("heroics_py.response", "heroics_py.transport.connection", "requests", "urllib3"):
            print(name, gc.isenabled())

client = heroics_py.connect("bookshelf", url="http://127.0.0.1:9", retries=0, trust_environment=False)
sys.meta_path.insert(0, Watch())
try:
    client.book.list()
except heroics_py.ConnectionFailed:
    print(gc.isenabled())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *loaded, afterwards = done.stdout.splitlines()
    assert sorted(loaded) == [f"{name} False" for name in LOADED]
    assert afterwards == "True"


LOADED = ("heroics_py.response", "heroics_py.transport.connection", "requests", "urllib3")
