"""The client: its names, its options, its credentials, and the modules that it loads."""

import copy
import inspect
import pydoc
import subprocess
import sys
import textwrap
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
import responses
from canned import connected

import heroics_py
from heroics_py.errors import (
    NotFound,
    ReadOnlyError,
    Unauthorized,
)
from heroics_py.http.options import Timeout

over_both = pytest.mark.usefixtures("driver")

SECRET = "s3cret-sentinel"


ODD = {
    "properties": {
        "close": {"links": [{"href": "/close", "title": "List"}]},
        "with options": {"links": [{"href": "/options", "title": "List"}]},
        "__class__": {"links": [{"href": "/class", "title": "__init__"}, {"href": "/x", "title": "send"}]},
        "class": {"links": [{"href": "/class", "title": "class"}]},
        "2fa": {"links": [{"href": "/2fa", "title": "2 factors"}]},
        "": {"links": [{"href": "/empty", "title": ""}]},
    }
}


def odd(**settings):
    return connected(schema=ODD, url="https://odd.example", **settings)


@over_both
def test_dir_of_a_client():
    """Tab offers the resources, close and with_options."""
    client, _ = connected(schema="bookshelf")
    assert sorted(dir(client)) == sorted([*client._core.catalog.names, "close", "with_options"])


@over_both
def test_dir_of_a_resource():
    """Tab offers the links of a resource, and nothing else."""
    client, _ = connected()
    assert dir(client.app) == ["create", "delete", "info", "list", "list_owned_and_collaborated", "update"]


@over_both
def test_reprs():
    """The repr of a client, a resource and a link shows what it is."""
    client, _ = connected()
    assert [repr(client), repr(client.region), repr(client.region.info)] == [
        "<Client of Heroku Platform API at https://api.heroku.com: 63 resources, schema of 2016-03-09>",
        "<region: info, list>",
        "<region.info(region_identity: str)  GET /regions/{region_identity}>",
    ]


@over_both
def test_looking_sends_nothing():
    """Reprs, docstrings, signatures and Tab send no request."""
    client, transport = connected()
    for name in client._core.catalog.names:
        resource = getattr(client, name)
        _ = (repr(resource), resource.__doc__, dir(resource))
        for call in dir(resource):
            link = getattr(resource, call)
            _ = (repr(link), link.__doc__, inspect.signature(link), hasattr(link, "nope"), callable(link))
    pydoc.render_doc(client.app.create)
    _ = (repr(client), dir(client), client.__doc__)
    assert transport.sent == []


def test_options_of_a_resource():
    """A resource has no options, and the error names a link that has them."""
    with pytest.raises(AttributeError, match=r"; call it on a link, such as app\.\w+\.with_options\(\.\.\.\)$"):
        _ = heroics_py.connect().app.with_options


def test_repr_of_one_resource():
    """The repr of a client counts one resource in the singular."""
    schema = {"definitions": {"thing": {"links": [{"rel": "self", "href": "/x"}]}}}
    client = heroics_py.connect(schema, url="https://api.example")

    assert repr(client) == "<Client of an API at https://api.example: 1 resource>"


@over_both
def test_resources_are_not_iterable():
    """Iterating over a resource raises an error that suggests its list link."""
    client, _ = connected()
    with pytest.raises(TypeError, match=r"^app is a resource, not a list; call client\.app\.list\(\); "):
        list(client.app)


@over_both
def test_unknown_resource():
    """The error for an unknown resource suggests the closest names."""
    client, _ = connected()
    with pytest.raises(AttributeError, match=r"^this API has no resource 'ap'; did you mean 'app'"):
        _ = client.ap
    assert not hasattr(client, "ap")


@pytest.mark.parametrize("name", ["with options", "class", "2fa", ""])
def test_names_that_are_not_identifiers(name):
    """A resource whose name is not an identifier is not an attribute."""
    client, _ = odd()
    with pytest.raises(AttributeError, match="has no resource"):
        getattr(client, name)


@over_both
def test_unknown_link():
    """The error for an unknown link suggests the closest names."""
    client, _ = connected()
    with pytest.raises(AttributeError, match=r"^app has no link 'lst'; did you mean 'list'"):
        _ = client.app.lst


@over_both
def test_index_by_schema_names():
    """Brackets take the names of the schema, for resources and links."""
    client, _ = connected()
    assert client["config-var"] is client.config_var is client["config_var"]
    assert client["formation", "Batch update"] == client.formation.batch_update
    assert client["app", "instances"] == client.app.list


@over_both
@pytest.mark.parametrize(("key", "close"), [("config-vra", "config-var"), (("app", "Crate"), "Create")])
def test_unknown_index(key, close):
    """The error for an unknown name in brackets suggests the closest names."""
    client, _ = connected()
    with pytest.raises(KeyError, match=f"did you mean .*'{close}'"):
        _ = client[key]


def test_reserved_names():
    """Resources and links with reserved names can be called, and shadow nothing."""
    client, transport = odd()
    client["close"].list()
    client["with options"].list()
    client["__class__", "send"]()
    client["class"].class_()
    client["2fa"].x2_factors()
    for call in dir(client[""]):
        getattr(client[""], call)()
    assert [request.url.partition(".example")[2] for request in transport.sent] == [
        "/close",
        "/options",
        "/x",
        "/class",
        "/2fa",
        "/empty",
    ]
    assert callable(client.close)
    assert type(client).__name__ == "Client"


@over_both
def test_options_merge():
    """Options of a link win over those of its client; headers merge one by one."""
    client, transport = connected(headers={"X-One": "1", "X-Two": "2"}, timeout=9)
    link = client.with_options(headers={"x-one": None}, limit=5).app.info.with_options(headers={"X-Three": "3"})
    link("example")
    headers = transport.sent[0].headers
    assert [headers.get(name) for name in ("X-One", "X-Two", "X-Three")] == [None, "2", "3"]
    assert (transport.sent[0].options.limit, transport.sent[0].options.timeout) == (5, Timeout(total=9))


@over_both
def test_with_options_returns_a_copy():
    """`with_options` leaves the original client alone."""
    client, transport = connected()
    client.with_options(headers={"X-One": "1"}).app.info("example")
    client.app.info("example")
    assert ["X-One" in request.headers for request in transport.sent] == [True, False]


@over_both
def test_close_of_a_derived_client():
    """Closing a client from `with_options` or a copy leaves the connection open."""
    client, transport = connected()
    client.with_options(timeout=2).close()
    copy.copy(client).close()
    with client.with_options(timeout=2):
        pass
    assert transport.closed == 0
    client.close()
    assert transport.closed == 1


@over_both
def test_close_keeps_the_transport():
    """A client with a transport of the caller's can be used after `close`."""
    client, transport = connected()
    client.close()
    client.app.info("example")
    assert (len(transport.sent), transport.closed) == (1, 1)


@over_both
def test_unknown_option():
    """An unknown option is a TypeError."""
    with pytest.raises(TypeError, match="no option 'timout'"):
        connected()[0].with_options(timout=2)


@over_both
def test_read_only():
    """A read-only client sends GET and refuses the rest."""
    client, transport = connected(read_only=True)
    client.app.info("example")
    with pytest.raises(ReadOnlyError, match=r"^app\.create is a POST, and this client is read-only"):
        client.app.create(name="example")
    assert [request.method for request in transport.sent] == ["GET"]


@pytest.fixture
def no_credentials(monkeypatch, tmp_path):
    monkeypatch.delenv("HEROKU_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))


@responses.activate
def test_401_without_credentials(no_credentials):
    """The error says where credentials are looked for."""
    responses.get("https://api.heroku.com/apps/example", status=401, json={"id": "unauthorized", "message": "No."})
    with pytest.raises(Unauthorized) as caught:
        heroics_py.connect(retries=0).app.info("example")
    assert str(caught.value) == (
        "No; no credentials were sent; they are looked for in connect(token=..., auth=...), the environment variable "
        "HEROKU_API_KEY, and a netrc entry for api.heroku.com (401 unauthorized, app.info)"
    )


@responses.activate
def test_401_with_credentials(no_credentials):
    """The error has the message of the API, and says where the credentials went."""
    responses.get("https://api.heroku.com/apps/example", status=401, json={"id": "unauthorized", "message": "No."})
    with pytest.raises(Unauthorized) as caught:
        heroics_py.connect(token=SECRET, retries=0).app.info("example")
    where = "the credentials of token= went into the header Authorization, as a bearer token"
    assert str(caught.value) == f"No; {where} (401 unauthorized, app.info)"


@responses.activate
def test_reprs_and_errors_hide_credentials(no_credentials):
    """Neither reprs nor errors nor their frames show credentials."""
    import traceback

    responses.get("https://api.heroku.com/apps/example", status=404, json={"id": "not_found", "message": "No."})
    client = heroics_py.connect(token=SECRET, retries=0, headers={"X-Auth-Token": SECRET})
    with pytest.raises(NotFound) as caught:
        client.app.info("example")
    shown = [repr(client), repr(client.app), repr(client.app.info), repr(client._core), repr(client._core.settings)]
    shown += [repr(caught.value), repr(vars(caught.value))]
    shown += traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    assert SECRET not in "\n".join(shown)


@over_both
def test_eight_threads_share_a_client():
    """Eight threads can use one client at the same time."""

    def respond(request):
        return {"name": request.url.rpartition("/")[2], "body": (request.body or b"").decode()}

    client, transport = connected(respond)
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
    assert len(transport.sent) == 8 * 20 * 2


def loaded_by(code, names):
    probe = textwrap.dedent(code) + f"\nimport sys\nprint(*sorted(set({names!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


def test_import_loads_no_library():
    """Importing the package loads none of its libraries."""
    names = ["requests", "jsonschema", "cachecontrol", "uritemplate", "referencing", "urllib3", "regex", "yaml"]
    assert loaded_by("import heroics_py", names) == []


def test_looking_loads_no_library():
    """Connecting and looking load neither requests nor jsonschema."""
    code = """
        import heroics_py
        client = heroics_py.connect("heroku")
        dir(client), dir(client.app), repr(client), repr(client.app), client.app.create
    """
    names = ["requests", "jsonschema", "cachecontrol", "uritemplate", "referencing", "urllib3", "regex"]
    assert loaded_by(code, names) == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:5000", "https://api.example/v1/"])
def test_simple_base_urls_need_no_parsing(url):
    """A simple base URL is not parsed before the first call."""
    assert loaded_by(f"import heroics_py\nheroics_py.connect('bookshelf', url={url!r})", ["urllib.parse"]) == []


SENTINEL = "tok-0123456789-sentinel"


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ("nowhere", {"token": SENTINEL}),
        ("nowhere", {"auth": ("someone", SENTINEL)}),
        ("nowhere", {"headers": {"Authorization": f"Bearer {SENTINEL}"}}),
        ("http://127.0.0.1:9/schema.json", {"token": f"{SENTINEL}\n"}),
        ("heroku", {"token": SENTINEL, "timeout": -1}),
    ],
)
def test_failing_connect_hides_credentials(schema, arguments):
    """No frame of a failing `connect` holds credentials."""
    with pytest.raises(ValueError if schema != "nowhere" else heroics_py.SchemaError) as caught:
        heroics_py.connect(schema, **arguments)
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    ours = [frame for frame in frames if frame.f_globals["__name__"].startswith("heroics_py")]
    # `connect` has deleted the credentials from its frame by the time it checks the options.
    assert ours
    assert [name for frame in ours for name, value in frame.f_locals.items() if SENTINEL in repr(value)] == []
    assert caught.value.__context__ is None
