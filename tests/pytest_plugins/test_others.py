"""The plugin of pytest beside plugins of other makes, by its entry point.

They are installed from `requirements.txt` beside this file, in an environment of their own, with PLUGINS=required.
"""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OPTIONS = ("-q", "-W", "error", "-p", "no:cacheprovider", "-o", "asyncio_default_fixture_loop_scope=function")

pytestmark = pytest.mark.skipif(
    os.environ.get("PLUGINS") != "required",
    reason="the plugins are not installed; see tests/pytest_plugins/requirements.txt",
)


def run(*args, **environment):
    command = (
        sys.executable,
        "-m",
        "pytest",
        *OPTIONS,
        "-c",
        os.devnull,
        f"--rootdir={HERE}",
        f"--confcutdir={HERE}",
        *args,
    )
    result = subprocess.run(
        command, cwd=HERE, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return result.stdout + result.stderr


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("-n", "2"),
        ("--cov=heroics_py.testing", "--cov-report="),
        ("-p", "heroics_py.testing.plugin"),
        ("-p", "heroics"),
    ],
    ids=" ".join,
)
def test_others(args):
    """All tests with other plugins pass, without a warning."""
    assert "10 passed" in (output := run("with_others.py", *args)), output


def test_entry_point():
    """The plugin is found by its entry point, and only once."""
    assert [each.value for each in entry_points(group="pytest11", name="heroics")] == ["heroics_py.testing.entry_point"]


def test_switched_off():
    """`-p no:heroics` leaves neither the marker nor the option."""
    assert "Unknown pytest.mark.heroics" in run("with_others.py", "-p", "no:heroics")
    assert "unrecognized arguments: --heroics-tape=none" in run("-p", "no:heroics", "--heroics-tape=none")
