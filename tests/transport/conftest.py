"""An empty environment for the tests of the transport."""

import pytest


@pytest.fixture(autouse=True)
def _bare(bare_environment):
    """Every test of the transport runs in a bare environment."""
