"""An empty environment for the tests of the transport, and the exchanges that they run over."""

import pytest
from exchanges import EXCHANGES


@pytest.fixture(autouse=True)
def _bare(bare_environment):
    """Run each test of the transport in an empty environment."""


@pytest.fixture(params=list(EXCHANGES))
def each_exchange(request, monkeypatch):
    """Open the connections of a test over each exchange in turn; the name of the exchange."""
    monkeypatch.setattr(request.module, "open_transport", EXCHANGES[request.param])
    return request.param
