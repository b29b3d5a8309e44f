import io
import sys

import pytest

import heroics_py
from heroics_py.cli.output import OutputOptions, write_result


class Output(io.TextIOWrapper):
    """Standard output with an encoding, as a terminal or not."""

    def __init__(self, encoding="utf-8", *, is_terminal=False):
        self.received = io.BytesIO()
        super().__init__(io.BufferedWriter(self.received), encoding=encoding)
        self.is_terminal = is_terminal

    def isatty(self):
        return self.is_terminal

    @property
    def data(self):
        """What has left the buffers."""
        return self.received.getvalue()


@pytest.fixture
def output(monkeypatch):
    """Replace standard output by a pipe, or by a terminal of a width."""

    def replace(encoding="utf-8", *, terminal=0):
        stream = Output(encoding, is_terminal=terminal > 0)
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setenv("COLUMNS", str(terminal or 80))
        monkeypatch.setenv("TERM", "xterm")
        return stream

    return replace


@pytest.fixture
def written(output, monkeypatch):
    """Write a result, and return what standard output got; a terminal shows no colours unless a test says so."""
    monkeypatch.setenv("NO_COLOR", "1")

    def write(result, encoding="utf-8", *, terminal=0, title="", **options):
        stream = output(encoding, terminal=terminal)
        write_result(result, OutputOptions(**options), title=title)
        return stream.data.decode(encoding if terminal else "utf-8")

    return write


@pytest.fixture(scope="module")
def client():
    """A client of seven apps, three on each page of their list."""
    with heroics_py.sandbox(page_size=3, socket=False) as client:
        for number in range(7):
            client.app.create(name=f"shop-{number}")
        yield client
