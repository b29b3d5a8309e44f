"""Changes that are never repeated: for further pages, after redirects, or with a weak ETag."""

import json

import pytest
from scripted import Scripted, answer

import heroics_py
from heroics_py.errors import CallError, PagingError, RedirectRefused

METHODS = ("POST", "PUT", "PATCH", "DELETE")
LINKS = [{"title": method, "method": method, "href": "/things"} for method in ("GET", *METHODS)]
SCHEMA = {"properties": {"thing": {"links": LINKS}}}
JSON = {"Content_Type": "application/json"}


def listed(*names, **headers):
    return answer(200, json.dumps([{"name": name} for name in names]).encode(), **JSON, **headers)


class Answering:
    """A server that sends its responses in turn, the last one repeatedly, and a client for it."""

    connect = staticmethod(heroics_py.connect)

    def __init__(self, *answers, **options):
        def step(wire, _request, number):
            wire.say(answers[min(number, len(answers)) - 1])

        self.server = Scripted(step)
        self.options = options

    def __enter__(self):
        self.server.__enter__()
        self.client = self.connect(SCHEMA, url=self.server.url, trust_environment=False, **self.options)
        return self

    def __exit__(self, *_):
        self.client.close()
        self.server.__exit__()

    def call(self, method, *args):
        link = getattr(self.client.thing, method.lower())
        return link(*args) if method in {"GET", "DELETE"} else link(*args, {"a": 1})

    @property
    def sent(self):
        return [head.partition(" HTTP")[0] for head in self.server.heads]


@pytest.fixture(autouse=True)
def _each_client(each_client, monkeypatch):
    """Run each test with a client that blocks, and with one that is awaited."""
    monkeypatch.setattr(Answering, "connect", staticmethod(each_client.connect))


MORE = [
    {"Next_Range": "name ]b.."},
    {"Link": '</things?page=2>; rel="next"'},
    {"Link": '<https://elsewhere.example/things?page=2>; rel="next"'},
    {"Next_Range": "https://elsewhere.example/"},
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("more", MORE, ids=lambda each: " ".join(each.values()))
def test_change_with_pages(method, more):
    """A change whose response is a list with further pages is not repeated for them."""
    with Answering(listed("a", "b", **more)) as its:
        things = its.call(method)
        assert ([thing.name for thing in things[:2]], things.first().name, bool(things)) == (["a", "b"], "a", True)
        seen = []
        for ask in (
            lambda: seen.extend(iter(things)),
            lambda: len(things),
            lambda: things[2],
            lambda: things[-1],
            lambda: things == [],
            lambda: list(things.pages()),
            lambda: things["c"],
            things.to_list,
        ):
            with pytest.raises(PagingError, match=f"further pages .*, but a {method} is not sent again"):
                ask()
        assert [thing.name for thing in seen] == ["a", "b"]
        assert its.sent == [f"{method} /things"]
        about = f"2 items of the response to a {method}; further pages are not fetched"
        assert repr(things).replace("Async", "") == f"<Collection: {about}>"
        assert about.replace("'", "&#x27;") in things._repr_html_()


@pytest.mark.parametrize("method", METHODS)
def test_change_without_pages(method):
    """A change whose response is a complete list returns that list."""
    with Answering(listed("a", "b")) as its:
        things = its.call(method)
        assert ([thing.name for thing in things], len(things)) == (["a", "b"], 2)
        assert (repr(things).replace("Async", ""), its.sent) == ("<Collection: 2 items>", [f"{method} /things"])


def test_limit_reached():
    """A limit that is reached fetches no further page."""
    with Answering(listed("a", "b", Next_Range="name ]b..")) as its:
        things = its.client.thing.post.with_options(limit=2)({})
        assert [thing.name for thing in things.to_list()] == ["a", "b"]


def test_send_change():
    """`send` returns the response of a change unchanged."""
    with Answering(listed("a", Next_Range="name ]a..")) as its:
        response = its.client.thing.post.send({})
        assert (len(response.data), response.headers["Next-Range"]) == (1, "name ]a..")


@pytest.mark.parametrize("blank", ["", " ", "\t", " , "])
def test_blank_next_range(blank):
    """A blank Next-Range ends the list."""
    with Answering(listed("a", Next_Range="name ]a.."), listed("b", Next_Range=blank)) as its:
        assert [thing.name for thing in its.call("GET")] == ["a", "b"]
        assert len(its.sent) == 2


def test_blank_next_range_with_link():
    """A blank Next-Range does not hide the next page of a Link."""
    with Answering(listed("a", Next_Range="", Link="</things?page=2>; rel=next"), listed("b")) as its:
        assert [thing.name for thing in its.call("GET")] == ["a", "b"]
        assert its.sent == ["GET /things", "GET /things?page=2"]


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        ("/things?after=a b", "/things?after=a%20b"),
        ("/things?after=é", "/things?after=%C3%A9"),
        ("/ding ä/ü", "/ding%20%C3%A4/%C3%BC"),
        ("?page=2", "/things?page=2"),
        ("more things", "/more%20things"),
        (" /things?after=%20x ", "/things?after=%20x"),
        ('/things?q="a"|b', "/things?q=%22a%22%7Cb"),
        ("/things?a=[1]#part", "/things?a=[1]"),
    ],
)
@pytest.mark.parametrize("header", ["Link", "Location"])
def test_link_like_location(header, target, sent):
    """The URLs of Link and Location are parsed in the same way."""
    if header == "Link":
        answers = listed("a", Link=f"<{target}>; rel=next"), listed("b")
    else:
        answers = answer(307, b"", Location=target), listed("b")
    with Answering(*answers) as its:
        assert [thing.name for thing in its.call("GET")][-1] == "b"
        assert its.sent == ["GET /things", f"GET {sent}"]


def test_link_with_credentials():
    """A Link with a user and a password is not followed."""
    with Answering(b"") as its:
        place = its.server.url.replace("//", "//user:hunter2@")
        its.server.step = lambda wire, *_: wire.say(listed("a", Link=f"<{place}/things>; rel=next"))
        with pytest.raises(PagingError) as caught:
            its.call("GET")
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302])
def test_post_after_301_and_302(status):
    """A POST that gets a 301 or 302 is a RedirectRefused with the new address, without its secrets."""
    with Answering(answer(status, b"", Location="/v2/things?token=hunter2&page=1")) as its:
        with pytest.raises(RedirectRefused, match=f"after {status}, servers disagree") as caught:
            its.call("POST")
        assert its.sent == ["POST /things"]
        assert caught.value.location.startswith(f"{its.server.url}/v2/things?token=")
        assert "hunter2" not in f"{caught.value} {caught.value.location}"
        assert caught.value.sent


@pytest.mark.parametrize(("status", "then"), [(303, "GET"), (307, "POST"), (308, "POST")])
def test_post_after_303_to_308(status, then):
    """A POST follows 303 as GET, and 307 and 308 with its body."""
    with Answering(answer(status, b"", Location="/new"), listed("a")) as its:
        assert its.call("POST")[0].name == "a"
        assert its.sent == ["POST /things", f"{then} /new"]
        assert its.server.requests[-1].endswith(b'{"a":1}') == (then == "POST")
        assert (b"content-type" in its.server.requests[-1].lower()) == (then == "POST")


@pytest.mark.parametrize("weak", ['W/"x"', 'w/"x"', ' W/"x"', '"a", W/"b"', '"a",w/"b", "c"', "W/x"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_weak_etag(weak, method):
    """A weak ETag in if_match= never matches (RFC 9110, 13.1.1), so it is a CallError."""
    with Answering(listed()) as its:
        link = getattr(its.client.thing, method.lower())
        for option in ({"if_match": weak}, {"headers": {"if-match": weak}} if '"' in weak else {"if_match": weak}):
            with pytest.raises(CallError, match="holds a weak ETag, which never matches"):
                link.with_options(**option)()
        assert its.sent == []


def test_record_with_weak_etag():
    """A record with a weak ETag in if_match= is a CallError."""
    body = b'{"name": "a"}'
    with Answering(answer(200, body, **JSON, ETag='W/"1"'), answer(200, body, **JSON, ETag='"2"')) as its:
        weak, strong = its.call("GET"), its.client.thing.get.with_options(cache_mode="bypass")()
        with pytest.raises(CallError, match="weak ETag"):
            its.client.thing.patch.with_options(if_match=weak)({})
        its.client.thing.patch.with_options(if_match=strong)({})
        assert (its.sent[-1], its.server.header("If-Match")) == ("PATCH /things", '"2"')


@pytest.mark.parametrize("etag", ["*", '"a,W/"', '"W/"', '"a", "b"'])
def test_strong_etag(etag):
    """A strong ETag is sent unchanged."""
    with Answering(listed()) as its:
        its.client.thing.delete.with_options(if_match=etag)()
        assert its.server.header("If-Match") == etag
