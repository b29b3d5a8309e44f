"""links(record) gives the links that the suite for JSON Hyper-Schema expects of the data of the record."""

import json
from pathlib import Path

import pytest
from suite_records import differences, has_record

SUITE = Path(__file__).parents[2] / "hyper-schema-suite"
DRAFTS = ("2019-09", "draft-07", "draft-06")
FILES = [path for draft in DRAFTS for path in sorted((SUITE / draft).glob("*.json")) if path.name != "statements.json"]
CASES = [case for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))["cases"] if has_record(case)]

# Where a client differs on purpose: why, and the cases by their ids, or what follows the draft in those.
PURPOSES = {
    "A path needs a value for each of its variables: without one, the URL would be that of another thing.": {
        "5.1/template-missing",
        "6.4.1/key-of-root",
        "6.4.1/nothing-there",
        "6.4.1/relative-0-deep",
        "6.4.1/relative-4",
        "7.2.1/case-of-name",
        "7.2.1/not-of-parent",
        "7.2/rfc6570-30",
        "7.2/rfc6570-31",
    },
    "An empty value in a path is refused for the same reason.": {
        "7.2/rfc6570-14",
        "7.2/rfc6570-32",
        "draft-06/6.2.1/rfc6570-07",
    },
    "Dot segments in a path, from the schema or the data, are refused: they could lead out of the API.": {
        "6.2/rfc3986-23",
        "6.2/rfc3986-24",
        "6.2/rfc3986-28",
        "6.3.1/rfc3986-23",
        "6.3.1/rfc3986-24",
        "6.3.1/rfc3986-28",
        "6.3.1/whole-path",
    },
    "A response that does not follow its schema has links all the same: schemas lag behind their servers.": {
        "draft-06/3.1/invalid-part",
    },
}
ON_PURPOSE = {case for cases in PURPOSES.values() for case in cases}


def is_on_purpose(case):
    return case["id"] in ON_PURPOSE or case["id"].partition("/")[2] in ON_PURPOSE


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_links_of_records(case, tmp_path):
    """A client offers the links that the case expects of the record and its parts, with their targets, and no more."""
    found = differences(case, tmp_path)
    assert bool(found) == is_on_purpose(case), found


def test_differences_have_cases():
    """Each case that differs on purpose is one that the suite has, and they are few."""
    differing = [case["id"] for case in CASES if is_on_purpose(case)]
    names = {*differing, *(each.partition("/")[2] for each in differing)}
    assert sorted(ON_PURPOSE - names) == []
    assert (len(differing), len(CASES) > 600) == (35, True)
