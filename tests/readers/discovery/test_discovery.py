"""Google Discovery documents: what a client gets from them."""

import pickle
import warnings

import pytest
from canned import canned, connected
from discovery_shop import PAGES, method, schema, shop

import heroics_py
from heroics_py import CallError, PagingError, PagingWarning, ValidationError
from heroics_py.readers import read_api
from heroics_py.readers.discovery.tree import snake_case


@pytest.fixture
def client():
    with heroics_py.connect(shop(), cache=None) as client:
        yield client


def test_the_document():
    """The title, the description, the base URL and the credentials are those of the document."""
    api = read_api(shop())
    assert (api.dialect, api.title, api.url) == ("Google Discovery", "Shop API", "https://shop.example/shop/v1")
    assert [(each.name, each.kind, each.location) for each in api.security] == [
        ("oauth2", "bearer", "header"),
        ("key", "key", "query"),
    ]


def test_names(client):
    """Nested resources join their names, and methods keep theirs, in the spelling of Python."""
    names = ["projects_key_rings", "shelves", "shelves_pictures", "shop"]
    assert [name for name in dir(client) if name not in {"close", "with_options"}] == names
    assert dir(client.shelves) == ["aggregated_list", "delete", "get", "insert", "list", "move"]
    assert dir(client.shelves_pictures) == ["get", "get_media", "insert", "set_icon"]
    assert dir(client.projects_key_rings) == ["create", "get", "list", "test_iam_permissions"]


def test_indexes(client):
    """An index takes the names of the document, and the ids of its methods."""
    assert client["projects.keyRings"] is client.projects_key_rings
    assert client["projects_key_rings"] is client.projects_key_rings
    assert client["projects.keyRings", "shop.projects.keyRings.list"].href == "/v1/{+parent}/keyRings"
    assert client["shelves", "aggregatedList"].href == "/aggregated/shelves"
    assert client["shelves", "info"].href == "/shelves/{shelfId}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("keyRings", "key_rings"),
        ("sslCerts", "ssl_certs"),
        ("targetHttpsProxies", "target_https_proxies"),
        ("getIamPolicy", "get_iam_policy"),
        ("IPAddresses", "ip_addresses"),
        ("oauth2", "oauth2"),
        ("v2", "v2"),
        ("x-y.z", "x_y_z"),
        ("$list", "list"),
    ],
)
def test_snake_case(name, expected):
    """A name is split where its letters change case."""
    assert snake_case(name) == expected


def test_signature(client):
    """Path parameters come in their order; those of all methods come last, and the client's own are left out."""
    assert str(client.shelves.list.__signature__).count("kinds") == 1
    names = list(client.shelves.list.__signature__.parameters)
    assert names == ["pageToken", "pageSize", "kinds", "showEmpty", "alt", "fields", "prettyPrint", "quotaUser"]
    assert list(client.shelves.move.__signature__.parameters)[:3] == ["from_", "to", "if_"]
    assert client.shelves.list.__signature__.parameters["showEmpty"].default is True


def test_validation(client):
    """Parameters and bodies are checked."""
    with pytest.raises(ValidationError, match="pageSize"):
        client.shelves.list.prepare(pageSize=101)
    with pytest.raises(ValidationError, match="parent"):
        client.projects_key_rings.list.prepare("p")
    with pytest.raises(ValidationError, match="size"):
        client.shelves_pictures.insert.prepare("s", size=0)
    with pytest.raises(ValidationError, match="count"):
        client.shelves.insert.prepare(label="a", count="many")
    with pytest.raises(CallError, match="pageSize"):
        client.shelves.list.prepare(pageSiz=1)


def test_required_for_a_method():
    """A property that is annotated as required for a method is required there alone; readOnly ones never are."""
    with heroics_py.connect(shop()) as client, pytest.raises(ValidationError, match="label"):
        client.shelves.insert.prepare(count="1")
    required = {
        "id": {"type": "string", "required": True, "readOnly": True},
        "label": {"type": "string", "required": True},
    }
    document = shop(schemas={"Shelf": schema("Shelf", **required)})
    with heroics_py.connect(document) as client, pytest.raises(ValidationError) as caught:
        client.shelves.insert.prepare({})
    assert [each.pointer for each in caught.value.problems] == ["/label"]


def pages(request):
    """Return two pages of three shelves."""
    if "pageToken=t%26+2" in request.url or "pageToken=t%26%202" in request.url:
        return {"items": [{"id": "c"}]}
    return {"items": [{"id": "a"}, {"id": "b"}], "nextPageToken": "t& 2", "unreachable": ["x"]}


def test_pages(each_client):
    """A list continues with the token of each page, and keeps the other arguments."""
    client, transport = each_client.connected(pages, shop(), prefetch=False)
    shelves = client.shelves.list(pageSize=2)
    assert len(transport.sent) == 1
    assert [each.id for each in shelves] == ["a", "b", "c"]
    assert transport.sent[1].url == "https://shop.example/shop/v1/shelves?pageSize=2&pageToken=t%26%202"
    assert len(transport.sent) == 2
    assert [each.id for each in client.shelves.list.with_options(limit=1)()] == ["a"]


def test_fields_without_the_token():
    """A list whose selected fields leave out the token says that it ends with its page."""
    client, _ = connected(lambda _: {"items": [{"id": "a"}]}, shop(), prefetch=False)
    with pytest.warns(UserWarning, match="pass fields='nextPageToken,items"):
        client.shelves.list(fields="items(id)")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.shelves.list(fields="nextPageToken,items(id)")
        client.shelves.list(fields="*")
        client.shelves.list()


def test_nested_list(each_client):
    """The list of a nested resource is that of its name; a page without items is empty."""
    client, _ = each_client.connected(lambda _: {"keyRings": [{"name": "k"}]}, shop())
    assert [each.name for each in client.projects_key_rings.list("projects/p")] == ["k"]
    client, _ = each_client.connected(lambda _: {}, shop())
    assert list(client.projects_key_rings.list("projects/p")) == []
    client, _ = each_client.connected(lambda _: {"keyRings": 7}, shop())
    with pytest.raises(PagingError, match="keyRings"):
        client.projects_key_rings.list("projects/p")


def test_endless_pages(each_client):
    """A token that comes again is an error, not an endless list."""
    client, _ = each_client.connected(lambda _: {"items": [{}], "nextPageToken": "same"}, shop(), prefetch=False)
    with pytest.raises(heroics_py.PagingError, match="came again"):
        list(client.shelves.list())


def test_no_list():
    """Without a token in the schema, or a parameter for it, the response is a record, with a warning."""
    parameters = {"pageToken": PAGES["pageToken"]}
    plain = method("shelves.get", "GET", "shelf", parameters=parameters, response={"$ref": "Shelf"})
    without = method("shelves.list", "GET", "shelves", response={"$ref": "ShelfList"})
    document = shop(resources={"shelves": {"methods": {"get": plain, "list": without}}})
    client, _ = connected(lambda _: {"items": [], "nextPageToken": "t"}, document)
    with pytest.warns(PagingWarning, match="shelves.list: 'nextPageToken' in the response shows a next page"):
        assert client.shelves.list().nextPageToken == "t"
    with pytest.warns(PagingWarning, match="shelves.get"):
        assert client.shelves.get()["items"] == []
    assert "Collection" not in client.shelves.list.__doc__


def test_download():
    """get_media returns the bytes of any media type, JSON too; an error is an error."""
    client, _ = connected(lambda _: canned(body=b'{"a": 1}'), shop())
    assert client.shelves_pictures.get_media("s", "p") == b'{"a": 1}'
    assert client.shelves_pictures.get("s", "p") == {"a": 1}
    client, _ = connected(lambda _: canned(404, b'{"error": {"message": "gone"}}'), shop())
    with pytest.raises(heroics_py.NotFound, match="gone"):
        client.shelves_pictures.get_media("s", "p")


def test_uploads(client):
    """Media has to be bytes or a file; without media, the request goes to the plain path."""
    with pytest.raises(CallError, match="media_body is int"):
        client.shelves_pictures.insert.prepare("s", title="t", media_body=7)
    assert client.shelves_pictures.insert.prepare("s", title="t").url.endswith("/shop/v1/shelves/s/pictures")
    assert "media_body" in client.shelves_pictures.insert.__doc__


@pytest.mark.parametrize("validate", [True, False])
def test_upload_without_content(client, validate):
    """An upload without its content is an error before anything is sent."""
    insert = client.shelves_pictures.insert.with_options(media_type="multipart/related", validate=validate)
    with pytest.raises(CallError, match="media_body is NoneType: expected bytes"):
        insert.prepare("s", {})


def test_records():
    """A record identifies itself: by its name where paths are names."""
    client, transport = connected(lambda _: {"name": "projects/p/keyRings/k"}, shop())
    ring = client.projects_key_rings.get("projects/p/keyRings/k")
    client.projects_key_rings.get(ring)
    assert [each.url for each in transport.sent] == ["https://shop.example/shop/v1/v1/projects/p/keyRings/k"] * 2


def test_help(client):
    """The help says what is deprecated, what a list returns, and shows examples that can be sent."""
    assert "deprecated" in client.shelves.delete.__doc__.lower()
    assert "Collection" in client.shelves.list.__doc__
    assert "bytes" in client.shelves_pictures.get_media.__doc__
    assert "projects/a" in client.projects_key_rings.list.__doc__


def test_check():
    """A document without faults has no errors; a missing schema is one."""
    assert [each for each in heroics_py.check(shop()) if each.severity != "note"] == []
    found = heroics_py.check(shop(schemas={"Shelf": {"type": "object", "properties": {"a": {"$ref": "Gone"}}}}))
    assert "dangling-reference" in {each.kind for each in found}


def test_lost_properties():
    """A schema whose properties are a reference to nothing makes no link unusable."""
    schemas = {name: {"type": "object", "properties": {"$ref": "Gone"}} for name in shop()["schemas"]}
    client = heroics_py.connect(shop(schemas=schemas))
    assert client.shelves.list.prepare().url.startswith("https://shop.example/")


def test_pickle():
    """An API from a Discovery document can be pickled."""
    api = pickle.loads(pickle.dumps(read_api(shop())))
    assert api.aliases["projects.keyRings"] == "projects_key_rings"
    assert len(api.links) == len(read_api(shop()).links)


@pytest.mark.parametrize(
    "changes",
    [
        {"resources": {}, "methods": {}},
        {"resources": {"a": None, "b": {"methods": None}, "c": {"resources": 7}}},
        {"resources": {"a": {"methods": {"b": {"httpMethod": "GET"}, "c": {"path": "c"}, "d": 7}}}},
        {"resources": {"a": {"methods": {"b": method("b", "GET", "x/{y", parameters=7, request=7, response=7)}}}},
        {"resources": {"a": {"methods": {"b": method("b", "POST", "x", mediaUpload={"protocols": 7, "accept": 7})}}}},
        {"schemas": None, "parameters": [], "auth": 7, "rootUrl": 7},
        {
            "schemas": {
                "Shelf": {"id": "Shelf", "type": 7, "properties": {"a": 7, "b": {"$ref": "b"}}, "required": True}
            }
        },
    ],
)
def test_broken_documents(changes):
    """What has the wrong type counts as absent."""
    client = heroics_py.connect(shop(**changes), url="https://shop.example")
    for name in dir(client):
        assert dir(getattr(client, name)) is not None


@pytest.mark.parametrize("odd", [{"a": 1}, ["string"], None, 7])
def test_odd_types(odd):
    """A type or format that is not text says nothing, and does not break what shows the schema."""
    properties = {"a": {"type": odd, "default": "7"}, "b": {"type": "string", "format": odd}}
    shelf = {"Shelf": {"id": "Shelf", "type": "object", "properties": properties}}
    client = heroics_py.connect(shop(schemas=shelf), url="https://shop.example")
    assert client.shelves.insert.prepare(a="7", b="x").body == b'{"a":"7","b":"x"}'
    assert "Shop" in repr(client)
    assert heroics_py.check(shop(schemas=shelf)) is not None


def test_sandbox():
    """The sandbox answers from a Discovery document."""
    with heroics_py.sandbox(shop()) as client:
        made = client.shelves.insert(label="a")
        assert client.shelves.get(made.id).label == "a"
        client.shelves.insert(label="b")
        assert [each.label for each in client.shelves.list()] == ["a", "b"]
        first = client.shelves.list.send(pageSize=1).data
        assert ([each["label"] for each in first["items"]], first["nextPageToken"]) == (["a"], "1")
        assert [each.label for each in client.shelves.list(pageSize=1)] == ["a", "b"]
