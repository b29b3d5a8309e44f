"""The things that the paths of an OpenAPI document identify, by their shapes."""

import pytest
from plain_openapi import ANY, document, many, operation, ref, schema_of

import heroics_py
from heroics_py.model.api import Link, Resource
from heroics_py.model.parameters import Parameter
from heroics_py.readers.identities import identified_resources

NAMES = ("Item", "ItemPublic", "ItemList", "User", "Job", "Role", "Favorite")
SCHEMAS = {name: schema_of(id="string", name="string") for name in NAMES}


def things(paths, schemas=None):
    """Return the kind, fields and certainty of each path parameter, and the kind and certainty of each response."""
    api = heroics_py.read(document(paths, SCHEMAS | (schemas or {})))
    taken = {
        f"{link.href} {each.name}": (each.thing.kind, each.thing.fields, each.thing.is_certain)
        for link in api.links
        for each in link.path_parameters
    }
    returned = {
        f"{link.method} {link.href}": link.thing and (link.thing.kind, link.thing.is_certain) for link in api.links
    }
    return taken, returned


def test_nested_paths():
    """Each variable identifies the thing of the segment before it."""
    taken, returned = things(
        {
            "GET /users/{user_id}": operation(ref("User"), tags=["users"]),
            "GET /users/{user_id}/items/{item_id}": operation(ref("Item"), tags=["items"]),
        }
    )
    assert taken == {
        "/users/{user_id} user_id": ("user", ("id",), True),
        "/users/{user_id}/items/{item_id} user_id": ("user", ("id",), True),
        "/users/{user_id}/items/{item_id} item_id": ("item", ("id",), True),
    }
    assert returned == {
        "GET /users/{user_id}": ("user", True),
        "GET /users/{user_id}/items/{item_id}": ("item", True),
    }


def test_other_things_of_a_resource():
    """In an API without tags, a resource has its own things, and others under the path of theirs."""
    taken, returned = things(
        {
            "GET /users/{user_id}": operation(ref("User"), tags=["users"]),
            "GET /users/{user_id}/roles": operation(many("Role"), tags=["users"]),
            "GET /users/{user_id}/roles/{role_id}": operation(ref("Role"), tags=["users"]),
        }
    )
    assert taken["/users/{user_id}/roles/{role_id} role_id"] == ("/users/{}/roles/{}", ("id",), True)
    assert returned["GET /users/{user_id}/roles"] == ("/users/{}/roles/{}", True)


def test_things_with_two_paths():
    """Two paths lead to things of one kind if their collections have one name and their schemas describe one thing."""
    taken, _ = things(
        {
            "GET /items/{item_id}": operation(ref("Item"), tags=["items"]),
            "GET /users/{user_id}/items/{id}": operation(ref("ItemPublic"), tags=["users"]),
            "GET /jobs/{job_id}": operation(ref("Job"), tags=["jobs"]),
            "GET /jobs/{job_id}/items/{id}": operation(ref("Job"), tags=["jobs"]),
        }
    )
    kinds = {place: kind for place, (kind, _, _) in taken.items() if place.endswith((" id", " item_id"))}
    assert kinds == {
        "/items/{item_id} item_id": "item",
        "/users/{user_id}/items/{id} id": "item",
        "/jobs/{job_id}/items/{id} id": "/jobs/{}/items/{}",
    }


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (many("Item"), ("item", True)),
        (many("ItemPublic"), ("item", True)),  # a name for the same thing
        (many("ItemList"), ("item", True)),
        ({"type": "array", "items": schema_of(id="string")}, ("item", True)),  # a list of the collection
        (many("User"), ("item", False)),  # something else, perhaps
        (schema_of(items=many("Item"), total="integer"), ("item", True)),
        (schema_of(data=many("Item"), next="string"), ("item", True)),
        ({}, ("item", False)),
        ({"type": "array", "items": {"type": "string"}}, None),
    ],
)
def test_lists(schema, expected):
    """The list of a collection returns its things."""
    _, returned = things({"GET /items": operation(schema), "GET /items/{item_id}": operation(ref("Item"))})
    assert returned["GET /items"] == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (ref("Item"), ("item", True)),
        (ref("ItemPublic"), ("item", True)),
        (schema_of(id="string", name="string"), ("item", True)),  # the same text
        (ref("Job"), ("#/components/schemas/Job", False)),  # a job that creates one
        (schema_of(id="string"), ("item", False)),
        (schema_of(item=ref("Item")), ("item", True)),
        ({"anyOf": [ref("Item"), {"type": "null"}]}, ("item", True)),
        ({"allOf": [ref("Item")]}, ("item", True)),
        (None, ("item", False)),
    ],
)
def test_created(schema, expected):
    """What a POST to a collection returns is its thing, if the schema says the same."""
    _, returned = things({"POST /items": operation(schema, body=ANY), "GET /items/{item_id}": operation(ref("Item"))})
    assert returned["POST /items"] == expected


def test_list_of_what_others_identify():
    """A list of favorites may hold items: their ids are not those of favorites."""
    taken, _ = things(
        {
            "GET /favorites": operation(many("Item")),
            "DELETE /favorites/{favorite_id}": operation(),
            "GET /items/{item_id}": operation(ref("Item")),
        }
    )
    assert taken["/favorites/{favorite_id} favorite_id"] == ("favorite", ("id",), False)


def test_collection_alone():
    """A list under the name of its schema describes things that no link reads."""
    taken, _ = things({"GET /roles": operation(many("Role")), "DELETE /roles/{role_id}": operation()})
    assert taken["/roles/{role_id} role_id"] == ("role", ("id",), True)


def test_undescribed_responses():
    """Where no response is described, the name of the parameter alone says what may identify a thing."""
    taken, returned = things(
        {
            "POST /items": operation({}, body=ANY),
            "GET /items/{item_id}": operation({}),
            "DELETE /items/{item_id}": operation({}),
            "GET /tags/{slug}": operation({}),
            "GET /teams/{team}": operation({}),
        }
    )
    assert {fields for _, fields, _ in taken.values()} == {("item_id", "id"), ("slug",), ()}
    assert not any(is_certain for _, _, is_certain in taken.values())
    assert returned["POST /items"] == returned["DELETE /items/{item_id}"] == ("item", False)


@pytest.mark.parametrize(
    "path",
    [
        "/items/{item_id}/",
        "/items/{item_id}.json",
        "/items/{item_id}:cancel",
        "/api/v1/items/{item_id}",
    ],
)
def test_shapes(path):
    """Slashes at the end, formats and custom verbs are not part of what a variable identifies."""
    item = operation(ref("Item"), tags=["items"])
    taken, _ = things({f"GET {path.replace(':cancel', '')}": item, f"POST {path}": item})
    assert set(taken.values()) == {("item", ("id",), True)}


@pytest.mark.parametrize(
    "path", ["/{item_id}", "/items/{a}..{item_id}", "/repos/{owner}/{item_id}", "/items/x{item_id}"]
)
def test_no_collection(path):
    """A variable that follows no collection identifies nothing for certain."""
    taken, _ = things_of_any(path)
    assert not any(thing is not None and thing.is_certain for thing in taken)


def things_of_any(path):
    api = heroics_py.read(document({f"GET {path}": operation(ref("Item"), tags=["items"])}, SCHEMAS))
    return [each.thing for link in api.links for each in link.path_parameters][-1:], api


def test_parts_of_an_identity():
    """A variable that another follows may be only a part of what identifies a thing."""
    taken, _ = things(
        {
            "GET /metadata": operation({"type": "array", "items": schema_of(scope="string", key="string")}),
            "DELETE /metadata/{scope}/{key}": operation(),
        }
    )
    assert taken["/metadata/{scope}/{key} scope"] == ("metadata", ("scope",), False)


def test_object_with_lists():
    """A thing that holds a list is not a list."""
    order = {"Order": schema_of(id="string", lines=many("Item"), items=many("Item"))}
    _, returned = things({"GET /orders/{order_id}": operation(ref("Order")), "GET /me": operation(ref("Order"))}, order)
    assert returned["GET /orders/{order_id}"] == ("order", True)


def test_event_with_data():
    """An object with an id is not an envelope of data without one."""
    event = {"Event": schema_of(id="string", data=schema_of(object="object"))}
    taken, _ = things({"GET /events/{id}": operation(ref("Event"))}, event)
    assert taken["/events/{id} id"] == ("event", ("id",), True)


def test_id_of_an_envelope():
    """Where an envelope and what it holds both have an id, neither is certain."""
    wrapped = schema_of(id="string", result=ref("Item"))
    taken, _ = things({"GET /items/{id}": operation(wrapped)})
    assert taken["/items/{id} id"] == ("item", ("id",), False)


def test_alternatives():
    """Of alternatives, only the fields that all of them have identify a thing."""
    schemas = {"Cat": schema_of(id="string", paws="integer"), "Fish": schema_of(id="string", fins="integer")}
    one = {"oneOf": [ref("Cat"), ref("Fish")]}
    other = {"oneOf": [ref("Cat"), schema_of(fins="integer")]}
    assert things({"GET /pets/{id}": operation(one)}, schemas)[0]["/pets/{id} id"] == ("pet", ("id",), True)
    assert things({"GET /pets/{id}": operation(other)}, schemas)[0]["/pets/{id} id"][2] is False


def test_list_of_several_kinds():
    """An item of a list that mixes things is not for certain what the path of one returns."""
    schemas = {"Cat": schema_of(id="string", paws="integer"), "Fish": schema_of(id="string", fins="integer")}
    mixed = {"type": "array", "items": {"oneOf": [ref("Cat"), ref("Fish")]}}
    paths = {"GET /cats": operation(mixed), "GET /cats/{id}": operation(ref("Cat")), "DELETE /cats/{id}": operation()}
    _, returned = things(paths, schemas)
    assert returned["GET /cats"] == ("cat", False)
    assert returned["GET /cats/{id}"] == ("cat", True)


def test_same_text_at_another_path():
    """What another path returns is not for certain the thing because it has the same text, without a name."""
    inline = schema_of(id="integer", name="string")
    paths = {"GET /orders/{id}": operation(inline), "GET /orders/{id}/customer": operation(inline)}
    _, returned = things(paths)
    assert returned["GET /orders/{id}"] == ("order", True)
    assert returned["GET /orders/{id}/customer"] == ("order", False)


def test_laziness():
    """A resource is read when it is first looked up, with those that its paths begin with."""
    read = []
    paths = {name: [(f"/{name}s/{{id}}", "get")] for name in ("item", "user", "job")}
    paths["role"] = [("/users/{user_id}/roles/{id}", "get")]

    def resource(name):
        read.append(name)
        path = paths[name][0][0]
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        link = Link(resource=name, href=path, parameters=tuple(Parameter(name=each) for each in names))
        return Resource(name=name, links=(link,))

    resources = identified_resources(paths, resource)
    assert read == []
    resources["role"]
    assert sorted(read) == ["role", "user"]


def test_hostile_schemas():
    """Circles, broken references and odd values cost the identity, and nothing else."""
    loop = {"Loop": {"$ref": "#/components/schemas/Loop"}, "Deep": {"allOf": [ref("Deep")], "properties": 7}}
    odd = [ref("Loop"), ref("Deep"), ref("Missing"), {"properties": {"id": 7}}, {"items": 7, "type": "array"}, 7, True]
    for schema in odd:
        api = heroics_py.read(document({"GET /items/{id}": operation(schema), "GET /items": operation(schema)}, loop))
        assert [each.name for link in api.links for each in link.path_parameters] == ["id"]


def test_wide_alternatives():
    """Nested alternatives take bounded time."""
    schemas = {
        f"S{depth}": {"anyOf": [ref(f"S{depth + 1}") for _ in range(9)], "properties": {f"p{depth}": {}}}
        for depth in range(40)
    }
    schemas["S40"] = schema_of(id="string")
    taken, _ = things({"GET /items/{id}": operation(ref("S0"))}, schemas)
    assert len(taken) == 1
