"""Secrets in JSON values: masked where they are shown, whole in the data."""

import json
import pickle

import pytest

import heroics_py
from heroics_py.call.lists.collection import Collection
from heroics_py.call.lists.page import Page
from heroics_py.record import Record
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.secrecy.names import MASK

SECRETIVE = {
    "links": [{"rel": "self", "href": "https://api.example"}],
    "properties": {"login": {"$ref": "#/definitions/login"}},
    "definitions": {
        "login": {
            "definitions": {"identity": {"type": "string"}},
            "properties": {
                "name": {"type": "string"},
                "phrase": {"type": "string", "format": "password"},
                "inner": {"properties": {"pin": {"type": "string", "writeOnly": True}, "note": {"type": "string"}}},
                "several": {"type": "array", "items": {"properties": {"code": {"format": "password"}}}},
            },
            "links": [
                {
                    "title": "Info",
                    "rel": "self",
                    "href": "/logins/{(%23%2Fdefinitions%2Flogin%2Fdefinitions%2Fidentity)}",
                    "method": "GET",
                    "targetSchema": {"$ref": "#/definitions/login"},
                }
            ],
        }
    },
}
LOGIN = {
    "name": "ann",
    "phrase": "s3cret-1",
    "inner": {"pin": "s3cret-2", "note": "plain"},
    "several": [{"code": "s3cret-3"}],
}


class Answering:
    """A transport with one answer."""

    def __init__(self, value):
        self._body = json.dumps(value).encode()

    def send(self, request):
        headers = heroics_py.Headers({"Content-Type": "application/json"})
        return heroics_py.Response(status=200, headers=headers, body=self._body, url=request.url)

    def close(self):
        pass


@pytest.fixture
def login():
    return heroics_py.connect(SECRETIVE, transport=Answering(LOGIN)).login.info("ann")


def test_objects_under_a_secret_name():
    """Under a secret name, only identities and times are shown."""
    value = {"token": {"id": "7", "created_at": "2026", "expires_in": 5, "value": "v", "more": [{"x": "y"}]}}
    assert ValueMask().apply(value) == {
        "token": {"id": "7", "created_at": "2026", "expires_in": 5, "value": MASK, "more": [{"x": MASK}]}
    }


def test_booleans_and_empty_values():
    """Booleans, None and empty texts are not secrets."""
    assert ValueMask().apply({"token": None, "secret": True, "password": ""}) == {
        "token": None,
        "secret": True,
        "password": "",
    }


def test_config_vars():
    """Of config vars, only plain words and short numbers are shown."""
    plain = {"LOG_LEVEL": "debug", "ENV": "production", "WORKERS": "8", "RUBY": "3.3.0", "ZONE": "eu-west", "NONE": ""}
    keys = {
        "CHECKSUM": "9f86d081884c7d659a2feaa0c55ad015",
        "SLACK": "https://hooks.slack.example/services/T02/B04/q8ZrT4vWx1Yb6NcK3mHs9LdE",
        "BASIC": "bob:swordfish",
        "HEX": "deadbeefcafe",
        "PGPASS": "swordfish",
        "SIGNING_SALT": "swordfish",
        "STRIPE_SK": "swordfish",
    }
    assert ValueMask(suspicious=True).apply({**plain, **keys}) == {**plain, **dict.fromkeys(keys, MASK)}


def test_masks_of_lists():
    """A list masks the secrets of its records."""
    items = [{"name": "ann", "token": "s3cret"}, {"name": "bob", "url": "https://me:s3cret@a.example/"}]
    html = Collection(Page(items=items), lambda _: None)._repr_html_()
    assert ("s3cret" in html, html.count(MASK)) == (False, 2)


def test_endless_value():
    """A value without end is cut."""
    endless = {}
    endless["a"] = endless
    assert "..." in repr(Record(endless))


def test_secrets_of_the_schema(login):
    """Secrets that the schema declares are masked in text and HTML."""
    shown = repr(login) + login._repr_html_() + repr(login.inner) + login.inner._repr_html_() + repr(login.several)
    assert ("s3cret" in shown, "plain" in shown, "ann" in shown) == (False, True, True)


def test_data_is_not_masked(login):
    """The data itself is whole."""
    data = (login.phrase, login["inner"]["pin"], login.several[0].code, json.loads(json.dumps(login)), dict(login))
    assert data == ("s3cret-1", "s3cret-2", "s3cret-3", LOGIN, LOGIN)


def test_masks_of_pickled_records():
    """An unpickled record still masks by name."""
    record = pickle.loads(pickle.dumps(Record({"token": "s3cret", "name": "x"})))
    assert (repr(record), record.token) == ("Record({'token': '***', 'name': 'x'})", "s3cret")


def test_repr_after_access():
    """Access to a record does not change its repr."""
    record = Record({"a": {"b": [{"c": 1}]}})
    before = repr(record)
    assert (record.a.b[0].c, repr(record)) == (1, before)
