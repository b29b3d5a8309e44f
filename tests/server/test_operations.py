"""The operations on entities: creation, changes and deletion, and the paths that find them."""

from datetime import datetime
from uuid import UUID

from heroics_py.validation.checker import validate


def without(data, *names):
    return {name: value for name, value in data.items() if name not in names}


def test_create(wire, heroku):
    """A creation is 201 with the fields that were sent, and examples for the others."""
    response = wire("POST", "/apps", {"name": "other", "stack": "cedar-14"})
    assert (response.status, response.data["name"], response.data["stack"]["name"]) == (201, "other", "cedar-14")
    assert validate(heroku.resources["app"].schema, response.data) == ()


def test_new_id_and_timestamps(wire):
    """A new entity has a new, later UUID and the time."""
    before = datetime.now().astimezone().replace(microsecond=0)
    first, second = (wire("POST", "/apps", {}).data for _ in range(2))
    assert first["id"] < second["id"]
    assert UUID(first["id"]).version == 7
    assert first["created_at"] == first["updated_at"]
    assert datetime.fromisoformat(first["created_at"]) >= before


def test_unique_names(wire):
    """A name that was not sent is unique."""
    names = [wire("POST", "/apps", {}).data["name"] for _ in range(3)]
    assert names == ["example", "example-2", "example-3"]


def test_numeric_identity(wire, app):
    """A numeric identity counts up."""
    versions = [wire("POST", "/apps/example/releases", {"slug": app["id"]}).data["version"] for _ in range(2)]
    assert versions == [1, 2]


def test_list_order(wire):
    """A list holds new entities in the order of their creation."""
    assert wire("GET", "/apps").data == []
    created = [wire("POST", "/apps", {"name": name}).data for name in ("zebra", "ant", "mole")]
    assert wire("GET", "/apps").data == created


def test_info_by_any_identity(wire, app):
    """Info finds an entity by any attribute of its identity."""
    assert wire("GET", "/apps/example").data == app
    assert wire("GET", f"/apps/{app['id']}").data == app


def test_not_found(wire):
    """A missing entity gets 404 with an id and a message."""
    response = wire("GET", "/apps/missing")
    assert (response.status, response.data) == (404, {"id": "not_found", "message": "Couldn't find that app."})


def test_update(wire, app):
    """An update merges the fields and advances updated_at."""
    response = wire("PATCH", "/apps/example", {"maintenance": True})
    assert response.status == 200
    assert without(response.data, "maintenance", "updated_at") == without(app, "maintenance", "updated_at")
    assert response.data["maintenance"] is True
    assert response.data["updated_at"] > app["updated_at"]
    assert wire("GET", "/apps/example").data == response.data


def test_delete(wire, app):
    """A deletion responds with the entity and removes it."""
    assert (wire("DELETE", "/apps/example").data, wire("GET", "/apps/example").status) == (app, 404)
    assert wire("GET", "/apps").data == []


def test_invalid_body(wire):
    """An invalid body gets 422 with the name of the field."""
    response = wire("POST", "/apps", {"name": 7})
    assert (response.status, response.data["id"]) == (422, "invalid_params")
    assert response.data["message"].startswith("name: ")
    assert wire("GET", "/apps").data == []


def test_unreadable_body(wire):
    """A body that is not JSON gets 400, and one of another media type 415."""
    assert wire("POST", "/apps", b"{").status == 400
    assert wire("POST", "/apps", b'{"name": NaN}').status == 400
    assert wire("POST", "/apps", b"<app/>", Content_Type="text/xml").status == 415


def test_form(wire):
    """A form can be a body, and its fields have the types of the schema."""
    response = wire("POST", "/apps", b"name=formed", Content_Type="application/x-www-form-urlencoded")
    assert (response.status, response.data["name"]) == (201, "formed")
    changed = wire("PATCH", "/apps/formed", b"maintenance=true", Content_Type="application/x-www-form-urlencoded")
    assert changed.data["maintenance"] is True


def test_multipart_form(wire):
    """A multipart form can be a body."""
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nparted\r\n--x--\r\n'
    response = wire("POST", "/apps", body, Content_Type="multipart/form-data; boundary=x")
    assert (response.status, response.data["name"]) == (201, "parted")


def test_reference_is_completed(wire):
    """A reference sent as a name or an id is complete in the response."""
    us = wire("GET", "/regions/us").data
    assert wire("POST", "/apps", {"region": "us"}).data["region"] == {"id": us["id"], "name": "us"}
    assert wire("POST", "/apps", {"region": us["id"]}).data["region"] == {"id": us["id"], "name": "us"}


def test_reference_to_unknown(wire):
    """A reference to an unknown entity keeps its name, and always has the same id."""
    first, second = (wire("POST", "/apps", {"region": "eu"}).data["region"] for _ in range(2))
    assert first == {**second, "name": "eu"}
    assert first["id"] != wire("GET", "/regions/us").data["id"]


def test_create_within_parent(wire, app):
    """An entity that is created within a parent refers to it."""
    dyno = wire("POST", "/apps/example/dynos", {"command": "bash"}).data
    assert dyno["app"] == {"id": app["id"], "name": "example"}
    assert wire("GET", "/apps/example/dynos").data == [dyno]


def test_parents_are_separate(wire, app):
    """An entity within one parent is not found within another."""
    wire("POST", "/apps", {"name": "other"})
    dyno = wire("POST", "/apps/example/dynos", {"command": "bash"}).data
    assert wire("GET", f"/apps/example/dynos/{dyno['id']}").data == dyno
    assert wire("GET", f"/apps/other/dynos/{dyno['id']}").status == 404
    assert wire("GET", "/apps/other/dynos").data == []


def test_list_within_missing_parent(wire):
    """A list within a missing parent gets 404."""
    assert wire("GET", "/apps/missing/dynos").status == 404
    assert wire("POST", "/apps/missing/dynos", {"command": "bash"}).status == 404


def test_list_by_reference(wire, app):
    """A list by another path holds the entities that refer to its parent."""
    wire("POST", "/apps", {"name": "other"})
    addon = wire("POST", "/apps/example/addons", {"plan": "heroku-postgresql:dev"}).data
    created = wire("POST", "/addon-attachments", {"addon": addon["name"], "app": "example"}).data
    wire("POST", "/addon-attachments", {"addon": addon["name"], "app": "other"})
    assert wire("GET", "/apps/example/addon-attachments").data == [created]
    assert len(wire("GET", "/addon-attachments").data) == 2
    assert wire("GET", "/addons").data == [addon]


def test_paths_of_one_type(wire):
    """An entity is found by each path of its type."""
    created = wire("POST", "/organizations/apps", {"name": "ours"}).data
    assert wire("GET", "/organizations/apps/ours").data == created
    assert wire("GET", "/apps/ours").data == created
    plain = wire("POST", "/apps", {"name": "mine"}).data
    assert wire("GET", "/organizations/apps/mine").data == plain


def test_newest_of_equal_names(wire, app):
    """If two entities share a name, it means the newest."""
    newest = wire("POST", "/organizations/apps", {"name": "example"}).data
    assert wire("GET", "/apps/example").data == newest
    created = wire("POST", "/organizations/apps/example/collaborators", {"user": "ada@example.com"}).data
    assert created["app"] == {"id": newest["id"], "name": "example"}
    assert wire("GET", "/organizations/apps/example/collaborators/ada@example.com").data == created
    assert wire("GET", f"/apps/{app['id']}").data == app


def test_delete_parent(wire, app):
    """A deletion removes everything within the entity."""
    addon = wire("POST", "/apps/example/addons", {"plan": "heroku-postgresql:dev"}).data
    assert wire("GET", f"/addons/{addon['id']}").status == 200
    wire("DELETE", "/apps/example")
    assert wire("GET", f"/addons/{addon['id']}").status == 404
    assert wire("GET", "/addons").data == []


def test_rename_parent(wire, app):
    """What is within an entity refers to it by its new name."""
    wire("POST", "/apps/example/dynos", {"command": "bash"})
    wire("PATCH", "/apps/example", {"name": "renamed"})
    assert [dyno["app"]["name"] for dyno in wire("GET", "/apps/renamed/dynos").data] == ["renamed"]
    assert wire("GET", "/apps/example").status == 404


def test_update_map(wire, app):
    """An update of a map merges its names, and null removes one."""
    assert wire("GET", "/apps/example/config-vars").data == {}
    assert wire("PATCH", "/apps/example/config-vars", {"A": "1", "B": "2"}).data == {"A": "1", "B": "2"}
    assert wire("PATCH", "/apps/example/config-vars", {"A": None, "C": "3"}).data == {"B": "2", "C": "3"}
    assert wire("GET", "/apps/example/config-vars").data == {"B": "2", "C": "3"}


def test_initial_entities(wire, heroku):
    """Entities that no link creates exist from the start."""
    regions = wire("GET", "/regions").data
    assert [region["name"] for region in regions] == ["us", "us-2", "us-3"]
    assert [wire("GET", f"/regions/{region['id']}").data for region in regions] == regions
    assert wire("GET", "/regions/01234567-89ab-cdef-0123-456789abcdef").data == regions[0]
    assert wire("GET", "/regions/nowhere").status == 404


def test_initial_entities_within_parent(wire, app):
    """Entities within a parent that no link creates exist from the start."""
    formation = wire("GET", "/apps/example/formation").data
    assert {dyno["app"]["id"] for dyno in formation} == {app["id"]}
    assert wire("PATCH", "/apps/example/formation/web", {"quantity": 5}).data["quantity"] == 5
    assert wire("GET", "/apps/example/formation/web").data["quantity"] == 5


def test_singleton(wire):
    """The only entity of a type starts as an example, and keeps its changes."""
    account = wire("GET", "/account").data
    changed = wire("PATCH", "/account", {"name": "Ada", "password": "secret"})
    assert (changed.status, changed.data["name"]) == (200, "Ada")
    assert wire("GET", "/account").data == changed.data == wire("GET", "/users/~").data
    assert without(changed.data, "name", "updated_at") == without(account, "name", "updated_at")


def test_batch_update(wire, app):
    """A batch update changes the entity that each item identifies."""
    response = wire("PATCH", "/apps/example/formation", {"updates": [{"type": "web", "quantity": 3}]})
    assert [(dyno["type"], dyno["quantity"]) for dyno in response.data] == [("web", 3)]
    assert wire("GET", "/apps/example/formation/web").data == response.data[0]


def test_put_list(wire, app):
    """A PUT to a list replaces its entities if they have no identity."""
    url = "https://example.com/pack"
    wire("PUT", "/apps/example/buildpack-installations", {"updates": [{"buildpack": url}, {"buildpack": url}]})
    response = wire("PUT", "/apps/example/buildpack-installations", {"updates": [{"buildpack": url}]})
    assert [pack["buildpack"]["url"] for pack in response.data] == [url]
    assert wire("GET", "/apps/example/buildpack-installations").data == response.data


def test_put(wire):
    """A PUT creates an entity first, and then updates it."""
    first = wire("PUT", "/organizations/example/members", {"email": "a@example.com", "role": "admin"})
    second = wire("PUT", "/organizations/example/members", {"email": "a@example.com", "role": "member"})
    assert (first.status, second.status, second.data["role"]) == (201, 200, "member")
    assert len(wire("GET", "/organizations/example/members").data) == 1


def test_links_with_one_path(wire):
    """Of several links with one path, the one whose schema fits the body is performed."""
    assert wire("PATCH", "/account", {"password": "x", "email": "ada@example.com"}).data["email"] == "ada@example.com"
    invalid = wire("PATCH", "/account", {"password": 7, "new_password": "y"})
    assert (invalid.status, invalid.data["message"].partition(":")[0]) == (422, "password")


def test_rel_empty(wire, app):
    """A link with rel "empty" gets 202 without a body, and changes nothing."""
    dyno = wire("POST", "/apps/example/dynos", {"command": "bash"}).data
    response = wire("DELETE", f"/apps/example/dynos/{dyno['id']}")
    assert (response.status, response.body) == (202, b"")
    assert wire("GET", "/apps/example/dynos").data == [dyno]
    assert wire("DELETE", "/apps/example/dynos/missing").status == 404


def test_action_example(wire):
    """An action responds with an example of its target schema."""
    codes = wire("POST", "/account/recovery-codes", {"password": "x"})
    assert (codes.status, codes.data) == (201, ["0123456789abcdef"])
    number = wire("POST", "/users/~/sms-number/actions/recover", {})
    assert (number.status, number.data) == (200, {"sms_number": "+1 ***-***-1234"})


def test_action_on_entity(wire):
    """An action on an entity responds with the entity."""
    token = wire("POST", "/oauth/authorizations", {"scope": ["global"]}).data
    again = wire("POST", f"/oauth/authorizations/{token['id']}/actions/regenerate-tokens", {})
    assert (again.status, again.data["id"]) == (200, token["id"])


def test_reset(server, wire, app):
    """A reset forgets the entities and the log."""
    server.reset()
    assert (wire("GET", "/apps").data, len(server.requests)) == ([], 1)
