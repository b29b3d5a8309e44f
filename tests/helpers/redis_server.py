"""A real redis-server on a free port of the loopback interface.

A conftest gives its tests one for each module:

    redis_server = pytest.fixture(scope="module")(redis_server.shared)
"""

import os
import shutil
import signal
import socket
import subprocess
import time

import pytest
from ports import free_port


class Server:
    """A server that tests stop, pause and start again.

    Args:
        folder: where it runs.
        arguments: further settings of the command line.
        configuration: a file with more of them.
    """

    def __init__(self, folder, *arguments, configuration=None):
        self.folder = folder
        self.arguments = arguments
        self.program = [_find("redis-server"), *([str(configuration)] if configuration else [])]
        self.port = free_port()
        self.process = None
        self.restart()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def restart(self):
        """Start it, empty; stop it first if it runs."""
        self.stop()
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), *self.arguments]
        if "--sentinel" not in self.arguments:
            settings += ["--save", ""]
        self.process = subprocess.Popen(
            [*self.program, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def stop(self):
        """Kill it: what it holds is lost."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def pause(self):
        """Stop it from running: it accepts connections, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def command(self, *words):
        """Return what redis-cli prints."""
        line = [_find("redis-cli"), "-p", str(self.port), *words]
        return subprocess.run(line, capture_output=True, text=True, check=True, timeout=20).stdout.strip()

    def _wait(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        pytest.fail("redis-server does not listen")


def start(folder, *arguments):
    """Return a running `Server`."""
    return Server(folder, *arguments)


def shared(tmp_path_factory):
    """Yield a server, and stop it at the end: the body of a fixture."""
    server = Server(tmp_path_factory.mktemp("redis"))
    yield server
    server.resume()
    server.stop()


def _find(program):
    path = shutil.which(program)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed: apt-get install redis-server")
        pytest.skip(f"{program} is not installed (apt-get install redis-server)")
    return path
