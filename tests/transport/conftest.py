"""An empty environment for the tests of the transport."""

import pytest


@pytest.fixture(autouse=True)
def _bare(bare_environment):
    """Run each test of the transport in an empty environment."""
