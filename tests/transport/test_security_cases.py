"""Attacks by a schema or a server: 38 cases, each through a client.

The rooms have tests of their own for each; these hold that a client is made of them.
"""

import base64
import gzip
import logging
import pickle
import re
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from scripted import FINE, GREETING, Scripted, answer, closed_port, saying
from thing_schema import CREATE, INFO, LIST, schema

import heroics_py
from heroics_py import Retry
from heroics_py.cache import MemoryStore

over_both = pytest.mark.usefixtures("driver")

TOKEN = "s3ntinel-tok3n"
KIND = {"Content_Type": "application/json", "Request_Id": "rq-7"}
NOWHERE = "http://127.0.0.1:1"


def client(url=NOWHERE, *links, api=None, **options):
    defaults = {"token": TOKEN, "trust_environment": False}
    return heroics_py.connect(api or schema(*links), url=url, **defaults | options)


def going(href, **options):
    return client(NOWHERE, {"title": "Go", "rel": "go", "method": "GET", "href": href}, LIST, **options).thing


def taking(field):
    """Return a link that creates a thing with one field of this schema."""
    create = CREATE | {"schema": {"type": ["object"], "properties": {"name": field}}}
    return client(NOWHERE, create).thing.create


def outcome(reply, call=lambda thing: thing.info("a"), **options):
    """Return the value or the error of a call to a server with one reply, and the number of its requests."""
    with Scripted(saying(reply) if isinstance(reply, bytes) else reply) as server:
        try:
            result = call(client(server.url, **options).thing)
        except heroics_py.HeroicsError as error:
            result = error
        return result, len(server.requests)


@over_both
def test_01_redirect_to_other_host():
    """A redirect to another host is refused, and nothing goes there."""
    with Scripted(saying(FINE)) as elsewhere:
        error, count = outcome(answer(307, b"", Location=f"{elsewhere.url}/x"), lambda thing: thing.create(name="x"))
        assert (type(error), count, elsewhere.connections) == (heroics_py.RedirectRefused, 1, 0)


HREFS = (
    "https://evil.example/x",
    "//evil.example/x",
    "@evil.example/x",
    ":80@evil.example/",
    "///evil.example/x",
    "/\\evil.example",
    "\\\\evil.example/x",
    "http://127.0.0.1:1@evil.example/",
    "\thttps://evil.example/",
    "/things/../config",
    "/things/%2e%2e/config",
)


@pytest.mark.parametrize("href", HREFS)
def test_02_link_to_other_origin(href):
    """A link to another origin is a SchemaError of that link."""
    thing = going(href)
    with pytest.raises(heroics_py.SchemaError, match=r"at #/definitions/thing/links/0"):
        thing.go.prepare()
    assert thing.list.prepare().url == f"{NOWHERE}/things"


@over_both
def test_02_allowed_origin():
    """An allowed origin is reached without credentials."""
    with Scripted(saying(FINE)) as files:
        going(f"{files.url}/x", allowed_origins=[files.url], headers={"X-Api-Key": TOKEN}).go()
        assert TOKEN not in files.requests[0].decode()


def test_03_https_to_http():
    """A redirect from https to http is refused."""
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Request, Response
    from heroics_py.transport.rules.redirecting import redirect_request

    away = Response(status=302, headers=Headers({"Location": "http://shop.example/x"}))
    with pytest.raises(heroics_py.RedirectRefused, match="from https to http"):
        redirect_request(Request(method="GET", url="https://shop.example/x"), away, allowed={"http://shop.example"})


@pytest.mark.parametrize("value", ["", ".", "..", None, ["a"], "a\0b", "\ud800", {}, float("nan"), b"x"])
def test_04_traversal_in_path(value):
    """A path value that would change the path is refused."""
    with pytest.raises(heroics_py.CallError, match="thing_identity"):
        client().thing.info.prepare(value)


ENCODED = {
    "a/b": "a%2Fb",
    "../x": "..%2Fx",
    "%2F": "%252F",
    "?": "%3F",
    "#": "%23",
    "a\r\nb": "a%0D%0Ab",
    "é": "%C3%A9",
}


@over_both
@pytest.mark.parametrize("value", ENCODED)
def test_05_encoded_path_values(value):
    """Any other path value is encoded, and reaches the server as such."""
    with Scripted(saying(FINE)) as server:
        client(server.url).thing.info(value)
        assert server.heads == [f"GET /things/{ENCODED[value]} HTTP/1.1"]


@pytest.mark.parametrize("href", ["/x/{x", "/x/}", "/x/{}", "/x/{+}", "{{x}}", "/x/{("])
def test_06_malformed_template(href):
    """A malformed template affects its link alone."""
    thing = going(href)
    with pytest.raises(heroics_py.SchemaError, match="is not a URI template"):
        thing.go("v")
    assert thing.list.prepare().url == f"{NOWHERE}/things"


def test_06_dangling_reference():
    """A reference in a template that can't be resolved is a required string."""
    thing = going("/x/{(%23%2Fnowhere)}")
    assert str(thing.go.__signature__) == "(nowhere: str)"
    assert thing.go.prepare("v").url == f"{NOWHERE}/x/v"


@over_both
def test_07_long_url():
    """A URL of 100 kB is refused before anything is sent."""
    error, count = outcome(FINE, lambda thing: thing.info("a" * 100_000))
    assert (type(error), error.sent, count, len(str(error)) < 500) == (heroics_py.RequestRefused, False, 0, True)


@over_both
@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\0b", "€", "\x7f"])
def test_08_invalid_header(value):
    """A header that HTTP can't carry is refused before anything is sent."""
    error, count = outcome(FINE, lambda thing: thing.info.with_options(headers={"X-A": value})("a"))
    assert (type(error), count) == (heroics_py.RequestRefused, 0)


@over_both
def test_08_invalid_token():
    """A token that HTTP can't carry is in no text."""
    error, count = outcome(FINE, token=f"{TOKEN}\n{TOKEN}")
    assert (type(error), count, TOKEN in str(error)) == (heroics_py.RequestRefused, 0, False)


def walked(next_range):
    """Iterate over a list with this Next-Range on each page; return the error and the number of pages fetched."""

    def step(wire, _request, number):
        wire.say(answer(206, b'[{"id":"1"}]', Next_Range=next_range(number), **KIND))

    return outcome(step, lambda thing: list(thing.list()), prefetch=False)


@over_both
def test_09_repeated_next_range():
    """A Next-Range that repeats is an error after two pages."""
    error, count = walked(lambda _: "id ]a..")
    assert (type(error), count) == (heroics_py.PagingError, 2)


@over_both
def test_09_control_in_next_range():
    """A Next-Range with a control character is not sent."""
    error, count = walked(lambda _: "id ]\x01..")
    assert (type(error), count) == (heroics_py.PagingError, 1)
    assert "control character" in str(error)


@over_both
def test_09_endless_list(monkeypatch):
    """An endless list ends at a cap, and says so."""
    monkeypatch.setattr("heroics_py.call.lists.paging._MAX_PAGES", 5)
    error, count = walked(lambda number: f"id {number}..")
    assert (count, str(error)) == (5, "the list does not end: it has more than 5 pages; 5 items are in memory")


ODD = ("__class__", "_x", "class", "items", "2fa", "", "ｃｌａｓｓ", "with_options", "close", "a b", "a-b", "a_b")  # noqa: RUF001 - full-width letters are the case


def test_10_colliding_names():
    """An index reaches every name, and a collision never overwrites."""
    links = [INFO | {"title": name, "href": f"/{number}"} for number, name in enumerate(ODD)]
    api = schema() | {"definitions": {name: {"links": links} for name in ODD}}
    shop = client(api=api | {"properties": {name: {"$ref": f"#/definitions/{name}"} for name in ODD}})
    assert [shop[name]._resource.name for name in ODD] == list(ODD)
    titled = [name for name in ODD if name]
    assert [shop["class", name].href for name in titled] == [f"/{ODD.index(name)}" for name in titled]
    hrefs = [getattr(shop["class"], name).href for name in dir(shop["class"])]
    assert sorted(hrefs) == sorted(f"/{number}" for number in range(len(ODD)))
    assert (type(shop), callable(shop.with_options), callable(shop.close)) == (heroics_py.Client, True, True)


@over_both
def test_10_keys_of_record():
    """A record keeps its own attributes, and an index reaches every key."""
    body = '{"__class__":1,"_origin":2,"class":3,"items":4,"":6,"ｃｌａｓｓ":7}'.encode()  # noqa: RUF001 - the same
    record, _ = outcome(answer(200, body, **KIND))
    assert [record[key] for key in ("__class__", "_origin", "class", "items", "", "ｃｌａｓｓ")] == [1, 2, 3, 4, 6, 7]  # noqa: RUF001 - the same
    assert (type(record), callable(record.items)) == (heroics_py.Record, True)
    assert [name for name in dir(record) if not name.isascii()] == []
    assert len(dir(record)) == len(set(dir(record)))


@pytest.mark.parametrize("place", ["{url}/x", "//127.0.0.1/x", "ftp://127.0.0.1/x", "urn:x:y"])
def test_11_remote_reference(place):
    """A remote reference is an error and never fetched."""
    with Scripted(saying(FINE)) as server:
        create = CREATE | {"schema": {"$ref": place.format(url=server.url)}}
        with pytest.raises(heroics_py.SchemaError, match="never fetched"):
            client(server.url, create).thing.create({"a": 1})
        assert server.connections == 0


def test_12_file_reference(tmp_path):
    """A file reference is an error and never read."""
    (tmp_path / "x.json").write_text('{"type": "object"}')
    create = CREATE | {"schema": {"$ref": (tmp_path / "x.json").as_uri()}}
    with pytest.raises(heroics_py.SchemaError, match="never fetched"):
        client(NOWHERE, create).thing.create({"a": 1})


def test_13_cyclic_references():
    """A cycle of references works if it is lazy, and is reported if not."""
    tree = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/definitions/tree"}}}}
    grown = client(api=schema(CREATE | {"schema": {"$ref": "#/definitions/tree"}}, tree=tree)).thing
    assert grown.create.prepare(kids=[{"kids": []}]).body == b'{"kids":[{"kids":[]}]}'
    circle = {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}
    turning = client(api=schema(CREATE | {"schema": {"$ref": "#/definitions/a"}}, **circle)).thing
    with pytest.raises(heroics_py.SchemaError, match=r"#/definitions/a -> #/definitions/b -> #/definitions/a"):
        turning.create({"x": 1})


def nested(depth, keyword="kids"):
    value = {}
    for _ in range(depth):
        value = {keyword: [value]}
    return value


@pytest.mark.parametrize("depth", [100, 3_000, 100_000])
def test_14_deep_value(depth):
    """A value that is nested too deeply is a ValidationError."""
    with pytest.raises(heroics_py.ValidationError, match="nest"):
        taking({}).prepare(name=nested(depth))


@pytest.mark.parametrize("keyword", ["allOf", "items"])
def test_14_deep_schema(keyword):
    """A schema that is nested too deeply is a SchemaError."""
    with pytest.raises(heroics_py.SchemaError, match="nested"):
        taking(nested(3_000, keyword)).prepare(name="x")


@pytest.mark.parametrize(("pattern", "value"), [("^(a+)+$", "a" * 32 + "!"), ("(x+x+)+y", "x" * 5_000)])
def test_15_exploding_pattern(pattern, value):
    """A regular expression that explodes is abandoned."""
    create = taking({"type": "string", "pattern": pattern})
    start = time.process_time()
    with warnings.catch_warnings(), suppress(heroics_py.ValidationError):
        warnings.simplefilter("ignore", UserWarning)  # of the one that can't be decided
        create.prepare(name=value)
    assert time.process_time() - start < 3  # it would take minutes; how long a tenth of a second is depends on others


@pytest.mark.parametrize("pattern", ["[", "(?<x", "*", r"(?<=a"])
def test_16_invalid_pattern(pattern):
    """An invalid pattern warns, is skipped, and is reported."""
    field = {"type": "string", "pattern": pattern}
    with pytest.warns(UserWarning, match="is not checked"):
        assert taking(field).prepare(name="x").body == b'{"name":"x"}'
    create = CREATE | {"schema": {"type": ["object"], "properties": {"name": field}}}
    assert any("invalid regular expression" in finding.message for finding in heroics_py.check(schema(create)))


def test_17_unique_items():
    """The check of uniqueItems does not compare all pairs."""
    create = taking({"type": "array", "uniqueItems": True})
    items = [{"a": number, "b": [number]} for number in range(4_000)]
    start = time.process_time()
    create.prepare(name=items)
    with pytest.raises(heroics_py.ValidationError, match="twice"):
        create.prepare(name=[*items, {"b": [7], "a": 7}])
    assert time.process_time() - start < 5  # ten seconds each by comparing all pairs


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e-320])
def test_18_multiple_of(value):
    """A number that can't be a multiple is a ValidationError."""
    with pytest.raises(heroics_py.ValidationError):
        taking({"type": "number", "multipleOf": 0.1}).prepare(name=value)


CHUNKED = GREETING + b"Transfer-Encoding: chunked\r\n\r\n" + (b"1000\r\n" + b"a" * 4096 + b"\r\n") * 2


@over_both
@pytest.mark.parametrize("reply", [answer(200, b"a" * 1_000_000, **KIND), CHUNKED], ids=["its length", "chunks"])
def test_19_body_over_limit(reply):
    """A body over the limit is a typed error, and its connection is closed."""
    with Scripted(saying(reply)) as server:
        thing = client(server.url, max_bytes=5_000).thing
        for _ in range(2):
            with pytest.raises(heroics_py.ResponseTooLarge, match="max_bytes="):
                thing.info("a")
        assert (len(server.requests), server.connections) == (2, 2)


@over_both
def test_20_compression_bomb():
    """A compression bomb stops at the limit, and stacked codings are refused."""
    bomb = gzip.compress(bytes(4_000_000))
    assert type(outcome(answer(200, bomb, Content_Encoding="gzip"), max_bytes=50_000)[0]) is heroics_py.ResponseTooLarge
    stacked = answer(200, gzip.compress(bomb), Content_Encoding="gzip, gzip")
    assert type(outcome(stacked)[0]) is heroics_py.ProtocolError


@over_both
def test_21_many_headers():
    """Too many header lines are a ProtocolError, and the request is not repeated."""
    lines = b"".join(b"X-%d: 1\r\n" % number for number in range(101))
    error, count = outcome(GREETING + lines + b"Content-Length: 0\r\n\r\n")
    assert (type(error), count) == (heroics_py.ProtocolError, 1)


NO_JSON = {
    "NaN": b'{"a":NaN}',
    "infinity": b"[-Infinity]",
    "a number without end": b'{"a":1e999}',
    "depth": b"[" * 200_000 + b"]" * 200_000,
    "digits": b'{"a":' + b"9" * 5_000 + b"}",
}


@over_both
@pytest.mark.parametrize("name", NO_JSON)
def test_22_invalid_json(name):
    """Invalid JSON is a DecodeError with the request id."""
    error, _ = outcome(answer(200, NO_JSON[name], **KIND))
    assert (type(error), error.request_id) == (heroics_py.DecodeError, "rq-7")
    assert "(request rq-7)" in str(error)
    assert "sys." not in str(error)


@over_both
def test_22_repeated_keys():
    """The last of repeated keys wins."""
    assert outcome(answer(200, b'{"a":1,"a":2}', **KIND))[0] == {"a": 2}


BODIES = (b"<p>s3cret</p>", b"\xef\xbb\xbf{}", '{"a":"s3cret"}'.encode("utf-16"), b'{"a":"s3cret')


@over_both
@pytest.mark.parametrize("body", BODIES, ids=["HTML", "BOM", "UTF-16", "half"])
def test_23_wrong_media_type(body):
    """A body that does not match its media type is a DecodeError that does not show it."""
    error, _ = outcome(answer(200, body, **KIND))
    assert (type(error), error.request_id, "s3cret" in repr(error)) == (heroics_py.DecodeError, "rq-7", False)


def test_24_yaml(tmp_path):
    """YAML creates no objects, and its aliases are limited."""
    marker = tmp_path / "made"
    (tmp_path / "tag.yaml").write_text(f"!!python/object/apply:os.system ['touch {marker}']")
    letters = "abcdefghi"
    rows = (f"{low}: &{low} [{','.join([f'*{above}'] * 9)}]\n" for above, low in pairwise(letters))
    (tmp_path / "bomb.yaml").write_text("a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(rows))
    for name in ("tag.yaml", "bomb.yaml"):
        with pytest.raises(heroics_py.SchemaError):
            heroics_py.read(tmp_path / name)
    assert not marker.exists()


@over_both
def test_25_pickle_in_cache(tmp_path, monkeypatch):
    """No pickle is loaded from a cache that someone else wrote to."""
    monkeypatch.setattr(pickle, "loads", pytest.fail)
    monkeypatch.setattr(pickle, "load", pytest.fail)
    with Scripted(saying(answer(200, b'{"a":1}', ETag='"1"', **KIND))) as server:
        thing = client(server.url, cache=tmp_path).thing
        thing.info("a")
        for path in (tmp_path / "heroics-http" / "entries").rglob("*"):
            if path.is_file():
                path.write_bytes(b"\x80\x04\x95")
        assert thing.info("a") == {"a": 1}


def whose(wire, request, _number):
    """Return the account of the request; the ETag is the same for all accounts."""
    if b"If-None-Match" in request:
        wire.say(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    else:
        body = b'{"for":"%s"}' % (b"A" if b"token-a" in request else b"B")
        wire.say(answer(200, body, ETag='"1"', Cache_Control="max-age=600", **KIND))


@over_both
@pytest.mark.parametrize("mode", ["revalidate", "rfc", "offline"])
@pytest.mark.parametrize("kind", ["memory", "files"])
def test_26_shared_cache(mode, kind, tmp_path):
    """Two accounts on one cache never get each other's responses."""
    store = MemoryStore() if kind == "memory" else tmp_path
    with Scripted(whose) as server:
        for letter in "ABAB":
            thing = client(server.url, token=f"token-{letter.lower()}", cache=store, cache_mode=mode).thing
            assert [thing.info("x")["for"], thing.info("x")["for"]] == [letter, letter]


class Everywhere:
    """Looks for a secret, in plain text and as Basic authorization, in all that an object shows."""

    forms = (TOKEN, base64.b64encode(f"user:{TOKEN}".encode()).decode().rstrip("="))

    def __init__(self):
        self.found = []

    def look(self, where, text):
        self.found += [where for form in self.forms if form in text]

    def look_at(self, thing):
        kind = type(thing).__name__
        self.look(kind, f"{thing!r} {thing!s} {getattr(thing, '__dict__', '')!r}")
        if hasattr(type(thing), "_repr_html_"):
            self.look(f"{kind} in HTML", thing._repr_html_())
        try:
            self.look(f"{kind}, pickled", repr(pickle.dumps(thing)))
        except TypeError as error:
            self.look(f"{kind}, not pickled", str(error))

    def look_into_frames(self, error):
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        while shown is not None:
            for frame in shown.stack:
                if frame.filename != __file__:
                    self.look(f"{frame.filename} {frame.name}", repr(frame.locals))
            self.look("what an error is made of", "".join(shown.format_exception_only()))
            shown = shown.__cause__ or shown.__context__


REPLIES = {
    "the connection is refused": None,
    "the connection is cut": lambda wire, _request, _number: wire.reset(),
    "invalid HTTP": saying(b"nonsense\r\n\r\n"),
    "401": saying(answer(401, b'{"message":"no"}', **KIND)),
    "a redirect away": saying(answer(302, b"", Location="http://evil.example/")),
    "invalid JSON": saying(answer(200, b"<html>", **KIND)),
    "the answer is too large": saying(answer(200, b"a" * 9_000, **KIND)),
    "all is well": saying(answer(200, b'{"id":"a"}', ETag='"1"', **KIND)),
}
CREDENTIALS = {
    "token": {"token": TOKEN},
    "function": {"token": lambda: TOKEN},
    "pair": {"token": None, "auth": ("user", TOKEN)},
    "header": {"token": None, "headers": {"X-Api-Key": TOKEN}},
}


@over_both
@pytest.mark.parametrize("kind", CREDENTIALS)
@pytest.mark.parametrize("name", REPLIES)
def test_27_token(name, kind, tmp_path, monkeypatch, caplog):
    """The token is shown nowhere."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    caplog.set_level(logging.DEBUG)
    eyes = Everywhere()
    with Scripted(REPLIES[name] or saying(FINE)) as server:
        url = server.url if REPLIES[name] else f"http://127.0.0.1:{closed_port()}"
        options = {"cache": tmp_path / "cache", "max_bytes": 5_000, "retries": Retry(backoff=0, attempts=2)}
        shop = client(url, **options, **CREDENTIALS[kind])
        for call in (lambda: shop.thing.info("a"), lambda: shop.thing.create(name="x"), shop.thing.list):
            try:
                eyes.look_at(call())
            except heroics_py.HeroicsError as error:
                eyes.look_at(error)
                eyes.look_into_frames(error)
        hidden = shop.with_options(headers={"X-Token": TOKEN})
        core = shop._core
        for thing in (
            shop,
            hidden,
            shop.thing,
            shop.thing.info,
            hidden.thing["a"],
            core,
            core.settings,
            core.connection,
        ):
            eyes.look_at(thing)
        eyes.look("curl", shop.thing.info.curl("a"))
        eyes.look_at(heroics_py.cache_info(shop))
    eyes.look("a log", caplog.text)
    for path in tmp_path.rglob("*"):
        eyes.look("the name of a file", str(path))
        eyes.look("a file", path.read_bytes().decode("latin-1") if path.is_file() else "")
    assert eyes.found == []
    assert list((tmp_path / "temporary").iterdir()) == []


@over_both
def test_28_secrets_in_query(caplog):
    """Secrets in a query are masked in errors and logs."""
    caplog.set_level(logging.DEBUG)
    asking = LIST | {"schema": {"properties": {"api_key": {"type": "string"}, "q": {"type": "string"}}}}
    with Scripted(saying(answer(503, **KIND))) as server:
        thing = client(server.url, asking, retries=Retry(backoff=0, attempts=2)).thing
        with pytest.raises(heroics_py.ServiceUnavailable) as caught:
            thing.list(api_key=TOKEN, q="x")
        assert TOKEN in server.requests[0].decode()
    with pytest.raises(heroics_py.ConnectionFailed, match=r"api_key=\*\*\*&q=x"):
        client(f"http://127.0.0.1:{closed_port()}", asking, retries=0).thing.list(api_key=TOKEN, q="x")
    assert TOKEN not in f"{caplog.text} {caught.value!r} {caught.value.response!r}"
    assert "api_key=***" in caplog.text


def test_29_command_line():
    """The command line takes no token."""
    command = [sys.executable, "-m", "heroics_py"]
    for words in (["--token", TOKEN], ["cache", "info", "--token", TOKEN], ["check", "heroku", "--token", TOKEN]):
        done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, TOKEN in done.stdout + done.stderr) == (2, False)


@over_both
def test_30_netrc(netrc):
    """Netrc is for the exact host, and passed credentials win."""
    netrc("machine 127.0.0.1 login user password n3trc\n")
    basic = f"Basic {base64.b64encode(b'user:n3trc').decode()}"
    with Scripted(saying(FINE)) as server:
        for options in ({"token": TOKEN}, {"token": None}, {"token": None, "headers": {"Authorization": "Bearer own"}}):
            client(server.url, trust_environment=True, **options).thing.info("a")
        client(server.url.replace("127.0.0.1", "localhost"), trust_environment=True, token=None).thing.info("a")
        found = [server.header("Authorization", number) for number in range(4)]
        assert found == [f"Bearer {TOKEN}", basic, "Bearer own", None]


@over_both
def test_31_certificates():
    """Certificates are checked unless the caller disables that, which warns."""
    url = f"https://127.0.0.1:{closed_port()}"
    with pytest.warns(UserWarning, match="verify=False"), pytest.raises(heroics_py.ConnectionFailed):
        client(url, verify=False, retries=0).thing.info("a")
    with pytest.raises(heroics_py.ConnectionFailed):  # and no warning, which would be an error here
        client(url, retries=0).thing.info("a")


@over_both
def test_32_environment_proxy(monkeypatch):
    """A proxy of the environment can be disabled, and is never used for this machine."""
    with Scripted(saying(FINE)) as proxy, Scripted(saying(FINE)) as server:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://user:pr0xy-word@127.0.0.1:{proxy.port}")
        client(server.url, trust_environment=True).thing.info("a")
        client("http://shop.example", trust_environment=True).thing.info("a")
        with pytest.raises(heroics_py.ConnectionFailed):
            client("http://shop.invalid", retries=0).thing.info("a")
        assert (proxy.heads, len(server.requests)) == (["GET http://shop.example/things/a HTTP/1.1"], 1)


@over_both
def test_32_proxy_password(monkeypatch):
    """The password of a proxy is masked."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://user:pr0xy-word@127.0.0.1:{closed_port()}")
    with pytest.raises(
        heroics_py.ConnectionFailed, match=r"the proxy http://\*\*\*@127.0.0.1:\d+: the connection was refused"
    ) as caught:
        client("http://shop.example", trust_environment=True, retries=0).thing.info("a")
    assert "pr0xy-word" not in repr(caught.value)


DRIPS = (FINE, b"HTTP/1.1 100 Continue\r\n\r\n" * 20, GREETING + b"Content-Length: 500\r\n\r\n" + b" " * 500)


@over_both
@pytest.mark.parametrize("data", [b"", *DRIPS], ids=["silence", "headers", "interim answers", "body"])
def test_33_deadline(data):
    """A call ends by its deadline, whatever the server does."""

    def step(wire, _request, _number):
        wire.drip(data, every=0.1) if data else wire.silent(30)

    assert type(outcome(step, timeout=0.5)[0]) is heroics_py.RequestTimeout


@over_both
@pytest.mark.parametrize("retries", [2, Retry(backoff=0, methods=frozenset({"GET", "POST", "PATCH"}))])
def test_34_cut_request(retries):
    """A POST that was cut is sent once, and a GET again."""

    def cut(wire, _request, _number):
        wire.reset()

    calls = {"create": lambda thing: thing.create(name="x"), "update": lambda thing: thing.update("a", name="x")}
    assert {name: outcome(cut, call, retries=retries)[1] for name, call in calls.items()} == {
        "create": 1,
        "update": 1,
    }
    assert outcome(cut, lambda thing: thing.delete("a"), retries=retries)[1] == 1
    assert outcome(cut, retries=Retry(backoff=0))[1] == 3


@over_both
def test_34_unprocessed_post():
    """A POST that was certainly not processed is repeated."""
    assert outcome(answer(429, Retry_After="0", **KIND), lambda thing: thing.create(name="x"))[1] == 3


@over_both
def test_35_long_retry_after():
    """A Retry-After beyond the budget is reported, not waited for."""
    error, count = outcome(answer(429, Retry_After="99999999", **KIND))
    assert (type(error), error.retry_after, count) == (heroics_py.RateLimited, 99999999, 1)


@over_both
@pytest.mark.parametrize("value", ["-5", "abc", "1, 2", "Fri, 31 Dec 2999 23:59:59 GMT", "1.5", ""])
def test_35_invalid_retry_after(value):
    """An invalid Retry-After is ignored."""
    assert outcome(answer(429, Retry_After=value, **KIND), retries=0)[0].retry_after is None


@over_both
def test_36_precondition_failed():
    """A 412 is an error of its own, neither repeated nor cached."""
    reply = answer(412, b'{"message":"changed"}', ETag='"2"', Cache_Control="max-age=60", **KIND)
    changed = outcome(reply, lambda thing: thing.update.with_options(if_match='"1"')("a", name="x"))
    assert (type(changed[0]), changed[1]) == (heroics_py.PreconditionFailed, 1)
    with Scripted(saying(reply, FINE)) as server:
        thing = client(server.url, cache_mode="rfc").thing
        with pytest.raises(heroics_py.PreconditionFailed):
            thing.info("a")
        assert (thing.info("a"), len(server.requests)) == ({}, 2)


LOUD = rb'{"id":"bad","message":"\u001b[31mred\u001b[0m\nline\u0007\u202e"}'


@over_both
def test_37_control_characters():
    """Control characters are escaped in what a person reads, and kept in `.message`."""
    error, _ = outcome(answer(422, LOUD, **KIND | {"Request_Id": "rq\x1b[0m"}))
    assert error.message == "\x1b[31mred\x1b[0m\nline\x07\u202e"
    assert str(error) == r"\x1b[31mred\x1b[0m\nline\x07\u202e (422 bad, thing.info, request rq\x1b[0m)"
    assert "".join(error._render_traceback_()).isprintable()


@over_both
def test_37_warning():
    """They are escaped in a warning of the API, too."""
    with pytest.warns(heroics_py.ApiWarning, match=r"^\\x1b\[31mred$"):
        outcome(answer(200, Warning='299 - "\x1b[31mred"', **KIND))


@over_both
def test_38_early_hints():
    """Early hints are skipped."""
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert outcome(hints + answer(200, b'{"a":1}', **KIND))[0] == {"a": 1}


def test_38_interim_with_callers_session():
    """An interim response over a session of the caller is an error, and does not shift later responses."""
    import requests

    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with requests.Session() as session, Scripted(saying(hints, answer(200, b'{"a":2}', **KIND))) as server:
        thing = client(server.url, session=session).thing
        with pytest.raises(heroics_py.ProtocolError, match="the interim response 103"):
            thing.info("a")
        assert (thing.info("a"), server.connections) == ({"a": 2}, 2)


def test_all_38_cases_exist():
    """Each of the 38 cases has a test with its number."""
    numbers = re.findall(r"^def test_(\d\d)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(set(map(int, numbers))) == list(range(1, 39))
