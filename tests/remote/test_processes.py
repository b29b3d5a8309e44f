"""Clients in pools of processes, and across forks in the middle of use."""

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

import heroics_py

SECRET = "s3ntinel-0123"
# What a pool by "forkserver" imports and unpickles is the same as by "spawn".
START_METHODS = [each for each in multiprocessing.get_all_start_methods() if each != "forkserver"]
FORKS = """
import os, signal, sys, threading
import heroics_py

client = heroics_py.connect("bookshelf", url=sys.argv[1], token=heroics_py.Env("SHOP_TOKEN"))
held, is_over, failures = client.author.list(), threading.Event(), []

def hammer():
    while not is_over.is_set():
        try:
            authors = client.author.list()
            client.author.info(list(authors)[0].id)
            heroics_py.refresh(authors[1])
        except Exception as error:
            failures.append(repr(error))

def child():
    signal.alarm(40)  # ends a child that hangs
    assert [each.name for each in held] == [each.name for each in client.author.list()]
    assert heroics_py.links(held[0]).info().name == held[0].name

threads = [threading.Thread(target=hammer) for _ in range(3)]
for thread in threads:
    thread.start()
for _ in range(5):
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            child()
            status = 0
        finally:
            os._exit(status)
    if (status := os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])) != 0:
        failures.append(f"a child ended with {status}")
is_over.set()
for thread in threads:
    thread.join()
print(failures)
"""

ASYNC_FORKS = """
import asyncio, os, signal, sys, threading
import heroics_py

parts, is_ready, is_over = {}, threading.Event(), threading.Event()

async def parent():
    async with heroics_py.connect_async("bookshelf", url=sys.argv[1], token=heroics_py.Env("SHOP_TOKEN")) as books:
        parts["client"], parts["list"] = books, await books.author.list()
        is_ready.set()
        while not is_over.is_set():
            await (await books.author.list()).to_list()

async def child():
    authors = await parts["list"].to_list()
    assert authors == await (await parts["client"].author.list()).to_list()
    await parts["client"].close()

thread = threading.Thread(target=asyncio.run, args=(parent(),))
thread.start()
is_ready.wait()
found = []
for _ in range(3):
    pid = os.fork()
    if pid == 0:
        signal.alarm(40)  # ends a child that hangs
        status = 1
        try:
            asyncio.run(child())
            status = 0
        finally:
            os._exit(status)
    found.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
is_over.set()
thread.join()
print(found)
"""


def printed_by(code, *arguments):
    """Return what a program of its own prints, and its errors."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def url():
    """The URL of a server with five authors, whose token is in the environment."""
    with heroics_py.sandbox("bookshelf", token=SECRET, page_size=2) as owner, pytest.MonkeyPatch.context() as patch:
        for number in range(5):
            owner.author.create(name=f"author {number}")
        patch.setenv("SHOP_TOKEN", SECRET)
        yield owner.author.list.prepare().url.removesuffix("/authors")


@pytest.mark.parametrize("method", START_METHODS)
def test_pools(url, method):
    """A pool of processes calls a link, and what it returns goes on here."""
    books = heroics_py.connect("bookshelf", url=url, token=heroics_py.Env("SHOP_TOKEN"))
    authors = books.author.list()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
        found = pool.submit(books.author.info, authors[0]).result()
        there = pool.submit(books.author.list).result()
        failure = pool.submit(books.author.info, "nobody").exception()
    assert heroics_py.links(found).info() == authors[0]
    assert (len(there), there == authors) == (5, True)
    assert isinstance(failure, heroics_py.NotFound)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_forks(url):
    """A child never hangs, whatever the threads of its parent were doing at the fork, and has its own connections."""
    assert printed_by(FORKS, url) == ("[]\n", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_async_forks(url):
    """A child uses the async client and the list of its parent in an event loop of its own."""
    assert printed_by(ASYNC_FORKS, url) == ("[0, 0, 0]\n", "")


STREAMS = """
import asyncio, os, signal, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import heroics_py

is_over = threading.Event()

class Lines(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"one\\n")
        is_over.wait(20)
        self.wfile.write(b"two\\n")

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Lines)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"

def in_child(work):
    pid = os.fork()
    if pid == 0:
        signal.alarm(40)  # ends a child that hangs
        try:
            work()
        except heroics_py.TransportError as error:
            print(error, flush=True)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    is_over.set()

async def stream():
    lines = aiter(heroics_py.stream_async(url))
    print(await anext(lines), flush=True)
    async def work():
        print(await anext(lines))
    in_child(lambda: asyncio.run(work()))
    print([line async for line in lines])

if sys.argv[1] == "async":
    asyncio.run(stream())
else:
    lines = iter(heroics_py.stream(url))
    print(next(lines), flush=True)
    in_child(lambda: next(lines))
    print(list(lines))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("way", ["blocking", "async"])
def test_open_streams(way):
    """An open stream stays with the process that opened it: a child that reads it gets an error, and ends nothing."""
    refusal = "the connection of this response stays with the process that this one was forked from"
    assert printed_by(STREAMS, way) == (f"one\n{refusal}\n['two']\n", "")
