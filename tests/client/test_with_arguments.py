"""Parameters that stay filled, on clients, resources, scopes and links, and what a call still takes."""

import asyncio
import copy
import inspect
import pickle

import pytest

import heroics_py
from heroics_py import with_arguments
from heroics_py.errors import CallError


def parameter(name, place="path", **schema):
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string", **schema}}


def operation(name, *parameters, **more):
    return {
        "operationId": name,
        "tags": ["table"],
        "parameters": list(parameters),
        "responses": {"200": {"description": "ok"}},
        **more,
    }


TENANT, DATABASE, TABLE = map(parameter, ("tenant", "database", "table"))
BODY = {"content": {"application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}
API = {
    "openapi": "3.0.0",
    "info": {"title": "Tables", "version": "1"},
    "servers": [{"url": "https://tables.example"}],
    "paths": {
        "/{tenant}/{database}/tables": {
            "get": operation("listTables", TENANT, DATABASE, parameter("n", "query"), parameter("X-Region", "header")),
            "post": operation("createTable", TENANT, DATABASE, requestBody=BODY),
        },
        "/{tenant}/{database}/tables/{table}": {"get": operation("readTable", TENANT, DATABASE, TABLE)},
        "/status": {"get": operation("readStatus")},
    },
}
HYPER = {
    "definitions": {
        "thing": {
            "links": [
                {
                    "title": "List",
                    "rel": "instances",
                    "href": "/things",
                    "method": "GET",
                    "schema": {
                        "type": "object",
                        "properties": {"tenant": {"type": "string"}, "n": {"type": "integer"}},
                    },
                },
                {"title": "Info", "rel": "self", "href": "/thing", "method": "GET"},
                {"title": "Info", "rel": "self", "href": "/{tenant}/thing", "method": "GET"},
            ]
        }
    },
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}


async def awaiting(document, **options):
    return await heroics_py.connect_async(document, **options)


@pytest.fixture(params=["blocking", "awaiting"])
def connect(request):
    """What connects clients that block, then clients that are awaited; neither sends anything."""
    if request.param == "blocking":
        return heroics_py.connect
    pytest.importorskip("aiohttp")
    return lambda *args, **kwargs: asyncio.run(awaiting(*args, **kwargs))


@pytest.fixture
def tables(connect):
    return connect(API)


@pytest.fixture
def database(tables):
    return with_arguments(tables, tenant="t", database="d")


def url(link, *args, **kwargs):
    return link.prepare(*args, **kwargs).url.removeprefix("https://tables.example")


CALLS = [
    ("list", (), {}, "/t/d/tables"),
    ("list", (), {"n": "3"}, "/t/d/tables?n=3"),
    ("read", ("u",), {}, "/t/d/tables/u"),
    ("read", (), {"table": "u"}, "/t/d/tables/u"),
    ("read", ("u",), {"tenant": "z"}, "/z/d/tables/u"),
    ("read", (), {"tenant": "z", "database": "y", "table": "u"}, "/z/y/tables/u"),
    ("create", (), {"name": "x"}, "/t/d/tables"),
    ("create", ({"name": "x"},), {}, "/t/d/tables"),
    ("read_status", (), {}, "/status"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "expected"), CALLS)
def test_calls_go_without(database, name, args, kwargs, expected):
    """A call goes without what is filled; a keyword of the call comes before it."""
    assert url(getattr(database.table, name), *args, **kwargs) == expected


def test_empty_body(database):
    """An empty dict is a body."""
    assert database.table.create.prepare({}).body == b"{}"


def test_number_of_positional_arguments(database):
    """What is filled is not a positional argument any more, and the error says how it can be passed."""
    with pytest.raises(
        CallError, match=r"takes 1 more href argument.* tenant and database, which with_arguments.* fills"
    ):
        database.table.read.prepare("t", "d", "u")


def test_query_and_header(tables):
    """Parameters of the query and headers are filled too, by their names in calls or on the wire."""
    for region in ("x_region", "X-Region", "x-region"):
        filled = with_arguments(tables, **{region: "eu", "n": "2"})
        request = filled.table.list.prepare("t", "d")
        assert (request.headers["X-Region"], url(filled.table.list, "t", "d")) == ("eu", "/t/d/tables?n=2")
        assert filled.table.list.prepare("t", "d", **{"X-Region": "us"}).headers["X-Region"] == "us"
    assert url(filled.table.list, "t", "d", n=None) == "/t/d/tables"


def test_query_of_hyper_schema(connect):
    """The fields of a hyper-schema's query are filled, beside those of a call or of its dict."""
    things = with_arguments(connect(HYPER, url="https://tables.example"), tenant="t").thing
    assert url(things.list) == "/things?tenant=t"
    assert url(things.list, n=1) == "/things?tenant=t&n=1"
    assert url(things.list, {"n": 1}) == "/things?tenant=t&n=1"
    assert url(things.list, {"tenant": "z"}) == "/things?tenant=z"


def test_link_with_the_filled_parameter(connect):
    """Of several links that share a name, the one with the filled parameter is meant."""
    client = connect(HYPER, url="https://tables.example")
    assert url(client.thing.info) == "/thing"
    assert url(with_arguments(client, tenant="t").thing.info) == "/t/thing"


def test_signature(database):
    """A signature shows what is filled as a keyword with its value, as functools.partial does."""
    signature = inspect.signature(database.table.read)
    assert str(signature) == "(table: str, *, tenant: str = 't', database: str = 'd')"


def test_help(database):
    """The help names what is filled, and an example goes without it."""
    text = database.table.read.__doc__
    assert "    tenant (string, filled with 't' by with_arguments())" in text
    assert "client.table.read('example')" in text
    assert "by with_arguments()" in database.table.read._repr_html_()
    assert "tenant, database filled" in repr(database)


def test_secret_value_is_not_shown(tables):
    """The value of a parameter that holds a secret is in no signature and no help, and no pickle has it."""
    schema = copy.deepcopy(API)
    schema["paths"]["/status"]["get"]["parameters"] = [parameter("access_token", "query")]
    client = with_arguments(heroics_py.connect(schema), access_token="hunter2")
    shown = [repr(client.table.read_status), client.table.read_status.__doc__, repr(client), repr(client._core)]
    assert [text for text in shown if "hunter2" in text] == []
    assert b"hunter2" not in pickle.dumps(client)
    assert url(client.table.read_status) == "/status?access_token=hunter2"


REFUSED = [
    ({"tenat": "t"}, "'tenat', and no link has such a parameter; did you mean 'tenant'?"),
    ({"tenant": "t", "nothing": 1}, "'nothing', and no link has such a parameter; expected one of tenant, database"),
    ({"name": "x"}, "'name', which is a field of a body, as of POST /{tenant}/{database}/tables"),
    ({"timeout": 3}, "'timeout', which is an option: client.with_options(timeout=...)"),
]


@pytest.mark.parametrize(("arguments", "expected"), REFUSED)
def test_unknown_parameter(tables, arguments, expected):
    """A parameter that no link has is refused, with the closest names."""
    with pytest.raises(CallError) as caught:
        with_arguments(tables, **arguments)
    assert expected in str(caught.value)


def test_what_has_no_links():
    """Only clients, resources, scopes and links are taken."""
    with pytest.raises(CallError, match="takes a client, or a resource, scope or link of one; got dict"):
        with_arguments({}, tenant="t")


def test_method_that_is_a_function(tables):
    """Where a method of that name is looked for, the error names the function."""
    for thing, place in ((tables, "client"), (tables.table, "client.table"), (tables.table.read, "client.table.read")):
        with pytest.raises(AttributeError, match=rf"heroics_py\.with_arguments\({place}, \.\.\.\)"):
            _ = thing.with_arguments


def test_nesting(tables):
    """What is filled adds up; the last value counts, and None fills a parameter no longer."""
    first = with_arguments(tables, tenant="t")
    second = with_arguments(first, database="d", tenant="u")
    assert url(second.table.list) == "/u/d/tables"
    assert url(with_arguments(second, tenant=None).table.list, "v") == "/v/d/tables"
    assert url(first.table.list, "d") == "/t/d/tables"
    assert url(tables.table.list, "t", "d") == "/t/d/tables"


def test_resources_scopes_and_links(tables):
    """A resource, a scope or a link alone has parameters filled, and only those that it has."""
    assert url(with_arguments(tables.table, tenant="t").list, "d") == "/t/d/tables"
    assert url(with_arguments(tables.table.list, tenant="t"), "d") == "/t/d/tables"
    assert url(with_arguments(tables.table["u"], tenant="t").read, "d") == "/t/d/tables/u"
    with pytest.raises(CallError, match="no link has such a parameter"):
        with_arguments(tables.table.read, n=1)


def test_identity_of_a_scope_comes_first(database):
    """The identity of a scope comes before what is filled."""
    assert url(with_arguments(database, table="x").table["u"].read) == "/t/d/tables/u"


def test_options_keep_arguments(database):
    """Options and arguments go together, in either order."""
    client = database.with_options(timeout=2, headers={"X-A": "b"})
    assert url(client.table.list) == "/t/d/tables"
    assert client.table.list.with_options(limit=1).prepare().headers["X-A"] == "b"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_copies_keep_arguments(copied):
    """Copies and pickles of a client and of its links keep what is filled."""
    client = with_arguments(heroics_py.connect(API), tenant="t", database="d")
    for link in (copied(client).table.read, copied(client.table).read, copied(client.table.read)):
        assert url(link, "u") == "/t/d/tables/u"
    assert url(copied(client.table["u"]).read) == "/t/d/tables/u"


def test_media_type_of_the_caller(database):
    """A media type of the caller's choice leaves what is filled."""
    create = database.table.create.with_options(media_type="text/csv", validate=False)
    assert (url(create, "a,b"), create.prepare("a,b").body) == ("/t/d/tables", b"a,b")


def test_same_connection():
    """A client with arguments shares the connection, and leaves it open."""
    with heroics_py.sandbox(socket=False) as heroku:
        app = with_arguments(heroku, app_identity="example")
        heroku.app.create(name="example")
        app.close()
        assert heroku.app.info("example").name == app.app.info().name == "example"


def test_records_and_functions():
    """Records keep what is filled: their links, `refresh`, `gather` and `find` go without it."""
    with heroics_py.sandbox(socket=False) as heroku:
        heroku.app.create(name="example")
        app = with_arguments(heroku, app_identity="example")
        record = app.app.info()
        assert heroics_py.refresh(record).id == record.id
        assert heroics_py.links(record).dyno.list() == []
        (created,) = heroics_py.gather(app.config_var.update, [{"A": "b"}]) or [None]
        assert created["A"] == "b"
        assert heroics_py.find(app, "app info")[0]().id == record.id


def test_record_as_a_value():
    """A record identifies the thing that it holds."""
    with heroics_py.sandbox(socket=False) as heroku:
        record = heroku.app.create(name="example")
        assert with_arguments(heroku, app_identity=record).app.info().id == record.id


def test_calls_that_are_awaited():
    """An async client with arguments awaits its calls, on the connection of the client that it came from."""
    pytest.importorskip("aiohttp")

    async def steps():
        async with heroics_py.sandbox_async(socket=False) as heroku:
            await heroku.app.create(name="example")
            app = with_arguments(heroku, app_identity="example")
            await app.close()
            record = await app.app.info()
            assert [dyno async for dyno in app.dyno.list()] == []
            return record.name, (await heroics_py.refresh_async(record)).name

    assert asyncio.run(steps()) == ("example", "example")


def test_a_record_of_another_place():
    """A record of another tenant is not taken for the thing of that id in the filled one."""
    stored = heroics_py.sandbox(OF_TENANTS, socket=False)
    client = with_arguments(stored, tenant="t")
    record = client.thing.create(tenant="u", name="a")
    with pytest.raises(CallError, match="a Record of another tenant than the one"):
        client.thing.read.prepare(record)
    assert client.thing.read.prepare(record, tenant="u").url.endswith(f"/u/things/{record.id}")
    own = client.thing.create(name="b")
    assert client.thing.read.prepare(own).url.endswith(f"/t/things/{own.id}")


THING = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
CONTENT = {"content": {"application/json": {"schema": THING}}}
OF_TENANTS = {
    "openapi": "3.0.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/{tenant}/things": {
            "post": {
                "operationId": "createThing",
                "tags": ["thing"],
                "parameters": [TENANT],
                "requestBody": CONTENT,
                "responses": {"201": {"description": "", **CONTENT}},
            }
        },
        "/{tenant}/things/{thing}": {
            "get": {
                "operationId": "readThing",
                "tags": ["thing"],
                "parameters": [TENANT, parameter("thing")],
                "responses": {"200": {"description": "", **CONTENT}},
            }
        },
    },
}
