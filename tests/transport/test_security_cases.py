"""What neither a schema nor a server can do to somebody who calls an API: 38 cases, each through a client.

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

import heroics_py
from heroics_py import Retry
from heroics_py.cache import MemoryStore

TOKEN = "s3ntinel-tok3n"
THING = "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fidentity)}"
BODY = {"type": ["object"], "properties": {"name": {"type": ["string"]}}}
LIST = {"title": "List", "rel": "instances", "method": "GET", "href": "/things"}
INFO = {"title": "Info", "rel": "self", "method": "GET", "href": THING}
CREATE = {"title": "Create", "rel": "create", "method": "POST", "href": "/things", "schema": BODY}
UPDATE = {"title": "Update", "rel": "update", "method": "PATCH", "href": THING, "schema": BODY}
DELETE = {"title": "Delete", "rel": "destroy", "method": "DELETE", "href": THING}
KIND = {"Content_Type": "application/json", "Request_Id": "rq-7"}
NOWHERE = "http://127.0.0.1:1"


def schema(*links, **definitions):
    identity = {"identity": {"type": "string"}}
    thing = {"definitions": identity, "links": list(links) or [LIST, INFO, CREATE, UPDATE, DELETE]}
    return {
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "definitions": {"thing": thing, **definitions},
        "properties": {"thing": {"$ref": "#/definitions/thing"}},
    }


def client(url=NOWHERE, *links, api=None, **options):
    defaults = {"token": TOKEN, "trust_environment": False}
    return heroics_py.connect(api or schema(*links), url=url, **defaults | options)


def going(href, **options):
    return client(NOWHERE, {"title": "Go", "rel": "go", "method": "GET", "href": href}, LIST, **options).thing


def taking(field):
    """Return what creates a thing with one field of a schema."""
    create = CREATE | {"schema": {"type": ["object"], "properties": {"name": field}}}
    return client(NOWHERE, create).thing.create


def said(reply, call=lambda thing: thing.info("a"), **options):
    """Return what a call comes to, or the error, before a server that says one thing; and how often it was asked."""
    with Scripted(saying(reply) if isinstance(reply, bytes) else reply) as server:
        try:
            outcome = call(client(server.url, **options).thing)
        except heroics_py.HeroicsError as error:
            outcome = error
        return outcome, len(server.requests)


def test_01_a_redirect_to_another_host_is_refused_and_nothing_goes_there():
    with Scripted(saying(FINE)) as elsewhere:
        error, asked = said(answer(307, b"", Location=f"{elsewhere.url}/x"), lambda thing: thing.create(name="x"))
        assert (type(error), asked, elsewhere.connections) == (heroics_py.RedirectRefused, 1, 0)


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
def test_02_a_link_that_leads_to_another_origin_is_a_schema_error_of_that_link(href):
    thing = going(href)
    with pytest.raises(heroics_py.SchemaError, match=r"at #/definitions/thing/links/0"):
        thing.go.prepare()
    assert thing.list.prepare().url == f"{NOWHERE}/things"


def test_02_an_origin_that_is_allowed_by_name_is_reached_without_credentials():
    with Scripted(saying(FINE)) as files:
        going(f"{files.url}/x", allowed_origins=[files.url], headers={"X-Api-Key": TOKEN}).go()
        assert TOKEN not in files.requests[0].decode()


def test_03_a_redirect_from_https_to_http_is_refused():
    from heroics_py.http.messages import Headers, Request, Response
    from heroics_py.transport.redirecting import redirect_request

    away = Response(status=302, headers=Headers({"Location": "http://shop.example/x"}))
    with pytest.raises(heroics_py.RedirectRefused, match="from https to http"):
        redirect_request(Request(method="GET", url="https://shop.example/x"), away, allowed={"http://shop.example"})


@pytest.mark.parametrize("value", ["", ".", "..", None, ["a"], "a\0b", "\ud800", {}, float("nan"), b"x"])
def test_04_a_path_value_that_leads_to_another_place_is_refused(value):
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


@pytest.mark.parametrize("value", ENCODED)
def test_05_any_other_path_value_is_encoded_and_reaches_the_server_so(value):
    with Scripted(saying(FINE)) as server:
        client(server.url).thing.info(value)
        assert server.heads == [f"GET /things/{ENCODED[value]} HTTP/1.1"]


@pytest.mark.parametrize("href", ["/x/{x", "/x/}", "/x/{}", "/x/{+}", "{{x}}", "/x/{("])
def test_06_a_malformed_template_costs_its_link_alone(href):
    thing = going(href)
    with pytest.raises(heroics_py.SchemaError, match="is not a URI template"):
        thing.go("v")
    assert thing.list.prepare().url == f"{NOWHERE}/things"


def test_06_a_reference_in_a_template_that_leads_nowhere_is_a_required_string():
    thing = going("/x/{(%23%2Fnowhere)}")
    assert str(thing.go.__signature__) == "(nowhere: str)"
    assert thing.go.prepare("v").url == f"{NOWHERE}/x/v"


def test_07_a_url_of_100_kb_is_refused_before_anything_is_sent():
    error, asked = said(FINE, lambda thing: thing.info("a" * 100_000))
    assert (type(error), error.sent, asked, len(str(error)) < 500) == (heroics_py.RequestRefused, False, 0, True)


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\0b", "€", "\x7f"])
def test_08_a_header_that_http_cannot_carry_is_refused_before_anything_is_sent(value):
    error, asked = said(FINE, lambda thing: thing.info.with_options(headers={"X-A": value})("a"))
    assert (type(error), asked) == (heroics_py.RequestRefused, 0)


def test_08_a_token_that_http_cannot_carry_is_in_no_text():
    error, asked = said(FINE, token=f"{TOKEN}\n{TOKEN}")
    assert (type(error), asked, TOKEN in str(error)) == (heroics_py.RequestRefused, 0, False)


def walked(next_range):
    """Walk a list whose pages name what comes next; return the error, and how many pages were asked for."""

    def step(wire, _request, number):
        wire.say(answer(206, b'[{"id":"1"}]', Next_Range=next_range(number), **KIND))

    return said(step, lambda thing: list(thing.list()), prefetch=False)


def test_09_a_next_range_that_comes_twice_is_an_error_after_two_pages():
    error, asked = walked(lambda _: "id ]a..")
    assert (type(error), asked) == (heroics_py.PagingError, 2)


def test_09_a_next_range_with_a_control_character_is_not_sent():
    error, asked = walked(lambda _: "id ]\x01..")
    assert (type(error), asked) == (heroics_py.PagingError, 1)
    assert "control character" in str(error)


def test_09_a_list_without_end_ends_at_a_cap_and_says_so(monkeypatch):
    monkeypatch.setattr("heroics_py.call.items._MAX_PAGES", 5)
    error, asked = walked(lambda number: f"id {number}..")
    assert (asked, str(error)) == (5, "the list does not end: it has more than 5 pages; 5 items are in memory")


ODD = ("__class__", "_x", "class", "items", "2fa", "", "ｃｌａｓｓ", "with_options", "close", "a b", "a-b", "a_b")  # noqa: RUF001 - full-width letters are the case


def test_10_index_access_reaches_every_name_and_a_collision_never_overwrites():
    links = [INFO | {"title": name, "href": f"/{number}"} for number, name in enumerate(ODD)]
    api = schema() | {"definitions": {name: {"links": links} for name in ODD}}
    shop = client(api=api | {"properties": {name: {"$ref": f"#/definitions/{name}"} for name in ODD}})
    assert [shop[name]._resource.name for name in ODD] == list(ODD)
    titled = [name for name in ODD if name]
    assert [shop["class", name].href for name in titled] == [f"/{ODD.index(name)}" for name in titled]
    hrefs = [getattr(shop["class"], name).href for name in dir(shop["class"])]
    assert sorted(hrefs) == sorted(f"/{number}" for number in range(len(ODD)))
    assert (type(shop), callable(shop.with_options), callable(shop.close)) == (heroics_py.Client, True, True)


def test_10_a_record_keeps_its_own_attributes_and_reaches_every_key_by_index():
    body = '{"__class__":1,"_origin":2,"class":3,"items":4,"":6,"ｃｌａｓｓ":7}'.encode()  # noqa: RUF001 - the same
    record, _ = said(answer(200, body, **KIND))
    assert [record[key] for key in ("__class__", "_origin", "class", "items", "", "ｃｌａｓｓ")] == [1, 2, 3, 4, 6, 7]  # noqa: RUF001 - the same
    assert (type(record), callable(record.items)) == (heroics_py.Record, True)
    assert [name for name in dir(record) if not name.isascii()] == []
    assert len(dir(record)) == len(set(dir(record)))


@pytest.mark.parametrize("place", ["{url}/x", "//127.0.0.1/x", "ftp://127.0.0.1/x", "urn:x:y"])
def test_11_a_remote_reference_is_an_error_and_never_fetched(place):
    with Scripted(saying(FINE)) as server:
        create = CREATE | {"schema": {"$ref": place.format(url=server.url)}}
        with pytest.raises(heroics_py.SchemaError, match="never fetched"):
            client(server.url, create).thing.create({"a": 1})
        assert server.connections == 0


def test_12_a_file_reference_is_an_error_and_never_read(tmp_path):
    (tmp_path / "x.json").write_text('{"type": "object"}')
    create = CREATE | {"schema": {"$ref": (tmp_path / "x.json").as_uri()}}
    with pytest.raises(heroics_py.SchemaError, match="never fetched"):
        client(NOWHERE, create).thing.create({"a": 1})


def test_13_a_cycle_of_references_works_where_it_is_lazy_and_is_named_where_not():
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
def test_14_a_value_that_is_nested_too_deeply_is_a_validation_error(depth):
    with pytest.raises(heroics_py.ValidationError, match="nest"):
        taking({}).prepare(name=nested(depth))


@pytest.mark.parametrize("keyword", ["allOf", "items"])
def test_14_a_schema_that_is_nested_too_deeply_is_a_schema_error(keyword):
    with pytest.raises(heroics_py.SchemaError, match="nested"):
        taking(nested(3_000, keyword)).prepare(name="x")


@pytest.mark.parametrize(("pattern", "value"), [("^(a+)+$", "a" * 32 + "!"), ("(x+x+)+y", "x" * 5_000)])
def test_15_a_regular_expression_that_explodes_is_given_up(pattern, value):
    create = taking({"type": "string", "pattern": pattern})
    begun = time.process_time()
    with warnings.catch_warnings(), suppress(heroics_py.ValidationError):
        warnings.simplefilter("ignore", UserWarning)  # of the one that can't be decided
        create.prepare(name=value)
    assert time.process_time() - begun < 3  # it would take minutes; how long a tenth of a second is depends on others


@pytest.mark.parametrize("pattern", ["[", "(?<x", "*", r"\cA"])
def test_16_a_pattern_that_is_none_warns_is_skipped_and_is_reported(pattern):
    field = {"type": "string", "pattern": pattern}
    with pytest.warns(UserWarning, match="is not checked"):
        assert taking(field).prepare(name="x").body == b'{"name":"x"}'
    create = CREATE | {"schema": {"type": ["object"], "properties": {"name": field}}}
    assert any("can't be read" in finding.message for finding in heroics_py.check(schema(create)))


def test_17_unique_items_are_looked_for_once_and_not_in_pairs():
    create = taking({"type": "array", "uniqueItems": True})
    items = [{"a": number, "b": [number]} for number in range(4_000)]
    begun = time.process_time()
    create.prepare(name=items)
    with pytest.raises(heroics_py.ValidationError, match="twice"):
        create.prepare(name=[*items, {"b": [7], "a": 7}])
    assert time.process_time() - begun < 5  # ten seconds each by comparing all pairs


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e-320])
def test_18_a_number_that_can_be_no_multiple_is_a_validation_error(value):
    with pytest.raises(heroics_py.ValidationError):
        taking({"type": "number", "multipleOf": 0.1}).prepare(name=value)


CHUNKED = GREETING + b"Transfer-Encoding: chunked\r\n\r\n" + (b"1000\r\n" + b"a" * 4096 + b"\r\n") * 2


@pytest.mark.parametrize("reply", [answer(200, b"a" * 9_000, **KIND), CHUNKED], ids=["its length", "chunks"])
def test_19_an_answer_over_the_limit_is_a_typed_error_and_its_connection_is_closed(reply):
    with Scripted(saying(reply)) as server:
        thing = client(server.url, max_bytes=5_000).thing
        for _ in range(2):
            with pytest.raises(heroics_py.ResponseTooLarge, match="max_bytes="):
                thing.info("a")
        assert (len(server.requests), server.connections) == (2, 2)


def test_20_a_bomb_is_stopped_at_the_limit_and_stacked_codings_are_refused():
    bomb = gzip.compress(bytes(4_000_000))
    assert type(said(answer(200, bomb, Content_Encoding="gzip"), max_bytes=50_000)[0]) is heroics_py.ResponseTooLarge
    stacked = answer(200, gzip.compress(bomb), Content_Encoding="gzip, gzip")
    assert type(said(stacked)[0]) is heroics_py.ProtocolError


def test_21_too_many_header_lines_are_a_protocol_error_and_not_asked_for_again():
    lines = b"".join(b"X-%d: 1\r\n" % number for number in range(101))
    error, asked = said(GREETING + lines + b"Content-Length: 0\r\n\r\n")
    assert (type(error), asked) == (heroics_py.ProtocolError, 1)


NO_JSON = {
    "NaN": b'{"a":NaN}',
    "infinity": b"[-Infinity]",
    "a number without end": b'{"a":1e999}',
    "depth": b"[" * 200_000 + b"]" * 200_000,
    "digits": b'{"a":' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("name", NO_JSON)
def test_22_what_is_no_json_is_a_decode_error_with_the_request_id(name):
    error, _ = said(answer(200, NO_JSON[name], **KIND))
    assert (type(error), error.request_id) == (heroics_py.DecodeError, "rq-7")
    assert "(request rq-7)" in str(error)
    assert "sys." not in str(error)


def test_22_of_keys_that_come_twice_the_last_wins():
    assert said(answer(200, b'{"a":1,"a":2}', **KIND))[0] == {"a": 2}


BODIES = (b"<p>s3cret</p>", b"\xef\xbb\xbf{}", '{"a":"s3cret"}'.encode("utf-16"), b'{"a":"s3cret')


@pytest.mark.parametrize("body", BODIES, ids=["HTML", "BOM", "UTF-16", "half"])
def test_23_a_body_that_is_not_of_its_media_type_is_a_decode_error_that_does_not_show_it(body):
    error, _ = said(answer(200, body, **KIND))
    assert (type(error), error.request_id, "s3cret" in repr(error)) == (heroics_py.DecodeError, "rq-7", False)


def test_24_yaml_makes_no_objects_and_its_aliases_are_limited(tmp_path):
    marker = tmp_path / "made"
    (tmp_path / "tag.yaml").write_text(f"!!python/object/apply:os.system ['touch {marker}']")
    letters = "abcdefghi"
    rows = (f"{low}: &{low} [{','.join([f'*{above}'] * 9)}]\n" for above, low in pairwise(letters))
    (tmp_path / "bomb.yaml").write_text("a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(rows))
    for name in ("tag.yaml", "bomb.yaml"):
        with pytest.raises(heroics_py.SchemaError):
            heroics_py.read(tmp_path / name)
    assert not marker.exists()


def test_25_no_pickle_is_loaded_from_a_cache_that_somebody_wrote_into(tmp_path, monkeypatch):
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
    """Answer with who asks; one ETag stands for the version of the thing, whoever sees it."""
    if b"If-None-Match" in request:
        wire.say(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    else:
        body = b'{"for":"%s"}' % (b"A" if b"token-a" in request else b"B")
        wire.say(answer(200, body, ETag='"1"', Cache_Control="max-age=600", **KIND))


@pytest.mark.parametrize("mode", ["revalidate", "rfc", "offline"])
@pytest.mark.parametrize("kind", ["memory", "files"])
def test_26_two_accounts_on_one_cache_never_get_each_others_answers(mode, kind, tmp_path):
    store = MemoryStore() if kind == "memory" else tmp_path
    with Scripted(whose) as server:
        for letter in "ABAB":
            thing = client(server.url, token=f"token-{letter.lower()}", cache=store, cache_mode=mode).thing
            assert [thing.info("x")["for"], thing.info("x")["for"]] == [letter, letter]


class Everywhere:
    """Looks for a secret, as it is and as Basic authorization writes it, in whatever can be seen of something."""

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
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        while told is not None:
            for frame in told.stack:
                if frame.filename != __file__:
                    self.look(f"{frame.filename} {frame.name}", repr(frame.locals))
            self.look("what an error is made of", "".join(told.format_exception_only()))
            told = told.__cause__ or told.__context__


REPLIES = {
    "the connection is refused": None,
    "the connection is cut": lambda wire, _request, _number: wire.reset(),
    "the answer is no HTTP": saying(b"nonsense\r\n\r\n"),
    "the server does not know who asks": saying(answer(401, b'{"message":"no"}', **KIND)),
    "the answer leads away": saying(answer(302, b"", Location="http://evil.example/")),
    "the answer is no JSON": saying(answer(200, b"<html>", **KIND)),
    "the answer is too large": saying(answer(200, b"a" * 9_000, **KIND)),
    "all is well": saying(answer(200, b'{"id":"a"}', ETag='"1"', **KIND)),
}
WAYS = {
    "token": {"token": TOKEN},
    "function": {"token": lambda: TOKEN},
    "pair": {"token": None, "auth": ("user", TOKEN)},
    "header": {"token": None, "headers": {"X-Api-Key": TOKEN}},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", REPLIES)
def test_27_the_token_is_nowhere(name, way, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    caplog.set_level(logging.DEBUG)
    eyes = Everywhere()
    with Scripted(REPLIES[name] or saying(FINE)) as server:
        url = server.url if REPLIES[name] else f"http://127.0.0.1:{closed_port()}"
        options = {"cache": tmp_path / "cache", "max_bytes": 5_000, "retries": Retry(backoff=0, attempts=2)}
        shop = client(url, **options, **WAYS[way])
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
            core.transport,
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


def test_28_secrets_in_a_query_are_masked_in_errors_and_logs(caplog):
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


def test_29_the_command_line_takes_no_token():
    command = [sys.executable, "-m", "heroics_py"]
    for words in (["--token", TOKEN], ["cache", "info", "--token", TOKEN], ["check", "heroku", "--token", TOKEN]):
        done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, TOKEN in done.stdout + done.stderr) == (2, False)


def test_30_netrc_is_for_its_exact_host_and_an_explicit_credential_wins(netrc):
    netrc("machine 127.0.0.1 login user password n3trc\n")
    known = f"Basic {base64.b64encode(b'user:n3trc').decode()}"
    with Scripted(saying(FINE)) as server:
        for options in ({"token": TOKEN}, {"token": None}, {"token": None, "headers": {"Authorization": "Bearer own"}}):
            client(server.url, trust_environment=True, **options).thing.info("a")
        client(server.url.replace("127.0.0.1", "localhost"), trust_environment=True, token=None).thing.info("a")
        found = [server.header("Authorization", number) for number in range(4)]
        assert found == [f"Bearer {TOKEN}", known, "Bearer own", None]


def test_31_certificates_are_checked_unless_it_is_asked_for_and_that_warns():
    url = f"https://127.0.0.1:{closed_port()}"
    with pytest.warns(UserWarning, match="verify=False"), pytest.raises(heroics_py.ConnectionFailed):
        client(url, verify=False, retries=0).thing.info("a")
    with pytest.raises(heroics_py.ConnectionFailed):  # and no warning, which would be an error here
        client(url, retries=0).thing.info("a")


def test_32_a_proxy_of_the_environment_can_be_switched_off_and_never_serves_this_machine(monkeypatch):
    with Scripted(saying(FINE)) as proxy, Scripted(saying(FINE)) as server:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://user:pr0xy-word@127.0.0.1:{proxy.port}")
        client(server.url, trust_environment=True).thing.info("a")
        client("http://shop.example", trust_environment=True).thing.info("a")
        with pytest.raises(heroics_py.ConnectionFailed):
            client("http://shop.invalid", retries=0).thing.info("a")
        assert (proxy.heads, len(server.requests)) == (["GET http://shop.example/things/a HTTP/1.1"], 1)


def test_32_the_password_of_a_proxy_is_masked(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://user:pr0xy-word@127.0.0.1:{closed_port()}")
    with pytest.raises(
        heroics_py.ConnectionFailed, match=r"the proxy http://\*\*\*@127.0.0.1:\d+: the connection was refused"
    ) as caught:
        client("http://shop.example", trust_environment=True, retries=0).thing.info("a")
    assert "pr0xy-word" not in repr(caught.value)


DRIPS = (FINE, b"HTTP/1.1 100 Continue\r\n\r\n" * 20, GREETING + b"Content-Length: 500\r\n\r\n" + b" " * 500)


@pytest.mark.parametrize("data", [b"", *DRIPS], ids=["silence", "headers", "interim answers", "body"])
def test_33_a_call_ends_by_its_deadline_whatever_the_server_does(data):
    def step(wire, _request, _number):
        wire.drip(data, every=0.1) if data else wire.silent(30)

    assert type(said(step, timeout=0.5)[0]) is heroics_py.RequestTimeout


@pytest.mark.parametrize("retries", [2, Retry(backoff=0, methods=frozenset({"GET", "POST", "PATCH"}))])
def test_34_a_post_that_was_cut_is_sent_once_and_a_get_again(retries):
    def cut(wire, _request, _number):
        wire.reset()

    calls = {"create": lambda thing: thing.create(name="x"), "update": lambda thing: thing.update("a", name="x")}
    assert {name: said(cut, call, retries=retries)[1] for name, call in calls.items()} == {"create": 1, "update": 1}
    assert said(cut, lambda thing: thing.delete("a"), retries=retries)[1] == 1
    assert said(cut, retries=Retry(backoff=0))[1] == 3


def test_34_a_post_that_was_certainly_not_processed_goes_again():
    assert said(answer(429, Retry_After="0", **KIND), lambda thing: thing.create(name="x"))[1] == 3


def test_35_a_retry_after_beyond_the_budget_is_told_and_not_waited_for():
    error, asked = said(answer(429, Retry_After="99999999", **KIND))
    assert (type(error), error.retry_after, asked) == (heroics_py.RateLimited, 99999999, 1)


@pytest.mark.parametrize("value", ["-5", "abc", "1, 2", "Fri, 31 Dec 2999 23:59:59 GMT", "1.5", ""])
def test_35_a_retry_after_that_is_none_is_ignored(value):
    assert said(answer(429, Retry_After=value, **KIND), retries=0)[0].retry_after is None


def test_36_a_412_is_an_error_of_its_own_and_neither_repeated_nor_kept():
    reply = answer(412, b'{"message":"changed"}', ETag='"2"', Cache_Control="max-age=60", **KIND)
    changed = said(reply, lambda thing: thing.update.with_options(if_match='"1"')("a", name="x"))
    assert (type(changed[0]), changed[1]) == (heroics_py.PreconditionFailed, 1)
    with Scripted(saying(reply, FINE)) as server:
        thing = client(server.url, cache_mode="rfc").thing
        with pytest.raises(heroics_py.PreconditionFailed):
            thing.info("a")
        assert (thing.info("a"), len(server.requests)) == ({}, 2)


LOUD = rb'{"id":"bad","message":"\u001b[31mred\u001b[0m\nline\u0007\u202e"}'


def test_37_what_would_steer_a_terminal_is_escaped_in_what_a_person_reads_and_whole_in_the_message():
    error, _ = said(answer(422, LOUD, **KIND | {"Request_Id": "rq\x1b[0m"}))
    assert error.message == "\x1b[31mred\x1b[0m\nline\x07\u202e"
    assert str(error) == r"\x1b[31mred\x1b[0m\nline\x07\u202e (422 bad, thing.info, request rq\x1b[0m)"
    assert "".join(error._render_traceback_()).isprintable()


def test_37_a_warning_of_the_api_is_escaped_too():
    with pytest.warns(heroics_py.ApiWarning, match=r"^\\x1b\[31mred$"):
        said(answer(200, Warning='299 - "\x1b[31mred"', **KIND))


def test_38_early_hints_are_skipped():
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert said(hints + answer(200, b'{"a":1}', **KIND))[0] == {"a": 1}


def test_38_an_interim_answer_over_a_session_of_the_caller_is_no_answer_and_mixes_up_no_other():
    import requests

    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with requests.Session() as session, Scripted(saying(hints, answer(200, b'{"a":2}', **KIND))) as server:
        thing = client(server.url, session=session).thing
        with pytest.raises(heroics_py.ProtocolError, match="the interim response 103"):
            thing.info("a")
        assert (thing.info("a"), server.connections) == ({"a": 2}, 2)


def test_each_of_the_38_cases_has_a_test_that_bears_its_number():
    numbers = re.findall(r"^def test_(\d\d)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(set(map(int, numbers))) == list(range(1, 39))
