"""What the tests of the transport share: an environment in which nothing is set."""

import pytest


@pytest.fixture(autouse=True)
def _bare(bare_environment):
    """Every test of the transport runs in a bare environment."""
