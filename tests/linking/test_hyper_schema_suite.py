"""The suite for JSON Hyper-Schema in tests/hyper-schema-suite, run with this library."""

import json
from pathlib import Path

import jsonschema
import pytest
from hyper_suite import check_case

SUITE = Path(__file__).parents[1] / "hyper-schema-suite"
FILES = sorted(path for path in SUITE.glob("*/*.json") if path.name != "statements.json")
CASES = [case for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))["cases"]]
STATEMENTS = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in SUITE.glob("*/statements.json")
}
DRAFTS = ["2019-09", "draft-04", "draft-06", "draft-07"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case):
    """The library gives the links, targets, requests and readings that the case expects."""
    assert check_case(case) == []


def test_number_of_cases():
    """The suite has cases for each of the four drafts, and more than 300 in all."""
    drafts = [case["id"].partition("/")[0] for case in CASES]
    assert sorted(set(drafts)) == sorted(STATEMENTS) == DRAFTS
    assert len(CASES) >= 300


def test_ids_are_unique():
    """No two cases have the same id."""
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("name", ["case-file", "statements"])
def test_files_follow_their_schema(name):
    """Every file of the suite is valid against the schema for its kind."""
    schema = json.loads((SUITE / f"{name}.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    files = FILES if name == "case-file" else sorted(SUITE.glob("*/statements.json"))
    faults = [f"{path.name}: {fault.message}" for path in files for fault in validator.iter_errors(json.loads(path.read_text(encoding="utf-8")))]  # fmt: skip  # noqa: E501
    assert faults == []


@pytest.mark.parametrize("draft", DRAFTS)
def test_statements_have_cases(draft):
    """Every statement of a draft has a case, or a reason why it has none; and every case has its statement."""
    statements = STATEMENTS[draft]["statements"]
    used = {name for case in CASES if case["id"].startswith(f"{draft}/") for name in case["statements"]}
    assert used == {each["id"] for each in statements if "untested" not in each}


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
def test_ids_name_their_section(path):
    """The id of a case begins with its draft and section, as its file says."""
    content = json.loads(path.read_text(encoding="utf-8"))
    start = f"{content['draft']}/{content['section']}/"
    assert [case["id"] for case in content["cases"] if not case["id"].startswith(start)] == []
    assert path.name.startswith(f"{content['section']}-")
