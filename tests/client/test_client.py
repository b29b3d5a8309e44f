"""The live client: what it shows, what it sends, and what it keeps to itself."""

import copy
import inspect
import json
import pickle
import pydoc
import subprocess
import sys
import textwrap
import threading
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
import responses

import heroics_py
from heroics_py.errors import (
    ApiWarning,
    CallError,
    DecodeError,
    NotFound,
    NotModified,
    PagingError,
    PreconditionFailed,
    ReadOnlyError,
    SchemaError,
    Unauthorized,
    ValidationError,
    error_for,
)
from heroics_py.http.messages import Headers, Response
from heroics_py.http.options import Timeout

SECRET = "s3cret-sentinel"


class Way:
    """A transport that answers from a function, and keeps what was sent."""

    def __init__(self, answer=lambda request: {}):
        self.answer = answer
        self.sent = []
        self.closed = 0

    def send(self, request):
        self.sent.append(request)
        made = self.answer(request)
        if isinstance(made, Response):
            return made
        body = json.dumps(made).encode()
        return Response(status=200, headers=Headers({"Content-Type": "application/json"}), body=body, url=request.url)

    def close(self):
        self.closed += 1


def answering(status=200, body=b"{}", **headers):
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=Headers({"Content-Type": "application/json", **fields}), body=body)


def connected(answer=lambda request: {}, schema="heroku", **settings):
    way = Way(answer)
    return heroics_py.connect(schema, transport=way, **settings), way


ODD = {
    "properties": {
        "close": {"links": [{"href": "/close", "title": "List"}]},
        "with options": {"links": [{"href": "/options", "title": "List"}]},
        "__class__": {"links": [{"href": "/class", "title": "__init__"}, {"href": "/x", "title": "send"}]},
        "class": {"links": [{"href": "/class", "title": "class"}]},
        "2fa": {"links": [{"href": "/2fa", "title": "2 factors"}]},
        "": {"links": [{"href": "/empty", "title": ""}]},
        "item": {
            "links": [
                {"href": "/items", "title": "List", "rel": "instances"},
                {"href": "/broken", "title": "Broken", "method": "POST", "schema": {"$ref": "#/nowhere"}},
                {"href": "/{x", "title": "Malformed"},
            ]
        },
    }
}


def odd(**settings):
    return connected(schema=ODD, url="https://odd.example", **settings)


# --- what it shows ---------------------------------------------------------------------------------------------------


def test_dir_lists_the_resources_and_two_names_of_ours():
    client, _ = connected(schema="bookshelf")
    assert sorted(dir(client)) == sorted([*client._core.catalog.names, "close", "with_options"])


def test_dir_of_a_resource_lists_its_links_and_nothing_else():
    client, _ = connected()
    assert dir(client.app) == ["create", "delete", "info", "list", "list_owned_and_collaborated", "update"]


def test_the_repr_says_what_a_thing_is():
    client, _ = connected()
    assert [repr(client), repr(client.region), repr(client.region.info)] == [
        "<Client of Heroku Platform API at https://api.heroku.com: 62 resources>",
        "<region: info, list>",
        "<region.info(region_identity: str)  GET /regions/{region_identity}>",
    ]


def test_help_tells_the_signature_and_the_fields():
    client, _ = connected()
    told = pydoc.plain(pydoc.render_doc(client.app.create))
    assert "app.create(*body: dict | list, name: str = ..., region: str = ..., stack: str = ...)" in told
    assert "name (string (matching ^[a-z][a-z0-9-]{2,29}$), optional): unique name of app" in told


def test_a_link_is_described_by_its_schema():
    link = connected()[0].app.info
    assert (link.__name__, link.method, link.href, link.rel, link.title, link.description, link.body_schema) == (
        "info",
        "GET",
        "/apps/{app_identity}",
        "self",
        "Info",
        "Info for existing app.",
        None,
    )
    assert link.target_schema["title"] == "Heroku Platform API - App"


def test_the_schema_of_a_body_is_told():
    assert sorted(connected()[0].app.create.body_schema["properties"]) == ["name", "region", "stack"]


def test_inspect_finds_the_signature():
    assert str(inspect.signature(connected()[0].app.info)) == "(app_identity: str)"


def test_nothing_is_sent_for_a_look():
    client, way = connected()
    for name in client._core.catalog.names:
        resource = getattr(client, name)
        _ = (repr(resource), resource.__doc__, dir(resource))
        for call in dir(resource):
            link = getattr(resource, call)
            _ = (repr(link), link.__doc__, inspect.signature(link), hasattr(link, "nope"), callable(link))
    pydoc.render_doc(client.app.create)
    _ = (repr(client), dir(client), client.__doc__)
    assert way.sent == []


def test_a_look_at_a_broken_link_raises_nothing_and_its_use_names_the_pointer():
    client, way = odd()
    assert "Broken" in client.item.broken.__doc__
    assert repr(client.item.broken).endswith("POST /broken>")
    with pytest.raises(SchemaError, match=r"'#/nowhere' leads nowhere .*\(at #/properties/item/links/1/schema\)"):
        client.item.broken(a=1)
    with pytest.raises(SchemaError, match=r"^item.malformed can't be called: .*\(at #/properties/item/links/2"):
        client.item.malformed()
    assert (client.item.list(), len(way.sent)) == ({}, 1)


def test_a_fault_of_one_link_leaves_those_that_share_its_name_alone():
    links = [
        {"title": "Find", "href": "/items/{kind}", "schema": {"$ref": "#/nowhere"}},
        {"title": "Find", "href": "/items", "schema": {"properties": {"name": {"type": "string"}}}},
    ]
    schema = {"properties": {"item": {"links": links}}}
    client, way = connected(schema=schema, url="https://api.example")
    client.item.find(name="x")
    with pytest.raises(SchemaError, match=r"^item.find can't be called: .*\(at #/properties/item/links/0/schema\)$"):
        client.item.find("kind", name="x")
    assert [(request.url, request.body) for request in way.sent] == [("https://api.example/items?name=x", None)]


def test_a_resource_is_no_list_of_things():
    client, _ = connected()
    with pytest.raises(TypeError, match=r"^app is a resource, not a list; call app.list\(\)$"):
        list(client.app)


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_wrong_resource_names_the_closest_ones():
    client, _ = connected()
    with pytest.raises(AttributeError, match=r"^this API has no resource 'ap'; did you mean 'app'"):
        _ = client.ap
    assert not hasattr(client, "ap")


@pytest.mark.parametrize("name", ["with options", "class", "2fa", ""])
def test_a_name_of_the_schema_that_is_none_in_python_is_no_attribute(name):
    client, _ = odd()
    with pytest.raises(AttributeError, match="has no resource"):
        getattr(client, name)


def test_a_wrong_link_names_the_closest_ones():
    client, _ = connected()
    with pytest.raises(AttributeError, match=r"^app has no link 'lst'; did you mean 'list'"):
        _ = client.app.lst


def test_index_access_reaches_resources_and_links_by_their_own_names():
    client, _ = connected()
    assert client["config-var"] is client.config_var is client["config_var"]
    assert client["formation", "Batch update"] == client.formation.batch_update
    assert client["app", "instances"] == client.app.list


@pytest.mark.parametrize(("key", "close"), [("config-vra", "config-var"), (("app", "Crate"), "Create")])
def test_a_wrong_name_in_an_index_names_the_closest_ones(key, close):
    client, _ = connected()
    with pytest.raises(KeyError, match=f"did you mean .*'{close}'"):
        _ = client[key]


def test_names_of_the_language_and_of_ours_are_reached_and_shadow_nothing():
    client, way = odd()
    client["close"].list()
    client["with options"].list()
    client["__class__", "send"]()
    client["class"].class_()
    client["2fa"].x2_factors()
    for call in dir(client[""]):
        getattr(client[""], call)()
    assert [request.url.partition(".example")[2] for request in way.sent] == [
        "/close",
        "/options",
        "/x",
        "/class",
        "/2fa",
        "/empty",
    ]
    assert callable(client.close)
    assert type(client).__name__ == "Client"


# --- calls -----------------------------------------------------------------------------------------------------------


def test_an_object_is_a_record_that_remembers_its_etag():
    client, way = connected(lambda request: answering(body=b'{"name": "example"}', ETag='"1"'))
    app = client.app.info("example")
    client.app.update.with_options(if_match=app)("example", name="other")
    assert (app, way.sent[-1].headers["If-Match"]) == ({"name": "example"}, '"1"')


def test_send_gives_the_whole_answer():
    client, _ = connected(lambda request: answering(202, b'{"a": 1}', ETag='"1"', Request_Id="r-1"))
    response = client.app.info.send("example")
    assert (response.status, response.etag, response.request_id, response.from_cache, response.data) == (
        202,
        '"1"',
        "r-1",
        False,
        {"a": 1},
    )


def test_prepare_and_curl_send_nothing_and_hold_no_credentials():
    client, way = connected(token=SECRET)
    request = client.app.create.prepare(name="example")
    line = client.app.create.curl(name="example")
    assert (request.method, request.url, request.body) == ("POST", "https://api.heroku.com/apps", b'{"name":"example"}')
    assert (way.sent, SECRET in repr(request), SECRET in line) == ([], False, False)


@pytest.mark.parametrize(
    "status", [400, 401, 402, 403, 404, 405, 406, 409, 410, 412, 415, 416, 422, 423, 429, 500, 503]
)
def test_an_error_answer_is_the_error_of_its_status(status):
    client, _ = connected(lambda request: answering(status, b'{"id": "x", "message": "Said."}', Request_Id="r-1"))
    with pytest.raises(error_for(status), match=rf"^Said\. \({status} x, app\.info, request r-1\)"):
        client.app.info("example")


def test_a_304_raises_on_a_call_and_is_returned_by_send():
    client, _ = connected(lambda request: answering(304, b""))
    with pytest.raises(NotModified):
        client.app.info("example")
    assert client.app.info.send("example").status == 304


@pytest.mark.parametrize(
    "wrong", [lambda app: app.create(nmae="x"), lambda app: app.create(name=7), lambda app: app.info()]
)
def test_a_wrong_call_sends_nothing(wrong):
    client, way = connected()
    with pytest.raises((CallError, ValidationError)):
        wrong(client.app)
    assert way.sent == []


def test_a_broken_answer_names_its_request():
    client, _ = connected(lambda request: answering(body=b"<html>", Request_Id="r-1"))
    with pytest.raises(DecodeError, match=r"\(request r-1\)$"):
        client.app.info("example")


def test_a_range_that_is_an_address_is_not_followed():
    answer = answering(206, b'[{"id": 1}]', Next_Range="http://127.0.0.1:9/elsewhere?token=abc")
    client, way = connected(lambda request: answer, headers={"X-Key": SECRET})
    with pytest.raises(PagingError, match=r"^Next-Range .*elsewhere\?token=.* is a URL, not a range") as refused:
        list(client.app.list())
    assert "abc" not in str(refused.value)
    assert [request.url for request in way.sent] == ["https://api.heroku.com/apps"]


def test_a_list_keeps_query_and_headers_on_every_page():
    document = {
        "properties": {"item": {"links": [{"href": "/items", "title": "List", "schema": {"properties": {"q": {}}}}]}}
    }
    pages = {None: (b"[1, 2]", "id 3.."), "id 3..": (b"[3]", None)}

    def answer(request):
        body, after = pages[request.headers.get("Range")]
        return answering(206 if after else 200, body, **({"Next_Range": after} if after else {}))

    client, way = connected(answer, document, url="https://shop.example")
    listed = client.item.list.with_options(headers={"X-One": "1"})(q="a b")
    assert (list(listed), list(listed)) == ([1, 2, 3], [1, 2, 3])
    assert [(request.url, request.headers["X-One"]) for request in way.sent] == [
        ("https://shop.example/items?q=a%20b", "1")
    ] * 2


# --- warnings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "called", [lambda app: app.info("example"), lambda app: app.info.send("example")], ids=["call", "send"]
)
def test_a_warning_of_the_api_points_at_the_line_of_the_caller(called):
    client, _ = connected(lambda request: answering(Warning='299 - "Going away"'))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        called(client.app)
    line = called.__code__.co_firstlineno
    assert [(str(each.message), each.category, each.filename, each.lineno) for each in caught] == [
        ("Going away", ApiWarning, __file__, line)
    ]


# --- options ---------------------------------------------------------------------------------------------------------


def test_options_merge_from_client_to_link():
    client, way = connected(headers={"X-One": "1", "X-Two": "2"}, timeout=9)
    link = client.with_options(headers={"x-one": None}, limit=5).app.info.with_options(headers={"X-Three": "3"})
    link("example")
    headers = way.sent[0].headers
    assert [headers.get(name) for name in ("X-One", "X-Two", "X-Three")] == [None, "2", "3"]
    assert (way.sent[0].options.limit, way.sent[0].options.timeout) == (5, Timeout(total=9))


def test_a_client_with_other_options_leaves_the_first_alone():
    client, way = connected()
    client.with_options(headers={"X-One": "1"}).app.info("example")
    client.app.info("example")
    assert ["X-One" in request.headers for request in way.sent] == [True, False]


def test_closing_a_derived_client_leaves_the_connections_to_their_owner():
    client, way = connected()
    client.with_options(timeout=2).close()
    copy.copy(client).close()
    with client.with_options(timeout=2):
        pass
    assert way.closed == 0
    client.close()
    assert way.closed == 1


def test_an_unknown_option_is_refused():
    with pytest.raises(TypeError, match="no option 'timout'"):
        connected()[0].with_options(timout=2)


def test_a_read_only_client_sends_no_change():
    client, way = connected(read_only=True)
    client.app.info("example")
    with pytest.raises(ReadOnlyError, match=r"^app\.create is a POST, and this client is read-only"):
        client.app.create(name="example")
    assert [request.method for request in way.sent] == ["GET"]


# --- credentials -----------------------------------------------------------------------------------------------------


@pytest.fixture
def no_credentials(monkeypatch, tmp_path):
    monkeypatch.delenv("HEROKU_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))


@responses.activate
def test_a_401_without_credentials_says_where_they_are_looked_for(no_credentials):
    responses.get("https://api.heroku.com/apps/example", status=401, json={"id": "unauthorized", "message": "No."})
    with pytest.raises(Unauthorized) as caught:
        heroics_py.connect(retries=0).app.info("example")
    assert str(caught.value) == (
        "No; no credentials were sent; they are looked for in connect(token=..., auth=...), the environment variable "
        "HEROKU_API_KEY, and a netrc entry for api.heroku.com (401 unauthorized, app.info)"
    )


@responses.activate
def test_a_401_with_credentials_says_what_the_api_said_and_where_they_went(no_credentials):
    responses.get("https://api.heroku.com/apps/example", status=401, json={"id": "unauthorized", "message": "No."})
    with pytest.raises(Unauthorized) as caught:
        heroics_py.connect(token=SECRET, retries=0).app.info("example")
    where = "the credentials of token= went into the header Authorization, as a bearer token"
    assert str(caught.value) == f"No; {where} (401 unauthorized, app.info)"


@responses.activate
def test_no_error_and_no_repr_holds_the_credentials(no_credentials):
    import traceback

    responses.get("https://api.heroku.com/apps/example", status=404, json={"id": "not_found", "message": "No."})
    client = heroics_py.connect(token=SECRET, retries=0, headers={"X-Auth-Token": SECRET})
    with pytest.raises(NotFound) as caught:
        client.app.info("example")
    shown = [repr(client), repr(client.app), repr(client.app.info), repr(client._core), repr(client._core.settings)]
    shown += [repr(caught.value), repr(vars(caught.value))]
    shown += traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    assert SECRET not in "\n".join(shown)


def test_a_pickled_client_has_its_schema_and_options_and_no_secret():
    client = heroics_py.connect(
        token=SECRET, headers={"X-Auth-Token": SECRET, "X-One": "1"}, trust_environment=False, read_only=True
    ).with_options(headers={"Authorization": SECRET}, limit=5)
    data = pickle.dumps((client, client.app, client.app.info))
    again, resource, link = pickle.loads(data)
    assert SECRET.encode() not in data
    assert [repr(each) for each in (again, resource, link)] == [repr(e) for e in (client, client.app, client.app.info)]
    assert (again._options.limit, again._core.settings.read_only) == (5, True)
    assert again.app.info.prepare("example").headers["X-One"] == "1"


def test_a_pickled_client_holds_no_key_of_the_api_whatever_its_header_is_called():
    document = {
        "openapi": "3.0.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "components": {"securitySchemes": {"one": {"type": "apiKey", "in": "header", "name": "X-Tenant"}}},
        "security": [{"one": []}],
        "paths": {
            "/apps": {"get": {"operationId": "list", "tags": ["app"], "responses": {"200": {"description": ""}}}}
        },
    }
    client = heroics_py.connect(document, headers={"x-tenant": SECRET, "X-One": "1"}, trust_environment=False)
    data = pickle.dumps((client, client.app, client.app.list))
    assert SECRET.encode() not in data
    assert pickle.loads(data)[0].app.list.prepare().headers["X-One"] == "1"


@responses.activate
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize("part", [lambda client: client.app.info, lambda client: client.app, lambda client: client])
def test_a_copy_keeps_the_credentials(no_credentials, copied, part):
    responses.get("https://api.heroku.com/apps/example", json={})
    twin = copied(part(heroics_py.connect(token=SECRET)))
    link = twin if callable(twin) else getattr(twin, "app", twin)
    (link if callable(link) else link.info)("example")
    assert responses.calls[0].request.headers["Authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize("part", [lambda client: client.app.info, lambda client: client.app, lambda client: client])
def test_a_copy_shares_the_connection(part):
    client, _ = connected()
    assert copy.copy(part(client))._core is client._core


def test_a_deep_copy_has_a_connection_of_its_own():
    client = heroics_py.connect(trust_environment=False)
    twin = copy.deepcopy(client)
    assert (twin._core is client._core, twin._core.transport is client._core.transport) == (False, False)


def test_eight_threads_use_one_client_at_once():
    def answer(request):
        return {"name": request.url.rpartition("/")[2], "body": (request.body or b"").decode()}

    client, way = connected(answer)
    start = threading.Barrier(8)

    def work(number):
        start.wait()
        return [
            (
                client.app.info(f"app-{number}-{turn}").name,
                client.app.update(f"a-{number}", name=f"x{number}{turn}x").body,
            )
            for turn in range(20)
        ]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert results == [
        [(f"app-{number}-{turn}", f'{{"name":"x{number}{turn}x"}}') for turn in range(20)] for number in range(8)
    ]
    assert len(way.sent) == 8 * 20 * 2


def test_a_precondition_that_fails_is_told_as_one():
    client, way = connected(lambda request: answering(412, b'{"id": "precondition_failed", "message": "Changed."}'))
    with pytest.raises(PreconditionFailed):
        client.app.update.with_options(if_match='"1"')("example", name="other")
    assert len(way.sent) == 1


# --- what is loaded --------------------------------------------------------------------------------------------------


def loaded_by(code, names):
    probe = textwrap.dedent(code) + f"\nimport sys\nprint(*sorted(set({names!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


def test_importing_the_package_loads_no_library():
    names = ["requests", "jsonschema", "cachecontrol", "uritemplate", "referencing", "urllib3", "regex", "yaml"]
    assert loaded_by("import heroics_py", names) == []


def test_a_client_of_a_file_and_a_look_at_it_load_neither_requests_nor_jsonschema():
    code = """
        import heroics_py
        client = heroics_py.connect("heroku")
        dir(client), dir(client.app), repr(client), repr(client.app), client.app.create
    """
    assert loaded_by(code, ["requests", "jsonschema", "cachecontrol", "referencing", "urllib3", "regex"]) == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:5000", "https://api.example/v1/"])
def test_a_usual_base_url_is_not_taken_apart_before_the_first_call(url):
    assert loaded_by(f"import heroics_py\nheroics_py.connect('bookshelf', url={url!r})", ["urllib.parse"]) == []


@pytest.mark.parametrize("port", ["0x1", "99999", "65536", "-1"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(SchemaError, match="not a valid base URL: expected http"):
        heroics_py.connect("bookshelf", url=f"http://127.0.0.1:{port}/v1")


SENTINEL = "tok-0123456789-sentinel"


@pytest.mark.parametrize(
    ("schema", "given"),
    [
        ("nowhere", {"token": SENTINEL}),
        ("nowhere", {"auth": ("someone", SENTINEL)}),
        ("nowhere", {"headers": {"Authorization": f"Bearer {SENTINEL}"}}),
        ("http://127.0.0.1:9/schema.json", {"token": f"{SENTINEL}\n"}),
        ("heroku", {"token": SENTINEL, "timeout": -1}),
    ],
)
def test_no_frame_below_a_connect_that_fails_shows_the_credentials(schema, given):
    with pytest.raises(ValueError if schema != "nowhere" else heroics_py.SchemaError) as caught:
        heroics_py.connect(schema, **given)
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    ours = [frame for frame in frames if frame.f_globals["__name__"].startswith("heroics_py")]
    # A refused option is refused while the settings are made: the arguments are gone from the frame by then.
    assert ours
    assert [name for frame in ours for name, value in frame.f_locals.items() if SENTINEL in repr(value)] == []
    assert caught.value.__context__ is None
