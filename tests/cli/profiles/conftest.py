import pytest

from tests.helpers.schema_host import SchemaHost


@pytest.fixture(scope="module")
def _host():
    host = SchemaHost()
    yield host
    host.close()


@pytest.fixture
def host(_host):
    _host.reset()
    return _host
