"""The contract of a server: what is found, what is sent, and what is left alone."""

import pytest

from heroics_py.testing import contract, sandbox


@pytest.mark.parametrize("schema", ["bookshelf", "bookshelf.openapi", "bookshelf.2019-09", "bookshelf.actions"])
def test_sandbox_keeps_its_contract(schema):
    """The sandbox of each bundled bookshelf follows its document, and has nothing left of what was created."""
    with sandbox(schema, socket=False) as shelf:
        report = contract(shelf, seed=1, examples=2)
    assert (report.violations, report.kept) == ((), {})
    assert len(report.calls) > 9
