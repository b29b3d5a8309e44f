"""Downloads to files, and lines and uploads in an event loop."""

import asyncio
import gzip
import os
import threading

import pytest
import requests
from driven_streams import DOORS, drive
from event_server import in_turn
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.display import progress
from heroics_py.errors import CallError, ConnectionFailed, Gone, NotFound, ProtocolError, ServiceUnavailable
from heroics_py.http.steps import Work
from heroics_py.tools import partial_files
from heroics_py.transport.drivers.awaiting import AsyncDriver

FAST = heroics_py.Retry(attempts=3, backoff=0.0)
ETAG = '"e1"'
CONTENT = bytes(range(256)) * 8
FILE = {"responses": {"200": {"description": "", "content": {"text/csv": {"schema": {"type": "string"}}}}}}
NAMED = [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}]
API = {
    "openapi": "3.1.0",
    "info": {"title": "Files", "version": "1"},
    "paths": {
        "/exports/{name}": {
            "get": {"tags": ["export"], "operationId": "info", "parameters": NAMED, **FILE},
            "post": {"tags": ["export"], "operationId": "create", "parameters": NAMED, **FILE},
        }
    },
}


@pytest.fixture(params=["blocking", "async"])
def door(request):
    """Return which way to the wire a test takes."""
    return request.param


@pytest.fixture
def stream(door):
    """Return `stream`, or its twin in an event loop."""
    if door == "blocking":
        return heroics_py.stream

    def stream_async(source, *args, **options):
        source = getattr(source, "target", source)
        return drive(heroics_py.stream_async(source, *args, **options))

    return stream_async


@pytest.fixture
def link_of(door):
    clients = []

    def link(server, **options):
        clients.append(DOORS[door](API, url=server.url, **options))
        return clients[-1].export

    yield link
    for client in clients:
        client.close()


def cut(count, content=CONTENT, **headers):
    """Return a step that breaks after so many bytes."""
    whole = answer(body=content, **headers)

    def step(wire, *_):
        wire.say(whole[: len(whole) - len(content) + count])
        wire.close()

    return step


def part(start, content=CONTENT, etag=ETAG):
    """Return a step that sends the rest from a byte."""
    content_range = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return saying(answer(206, content[start:], Content_Range=content_range, ETag=etag))


WHOLE = saying(answer(body=CONTENT, ETag=ETAG))
OTHER = b"other content"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_download(stream, tmp_path):
    """A URL is downloaded to a file, and nothing else is left."""
    with Scripted(WHOLE) as server:
        path = stream(f"{server.url}/x?sig=s3cret", to=tmp_path / "x.csv")
        assert (path, path.read_bytes()) == (tmp_path / "x.csv", CONTENT)
        assert (server.header("Range"), server.header("Accept-Encoding")) == (None, "identity")
    assert names(tmp_path) == ["x.csv"]


def test_download_of_a_link(stream, link_of, tmp_path):
    """A link is downloaded with its arguments and the credentials of its client."""
    with Scripted(WHOLE) as server:
        path = stream(link_of(server, token="s3cret").info, "x y", to=str(tmp_path / "x.csv"))
        assert path.read_bytes() == CONTENT
        assert server.heads == ["GET /exports/x%20y HTTP/1.1"]
        assert (server.header("Authorization"), server.header("Accept")) == ("Bearer s3cret", "text/csv")


def test_empty_download(stream, tmp_path):
    """Empty content is an empty file."""
    with Scripted(saying(answer(body=b""))) as server:
        assert stream(server.url, to=tmp_path / "x").read_bytes() == b""


def test_download_replaces_a_file(stream, tmp_path):
    """A complete download replaces an older file; an incomplete one leaves it alone."""
    (tmp_path / "x").write_bytes(b"old")
    with Scripted(in_turn(cut(10), saying(answer(410)), WHOLE)) as server:
        with pytest.raises(Gone):
            stream(server.url, to=tmp_path / "x", retries=FAST)
        assert (tmp_path / "x").read_bytes() == b"old"
        stream(server.url, to=tmp_path / "x")
    assert (names(tmp_path), (tmp_path / "x").read_bytes()) == (["x"], CONTENT)


def test_break_continues(stream, tmp_path):
    """A download that breaks asks for the rest, on condition that the content is the same."""
    with Scripted(in_turn(cut(1000, ETag=ETAG), part(1000))) as server:
        assert stream(server.url, to=tmp_path / "x", retries=FAST).read_bytes() == CONTENT
        assert (server.header("Range"), server.header("If-Range")) == ("bytes=1000-", ETAG)


def test_later_run_continues(stream, tmp_path):
    """A download that ended with an error is continued by the same call."""
    with Scripted(in_turn(cut(1000, ETag=ETAG), part(1000))) as server:
        with pytest.raises(ConnectionFailed):
            stream(server.url, to=tmp_path / "x", retries=0)
        assert names(tmp_path) == ["x.part", "x.part.json"]
        assert server.url not in (tmp_path / "x.part.json").read_text()
        assert stream(server.url, to=tmp_path / "x").read_bytes() == CONTENT
        assert server.header("Range") == "bytes=1000-"
    assert names(tmp_path) == ["x"]


def test_part_of_another_url(stream, tmp_path):
    """A part of another URL is not continued."""
    with Scripted(in_turn(cut(1000, ETag=ETAG), saying(answer(body=OTHER, ETag=ETAG)))) as server:
        with pytest.raises(ConnectionFailed):
            stream(f"{server.url}/a", to=tmp_path / "x", retries=0)
        assert stream(f"{server.url}/b", to=tmp_path / "x").read_bytes() == OTHER
        assert server.header("Range") is None


BASIC = {"auth": ("ann", "p1")}
ONE, OTHER_ACCOUNT = {"token": "one"}, {"token": "other"}
KEY_HEADER = {"headers": {"X-Account": "one"}}


@pytest.mark.parametrize(
    ("first", "later", "is_continued"),
    [
        (ONE, ONE, True),
        ({}, {}, True),
        (BASIC, BASIC, True),
        (ONE, OTHER_ACCOUNT, False),
        (ONE, {}, False),
        (BASIC, {"auth": ("ann", "p2")}, False),
        (KEY_HEADER, {"headers": {"X-Account": "other"}}, False),
        ({"auth": requests.auth.HTTPBasicAuth("ann", "p1")},) * 2 + (False,),
    ],
)
def test_part_of_an_account(stream, link_of, tmp_path, first, later, is_continued):  # noqa: PLR0913, PLR0917
    """A later run continues what the same account began, and nothing else; no secret is in the note."""
    rest = part(1000) if is_continued else saying(answer(body=OTHER, ETag=ETAG))
    with Scripted(in_turn(cut(1000, ETag=ETAG), rest)) as server:
        options = {"trust_environment": False}
        with pytest.raises(ConnectionFailed):
            stream(link_of(server, **options, **first).info, "x", to=tmp_path / "x", retries=0)
        kept = b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.suffix == ".json")
        assert not any(secret in kept for secret in (b"one", b"ann", b"p1", server.url.encode()))
        expected = CONTENT if is_continued else OTHER
        assert stream(link_of(server, **options, **later).info, "x", to=tmp_path / "x").read_bytes() == expected
        assert (server.header("Range") == "bytes=1000-") is is_continued


def test_content_that_has_changed(stream, tmp_path):
    """Content that has changed is downloaded from its beginning."""
    with Scripted(in_turn(cut(1000, ETag=ETAG), saying(answer(body=OTHER, ETag='"e2"')))) as server:
        assert stream(server.url, to=tmp_path / "x", retries=FAST).read_bytes() == OTHER


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"e1"'}, {"ETag": ETAG, "Accept_Ranges": "none"}])
def test_break_without_a_strong_etag(stream, tmp_path, headers):
    """Without a strong ETag, or ranges, a download begins from nothing; a part of it is not kept."""
    with Scripted(in_turn(cut(1000, **headers), WHOLE)) as server:
        with pytest.raises(ConnectionFailed):
            stream(server.url, to=tmp_path / "x", retries=0)
        assert names(tmp_path) == []
    with Scripted(in_turn(cut(1000, **headers), WHOLE)) as server:
        assert stream(server.url, to=tmp_path / "x", retries=FAST).read_bytes() == CONTENT
        assert server.header("Range") is None


@pytest.mark.parametrize(
    "wrong",
    [
        part(999),
        part(1000, etag='"e2"'),
        saying(answer(206, b"x")),
        saying(answer(416, b"", Content_Range="bytes */7")),
        saying(answer(416, b"", Content_Range="bytes */1000")),
        part(1000, content=CONTENT[:1200]),
    ],
    ids=["another part", "other content", "no range", "too short", "an end in the middle", "another size"],
)
def test_wrong_part(stream, tmp_path, wrong):
    """A response that is not the rest is dropped, and the whole is asked for."""
    with Scripted(in_turn(cut(1000, ETag=ETAG), wrong, WHOLE)) as server:
        assert stream(server.url, to=tmp_path / "x", retries=FAST).read_bytes() == CONTENT
        assert server.header("Range") is None


def test_break_at_the_very_end(stream, tmp_path):
    """A part that is the whole is complete, once the server says so."""
    chunked = b"HTTP/1.1 200 OK\r\nETag: %b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n" % ETAG.encode()

    def broken(wire, *_):
        wire.say(chunked)
        wire.close()

    with Scripted(in_turn(broken, saying(answer(416, b"", Content_Range="bytes */5")))) as server:
        assert stream(server.url, to=tmp_path / "x", retries=FAST).read_bytes() == b"whole"


def test_endless_breaks(stream, tmp_path):
    """A server that breaks again and again without progress is not asked for ever."""
    with Scripted(in_turn(cut(10, ETag=ETAG), cut(0, ETag='"e2"'))) as server:
        with pytest.raises(ConnectionFailed):
            stream(server.url, to=tmp_path / "x", retries=FAST)
        assert len(server.requests) == 3


def test_unrequested_part(stream, tmp_path):
    """A part is never taken for the whole."""
    with Scripted(part(1000)) as server, pytest.raises(ProtocolError, match="part of the content"):
        stream(server.url, to=tmp_path / "x")
    assert names(tmp_path) == []


def test_post_is_sent_once(stream, link_of, tmp_path):
    """A POST whose response breaks is not sent again, and no part of it is kept."""
    with Scripted(cut(1000, ETag=ETAG)) as server:
        with pytest.raises(ConnectionFailed):
            stream(link_of(server, retries=FAST).create, "x", to=tmp_path / "x")
        assert len(server.requests) == 1


def test_compressed_download(stream, tmp_path):
    """Content that is compressed all the same is decoded."""
    with Scripted(saying(answer(body=gzip.compress(CONTENT), Content_Encoding="gzip", ETag=ETAG))) as server:
        assert stream(server.url, to=tmp_path / "x").read_bytes() == CONTENT


def test_refused_download(stream, tmp_path):
    """An error of the host is raised, and no file is written; an overloaded host is tried again."""
    with Scripted(saying(answer(404))) as server, pytest.raises(NotFound):
        stream(server.url, to=tmp_path / "x")
    with Scripted(saying(answer(503), answer(body=CONTENT))) as server:
        assert stream(server.url, to=tmp_path / "y", retries=FAST).read_bytes() == CONTENT
    with Scripted(saying(answer(503))) as server, pytest.raises(ServiceUnavailable):
        stream(server.url, to=tmp_path / "z", retries=FAST)
    assert names(tmp_path) == ["y"]


def test_two_downloads_to_one_file(stream, tmp_path):
    """A download to a file that another one is writing is refused, and sends nothing; the other one is complete."""
    errors = []

    def meanwhile(wire, *_):
        wire.say(answer(body=CONTENT)[:-1000])
        with pytest.raises(CallError, match="another download to this file is in progress") as caught:
            heroics_py.stream(server.url, to=tmp_path / "x")
        errors.append(caught.value)
        wire.say(CONTENT[-1000:])

    with Scripted(in_turn(meanwhile, WHOLE)) as server:
        assert stream(server.url, to=tmp_path / "x").read_bytes() == CONTENT
        assert (len(errors), len(server.requests)) == (1, 1)
        assert stream(server.url, to=tmp_path / "x").read_bytes() == CONTENT
    assert names(tmp_path) == ["x"]


def test_part_that_was_replaced(stream, tmp_path):
    """Where files can't be locked, a download whose part another one has replaced is never taken for complete."""

    def meanwhile(wire, *_):
        wire.say(answer(body=CONTENT)[:-1000])
        (tmp_path / "x.part").unlink()
        (tmp_path / "x.part").write_bytes(OTHER)
        wire.say(CONTENT[-1000:])

    with Scripted(meanwhile) as server, pytest.raises(CallError, match="another download"):
        stream(server.url, to=tmp_path / "x")
    assert (names(tmp_path), (tmp_path / "x.part").read_bytes()) == (["x.part"], OTHER)


def test_part_that_is_a_link(stream, tmp_path):
    """A symbolic link in the place of a part is removed, and what it leads to is not written."""
    (tmp_path / "other").write_bytes(OTHER)
    (tmp_path / "x.part").symlink_to(tmp_path / "other")
    with Scripted(WHOLE) as server:
        assert stream(server.url, to=tmp_path / "x").read_bytes() == CONTENT
    assert (names(tmp_path), (tmp_path / "other").read_bytes()) == (["other", "x"], OTHER)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "file of another user"])
def test_part_of_others(stream, tmp_path, kind, monkeypatch):
    """A pipe, or a file of another user who could read it, in the place of a part is removed."""
    path = tmp_path / "x.part"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(OTHER)
        inode = path.stat().st_ino
        is_own = partial_files._is_own_file
        monkeypatch.setattr(
            partial_files, "_is_own_file", lambda file: os.fstat(file.fileno()).st_ino != inode and is_own(file)
        )
        (tmp_path / "x.other").hardlink_to(path)  # keeps the number of the file in use
    with Scripted(WHOLE) as server:
        assert stream(server.url, to=tmp_path / "x").read_bytes() == CONTENT
    assert not path.exists()


@pytest.mark.parametrize("place", [".", "missing/x"])
def test_place_of_a_file(stream, tmp_path, place):
    """A file needs a name, and a folder that exists: nothing is sent without."""
    with Scripted(WHOLE) as server:
        with pytest.raises(CallError, match="folder"):
            stream(server.url, to=tmp_path / place)
        assert server.requests == []


def test_progress_of_a_download(tmp_path, monkeypatch, capsys):
    """A terminal shows the progress, also of what an earlier run had."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    with Scripted(in_turn(cut(1000, ETag=ETAG), part(1000))) as server:
        heroics_py.stream(server.url, to=tmp_path / "x.csv", retries=FAST)
    shown = capsys.readouterr().err
    assert "x.csv: 100%" in shown
    assert "2.00k/2.00k" in shown


def test_lines_of_a_link(stream, link_of):
    """Without a file, a link is read as lines of text."""
    with Scripted(saying(answer(body=b"a,b\r\n1,2\n", Content_Type="text/csv"))) as server:
        assert list(stream(link_of(server).info, "x")) == ["a,b", "1,2"]


def test_arguments_of_a_url(stream):
    """A URL takes no arguments, and a misspelled option gets the one that is meant."""
    with pytest.raises(CallError, match="a URL has none"):
        stream("http://127.0.0.1:9/x", "y")
    with pytest.raises(CallError, match=r"no option 'timout'.*did you mean 'timeout'"):
        stream("http://127.0.0.1:9/x", timout=3)


@pytest.mark.parametrize(
    ("source", "given"),
    [(heroics_py.Record(a=1), "got what a call returns: pass the link, and do not call it"), (7, "got int")],
)
def test_source_of_another_kind(stream, source, given):
    """A source that is neither a URL nor a link is refused, and the error says what is expected."""
    with pytest.raises(CallError, match=f"or a link such as client.app.info, and then its arguments; {given}"):
        stream(source)


def test_place_that_is_no_path(stream, tmp_path):
    """A file that is open is not a place to download to."""
    with Scripted(WHOLE) as server, (tmp_path / "x").open("wb") as file:
        with pytest.raises(CallError, match="to= is BufferedWriter: expected the path of a file"):
            stream(server.url, to=file)
        assert server.requests == []


def test_client_of_the_other_kind(link_of, door):
    """Each function names the other for a client of the other kind."""
    with Scripted(WHOLE) as server:
        info = link_of(server).info
        if door == "async":
            with pytest.raises(CallError, match="stream_async"):
                heroics_py.stream(info.target, "x")
        else:
            with pytest.raises(CallError, match=r"heroics_py\.stream\("):
                heroics_py.stream_async(info, "x")


# ---- in an event loop


def test_async_lines():
    """Lines of a URL are iterated with and without await, and continue at a byte after a break."""
    more = {"Accept_Ranges": "bytes", "ETag": ETAG}
    steps = (cut(5, b"one\ntwo\n", **more), part(5, b"one\ntwo\n"), saying(answer(body=b"three\n")))

    async def read(url):
        lines = [line async for line in heroics_py.stream_async(url, retries=FAST)]
        async with await heroics_py.stream_async(url) as stream:
            return [*lines, *[line async for line in stream]]

    with Scripted(in_turn(*steps)) as server:
        assert asyncio.run(read(server.url)) == ["one", "two", "three"]


def test_async_upload(tmp_path):
    """A file is uploaded in an event loop, and read in a thread."""
    (tmp_path / "x").write_bytes(CONTENT)
    with Scripted(saying(answer(body=b""))) as server:
        assert asyncio.run(_uploaded(server.url, tmp_path / "x")) is None
        assert server.requests[0].endswith(CONTENT)
        assert server.header("Content-Length") == str(len(CONTENT))
    with Scripted(saying(answer(403))) as server, pytest.raises(heroics_py.Forbidden):
        asyncio.run(_uploaded(server.url, b"data"))


async def _uploaded(url, file):
    return await heroics_py.upload_async(url, file)


def test_work_in_a_thread():
    """What may block runs in a thread, and is finished also after a cancellation."""
    done, threads = [], []

    def work():
        threads.append(threading.current_thread())
        gate.wait(60)
        done.append(1)

    gate = threading.Event()

    async def cancelled():
        def steps():
            yield Work(work)

        task = asyncio.create_task(AsyncDriver(None).run(steps()))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.sleep(0.05)
        gate.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        return list(done)

    assert asyncio.run(cancelled()) == [1]
    assert threads != [threading.main_thread()]
