"""Servers of other makes, each started as a program of its own.

They are installed from `requirements.txt` beside this file, in an environment of their own. Where one is missing, its
tests are skipped with the reason; with SERVERS=required they fail instead.
"""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@contextmanager
def _started(program):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(HERE / program), str(port)], cwd=HERE)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, f"{program} ended"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def start():
    """Return a function that starts a program if its libraries are installed, and returns its URL."""
    running = []

    def run(program, *libraries):
        for library in libraries:
            if importlib.util.find_spec(library) is None:
                reason = f"{library} is not installed; see tests/servers/requirements.txt"
                if os.environ.get("SERVERS") == "required":
                    pytest.fail(reason)
                pytest.skip(reason)
        context = _started(program)
        running.append(context)
        return context.__enter__()

    yield run
    for context in running:
        context.__exit__(None, None, None)
