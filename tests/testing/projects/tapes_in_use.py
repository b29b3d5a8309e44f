"""Tests with tapes of a server that may be gone; `test_plugin` reads their outcomes."""

import os
import socket
import sys
from pathlib import Path

import pytest

import heroics_py
from heroics_py.testing import NetworkBlocked


def connect():
    schema = Path(__file__).with_name("shop.yaml")
    return heroics_py.connect(schema, url=os.environ["SHOP_URL"], token="t", retries=0)


def test_live(heroics_tape):
    with connect() as shop:
        assert [book.title for book in shop.book.list()] == ["Emma"]


class TestShop:
    @pytest.mark.parametrize("book", ["b1"])
    def test_read(self, heroics_tape, book):
        with connect() as shop:
            assert shop.book.read(book).title == "Emma"


def test_network(heroics_tape):
    with socket.socket() as end:
        sys.audit("socket.connect", end, ("192.0.2.1", 443))


@pytest.mark.heroics(network=[])
def test_marked_network(heroics_tape):
    with socket.socket() as end, pytest.raises(NetworkBlocked):
        sys.audit("socket.connect", end, ("192.0.2.1", 443))


@pytest.mark.parametrize("mode", ["once", "new", "all"])
def test_mode(heroics_tape, mode):
    assert heroics_tape.mode == mode


def test_interrupted(heroics_tape):
    with connect() as shop:
        shop.book.list()
    pytest.exit("by the user")
