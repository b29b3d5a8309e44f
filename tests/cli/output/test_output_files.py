"""Files: downloads, uploads, binary responses, and ``-o raw``."""

import io
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from canned import canned, connected
from scripted import Scripted

import heroics_py
from heroics_py.cli.exit_codes import error_line, exit_code
from heroics_py.cli.output import OutputOptions, write_call, write_result
from heroics_py.cli.output.progress import show_bar
from heroics_py.errors import CallError, DecodeError, NotFound
from heroics_py.http.options import Retry

PDF = bytes(range(256)) * 40
BINARY = {"schema": {"type": "string", "format": "binary"}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Files", "version": "1"},
    "servers": [{"url": "http://files.example"}],
    "paths": {
        "/report": {
            "get": {
                "operationId": "getReport",
                "tags": ["report"],
                "responses": {"200": {"description": "", "content": {"application/pdf": BINARY}}},
            }
        },
        "/data": {
            "get": {"operationId": "getData", "tags": ["data"], "responses": {"200": {"description": ""}}},
            "post": {
                "operationId": "createData",
                "tags": ["data"],
                "requestBody": {"content": {"application/octet-stream": {}}},
                "responses": {"201": {"description": ""}},
            },
        },
    },
}


def write(response, link="report.get", **options):
    """Call a link of a server with one response, and return the requests that it got."""
    client, transport = connected(lambda _: response, schema=DOCUMENT)
    resource, name = link.split(".")
    write_call(getattr(client[resource], name), (), {}, OutputOptions(**options), title=link)
    return transport.sent


def pdf():
    return canned(body=PDF, Content_Type="application/pdf", Content_Length=str(len(PDF)))


def test_file_goes_to_a_pipe(output):
    """A pipe gets the bytes of a file as they are."""
    stream = output()
    write(pdf())
    assert stream.data == PDF


def test_file_goes_to_a_file(output, tmp_path):
    """--to writes the bytes of a file, and nothing to standard output."""
    stream = output(terminal=80)
    write(pdf(), to=tmp_path / "a.pdf")
    assert ((tmp_path / "a.pdf").read_bytes(), stream.data, len(list(tmp_path.iterdir()))) == (PDF, b"", 1)


def test_declared_file_is_refused_before_it_is_sent(output):
    """A file is not sent for where it would go to a terminal."""
    output(terminal=80)
    with pytest.raises(click.UsageError, match="report get returns a file: name one with --to FILE"):
        write(None)


def test_binary_never_goes_to_a_terminal(output):
    """Bytes that turn out to be binary don't go to a terminal."""
    stream = output(terminal=80)
    with pytest.raises(click.ClickException, match=r"the response is binary, 10\.2 kB"):
        write(canned(body=PDF, Content_Type="application/x-other"), "data.get")
    with pytest.raises(click.ClickException, match="the response is binary"):
        write(pdf(), format="raw")
    assert stream.data == b""


def test_text_in_bytes_is_shown_on_a_terminal(output):
    """Bytes that are text, such as XML, are shown on a terminal, unable to steer it."""
    stream = output(terminal=80)
    write(canned(body="<a>\x1b[2Jé</a>".encode(), Content_Type="application/xml"), "data.get")
    assert stream.data.decode() == "<a>\\x1b[2Jé</a>\n"


def test_formats_don_t_fit_a_file(output):
    """A format for data is refused for binary bytes."""
    output()
    with pytest.raises(click.ClickException, match="the response is not JSON: leave out -o"):
        write(canned(body=PDF, Content_Type="application/x-other"), "data.get", format="json")


@pytest.mark.parametrize("options", [{"query": "["}, {"to": Path("/nowhere/x.json")}])
def test_wrong_options_are_refused_before_the_call(output, options):
    """Nothing is sent if an expression is invalid, or if there is no folder for the file."""
    output()
    with pytest.raises((click.UsageError, CallError)):
        write(None, "data.get", **options)


@pytest.mark.parametrize("body", [b'{"a": 1.10}', b"[1, 2", b""])
def test_raw_is_the_response(output, body):
    """-o raw writes the bytes of a response, also if they are not valid JSON."""
    stream = output()
    requests = write(canned(body=body), "data.get", format="raw")
    assert (stream.data, requests[0].headers.get("Accept")) == (body, "application/json")


def test_raw_page_is_said_to_be_one(output, capsys):
    """-o raw writes one page, and says that it is one."""
    stream = output()
    write(canned(206, b"[1]", Content_Range="id 1..1", Next_Range="id ]1..", ETag='"1"'), "data.get", format="raw")
    assert stream.data == b"[1]"
    assert capsys.readouterr().err == "heroics: this is one page of the list; -o json writes all of them\n"


def test_raw_error_is_the_error(output):
    """An error response raises what a call raises, and nothing is written."""
    stream = output()
    with pytest.raises(NotFound, match="no report"):
        write(canned(404, b'{"message": "no report"}'), format="raw")
    assert stream.data == b""


def test_raw_of_a_query_is_text(output):
    """-o raw with a query writes text without quotes, a line for each item."""
    stream = output()
    write(canned(body=b'[{"n": "a"}, {"n": "b"}, {"n": null}, {"n": {}}]'), "data.get", format="raw", query="[*].n")
    assert stream.data == b"a\nb\n{}\n"


def test_broken_download(output, tmp_path):
    """A download that breaks begins again in a file; a pipe has a part of it, and that is an error."""

    def step(wire, _, number):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: {len(PDF)}\r\n\r\n"
        wire.say(head.encode() + (PDF[:5000] if number % 2 else PDF))
        if number % 2:
            wire.close()

    with Scripted(step) as server:
        client = heroics_py.connect(DOCUMENT, url=server.url)
        link = client.report.get.with_options(retries=Retry(attempts=3, backoff=0.0))
        write_call(link, (), {}, OutputOptions(to=tmp_path / "a.pdf"))
        assert (tmp_path / "a.pdf").read_bytes() == PDF
        output()
        with pytest.raises(click.ClickException, match=r"the connection broke after 5 kB.*incomplete"):
            write_call(link, (), {}, OutputOptions())


class Console(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_for_long_work(monkeypatch):
    """A bar appears on a terminal once the work takes long, and disappears at its end."""
    monkeypatch.setattr("heroics_py.cli.output.progress._PATIENCE", 0)
    monkeypatch.setattr(sys, "stderr", stream := Console())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with show_bar("r\x1bx", total=4, unit="B") as bar:
        bar.advance(2)
        while "2/4 bytes" not in stream.getvalue():
            pass
    assert "r\\x1bx" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[1A\x1b[2K")


@pytest.mark.parametrize("stream", [io.StringIO, Console])
def test_progress_is_for_terminals(stream, monkeypatch):
    """Nothing is shown where standard error is not a terminal, or one that can't remove a line."""
    monkeypatch.setattr("heroics_py.cli.output.progress._PATIENCE", 0)
    monkeypatch.setattr(sys, "stderr", stream := stream())
    monkeypatch.setenv("TERM", "dumb")
    with show_bar("report", total=4) as bar:
        bar.advance(2)
    assert stream.getvalue() == ""


def test_upload_moves_a_bar(output, monkeypatch, tmp_path):
    """A file of an argument is sent whole, and moves a bar as it is read."""
    steps = []

    @contextmanager
    def shown(label, *, total, unit):
        steps.append((label, total, unit))
        yield SimpleNamespace(advance=steps.append)

    monkeypatch.setattr("heroics_py.cli.output.uploads.show_bar", shown)
    (tmp_path / "a.bin").write_bytes(PDF)
    client, transport = connected(lambda request: {"sent": len(request.body)}, schema=DOCUMENT)
    stream = output()
    with (tmp_path / "a.bin").open("rb") as file:
        write_call(client.data.create, (file,), {}, OutputOptions(format="jsonl"))
    assert (stream.data, len(transport.sent)) == (b'{"sent":10240}\n', 1)
    assert (steps[0], sum(steps[1:])) == (("a.bin", len(PDF), "B"), len(PDF))


def test_progress_ends_before_a_table(client, output, monkeypatch):
    """The bar of a long list has ended when its table is written."""
    ends = []
    monkeypatch.setattr("heroics_py.cli.output.progress._Bar.stop", lambda _: ends.append(len(stream.data)))
    monkeypatch.setattr("heroics_py.cli.output.results.FIRST_ITEMS", 2)
    monkeypatch.setattr(sys, "stderr", Console())
    stream = output(terminal=80)
    write_call(client.app.list, (), {}, OutputOptions())
    assert (ends, len(stream.data) > 0) == ([0], True)


def test_progress_ends_with_an_error(client, output, monkeypatch):
    """The bar of a long list ends before the error of its output is written."""
    ends = []
    monkeypatch.setattr("heroics_py.cli.output.progress._Bar.stop", lambda _: ends.append("stop"))
    monkeypatch.setattr(sys, "stderr", Console())
    monkeypatch.setattr("heroics_py.cli.output.json_text.json_line", lambda *_, **__: 1 / 0)
    output()
    with pytest.raises(ZeroDivisionError) as error:
        write_call(client.app.list, (), {}, OutputOptions(format="jsonl"))
    assert (error.type, len(ends)) == (ZeroDivisionError, 1)


def test_file_of_a_stream_keeps_what_came(output, tmp_path):
    """The file of a stream has the items that came, also after Ctrl-C."""
    output()

    def events():
        yield {"n": 1}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_result(events(), OutputOptions(to=tmp_path / "a.jsonl"))
    assert (tmp_path / "a.jsonl").read_text() == '{"n":1}\n'


def test_raw_text_comes_at_once_on_a_terminal(output):
    """-o raw on a terminal shows text piece by piece, also where a piece ends within a character."""
    seen = []
    stream = output(terminal=80)

    def step(wire, *_):
        wire.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\na\x1b" + "é".encode()[:1])
        while "x1b" not in stream.data.decode():
            time.sleep(0.01)
        seen.append(stream.data)
        wire.say("é".encode()[1:] + b"z")

    with Scripted(step) as server:
        client = heroics_py.connect(DOCUMENT, url=server.url, timeout=5)
        write_call(client.data.get, (), {}, OutputOptions(format="raw"))
    assert (seen, stream.data.decode()) == ([b"a\\x1b"], "a\\x1béz\n")


@pytest.mark.parametrize(
    ("response", "options", "problem"),
    [
        ({"name": "shop"}, {"query": "abs(name)"}, "; the POST was sent, and the API has carried it out"),
        (canned(body=b'{"name":'), {}, "; the POST was sent: see what it did before you send it again"),
    ],
)
def test_sent_writes_do_not_look_unsent(output, response, options, problem):
    """An error after a write was sent says so, and has the exit code of an answer, so that nobody sends it again."""
    output()
    client, transport = connected(lambda _: response)
    with pytest.raises((click.ClickException, DecodeError)) as caught:
        write_call(client.app.create, (), {}, OutputOptions(**options))
    assert (error_line(caught.value).endswith(problem), exit_code(caught.value), len(transport.sent)) == (True, 1, 1)
