"""Outside judges of the sandbox: programs of other makes that compare an API with its document.

`run.sh` installs them and runs these tests. A test whose judge is missing is skipped with the reason; with CI=true it
fails instead.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest
from ports import TOKEN


@pytest.fixture
def judge():
    """Return a function that returns the path of a judge, or skips the test."""

    def find(variable, program):
        path = os.environ.get(variable) or shutil.which(program)
        if path:
            return path
        reason = f"{program} is not installed: tests/judges/run.sh installs it, and needs Python's venv or node"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        return pytest.skip(reason)

    return find


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a program, which is ended with the test."""
    running = []

    def run(*command, **environment):
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=10)


@pytest.fixture
def served(start):
    """Return a function that serves a document with ``heroics sandbox``, and returns the URL."""

    def serve(document):
        command = (sys.executable, "-m", "heroics_py", "sandbox", str(document), "--token-from", "SANDBOX_TOKEN")
        process = start(*command, SANDBOX_TOKEN=TOKEN, PYTHONUNBUFFERED="1")
        for line in process.stdout:
            if match := re.match(r"Serving at (\S+) ", line):
                return match[1]
        raise AssertionError("the sandbox did not start")

    return serve
