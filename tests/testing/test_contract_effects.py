"""What several calls show together: success without effect, ignored preconditions, faults of several things."""

import threading
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs

import pytest
from faulty_shop import DOCUMENT, FaultyShop, RefusalError

import heroics_py
from heroics_py import Headers, Request, RequestTimeout, Response
from heroics_py.testing import contract


class LosingShop(FaultyShop):
    """A shop in which a success has no effect."""

    def __init__(self, method):
        super().__init__()
        self.method = method

    def send(self, request):
        before = {number: dict(item) for number, item in self.items.items()}
        response = super().send(request)
        if request.method == self.method:
            self.items = before
        return response


class OneTagShop(FaultyShop):
    """A shop whose ETag never changes."""

    def send(self, request):
        response = super().send(request)
        is_item = request.method == "GET" and "/items/" in request.url
        return response.replaced(headers=Headers({**response.headers, "ETag": '"same"'})) if is_item else response


class SlugShop(FaultyShop):
    """A shop that takes each name only once."""

    def create(self, sent):
        if isinstance(sent, dict) and sent.get("name") in {each["name"] for each in self.items.values()}:
            sent = None
        return super().create(sent)


TURNS = count()
ITEM = {"id": 1, "name": "a", "price": 1, "size": "small", "created_at": "2026-01-31T12:00:00Z"}
IF_MATCH = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
CAREFUL = deepcopy(DOCUMENT)
for method in ("put", "delete"):
    CAREFUL["paths"]["/items/{item_id}"][method]["parameters"] = [IF_MATCH]
    CAREFUL["paths"]["/items/{item_id}"][method]["responses"]["412"] = {"description": "changed"}


class CarefulShop(FaultyShop):
    """A shop that changes nothing without the ETag of what is there."""

    def answer(self, request, sent):
        if request.method in {"PUT", "DELETE"}:
            _, headers, _ = super().answer(request.replaced(method="GET"), None)
            if request.headers["If-Match"] != headers["ETag"]:
                raise RefusalError(412)
        return super().answer(request, sent)


class ForeverFreshShop(FaultyShop):
    """A shop that says that nothing changed, whatever a cache has."""

    def answer(self, request, sent):
        status, headers, data = super().answer(request, sent)
        return (304, headers, None) if "If-None-Match" in request.headers else (status, headers, data)


def examined(shop, document=DOCUMENT, **options):
    with heroics_py.connect(document, url="http://127.0.0.1:8000", transport=shop, retries=0) as client:
        return contract(client, seed=1, examples=4, errors="collect", **options)


@pytest.mark.parametrize(
    ("method", "link", "kind"),
    [
        ("POST", "item.create", "not created"),
        ("PUT", "item.replace", "not changed"),
        ("DELETE", "item.delete", "not deleted"),
    ],
)
def test_success_without_effect_is_found(method, link, kind):
    """A thing that is not there after its creation, as before after its change, or there after its deletion."""
    (violation,) = examined(LosingShop(method), links=[link]).violations
    assert violation.link == link
    assert violation.kind == kind
    assert violation.python.startswith(f"client.{link}.send(")


def test_etag_that_outlives_a_change_is_found():
    """The same strong ETag before a change and after it is found, also where two reads in a row agree."""
    violations = examined(OneTagShop(), links=["item.read", "item.replace"]).violations
    assert ("item.read", "stale ETag") in {(each.link, each.kind) for each in violations}


def test_unique_names_do_not_keep_things_away():
    """Where the server takes each name once, the links that change a thing still find others to change."""
    shop = SlugShop(lambda request, sent, status, headers, data: (500 if request.method == "PUT" else status, {}, data))
    report = examined(shop, links=["item.replace"])
    numbers = {url for method, url, _ in shop.sent if method == "PUT" and url.rpartition("/")[2].isdigit()}
    assert len(report.violations) == 1
    assert len(numbers) > 5


def test_link_with_if_match_gets_the_current_etag():
    """A link that takes If-Match is called with the ETag that the thing has, and with one that it does not have."""
    shop = CarefulShop()
    report = examined(shop, CAREFUL)
    assert (report.violations, report.refused, report.kept, shop.items) == ((), {}, {}, {})


def test_ignored_if_match_is_found():
    """A server that changes or deletes a thing whatever If-Match says; the line of Python reads the current ETag."""
    violations = examined(FaultyShop(), CAREFUL, links=["item.replace", "item.delete"]).violations
    assert [(each.link, each.kind) for each in violations] == [
        ("item.delete", "ignored If-Match"),
        ("item.replace", "ignored If-Match"),
    ]
    fault = CarefulShop(
        lambda request, sent, status, headers, data: (
            (500 if request.method == "PUT" and status == 200 else status),
            headers,
            data,
        )
    )
    (violation,) = examined(fault, CAREFUL, links=["item.replace"]).violations
    assert "if_match=client.item.read.send(" in violation.python


def test_304_for_another_etag_is_found():
    """A server that answers 304 to a cache that has something else; both lines send the header."""
    (violation,) = examined(ForeverFreshShop(), links=["item.read"]).violations
    assert violation.kind == "wrong 304"
    assert "If-None-Match" in violation.python
    assert "-H 'If-None-Match:" in violation.curl


@pytest.mark.parametrize("link", ["item.create", "item.list"])
def test_fault_of_the_third_thing_is_found(link):
    """A fault that needs several things at once, in what creates them and in what lists them."""
    shop = FaultyShop()
    method = "POST" if link == "item.create" else "GET"
    shop.fault = lambda request, sent, status, headers, data: (
        (500 if request.method == method and len(shop.items) > 2 and request.url.endswith("/items") else status),
        headers,
        data,
    )
    (violation,) = examined(shop, links=[link]).violations
    assert (violation.link, violation.kind) == (link, "server error")


@pytest.mark.parametrize(
    ("is_broken", "line"),
    [
        (lambda sent: "[" in sent["name"], "name='a['"),
        (lambda sent: "🙂" in (sent.get("note") or ""), "note='a🙂'"),
        (lambda sent: len(sent.get("tags", [])) > 1, "tags=["),
    ],
)
def test_odd_text_and_second_item_are_tried(is_broken, line):
    """Texts that servers stumble over, and lists of several items, are tried for each field, and made small."""

    def fault(request, sent, status, headers, data):
        return (500 if request.method == "POST" and status == 201 and is_broken(sent) else status), headers, data

    (violation,) = examined(FaultyShop(fault), links=["item.create"]).violations
    assert line in violation.python


class Forms(FaultyShop):
    """A server that takes every form, and fails on JSON with labels."""

    def send(self, request):
        self.sent.append(request.body)
        is_map = request.url.endswith("/labels") and b"{}" not in request.body
        return Response(status=500 if is_map else 200, headers=Headers(), url=request.url, method=request.method)


def test_forms_and_maps_are_tried():
    """A form is refused where its texts fail the schema, and an object with free keys is sent with some."""
    width = {"type": "object", "properties": {"width": {"type": "integer", "minimum": 1}, "word": {"type": "string"}}}
    labels = {
        "type": "object",
        "required": ["labels"],
        "properties": {"labels": {"type": "object", "additionalProperties": {"type": "string"}}},
    }
    paths = {
        path: {
            "post": {
                "operationId": path[1:],
                "requestBody": {"required": True, "content": {media_type: {"schema": schema}}},
                "responses": {"200": {"description": "fine"}, "400": {"description": "no"}},
            }
        }
        for path, media_type, schema in (
            ("/form", "application/x-www-form-urlencoded", width),
            ("/labels", "application/json", labels),
        )
    }
    shop = Forms()
    found = examined(shop, {**DOCUMENT, "paths": paths}).violations
    form, server = (
        next(each for each in found if each.kind == kind) for kind in ("accepts an invalid body", "server error")
    )
    assert "width=" in form.python
    assert "word" not in form.message
    assert "labels={'" in server.python
    assert all(parse_qs(body.decode()) for body in shop.sent if body.startswith(b"width="))


def test_link_that_takes_too_long_is_left_alone():
    """A call without an answer in time is a violation, and the link gets no other; the rest has its turn."""

    class Slow(FaultyShop):
        def list(self, query):
            raise RequestTimeout("too slow", method="GET", url="http://127.0.0.1:8000/items")

    shop = Slow()
    report = examined(shop)
    assert [(each.link, each.kind) for each in report.violations] == [("item.list", "no response")]
    assert "too long" in report.skipped["item.list"]
    assert report.calls["item.list"] == 1
    assert report.calls["item.replace"] > 1


@pytest.fixture
def served():
    """Yield a function that serves a shop on loopback, and returns its URL."""
    servers = []

    def serve(shop):
        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                url = f"http://127.0.0.1{self.path}"
                response = shop.send(
                    Request(method=self.command, url=url, headers=Headers(dict(self.headers)), body=body)
                )
                self.send_response(response.status)
                for name, value in {**response.headers, "Content-Length": str(len(response.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(response.body)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - http.server calls them

            def log_message(self, *_args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_credentials_that_the_server_repeats_are_masked(served):
    """A token that the server shows in an ETag is not in the report."""
    token = "canary-7f3a9"

    def fault(request, sent, status, headers, data):
        return status, {"ETag": f'"{token}-{next(TURNS)}"'} if request.method == "GET" else headers, data

    with heroics_py.connect(DOCUMENT, url=served(FaultyShop(fault)), retries=0, token=token) as client:
        report = contract(client, links=["item.read"], examples=1, errors="collect")
    assert {each.kind for each in report.violations} == {"unstable ETag"}
    assert token not in str(report)


def test_change_is_not_redirected_to_something_else(served):
    """A redirect of a write to another path of the same server is a violation, and is not followed."""

    class Moved(FaultyShop):
        def send(self, request):
            response = super().send(request)
            if request.method != "DELETE" or response.status != 204:
                return response
            return response.replaced(status=307, headers=Headers({"Location": "/items"}))

    shop = Moved()
    with heroics_py.connect(DOCUMENT, url=served(shop), retries=0) as client:
        violations = contract(client, links=["item.delete"], examples=1, errors="collect").violations
    assert "redirect" in {each.kind for each in violations}
    assert not [url for method, url, _ in shop.sent if method == "DELETE" and url.endswith("/items")]


def test_long_list_in_a_response_is_cut():
    """A response to a creation with very many things does not keep a run busy."""
    items = [{"id": number, "name": "a"} for number in range(1, 400)]
    shop = FaultyShop(lambda request, sent, status, headers, data: (status, headers, items if status == 201 else data))
    examined(shop, links=["item.create"])
    calls = [method for method, url, _ in shop.sent if url.endswith("/items/399")]
    assert calls == []


def test_number_is_a_text_in_a_path():
    """A number in the place of a text is the same text in a path: no server can refuse it."""
    document = deepcopy(DOCUMENT)
    document["paths"]["/items/{item_id}"]["parameters"][0]["schema"] = {"type": "string"}
    fault = FaultyShop(
        lambda request, sent, status, headers, data: (
            (200, {}, {**data, **ITEM}) if request.method == "GET" and status in {404, 422} else (status, headers, data)
        )
    )
    assert examined(fault, document, links=["item.read"]).violations == ()


def test_deletion_without_a_variable_in_its_path():
    """A link such as the one that ends a session has no list of things that it deletes from."""
    document = deepcopy(DOCUMENT)
    document["paths"]["/session"] = {
        "delete": {"operationId": "session.end", "responses": {"204": {"description": "done"}}}
    }
    report = examined(FaultyShop(lambda *_: (204, {}, None)), document, links=["session.end"])
    assert (report.violations, report.skipped) == ((), {})
