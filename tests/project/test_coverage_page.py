"""docs/coverage.md: it is up to date, and every operation with a call ran."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def page():
    spec = spec_from_file_location("coverage_script", ROOT / "scripts" / "coverage.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.page()


def counts(text):
    rows = re.findall(r"^\| ([A-Z][^|]*) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {title: tuple(map(int, numbers)) for title, *numbers in rows}


def test_the_page_is_current(page):
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == page


def test_every_operation_with_a_call_ran(page):
    assert counts(page) == {
        "The API reference": (77, 76, 76),
        "The hyper-schema 0.6.0": (189, 189, 189),
        "The hyper-schema 0.5.0": (171, 171, 171),
        "The older description, resources and actions": (52, 52, 52),
        "The OpenAPI document": (44, 44, 44),
        "The operations of a connector": (283, 169, 169),
    }
