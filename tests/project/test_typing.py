"""What a type checker says of code that uses the package."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = """
import heroics_py
from heroics_py import Scpoe  # error: Module "heroics_py" has no attribute "Scpoe"

heroics_py.conect()  # error: has no attribute "conect"; maybe "connect"?
client = heroics_py.connect("heroku", timeout=3, retries=0, headers={"X-One": None}, cache_mode="rfc")
heroics_py.connect(timout=3)  # error: Unexpected keyword argument "timout" for "connect"
heroics_py.connect(timeout="3")  # error: incompatible type "str"
heroics_py.connect(cache_mode="rcf")  # error: incompatible type "Literal['rcf']"

other: heroics_py.Client = client.with_options(timeout=heroics_py.Timeout(total=3), retries=1, limit=5, headers=None)
client.with_options(timout=3)  # error: Unexpected keyword argument "timout" for "with_options" of "Client"
client.with_options(limit="5")  # error: incompatible type "str"
client.with_options(cache_mode="rcf")  # error: incompatible type "Literal['rcf']"
client.app.list.with_options(range=heroics_py.Range("id", max=5), prefetch=False)()
client.app.list.with_options(limt=5)  # error: Unexpected keyword argument "limt" for "with_options" of "BoundLink"
client.app["example"].dyno.list.with_options(if_match='"1"')()

app: heroics_py.Record = client.app.info("example")
web_url: str = app.web_url.upper()
name: str = app.owner.name
app.maintenance = True
app["web_url"].upper()  # error: "object" has no attribute "upper"
app.get("web_url").upper()  # error: "object" has no attribute "upper"
pairs = [f"{key}={value}" for key, value in app.items()]
links = heroics_py.links(app)
links.dyno.list()
heroics_py.links("app")  # error: incompatible type "str"; expected "Record"
"""


@pytest.fixture(scope="module")
def errors(tmp_path_factory):
    """Return the errors of mypy for the cases, by line."""
    if not os.environ.get("CI"):
        pytest.importorskip("mypy")
    path = tmp_path_factory.mktemp("typing") / "cases.py"
    path.write_text(CASES)
    command = [sys.executable, "-m", "mypy", "--strict", "--python-version=3.11", "--no-error-summary", str(path)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"MYPYPATH": str(ROOT)}, check=False, capture_output=True, text=True
    )
    assert done.stderr == ""
    found = re.findall(r"cases\.py:(\d+): error: (.*?)(?:  \[[\w-]+\])?$", done.stdout, re.MULTILINE)
    return {int(line): message for line, message in found}


def test_mistakes_fail_a_type_check(errors):
    """A type checker refuses wrong names and wrong options, and takes everything else."""
    expected = {
        number: line.partition("# error: ")[2] for number, line in enumerate(CASES.splitlines(), 1) if "# error" in line
    }
    assert errors.keys() == expected.keys(), errors
    assert {line: text for line, text in expected.items() if text not in errors[line]} == {}
