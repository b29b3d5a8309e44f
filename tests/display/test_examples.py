"""The example notebooks: each runs from a fresh kernel, and shows what its committed outputs show."""

import json
import re

import pytest
from notebook_runs import EXAMPLES, executed, settled

NAMES = ("alternate_schema", "fleet_audit", "quickstart")


def shown(notebook):
    """Return what stands below each cell; of a picture, that there is one."""
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
def test_a_notebook_runs_from_a_fresh_kernel_and_shows_what_it_is_known_to_show(jupyter, environment, name):
    assert shown(executed(EXAMPLES / f"{name}.ipynb", environment)) == shown(read(name))


def test_every_notebook_is_tried():
    assert tuple(sorted(path.stem for path in EXAMPLES.glob("*.ipynb"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_notebook_is_settled(name):
    assert settled(read(name)) == read(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_notebook_names_no_place_of_the_machine_that_ran_it(name):
    text = (EXAMPLES / f"{name}.ipynb").read_text(encoding="utf-8")
    assert re.findall(r"/(?:home|root|Users|tmp|work|var)/[^\"]*|site-packages|ipykernel_\d+", text) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_a_committed_notebook_was_run_in_order(name):
    counts = [cell["execution_count"] for cell in read(name)["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))
