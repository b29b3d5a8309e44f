"""A Redis server for the tests of a fleet."""

import pytest
import redis_server as servers

redis_server = pytest.fixture(scope="module")(servers.shared)
