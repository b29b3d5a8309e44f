"""What is created, changed and deleted, and where it is found."""

from datetime import datetime
from uuid import UUID

from heroics_py.validation.checker import validate


def without(data, *names):
    return {name: value for name, value in data.items() if name not in names}


def test_a_create_answers_201_with_what_was_sent_and_examples_for_the_rest(wire, heroku):
    answer = wire("POST", "/apps", {"name": "other", "stack": "cedar-14"})
    assert (answer.status, answer.data["name"], answer.data["stack"]["name"]) == (201, "other", "cedar-14")
    assert validate(heroku.resources["app"].schema, answer.data) == ()


def test_what_is_created_bears_a_new_uuid_and_the_time(wire):
    before = datetime.now().astimezone().replace(microsecond=0)
    first, second = (wire("POST", "/apps", {}).data for _ in range(2))
    assert first["id"] < second["id"]
    assert UUID(first["id"]).version == 7
    assert first["created_at"] == first["updated_at"]
    assert datetime.fromisoformat(first["created_at"]) >= before


def test_a_name_that_is_not_sent_is_one_that_nothing_has_yet(wire):
    names = [wire("POST", "/apps", {}).data["name"] for _ in range(3)]
    assert names == ["example", "example-2", "example-3"]


def test_a_number_that_identifies_counts_up(wire, app):
    versions = [wire("POST", "/apps/example/releases", {"slug": app["id"]}).data["version"] for _ in range(2)]
    assert versions == [1, 2]


def test_a_list_grows_by_what_is_created_in_the_order_of_making(wire):
    assert wire("GET", "/apps").data == []
    made = [wire("POST", "/apps", {"name": name}).data for name in ("zebra", "ant", "mole")]
    assert wire("GET", "/apps").data == made


def test_info_finds_by_any_attribute_of_the_identity(wire, app):
    assert wire("GET", "/apps/example").data == app
    assert wire("GET", f"/apps/{app['id']}").data == app


def test_what_never_was_is_404_with_an_id_and_a_message(wire):
    answer = wire("GET", "/apps/nobody")
    assert (answer.status, answer.data) == (404, {"id": "not_found", "message": "Couldn't find that app."})


def test_an_update_merges_and_moves_updated_at(wire, app):
    answer = wire("PATCH", "/apps/example", {"maintenance": True})
    assert answer.status == 200
    assert without(answer.data, "maintenance", "updated_at") == without(app, "maintenance", "updated_at")
    assert answer.data["maintenance"] is True
    assert answer.data["updated_at"] > app["updated_at"]
    assert wire("GET", "/apps/example").data == answer.data


def test_a_delete_answers_the_thing_and_it_is_gone(wire, app):
    assert (wire("DELETE", "/apps/example").data, wire("GET", "/apps/example").status) == (app, 404)
    assert wire("GET", "/apps").data == []


def test_a_refused_body_is_422_and_names_the_field(wire):
    answer = wire("POST", "/apps", {"name": 7})
    assert (answer.status, answer.data["id"]) == (422, "invalid_params")
    assert answer.data["message"].startswith("name: ")
    assert wire("GET", "/apps").data == []


def test_a_body_that_is_no_json_is_400_and_one_of_another_type_415(wire):
    assert wire("POST", "/apps", b"{").status == 400
    assert wire("POST", "/apps", b'{"name": NaN}').status == 400
    assert wire("POST", "/apps", b"<app/>", Content_Type="text/xml").status == 415


def test_a_form_is_a_body_too(wire):
    answer = wire("POST", "/apps", b"name=formed", Content_Type="application/x-www-form-urlencoded")
    assert (answer.status, answer.data["name"]) == (201, "formed")
    changed = wire("PATCH", "/apps/formed", b"maintenance=true", Content_Type="application/x-www-form-urlencoded")
    assert changed.data["maintenance"] is True


def test_a_multipart_form_is_a_body_too(wire):
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nparted\r\n--x--\r\n'
    answer = wire("POST", "/apps", body, Content_Type="multipart/form-data; boundary=x")
    assert (answer.status, answer.data["name"]) == (201, "parted")


def test_a_reference_that_is_sent_as_a_name_is_answered_whole(wire):
    us = wire("GET", "/regions/us").data
    assert wire("POST", "/apps", {"region": "us"}).data["region"] == {"id": us["id"], "name": "us"}
    assert wire("POST", "/apps", {"region": us["id"]}).data["region"] == {"id": us["id"], "name": "us"}


def test_a_reference_to_something_unknown_keeps_its_name_and_always_has_the_same_id(wire):
    first, second = (wire("POST", "/apps", {"region": "eu"}).data["region"] for _ in range(2))
    assert first == {**second, "name": "eu"}
    assert first["id"] != wire("GET", "/regions/us").data["id"]


def test_what_is_created_below_something_names_it(wire, app):
    dyno = wire("POST", "/apps/example/dynos", {"command": "bash"}).data
    assert dyno["app"] == {"id": app["id"], "name": "example"}
    assert wire("GET", "/apps/example/dynos").data == [dyno]


def test_what_stands_below_one_thing_is_not_found_below_another(wire, app):
    wire("POST", "/apps", {"name": "other"})
    dyno = wire("POST", "/apps/example/dynos", {"command": "bash"}).data
    assert wire("GET", f"/apps/example/dynos/{dyno['id']}").data == dyno
    assert wire("GET", f"/apps/other/dynos/{dyno['id']}").status == 404
    assert wire("GET", "/apps/other/dynos").data == []


def test_a_list_below_something_unknown_is_404(wire):
    assert wire("GET", "/apps/nobody/dynos").status == 404
    assert wire("POST", "/apps/nobody/dynos", {"command": "bash"}).status == 404


def test_what_a_list_by_another_path_shows_is_told_by_the_references(wire, app):
    wire("POST", "/apps", {"name": "other"})
    addon = wire("POST", "/apps/example/addons", {"plan": "heroku-postgresql:dev"}).data
    made = wire("POST", "/addon-attachments", {"addon": addon["name"], "app": "example"}).data
    wire("POST", "/addon-attachments", {"addon": addon["name"], "app": "other"})
    assert wire("GET", "/apps/example/addon-attachments").data == [made]
    assert len(wire("GET", "/addon-attachments").data) == 2
    assert wire("GET", "/addons").data == [addon]


def test_a_thing_is_found_by_each_path_that_leads_to_its_kind(wire):
    made = wire("POST", "/organizations/apps", {"name": "ours"}).data
    assert wire("GET", "/organizations/apps/ours").data == made
    assert wire("GET", "/apps/ours").data == made
    plain = wire("POST", "/apps", {"name": "mine"}).data
    assert wire("GET", "/organizations/apps/mine").data == plain


def test_where_two_bear_one_name_the_newest_is_meant(wire, app):
    newest = wire("POST", "/organizations/apps", {"name": "example"}).data
    assert wire("GET", "/apps/example").data == newest
    made = wire("POST", "/organizations/apps/example/collaborators", {"user": "ada@example.com"}).data
    assert made["app"] == {"id": newest["id"], "name": "example"}
    assert wire("GET", "/organizations/apps/example/collaborators/ada@example.com").data == made
    assert wire("GET", f"/apps/{app['id']}").data == app


def test_with_its_parent_all_that_is_below_is_deleted(wire, app):
    addon = wire("POST", "/apps/example/addons", {"plan": "heroku-postgresql:dev"}).data
    assert wire("GET", f"/addons/{addon['id']}").status == 200
    wire("DELETE", "/apps/example")
    assert wire("GET", f"/addons/{addon['id']}").status == 404
    assert wire("GET", "/addons").data == []


def test_what_is_below_learns_the_new_name_of_its_parent(wire, app):
    wire("POST", "/apps/example/dynos", {"command": "bash"})
    wire("PATCH", "/apps/example", {"name": "renamed"})
    assert [dyno["app"]["name"] for dyno in wire("GET", "/apps/renamed/dynos").data] == ["renamed"]
    assert wire("GET", "/apps/example").status == 404


def test_a_map_of_names_to_values_merges_and_null_removes(wire, app):
    assert wire("GET", "/apps/example/config-vars").data == {}
    assert wire("PATCH", "/apps/example/config-vars", {"A": "1", "B": "2"}).data == {"A": "1", "B": "2"}
    assert wire("PATCH", "/apps/example/config-vars", {"A": None, "C": "3"}).data == {"B": "2", "C": "3"}
    assert wire("GET", "/apps/example/config-vars").data == {"B": "2", "C": "3"}


def test_things_that_nobody_can_create_are_there_from_the_beginning(wire, heroku):
    regions = wire("GET", "/regions").data
    assert [region["name"] for region in regions] == ["us", "us-2", "us-3"]
    assert [wire("GET", f"/regions/{region['id']}").data for region in regions] == regions
    assert wire("GET", "/regions/01234567-89ab-cdef-0123-456789abcdef").data == regions[0]
    assert wire("GET", "/regions/nowhere").status == 404


def test_things_below_a_parent_that_nobody_can_create_are_there_from_the_beginning(wire, app):
    formation = wire("GET", "/apps/example/formation").data
    assert {dyno["app"]["id"] for dyno in formation} == {app["id"]}
    assert wire("PATCH", "/apps/example/formation/web", {"quantity": 5}).data["quantity"] == 5
    assert wire("GET", "/apps/example/formation/web").data["quantity"] == 5


def test_what_there_is_one_of_answers_an_example_and_keeps_what_is_changed(wire):
    account = wire("GET", "/account").data
    changed = wire("PATCH", "/account", {"name": "Ada", "password": "secret"})
    assert (changed.status, changed.data["name"]) == (200, "Ada")
    assert wire("GET", "/account").data == changed.data == wire("GET", "/users/~").data
    assert without(changed.data, "name", "updated_at") == without(account, "name", "updated_at")


def test_many_are_changed_at_once_by_the_entries_of_a_list(wire, app):
    answer = wire("PATCH", "/apps/example/formation", {"updates": [{"type": "web", "quantity": 3}]})
    assert [(dyno["type"], dyno["quantity"]) for dyno in answer.data] == [("web", 3)]
    assert wire("GET", "/apps/example/formation/web").data == answer.data[0]


def test_a_put_to_a_list_replaces_what_has_no_identity(wire, app):
    url = "https://example.com/pack"
    wire("PUT", "/apps/example/buildpack-installations", {"updates": [{"buildpack": url}, {"buildpack": url}]})
    answer = wire("PUT", "/apps/example/buildpack-installations", {"updates": [{"buildpack": url}]})
    assert [pack["buildpack"]["url"] for pack in answer.data] == [url]
    assert wire("GET", "/apps/example/buildpack-installations").data == answer.data


def test_a_put_creates_once_and_updates_after_that(wire):
    first = wire("PUT", "/organizations/example/members", {"email": "a@example.com", "role": "admin"})
    second = wire("PUT", "/organizations/example/members", {"email": "a@example.com", "role": "member"})
    assert (first.status, second.status, second.data["role"]) == (201, 200, "member")
    assert len(wire("GET", "/organizations/example/members").data) == 1


def test_of_the_links_at_one_place_the_one_whose_body_fits_is_meant(wire):
    assert wire("PATCH", "/account", {"password": "x", "email": "ada@example.com"}).data["email"] == "ada@example.com"
    refused = wire("PATCH", "/account", {"password": 7, "new_password": "y"})
    assert (refused.status, refused.data["message"].partition(":")[0]) == (422, "password")


def test_rel_empty_is_202_without_a_body_and_changes_nothing(wire, app):
    dyno = wire("POST", "/apps/example/dynos", {"command": "bash"}).data
    answer = wire("DELETE", f"/apps/example/dynos/{dyno['id']}")
    assert (answer.status, answer.body) == (202, b"")
    assert wire("GET", "/apps/example/dynos").data == [dyno]
    assert wire("DELETE", "/apps/example/dynos/nobody").status == 404


def test_an_action_answers_an_example_of_what_its_schema_says(wire):
    codes = wire("POST", "/account/recovery-codes", {"password": "x"})
    assert (codes.status, codes.data) == (201, ["0123456789abcdef"])
    number = wire("POST", "/users/~/sms-number/actions/recover", {})
    assert (number.status, number.data) == (200, {"sms_number": "+1 ***-***-1234"})


def test_an_action_on_a_thing_answers_the_thing(wire):
    token = wire("POST", "/oauth/authorizations", {"scope": ["global"]}).data
    again = wire("POST", f"/oauth/authorizations/{token['id']}/actions/regenerate-tokens", {})
    assert (again.status, again.data["id"]) == (200, token["id"])


def test_all_is_forgotten_on_reset(server, wire, app):
    server.reset()
    assert (wire("GET", "/apps").data, len(server.requests)) == ([], 1)
