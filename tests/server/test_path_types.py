"""What was created is in the list and found by each identity, whatever the operations are called."""

import pytest
from shop_sandbox import ShopSandbox, body, parameter, reply

ID = {"type": "integer"}


def thing(**properties):
    return {"type": "object", "required": list(properties), "properties": properties}


PET = thing(id=ID, name={"type": "string"}, status={"enum": ["available", "sold"]})
NEW = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "status": {"type": "string"}}}


def pets(  # noqa: PLR0913 - each has its own name
    *, listed=None, one=PET, created=PET, name="petId", kind=ID, query=()
):
    """Return a sandbox with pets whose operations have names that say nothing."""
    listed = {"type": "array", "items": PET} if listed is None else listed
    at = {"parameters": [parameter(name, kind, "path")]}
    return ShopSandbox(
        {
            "/v1/pets": {
                "post": {"operationId": "op1", "requestBody": body(NEW), "responses": {"201": reply(created)}},
                "get": {"operationId": "op2", "parameters": list(query), "responses": {"200": reply(listed)}},
            },
            f"/v1/pets/{{{name}}}": {
                **at,
                "get": {"operationId": "op3", "responses": {"200": reply(one)}},
                "put": {"operationId": "op4", "requestBody": body(NEW), "responses": {"200": reply(one)}},
                "delete": {"operationId": "op5", "responses": {"204": reply()}},
            },
        }
    )


def test_life_cycle():
    """POST on a collection creates, GET lists; GET, PUT and DELETE on an item read, change and remove it."""
    shop = pets()
    assert shop("GET", "/v1/pets").data == []
    rex = shop("POST", "/v1/pets", {"name": "Rex", "status": "sold"}).data
    assert (rex["name"], rex["status"]) == ("Rex", "sold")
    assert shop("GET", "/v1/pets").data == [rex]
    assert shop("GET", f"/v1/pets/{rex['id']}").data == rex
    assert shop("PUT", f"/v1/pets/{rex['id']}", {"name": "Max"}).data == {**rex, "name": "Max"}
    assert shop("DELETE", f"/v1/pets/{rex['id']}").status == 204
    assert shop("GET", f"/v1/pets/{rex['id']}").status == 404
    assert shop("GET", "/v1/pets").data == []


SUMMARY = thing(id=ID, name={"type": "string"})
ENVELOPES = [
    (thing(data={"type": "array", "items": PET}, total={"type": "integer"}), "data"),
    (thing(count=ID, next={"type": ["string", "null"]}, results={"type": "array", "items": PET}), "results"),
    (thing(pets={"type": "array", "items": PET}, tags={"type": "array", "items": {"type": "string"}}), "pets"),
    ({"allOf": [thing(total=ID), thing(items={"type": "array", "items": PET})]}, "items"),
]


@pytest.mark.parametrize(("listed", "field"), ENVELOPES, ids=["data", "results", "noun", "allOf"])
def test_list_in_envelope(listed, field):
    """A list may be in an envelope, with the number of its items."""
    shop = pets(listed=listed)
    rex = shop("POST", "/v1/pets", {"name": "Rex"}).data
    page = shop("GET", "/v1/pets").data
    assert page[field] == [rex]
    assert [page[name] for name in ("total", "count") if name in page] in ([1], [])


def test_item_in_envelope():
    """One thing may be in an envelope as well."""
    shop = pets(one=thing(data=PET), created=thing(data=PET))
    rex = shop("POST", "/v1/pets", {"name": "Rex"}).data["data"]
    assert shop("GET", f"/v1/pets/{rex['id']}").data == {"data": rex}
    assert shop("GET", "/v1/pets").data == [rex]


def test_summaries_in_list():
    """A list may show less of a thing than the thing itself."""
    shop = pets(listed={"type": "array", "items": {**SUMMARY, "additionalProperties": False}})
    rex = shop("POST", "/v1/pets", {"name": "Rex"}).data
    assert shop("GET", "/v1/pets").data == [{"id": rex["id"], "name": "Rex"}]


@pytest.mark.parametrize("name", ["id", "petId", "pet_id", "pet-id", "PetID", "pet"])
def test_variable_means_id(name):
    """A variable means the attribute at its end, or the id."""
    shop = pets(name=name)
    shop("POST", "/v1/pets", {"name": "Rex"})
    second = shop("POST", "/v1/pets", {"name": "Max"}).data
    assert shop("GET", f"/v1/pets/{second['id']}").data == second


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("slug", ["slug"]),
        ("pet_slug", ["slug"]),
        ("id_or_slug", ["id", "slug"]),
        ("idOrSlug", ["id", "slug"]),
        ("pet_id_or_name", ["id", "name"]),
        ("uuid", ["uuid"]),
    ],
)
def test_variable_means_other_fields(name, fields):
    """A thing is found by each of its identities, and each is unique."""
    text = {"type": "string"}
    pet = thing(id=ID, uuid={"type": "string", "format": "uuid"}, slug=text, name=text)
    shop = pets(one=pet, created=pet, name=name, kind={"type": ["string", "integer"]})
    first, second = (shop("POST", "/v1/pets", {"name": each}).data for each in ("Rex", "Max"))
    for field in fields:
        assert [shop("GET", f"/v1/pets/{each[field]}").data for each in (first, second)] == [first, second]


def test_put_creates_where_documented():
    """PUT creates what its path identifies where the document says 201 (RFC 9110, 9.3.4)."""
    note = thing(key={"type": "string"}, text={"type": "string"})
    put = {"requestBody": body(note), "responses": {"200": reply(note), "201": reply(note)}}
    at = {"parameters": [parameter("key", {"type": "string"}, "path")]}
    shop = ShopSandbox({"/notes/{key}": {**at, "put": put, "get": {"responses": {"200": reply(note)}}}})
    value = {"key": "a", "text": "x"}
    assert shop("PUT", "/notes/a", value).status == 201
    assert shop("PUT", "/notes/a", {**value, "text": "y"}).status == 200
    assert shop("GET", "/notes/a").data == {**value, "text": "y"}


def nested(toy):
    shops = {"parameters": [parameter("shop_id", ID, "path")]}
    toys = {"parameters": [*shops["parameters"], parameter("toy_id", ID, "path")]}
    named = thing(id=ID, name={"type": "string"})
    return ShopSandbox(
        {
            "/shops": {"post": {"requestBody": body(NEW), "responses": {"201": reply(named)}}},
            "/shops/{shop_id}": {**shops, "get": {"responses": {"200": reply(named)}}},
            "/shops/{shop_id}/toys": {
                **shops,
                "post": {"requestBody": body(NEW), "responses": {"201": reply(toy)}},
                "get": {"responses": {"200": reply({"type": "array", "items": toy})}},
            },
            "/shops/{shop_id}/toys/{toy_id}": {**toys, "get": {"responses": {"200": reply(toy)}}},
        }
    )


@pytest.mark.parametrize("key", ["shop_id", "shopId", None])
def test_things_within_things(key):
    """A thing is in the list of what it was created in, and refers to it where it has a field for that."""
    toy = thing(id=ID, name={"type": "string"}, **({key: ID} if key else {}))
    shop = nested(toy)
    first, second = (shop("POST", "/shops", {"name": each}).data["id"] for each in "ab")
    ball = shop("POST", f"/shops/{second}/toys", {"name": "ball"}).data
    assert key is None or ball[key] == second
    assert shop("GET", f"/shops/{second}/toys").data == [ball]
    assert shop("GET", f"/shops/{first}/toys").data == []
    assert shop("GET", f"/shops/{second}/toys/{ball['id']}").data == ball
    assert shop("GET", f"/shops/{first}/toys/{ball['id']}").status == 404
    assert shop("GET", "/shops/99/toys").status == 404


STATUS = parameter("status", {"enum": ["available", "sold"]})
STATUSES = parameter("status", {"type": "array", "items": {"enum": ["available", "sold"]}}, explode=False)
FREE = parameter("q", {"type": "string"})


@pytest.mark.parametrize(
    ("query", "target", "names"),
    [
        (STATUS, "?status=sold", ["b"]),
        (STATUS, "?name=a", ["a", "b", "c"]),
        (STATUSES, "?status=sold,available", ["a", "b", "c"]),
        (FREE, "?q=b", ["a", "b", "c"]),
        (parameter("limit", {"type": "integer"}), "?limit=2", ["a", "b"]),
        (parameter("limit", {"type": "integer", "default": 1}), "", ["a"]),
    ],
)
def test_query_filters(query, target, names):
    """A query parameter that names a field filters the list; a limit cuts it."""
    shop = pets(query=[query])
    for name, status in zip("abc", ("available", "sold", "available"), strict=True):
        shop("POST", "/v1/pets", {"name": name, "status": status})
    assert [each["name"] for each in shop("GET", f"/v1/pets{target}").data] == names


@pytest.mark.parametrize(
    ("names", "target", "expected"),
    [
        (("limit", "offset"), "?limit=2&offset=3", "de"),
        (("page", "per_page"), "?page=2&per_page=2", "cd"),
        (("page", "page_size"), "?page_size=3", "abc"),
        (("skip", "limit"), "?skip=4", "e"),
    ],
)
def test_numbered_pages(names, target, expected):
    """The usual parameters for pages choose a part of the list."""
    shop = pets(query=[parameter(name, {"type": "integer"}) for name in names])
    for name in "abcde":
        shop("POST", "/v1/pets", {"name": name})
    assert "".join(each["name"] for each in shop("GET", f"/v1/pets{target}").data) == expected


@pytest.mark.parametrize(("replies", "status", "name"), [({}, 201, "Max"), ({"409": reply()}, 409, "Rex")])
def test_id_that_exists(replies, status, name):
    """A second creation with the id of the first is a conflict where that is documented, else it replaces the first."""
    at = {"parameters": [parameter("id", ID, "path")]}
    shop = ShopSandbox(
        {
            "/pets": {"post": {"requestBody": body(PET), "responses": {"201": reply(PET), **replies}}},
            "/pets/{id}": {**at, "get": {"responses": {"200": reply(PET)}}, "delete": {"responses": {"204": reply()}}},
        }
    )
    first, second = ({"id": 5, "name": each, "status": "sold"} for each in ("Rex", "Max"))
    assert [shop("POST", "/pets", each).status for each in (first, second)] == [201, status]
    assert shop("GET", "/pets/5").data["name"] == name
    shop("DELETE", "/pets/5")
    assert shop("GET", "/pets/5").status == 404


def test_list_is_created():
    """A list in a body creates each of its items, on the collection and elsewhere."""
    pets = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    pet = {"$ref": "#/components/schemas/Pet"}
    at = {"parameters": [parameter("id", ID, "path")]}
    shop = ShopSandbox(
        {
            "/pets": {
                "get": {"responses": {"200": reply(pets)}},
                "post": {"requestBody": body(pets), "responses": {"201": reply(pets)}},
            },
            "/pets/import": {"post": {"requestBody": body(pets), "responses": {"200": reply(pet)}}},
            "/pets/{id}": {**at, "get": {"responses": {"200": reply(pet)}}},
        },
        components={"schemas": {"Pet": PET}},
    )
    first, second, third = ({"id": number, "name": "Rex", "status": "sold"} for number in (1, 2, 3))
    assert shop("POST", "/pets", [first, second]).data == [first, second]
    assert shop("POST", "/pets/import", [third]).data == third
    assert shop("GET", "/pets").data == [first, second, third]


def test_noun_of_missing_thing():
    """The message about a missing thing names it."""
    assert pets()("GET", "/v1/pets/9").data["message"] == "Couldn't find that pet."


def test_envelope_counts_all_pages():
    """The envelope of a page counts the items of all pages, and says whether there are more."""
    listed = thing(data={"type": "array", "items": PET}, total=ID, has_more={"type": "boolean"})
    shop = pets(listed=listed, query=[parameter(name, ID) for name in ("limit", "offset")])
    for name in "abc":
        shop("POST", "/v1/pets", {"name": name})
    page, last = (shop("GET", f"/v1/pets?limit=2&offset={start}").data for start in (0, 2))
    assert ([each["name"] for each in page["data"]], page["total"], page["has_more"]) == (["a", "b"], 3, True)
    assert ([each["name"] for each in last["data"]], last["total"], last["has_more"]) == (["c"], 3, False)
