"""Headers: fields of any case that hide their credentials."""

import pytest

from heroics_py.http.headers import Headers


def test_case_of_header_names():
    """Header names have no case."""
    headers = Headers({"Content-Type": "text/plain"})
    assert (headers["content-type"], "CONTENT-TYPE" in headers, headers.get("content-Type")) == (
        "text/plain",
        True,
        "text/plain",
    )


def test_spelling_and_order_of_headers():
    """Headers keep their spelling and order."""
    assert list(Headers([("B-b", "1"), ("a-A", "2")])) == ["B-b", "a-A"]


def test_repeated_lines():
    """Repeated lines are joined."""
    assert Headers([("Vary", "Accept"), ("vary", "Range")]) == Headers({"Vary": "Accept, Range"})


def test_equality_of_headers():
    """Headers equal any mapping of the same fields, in any case."""
    assert Headers({"ETag": '"x"'}) == {"etag": '"x"'}
    assert hash(Headers({"ETag": '"x"'})) == hash(Headers({"etag": '"x"'}))


def test_missing_headers():
    """A missing header is a KeyError or the default."""
    with pytest.raises(KeyError):
        _ = Headers()["Range"]
    assert (Headers().get("Range"), Headers().get("Range", "x"), 3 in Headers()) == (None, "x", False)


def test_replaced_headers():
    """`replaced` sets, adds and removes fields of a copy."""
    before = Headers({"Accept": "a", "Range": "b"})
    after = before.replaced({"accept": "c", "Range": None, "ETag": "d"})
    assert (dict(before), dict(after)) == ({"Accept": "a", "Range": "b"}, {"accept": "c", "ETag": "d"})


def test_containing():
    """`containing` finds fields by a part of their names, whatever the case of those."""
    headers = Headers({"X-Warning-Id": "7", "ETag": "warning", "warning": "old"})
    assert headers.containing("warning") == [("X-Warning-Id", "7"), ("warning", "old")]


def test_has_any_and_without():
    """`has_any` and `without` take names in lower case."""
    headers = Headers({"Accept": "a", "If-Range": "b"})
    assert [headers.has_any(frozenset(names)) for names in (["if-range", "etag"], ["etag"], [])] == [True, False, False]
    assert dict(headers.without(frozenset({"accept", "etag"}))) == {"If-Range": "b"}
    assert headers.without(frozenset({"etag"})) == headers
    assert dict(headers) == {"Accept": "a", "If-Range": "b"}


def test_updated_headers():
    """`updated` prefers the newer fields."""
    before = Headers({"Accept": "a", "Range": "b"})
    assert dict(before.updated(Headers({"accept": "c", "ETag": "d"}))) == {"accept": "c", "Range": "b", "ETag": "d"}
    assert dict(before) == {"Accept": "a", "Range": "b"}


@pytest.mark.parametrize(
    ("mine", "theirs", "more"),
    [
        ({"A": "1", "B": "2"}, {"a": "1", "b": "2", "c": "3"}, False),
        ({"A": "1", "B": "2"}, {"a": "1"}, True),
        ({"A": "1"}, {"A": "2"}, True),
        ({"A": ""}, {}, True),
        ({"A": "1", "Date": "x"}, {"A": "1"}, False),
        ({}, {"A": "1"}, False),
    ],
)
def test_changes_between_headers(mine, theirs, more):
    """`changes` is true if a value differs or is missing in the other headers."""
    assert Headers(mine).changes(Headers(theirs), ignoring=frozenset({"date"})) is more


@pytest.mark.parametrize("name", ["Authorization", "cookie", "Set-Cookie", "Proxy-Authorization", "X-Api-Key"])
def test_repr_of_credentials(name):
    """The repr of headers hides credentials."""
    shown = repr(Headers({name: "s3cret", "Accept": "a"}))
    assert ("s3cret" in shown, "Accept: a" in shown) == (False, True)
