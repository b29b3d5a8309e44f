"""The names of operations: a user types what an operation does, however a framework spells its id."""

import re
from pathlib import Path

import pytest

from heroics_py.model.identifiers import identifier
from heroics_py.readers.openapi.names import link_name, resource_name

TABLE = Path(__file__).parents[2] / "data" / "operation-names.txt"
ROW = re.compile(r"(.+?)\s+(GET|POST|PUT|PATCH|DELETE|HEAD)\s+(\S+)\s+(\S+)\s+(\S+)")


def rows():
    kind = ""
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            yield (kind, *ROW.fullmatch(line).groups())


ROWS = list(rows())


def named(tags, method, path, operation_id):
    """Return the resource and the name of an operation."""
    operation_id = "" if operation_id == "-" else operation_id
    resource = resource_name(path, [] if tags == "-" else tags.split("|"), operation_id)
    return resource, link_name(resource, method, path, operation_id)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}: {row[2]} {row[4]}" for row in ROWS])
def test_name(row):
    """An operation has the name that a user would type."""
    _, tags, method, path, operation_id, name = row
    resource, link = named(tags, method, path, operation_id)
    assert f"{identifier(resource)}.{link.name}" == name


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}: {row[2]} {row[4]}" for row in ROWS])
def test_id_is_alias(row):
    """The id itself finds its link."""
    _, tags, method, path, operation_id, _ = row
    _, link = named(tags, method, path, operation_id)
    assert operation_id in {"-", link.name, *link.aliases}


def test_table_is_large():
    """The table has the ids of many frameworks."""
    assert len(ROWS) >= 250
