"""References to documents over the network: `refs=` and `allow_refs=`."""

import json

import pytest
from scripted import Scripted, answer

import heroics_py
from heroics_py.errors import SchemaError

pytestmark = pytest.mark.usefixtures("bare_environment")

KEY = "s3ntinel-0123"
PARAMETER = b'{"q": {"name": "q", "in": "query", "schema": {"type": "integer"}}}'


def serving(pages):
    def step(wire, request, _number):
        page = pages.get(request.split(b" ")[1].decode(), {"status": 404})
        wire.say(answer(**({"body": page} if isinstance(page, bytes) else page)))

    return Scripted(step)


def main(reference):
    operation = {"operationId": "listThings", "parameters": [{"$ref": reference}]}
    return {"openapi": "3.1.0", "servers": [{"url": "https://api.example"}], "paths": {"/things": {"get": operation}}}


def test_allowed_origin_is_fetched():
    """A document on an allowed origin is fetched when it is used, without credentials."""
    with serving({"/common.json": PARAMETER}) as server:
        document = main(f"{server.url}/common.json#/q")
        client = heroics_py.connect(document, token=KEY, headers={"X-Key": KEY}, allow_refs=[server.url])
        assert server.requests == []
        assert client.thing.list.prepare(q=1).url == "https://api.example/things?q=1"
        assert len(server.requests) == 1
        assert KEY.encode() not in server.requests[0]


@pytest.mark.parametrize("allowed", [(), ("https://other.example",)])
def test_other_origin_is_never_fetched(allowed):
    """A document on any other origin is never fetched; the error has the line to type."""
    with serving({"/common.json": PARAMETER}) as server:
        client = heroics_py.connect(main(f"{server.url}/common.json#/q"), allow_refs=allowed)
        with pytest.raises(SchemaError) as caught:
            client.thing.list.with_options(validate=False).prepare(q=1)
        assert f"pass allow_refs=['{server.url}']" in str(caught.value)
        assert server.requests == []


def test_relative_reference_of_a_fetched_schema():
    """A relative reference of a schema by URL is resolved against it, and needs permission like any other."""
    pages = {
        "/api/openapi.json": json.dumps(main("parts/common.json#/q")).encode(),
        "/api/parts/common.json": PARAMETER,
    }
    with serving(pages) as server:
        url = f"{server.url}/api/openapi.json"
        with pytest.raises(SchemaError, match=r"api/parts/common.json is not fetched unless you allow it"):
            heroics_py.connect(url).thing.list.prepare()
        client = heroics_py.connect(url, allow_refs=[server.url])
        assert client.thing.list.prepare(q=1).url.endswith("?q=1")
        client = heroics_py.connect(url, refs={f"{server.url}/api/parts/common.json": json.loads(PARAMETER)})
        assert client.thing.list.prepare(q=1).url.endswith("?q=1")


def test_redirect_to_another_origin_is_refused():
    """A redirect to another origin is refused."""
    with serving({"/x.json": PARAMETER}) as other:
        pages = {"/x.json": {"status": 302, "Location": f"{other.url}/x.json"}}
        with serving(pages) as server:
            client = heroics_py.connect(main(f"{server.url}/x.json#/q"), allow_refs=[server.url])
            with pytest.raises(SchemaError, match=r"can't be fetched: .*another origin"):
                client.thing.list.prepare()
        assert other.requests == []


def test_large_document_is_refused():
    """A document beyond the limit of bytes is refused."""
    with serving({"/x.json": b" " * 5000 + PARAMETER}) as server:
        client = heroics_py.connect(main(f"{server.url}/x.json#/q"), allow_refs=[server.url], max_bytes=1000)
        with pytest.raises(SchemaError, match=r"can't be fetched: .*1,?000"):
            client.thing.list.prepare()


def test_slow_document_is_given_up(monkeypatch):
    """A document that does not arrive in time is given up."""
    from heroics_py.client.schemas import reference_fetch
    from heroics_py.http.options import Timeout

    monkeypatch.setattr(reference_fetch, "_TIMEOUT", Timeout(connect=1, read=0.2, total=0.5))
    with Scripted(lambda wire, _request, _number: wire.silent(3)) as server:
        client = heroics_py.connect(main(f"{server.url}/x.json#/q"), allow_refs=[server.url], cache=None, retries=0)
        with pytest.raises(SchemaError, match=r"can't be fetched"):
            client.thing.list.prepare()


def test_missing_document_is_asked_for_once():
    """A document that is missing is asked for once."""
    with serving({}) as server:
        client = heroics_py.connect(main(f"{server.url}/x.json#/q"), allow_refs=[server.url])
        for _ in range(3):
            with pytest.raises(SchemaError, match=r"can't be fetched: .*404"):
                client.thing.list.prepare()
        assert len(server.requests) == 1


def test_https_never_leads_to_http():
    """A document of https never leads to one of http."""
    documents = {"https://a.example/x.json": {"$ref": "http://b.example/y.json"}}
    client = heroics_py.connect(main("https://a.example/x.json"), refs=documents, allow_refs=["http://b.example"])
    with pytest.raises(SchemaError, match=r"http://b.example/y.json is never fetched"):
        client.thing.list.prepare()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"refs": ["x"]}, "refs=list: expected a dict"),
        ({"refs": {"x": 7}}, "refs= holds int for 'x'"),
        ({"allow_refs": "https://a.example"}, "allow_refs=str: expected a list of texts"),
        ({"allow_refs": ["https://a.example/x"]}, "allow_refs= holds 'https://a.example/x': expected an origin alone"),
    ],
)
def test_invalid_arguments(arguments, reason):
    """Invalid arguments are refused at once."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the reasons are compared
        heroics_py.connect(main("x"), **arguments)
    assert reason in str(caught.value)
