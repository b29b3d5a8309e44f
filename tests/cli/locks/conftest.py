"""A server whose schema moves, and commands about it."""

import pytest
from moving_shop import shop_document
from schema_host import SchemaHost

from heroics_py.cli.commands import run


@pytest.fixture(scope="module")
def _host():
    host = SchemaHost()
    yield host
    host.close()


@pytest.fixture
def host(_host, monkeypatch, tmp_path):
    """The server, which has the schema of the shop; the current folder and the state are empty."""
    _host.reset()
    _host.document, _host.etag = shop_document(), None
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return _host


@pytest.fixture
def heroics(capsys):
    """Return a function that runs a command, and returns its exit code and what it printed on both outputs."""

    def command(*arguments):
        code = run([str(each) for each in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def without_creation():
    """Return the schema of the shop without the link that creates items."""
    shop = shop_document()
    del shop["paths"]["/items"]["post"]
    return shop
