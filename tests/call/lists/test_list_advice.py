"""Attributes that lists of other libraries have, and what the errors say."""

import copy
import pickle

import pytest
from canned import connected

from heroics_py.errors import NoSuchAttribute

APPS = [{"id": "1", "name": "one"}, {"id": "2", "name": "two"}]


def listed():
    client, transport = connected(lambda _: APPS)
    return client.app.list(), transport


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("name", "its items have it: [each.name for each in items]"),
        ("all", "iterate over it, or call to_list()"),
        ("sort", "sorted(items, key=...) sorts them"),
        ("filter", "[each for each in items if ...] selects some"),
        ("json", "to_list() returns all items"),
        ("head", "to_frame() returns a pandas DataFrame"),
        ("next_page", "it fetches its pages as you read it; pages() yields them"),
        ("get", "an index finds an item by its id or name: items['example']"),
        ("to_fram", "did you mean 'to_frame'?"),
    ],
)
def test_attributes_of_other_lists(name, hint):
    """An attribute that a list does not have says what does that, and sends nothing."""
    apps, transport = listed()
    with pytest.raises(NoSuchAttribute) as caught:
        getattr(apps, name)
    assert str(caught.value) == f"'Collection' object has no attribute {name!r}; {hint}"
    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    ("name", "hint"), [("name", "each.name"), ("head", "to_frame()"), ("next", "no attribute 'next'")]
)
def test_attributes_of_a_slice(name, hint):
    """A slice says the same, except what only a list that fetches pages can do."""
    with pytest.raises(NoSuchAttribute, match="'RowList' object has no attribute") as caught:
        getattr(listed()[0][:2], name)
    assert hint in str(caught.value)


def test_lists_without_private_attributes():
    """Copies, pickles and `hasattr` find no attribute that a list does not have."""
    apps = listed()[0]
    assert not any(hasattr(apps, name) for name in ("_repr_latex_", "__array__", "name"))
    assert copy.copy(apps) == pickle.loads(pickle.dumps(apps)) == APPS
