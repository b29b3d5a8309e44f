"""Ctrl-C, forks and threads: an interrupted call or a forked process leaves the rest usable."""

import os
import subprocess
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import imports
import interrupted
import pytest
from scripted import Scripted, answer, saying
from thoroughness import THOROUGH

import heroics_py
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

pytestmark = pytest.mark.usefixtures("bare_environment")

HELPERS = Path(__file__).parents[1] / "helpers"


@pytest.fixture
def echo():
    """Return the URL of a server that responds with the path of each request."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), interrupted.Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
def test_ctrl_c_during_the_first_call(echo):
    """Ctrl-C at any step, also during imports, leaves this client and new ones working."""
    program = [sys.executable, str(HELPERS / "interrupted.py"), "20" if THOROUGH else "5", echo]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout == "done True True\n", done.stderr


@needs_fork
def test_ctrl_c_while_a_connection_is_taken_or_kept(echo):
    """Ctrl-C at any step of taking a connection from the pool, or of returning it, leaves the pool usable."""

    def in_child():
        client = heroics_py.connect(interrupted.SCHEMA, url=echo, trust_environment=False, timeout=20)
        client.thing.info("first")
        step, outcome = 0, "interrupted"
        while outcome == "interrupted":
            step += 1
            _, outcome = interrupted.interrupted(lambda: client.thing.info("x"), step, ("_get_conn", "_put_conn"))
            client.thing.info("later")
        return step > 5

    assert interrupted.in_a_fork(in_child) == "True"


def test_interrupted_import(tmp_path):
    """The main thread is free at once; another thread finishes the import."""
    package = tmp_path / "slow_package"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from slow_package import part\nimport signal, time\n"
        "signal.raise_signal(signal.SIGINT)\ntime.sleep(0.2)\nwhole = True\n"
    )
    (package / "part.py").write_text("")
    code = (
        "from heroics_py.support.loading import load_modules\n"
        "try:\n    load_modules('slow_package')\nexcept KeyboardInterrupt:\n    print('interrupted')\n"
        "load_modules('slow_package')\nimport slow_package\nprint(slow_package.whole, slow_package.part.__name__)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60, env=environment
    )
    assert done.stdout == "interrupted\nTrue slow_package.part\n"


FIRST_CALLS = [*((name, "plain") for name in imports.CALLS), *((name, "yaml") for name in ("get", "link shown"))]


@pytest.mark.parametrize(("name", "kind"), [*FIRST_CALLS, ("get", "files"), ("list", "files")])
def test_no_import_in_the_main_thread(echo, name, kind):
    """A first call imports nothing in the main thread, so that Ctrl-C can't interrupt an import."""
    assert printed([str(HELPERS / "imports.py"), echo, name, kind]) == "[]\n"


def printed(arguments, **environment):
    """Return the output of another Python process."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )
    return done.stdout


USER = """
import threading, _thread, sys
started = []
start = _thread.start_new_thread
import heroics_py.support.loading
heroics_py.support.loading.start_new_thread = lambda *given: started.append(1) or start(*given)
import heroics_py
client = heroics_py.connect({schema!r}, url={url!r}, trust_environment=False)
first = client.thing.info("x").path
"""


def test_call_during_an_import(echo, tmp_path):
    """A module that calls while it is imported does its own imports; another thread might wait for it forever."""
    (tmp_path / "user_module.py").write_text(USER.format(schema=interrupted.SCHEMA, url=echo))
    code = "import user_module\nprint(user_module.first, user_module.started)"
    assert printed(["-c", code], PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path])) == "/things/x []\n"


@pytest.mark.parametrize("way", ["import atexit\natexit.register(call)", "keep = Late()"])
def test_first_call_at_shutdown(echo, way):
    """At exit, a first call works or fails, and never hangs."""
    code = (
        f"import heroics_py\nclient = heroics_py.connect({interrupted.SCHEMA!r}, url={echo!r})\n"
        "def call(client=client, print=print):\n    print(client.thing.info('x').path)\n"
        f"class Late:\n    def __del__(self, call=call):\n        call()\n{way}\n"
    )
    assert printed(["-c", code]) in ("/things/x\n", "")


@pytest.mark.parametrize("count", [2, 8])
def test_threads_load_at_once(tmp_path, count):
    """Threads that load at once load each module once."""
    (tmp_path / "slow_module.py").write_text("import time\ntime.sleep(0.1)\nprint('once')\n")
    code = (
        "import threading\nfrom heroics_py.support.loading import load_modules\n"
        f"threads = [threading.Thread(target=load_modules, args=('slow_module',)) for _ in range({count})]\n"
        "[each.start() for each in threads]\nload_modules('slow_module')\n[each.join() for each in threads]\n"
        "import sys\nprint(sys.modules['slow_module'].__name__)\n"
    )
    assert printed(["-c", code], PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path])) == "once\nslow_module\n"


@needs_fork
def test_fork_loads_missing_modules(echo):
    """A child loads the modules that its parent has not, also after a fork during an import."""
    code = (
        "import os, threading, heroics_py\n"
        f"client = heroics_py.connect({interrupted.SCHEMA!r}, url={echo!r}, timeout=20)\n"
        "thread = threading.Thread(target=client.thing.info, args=('parent',))\nthread.start()\n"
        "child = os.fork()\n"
        "if child == 0:\n    os._exit(client.thing.info('child').path != '/things/child')\n"
        "thread.join()\nprint(os.waitpid(child, 0)[1])\n"
    )
    assert printed(["-W", "ignore", "-c", code]) == "0\n"


@needs_fork
def test_fork_during_an_import_of_logging(tmp_path):
    """A fork waits for an import that waits for the lock of logging."""
    (tmp_path / "slow_logger.py").write_text(
        "import logging, time\nbegun = True\ntime.sleep(0.5)\nlogging.getLogger('x')\n"
    )
    code = (
        "import os, sys, threading, time\nfrom heroics_py.support.loading import load_modules\n"
        "thread = threading.Thread(target=load_modules, args=('logging', 'slow_logger'))\nthread.start()\n"
        "while not hasattr(sys.modules.get('slow_logger'), 'begun'):\n    time.sleep(0.001)\n"
        "import heroics_py.support.loading as loading\n"
        "child = os.fork()\nheld = not thread.is_alive() or 'slow_logger' in loading._loaded\n"
        "if child == 0:\n    load_modules('slow_logger')\n    os._exit(0)\n"
        "thread.join()\nprint(held, os.waitpid(child, 0)[1])\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    assert printed(["-W", "ignore", "-c", code], **environment) == "True 0\n"


@needs_fork
def test_fork_has_its_own_connections():
    """A child does not use the connections of its parent, and the parent keeps them."""
    with Scripted(saying(answer(200, b"{}", Content_Type="application/json"))) as server:
        client = heroics_py.connect(interrupted.SCHEMA, url=server.url, trust_environment=False, timeout=15)
        client.thing.info("first")

        def in_child():
            client.thing.info("child")
            client.close()
            return client.thing.info("child again")

        told = interrupted.in_a_fork(in_child)
        client.thing.info("parent")
        counts = (server.count(4), server.count(3, connections=True))
        client.close()
    assert (told, counts) == ("Record({})", (4, 3))


@needs_fork
def test_fork_while_a_connection_is_taken():
    """A child never needs the lock of its parent's connections, which stays locked in it."""
    with Scripted(saying(answer(200, b"{}", Content_Type="application/json"))) as server:
        client = heroics_py.connect(interrupted.SCHEMA, url=server.url, trust_environment=False, timeout=15)
        client.thing.info("first")
        session = client._core.connection._widen.__self__._current.session
        (pool,) = session._pools._pools.values()
        holder = threading.Thread(target=pool.pool.mutex.acquire)
        holder.start()
        holder.join(10)
        told = interrupted.in_a_fork(lambda: (client.thing.info("child"), client.close())[0])
        pool.pool.mutex.release()
        assert client.thing.info("parent") == {}
        client.close()
    assert told == "Record({})"


def test_missing_module():
    """A missing module is an ImportError."""
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            load_modules("heroics_py.no_such_module")


def test_close_during_calls():
    """Closing loses and fails no call; later calls open new connections."""
    arrived, go_on = threading.Barrier(5), threading.Event()

    def step(wire, request, _):
        if b"/slow" in request:
            arrived.wait(10)
            go_on.wait(10)
        wire.say(answer(200, b"{}", Content_Type="application/json"))

    outcomes = []
    with Scripted(step) as server:
        client = heroics_py.connect(interrupted.SCHEMA, url=server.url, trust_environment=False)

        def call():
            try:
                outcomes.append(client.thing.info("slow"))
            except BaseException as error:  # noqa: BLE001 - the test shows any error
                outcomes.append(error)

        threads = [threading.Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        arrived.wait(10)
        client.close()
        later = client.thing.info("later")
        go_on.set()
        for thread in threads:
            thread.join(30)
        client.close()
    assert [*outcomes, later] == [{}] * 5


def test_repeated_closes_during_calls():
    """Each call gets its own response while another thread closes the client."""
    outcomes, over = [], threading.Event()
    with Scripted(saying(answer(200, b"{}", Content_Type="application/json"))) as server:
        client = heroics_py.connect(interrupted.SCHEMA, url=server.url, trust_environment=False)

        def call():
            try:
                outcomes.extend(client.thing.info("x") for _ in range(50))
            except BaseException as error:  # noqa: BLE001 - the test shows any error
                outcomes.append(error)

        def close():
            while not over.is_set():
                client.close()

        closing = threading.Thread(target=close)
        threads = [threading.Thread(target=call) for _ in range(4)]
        for thread in (closing, *threads):
            thread.start()
        for thread in threads:
            thread.join(60)
        over.set()
        closing.join(30)
        client.close()
    assert outcomes == [{}] * 200


@needs_fork
def test_fork_while_threads_call():
    """A child is free of the locks and queues of its parent's threads."""
    arrived, go_on = threading.Event(), threading.Event()

    def step(wire, request, _):
        if b"/slow" in request:
            arrived.set()
            go_on.wait(20)
        wire.say(answer(200, b"{}", Content_Type="application/json", RateLimit_Remaining="1"))

    with Scripted(step) as server:
        client = heroics_py.connect(interrupted.SCHEMA, url=server.url, trust_environment=False, timeout=15)
        client.thing.info("first")
        thread = threading.Thread(target=client.thing.info, args=("slow",))
        thread.start()
        arrived.wait(10)
        locks = [client._core.connection._throttling._departures._queue().lock, client._core._lazy._lock.here()]
        holder = threading.Thread(target=lambda: [lock.acquire() for lock in locks])
        holder.start()
        holder.join(10)
        told = interrupted.in_a_fork(lambda: client.thing.info("child"))
        locks[0].release()
        go_on.set()
        thread.join(30)
    assert told == "Record({})"


def test_one_lock_for_all_threads():
    """All threads of a process share its lock."""
    lock, seen = ProcessLock(), []
    thread = threading.Thread(target=lambda: seen.append(lock.here()))
    thread.start()
    thread.join(10)
    assert seen == [lock.here()]


def test_garbage_collector_stays_on():
    """Neither calls nor large responses turn it off or on."""
    code = """
import gc
from heroics_py.http.strict_json import parse_json
import heroics_py
seen = []
for name in ("disable", "enable", "freeze"):
    setattr(gc, name, lambda name=name: seen.append(name))
client = heroics_py.connect("bookshelf", url="http://127.0.0.1:9", retries=0, trust_environment=False)
try:
    client.book.list()
except heroics_py.ConnectionFailed:
    parse_json(b"[" + b"0," * 50_000 + b"0]")
    print(gc.isenabled(), seen)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True []\n"
