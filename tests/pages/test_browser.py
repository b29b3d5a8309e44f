"""The reference pages in a real Chromium: what a reader does, by mouse, by keyboard, on a phone and on paper.

`run.sh` installs what drives the browser, and runs these tests. Without it they are skipped; with CI=true they fail.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import heroics_py
from heroics_py.cli.commands import run
from heroics_py.server import Server

DRIVER = Path(__file__).parent / "drive.js"
CHECKS = re.findall(r'^  async "(.*)"\(', DRIVER.read_text(encoding="utf-8"), re.MULTILINE)
AXE = [f"axe: {place}, {scheme}" for scheme in ("light", "dark") for place in ("the index", "a page", "a form")]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What each check found."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not os.environ.get("BROWSER_MODULES") or not chromium:
        reason = "tests/pages/run.sh installs what drives a browser; it needs npm and Chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("site")
    assert run(["docs", "bookshelf", "-o", str(folder)]) == 0
    with Server(heroics_py.read("bookshelf")) as server:
        command = ["node", str(DRIVER), chromium, str(folder), server.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("check", [*CHECKS, *AXE])
def test_page_in_a_browser(found, check):
    """The pages do what a reader expects, and axe finds nothing serious."""
    assert found[check] == ""
