"""Records: JSON objects with attributes."""

import copy
import json
import pickle

import pytest

from heroics_py.record import Record, origin_of


@pytest.fixture
def app():
    return Record({"name": "example", "owner": {"email": "a@example.com"}, "tags": [{"id": 1}, [{"id": 2}], 3]})


def test_a_key_is_an_attribute(app):
    assert app.name == app["name"] == "example"


def test_a_record_equals_the_plain_dict_it_was_made_of(app):
    assert app == {"name": "example", "owner": {"email": "a@example.com"}, "tags": [{"id": 1}, [{"id": 2}], 3]}


@pytest.mark.parametrize(
    "reached",
    [
        lambda app: app.owner,
        lambda app: app["owner"],
        lambda app: app.get("owner"),
        lambda app: dict(app.items())["owner"],
        lambda app: list(app.values())[1],
        lambda app: app.tags[0],
        lambda app: app.tags[1][0],
    ],
)
def test_nested_objects_are_records_however_they_are_reached(app, reached):
    assert type(reached(app)) is Record


def test_a_nested_record_is_made_once_so_that_changes_to_it_stay(app):
    app.owner.email = "b@example.com"
    assert app["owner"] == {"email": "b@example.com"}


def test_setting_and_deleting_an_attribute_sets_and_deletes_the_key(app):
    app.region = "eu"
    del app.tags
    assert app == {"name": "example", "owner": {"email": "a@example.com"}, "region": "eu"}


def test_a_missing_key_names_the_closest_ones(app):
    with pytest.raises(AttributeError, match=r"^no key 'nmae'; did you mean 'name'\?$"):
        _ = app.nmae


def test_a_missing_key_far_from_all_names_the_known_ones(app):
    with pytest.raises(AttributeError, match=r"^no key 'zzz'; expected one of name, owner, tags$"):
        _ = app.zzz


def test_a_missing_key_can_neither_be_got_nor_deleted(app):
    assert app.get("nothing", 7) == 7
    with pytest.raises(KeyError):
        _ = app["nothing"]
    with pytest.raises(AttributeError):
        del app.nothing


def test_keys_with_the_names_of_methods_are_reached_by_index():
    record = Record({"items": [1], "keys": 2})
    assert (record["items"], record["keys"], callable(record.items)) == ([1], 2, True)


def test_dir_lists_the_keys_that_are_identifiers():
    record = Record({"name": 1, "not one": 2, 3: 4})
    assert sorted(set(dir(record)) - set(dir(dict))) == sorted({"name"} | (set(dir(Record)) - set(dir(dict))))


def test_hasattr_and_getattr_with_a_default_work(app):
    assert (hasattr(app, "name"), hasattr(app, "nope"), getattr(app, "nope", 1)) == (True, False, 1)


def test_the_repr_shows_the_values():
    assert repr(Record(name="x", owner={"id": 1})) == "Record({'name': 'x', 'owner': {'id': 1}})"


def test_a_record_is_json(app):
    assert json.loads(json.dumps(app)) == app


def test_a_pickled_record_forgets_where_it_came_from(app):
    app._origin = "here"
    again = pickle.loads(pickle.dumps(app))
    assert (again, type(again), origin_of(again)) == (app, Record, None)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, Record.copy])
def test_a_copy_remembers_where_it_came_from(app, copied):
    app._origin = "here"
    again = copied(app)
    assert (again, type(again), origin_of(again)) == (app, Record, "here")


def test_a_deep_copy_shares_nothing(app):
    again = copy.deepcopy(app)
    again.owner.email = "b@example.com"
    assert app.owner.email == "a@example.com"


def test_where_a_record_came_from_is_no_part_of_its_value(app):
    app._origin = "here"
    assert (app == Record(app), "_origin" in app, "here" in repr(app)) == (True, False, False)


def test_a_record_that_came_from_nowhere_says_so(app):
    assert origin_of(app) is None


def test_dir_names_nothing_twice_and_no_key_that_python_would_read_as_another():
    names = dir(Record({"items": 1, "ｎａｍｅ": 2, "é": 3}))  # noqa: RUF001 - full-width letters are what this is about
    assert ([names.count("items"), names.count("é")], [name for name in names if name > "é"]) == ([1, 1], [])
