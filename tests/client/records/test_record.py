"""Records: JSON objects with attributes."""

import copy
import json
import pickle

import pytest

from heroics_py.record import Record, origin_of


@pytest.fixture
def app():
    return Record({"name": "example", "owner": {"email": "a@example.com"}, "tags": [{"id": 1}, [{"id": 2}], 3]})


def test_keys_as_attributes(app):
    """A key is an attribute."""
    assert app.name == app["name"] == "example"


def test_record_equals_its_dict(app):
    """A record equals its plain dict."""
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
def test_nested_records(app, reached):
    """Nested objects are records, however you reach them."""
    assert type(reached(app)) is Record


def test_changes_of_nested_records(app):
    """A nested record is created once, so that changes to it last."""
    app.owner.email = "b@example.com"
    assert app["owner"] == {"email": "b@example.com"}


def test_set_and_delete_attributes(app):
    """Setting and deleting an attribute sets and deletes the key."""
    app.region = "eu"
    del app.tags
    assert app == {"name": "example", "owner": {"email": "a@example.com"}, "region": "eu"}


def test_misspelled_key(app):
    """A misspelled key suggests the closest ones."""
    with pytest.raises(AttributeError, match=r"^no key 'nmae'; did you mean 'name'\?$"):
        _ = app.nmae


def test_missing_key_unlike_all(app):
    """A missing key unlike all others lists the keys."""
    with pytest.raises(AttributeError, match=r"^no key 'zzz'; expected one of name, owner, tags$"):
        _ = app.zzz


def test_missing_keys(app):
    """A missing key can neither be read nor deleted."""
    assert app.get("nothing", 7) == 7
    with pytest.raises(KeyError):
        _ = app["nothing"]
    with pytest.raises(AttributeError):
        del app.nothing


def test_keys_named_like_methods():
    """An index reads keys with the names of methods."""
    record = Record({"items": [1], "keys": 2})
    assert (record["items"], record["keys"], callable(record.items)) == ([1], 2, True)


def test_dir():
    """`dir` lists the keys that are identifiers."""
    record = Record({"name": 1, "not one": 2, 3: 4})
    assert sorted(set(dir(record)) - set(dir(dict))) == sorted({"name"} | (set(dir(Record)) - set(dir(dict))))


def test_hasattr_and_getattr(app):
    """`hasattr` works, and `getattr` with a default."""
    assert (hasattr(app, "name"), hasattr(app, "nope"), getattr(app, "nope", 1)) == (True, False, 1)


def test_the_repr_shows_the_values():
    assert repr(Record(name="x", owner={"id": 1})) == "Record({'name': 'x', 'owner': {'id': 1}})"


def test_record_as_json(app):
    """A record can be dumped as JSON."""
    assert json.loads(json.dumps(app)) == app


def test_pickled_record(app):
    """An unpickled record has the same origin."""
    app._origin = "here"
    again = pickle.loads(pickle.dumps(app))
    assert (again, type(again), origin_of(again)) == (app, Record, "here")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, Record.copy])
def test_copies_of_records(app, copied):
    """A copy has the same origin."""
    app._origin = "here"
    again = copied(app)
    assert (again, type(again), origin_of(again)) == (app, Record, "here")


def test_deep_copy_of_a_record(app):
    """A deep copy shares nothing."""
    again = copy.deepcopy(app)
    again.owner.email = "b@example.com"
    assert app.owner.email == "a@example.com"


def test_origin_does_not_compare(app):
    """The origin does not count in comparisons."""
    app._origin = "here"
    assert (app == Record(app), "_origin" in app, "here" in repr(app)) == (True, False, False)


def test_record_without_an_origin(app):
    """A record of the caller has no origin."""
    assert origin_of(app) is None


def test_dir_of_odd_keys():
    """`dir` has no duplicates, and no key that Python would read as another one."""
    names = dir(Record({"items": 1, "ｎａｍｅ": 2, "é": 3}))  # noqa: RUF001 - full-width letters are what this is about
    assert ([names.count("items"), names.count("é")], [name for name in names if name > "é"]) == ([1, 1], [])
