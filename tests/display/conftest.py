"""A kernel of IPython with a sandbox in it, and notebooks; skipped where a piece is missing, except under CI."""

import importlib.util
import os
import queue
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIECES = (
    "IPython",
    "ipykernel",
    "ipywidgets",
    "jupyter_client",
    "matplotlib",
    "nbclient",
    "nbformat",
    "pandas",
    "tqdm",
)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="session")
def jupyter():
    """Skip where a piece of Jupyter is missing; under CI, that is a failure."""
    missing = [name for name in PIECES if importlib.util.find_spec(name) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"the tests of notebooks need {', '.join(missing)}: pip install -e '.[test]'")
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """Return the environment of a kernel: this Python, this checkout, no settings of the user's."""
    return {
        **{name: value for name, value in os.environ.items() if name != "HEROKU_API_KEY"},
        "PYTHONPATH": str(ROOT),
        "IPYTHONDIR": str(tmp_path_factory.mktemp("ipython")),
        "JUPYTER_CONFIG_DIR": str(tmp_path_factory.mktemp("jupyter")),
        "MPLCONFIGDIR": str(tmp_path_factory.mktemp("matplotlib")),
        "NO_COLOR": "1",
    }


class Kernel:
    """A kernel as a notebook sees it."""

    def __init__(self, client):
        self._client = client

    def _answer(self, message_id):
        while True:
            message = self._client.get_shell_msg(timeout=30)
            if message["parent_header"].get("msg_id") == message_id:
                return message["content"]

    def run(self, code):
        """Run a cell; return its output as a dict: text, html, error."""
        shown = {}

        def take(message):
            content = message["content"]
            data = content.get("data", {})
            if "text/plain" in data:
                shown["text"] = data["text/plain"]
            if "text/html" in data:
                shown["html"] = data["text/html"]
            if message["header"]["msg_type"] == "error":
                shown["error"] = COLOURS.sub("", "\n".join(content["traceback"]))

        try:
            self._client.execute_interactive(code, timeout=30, output_hook=take)
        except queue.Empty:  # pragma: no cover
            pytest.fail(f"the kernel gave no answer to {code!r}")
        return shown

    def displays(self, code):
        """Run a cell; return what it shows and changes in its output, each with the kind of the message."""
        shown = []

        def take(message):
            kind, content = message["header"]["msg_type"], message["content"]
            if kind in ("display_data", "update_display_data"):
                shown.append((kind, content["data"].get("text/plain", "")))
            if kind == "comm_msg" and isinstance(text := content["data"].get("state", {}).get("value"), str):
                shown.append((kind, text))
            if kind == "error":
                pytest.fail("\n".join(content["traceback"]))

        self._client.execute_interactive(code, timeout=30, output_hook=take)
        return shown

    def value(self, code):
        """Return the value of an expression of plain literals."""
        import ast

        return ast.literal_eval(self.run(code)["text"])

    def complete(self, code):
        """Return what Tab offers at the end of the code."""
        return self._answer(self._client.complete(code))["matches"]

    def help(self, code):
        """Return what Shift-Tab shows at the end of the code, without colours."""
        return COLOURS.sub("", self._answer(self._client.inspect(code))["data"].get("text/plain", ""))


SETTING = """
import heroics_py
from heroics_py.testing import server_of

client = heroics_py.sandbox()
server = server_of(client)
for name in ("example", "other"):
    app = client.app.create(name=name)
apps = client.app.list()
scope = client.app["example"]
client.app.create.__doc__
import threading
for thread in threading.enumerate():
    if thread.name == "heroics-py warm-up":
        thread.join()
"""


@pytest.fixture(scope="session")
def session_kernel(jupyter, environment):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Jupyter's own: where it keeps its files, and how it listens
        from jupyter_client.manager import start_new_kernel

        manager, client = start_new_kernel(kernel_name="python3", env=environment, cwd=str(ROOT))
    try:
        kernel = Kernel(client)
        assert "error" not in kernel.run(SETTING)
        yield kernel
        kernel.run("client.close()")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(session_kernel):
    """Return a kernel with ``client``, ``apps`` and ``scope`` of a sandbox, and its ``server``."""
    return session_kernel


@pytest.fixture
def quiet(kernel):
    """Fail where a request reaches the server during the test."""
    before = kernel.value("len(server.requests)")
    yield
    assert kernel.value("len(server.requests)") == before
