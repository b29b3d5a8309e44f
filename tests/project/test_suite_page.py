"""docs/hyper-schema-suite.md and the README of the suite: they are up to date."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "tests" / "hyper-schema-suite"


@pytest.fixture(scope="module")
def script():
    spec = spec_from_file_location("suite_script", ROOT / "scripts" / "hyper_schema_suite.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_suite_page_is_current(script):
    """The page lists the statements and cases that the suite has."""
    assert (ROOT / "docs" / "hyper-schema-suite.md").read_text(encoding="utf-8") == script.page()


def test_suite_readme_has_the_number_of_cases(script):
    """The README of the suite says how many cases there are."""
    count = sum(len(script._read(draft)[1]) for draft in script.DRAFTS)
    assert f"\n{count:,} cases for four drafts" in (SUITE / "README.md").read_text(encoding="utf-8")


def test_suite_readme_defines_every_key():
    """The README of the suite names every key that its JSON Schemas have."""
    keys = set()

    def collect(node):
        if isinstance(node, dict):
            keys.update(node.get("properties", {}))
            for child in node.values():
                collect(child)
        elif isinstance(node, list):
            for child in node:
                collect(child)

    for name in ("case-file", "statements"):
        collect(json.loads((SUITE / f"{name}.schema.json").read_text(encoding="utf-8")))
    text = (SUITE / "README.md").read_text(encoding="utf-8")
    assert [key for key in sorted(keys - {"$schema", "document"}) if f"`{key}`" not in text] == []


def test_suite_does_not_name_the_library():
    """No file of the suite depends on this library."""
    files = [path for path in SUITE.rglob("*") if path.is_file()]
    assert [path.name for path in files if "heroics" in path.read_text(encoding="utf-8").lower()] == []
