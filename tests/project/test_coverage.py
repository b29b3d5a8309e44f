"""The page of coverage: it is what its script makes, and says that everything with a call ran."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made():
    spec = spec_from_file_location("coverage_of_the_api", ROOT / "scripts" / "coverage.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.page()


def counts(text):
    rows = re.findall(r"^\| ([A-Z][^|]*) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {title: tuple(map(int, numbers)) for title, *numbers in rows}


def test_the_page_is_what_the_script_makes(made):
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == made


def test_every_operation_that_has_a_call_ran(made):
    assert counts(made) == {
        "The API reference": (77, 76, 76),
        "The hyper-schema 0.6.0": (188, 188, 188),
        "The hyper-schema 0.5.0": (170, 170, 170),
        "The older description, resources and actions": (52, 52, 52),
        "The OpenAPI document": (44, 44, 44),
        "The operations of a connector": (283, 168, 168),
    }
