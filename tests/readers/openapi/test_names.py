"""The names of operations: a user types what the operation does, not how a framework spelled it."""

import re

import pytest

from heroics_py.model.identifiers import identifier
from heroics_py.readers.openapi.names import link_name, resource_name
from operation_names import TABLE

ROW = re.compile(r"(.+?)\s+(GET|POST|PUT|PATCH|DELETE|HEAD)\s+(\S+)\s+(\S+)\s+(\S+)")
ROWS = [
    (kind, *ROW.fullmatch(line.strip()).groups())
    for kind, text in TABLE.items()
    for line in text.strip().splitlines()
]


@pytest.mark.parametrize(("kind", "tags", "method", "path", "operation_id", "name"), ROWS)
def test_name(kind, tags, method, path, operation_id, name):
    """An operation has the name that a user would type."""
    operation_id = operation_id.removeprefix("-") if operation_id == "-" else operation_id
    resource = resource_name(path, [] if tags == "-" else tags.split("|"), operation_id)
    assert f"{identifier(resource)}.{link_name(resource, method, path, operation_id).name}" == name, kind


def test_table_is_large():
    """The table has the ids of many frameworks."""
    assert len(ROWS) >= 250
