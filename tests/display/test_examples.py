"""The example notebooks: each runs from a fresh kernel, and shows what its committed outputs show."""

import json
import re

import pytest
from notebook_runs import EXAMPLES, executed, settled

NAMES = ("alternate_schema", "async_audit", "fleet_audit", "quickstart")


def shown(notebook):
    """Return the outputs of each cell; of a picture, only that there is one."""
    return [[_output(each) for each in cell.get("outputs", [])] for cell in notebook["cells"]]


def _output(output):
    data = {
        kind: "a picture" if kind.startswith("image/") else "".join(value)
        for kind, value in output.get("data", {}).items()
    }
    return data, "".join(output.get("text", "")), output.get("traceback", [])


def read(name):
    return json.loads((EXAMPLES / f"{name}.ipynb").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_notebook_outputs(jupyter, environment, name):
    """In a fresh kernel, a notebook shows the outputs that are committed."""
    assert shown(executed(EXAMPLES / f"{name}.ipynb", environment)) == shown(read(name))


def test_every_notebook():
    """The tests cover every notebook."""
    assert tuple(sorted(path.stem for path in EXAMPLES.glob("*.ipynb"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_settled(name):
    """A committed notebook is normalized."""
    assert settled(read(name)) == read(name)


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_hold_no_paths(name):
    """A committed notebook holds no path of the machine that ran it."""
    text = (EXAMPLES / f"{name}.ipynb").read_text(encoding="utf-8")
    assert re.findall(r"/(?:home|root|Users|tmp|work|var)/[^\"]*|site-packages|ipykernel_\d+", text) == []


@pytest.mark.parametrize("name", NAMES)
def test_cells_ran_in_order(name):
    """The cells of a committed notebook ran in order."""
    counts = [cell["execution_count"] for cell in read(name)["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))
