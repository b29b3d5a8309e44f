"""The table of wire cases: what arrives at a server for each call, byte for byte."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from wire_case import Listener

pytestmark = pytest.mark.usefixtures("driver")

TABLES = sorted(path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith(("test_", "__")))


def cases_in(name):
    spec = spec_from_file_location(f"wire_table_{name[:-3]}", Path(__file__).parent / name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


@pytest.mark.parametrize("table", TABLES)
def test_wire_table(table):
    """Each call of the table arrives as its section asks."""
    with Listener() as listener:
        differences = [line for case in cases_in(table) for line in case.differences(listener)]
    assert differences == []
