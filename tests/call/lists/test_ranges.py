"""The part and order of a list: how it is asked for, and what came."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heroics_py
from heroics_py import CallError, ContentRange, Headers, Range, Response
from heroics_py.call.lists.ranges import orders_of
from heroics_py.server.ranges import ListRange, read_range
from heroics_py.testing import server_of

MOMENT = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def heroku(each_client):
    with heroics_py.sandbox(prefetch=False) as owner:
        for name in ("bear", "ant", "cat", "dog"):
            owner.app.create(name=name)
        with each_client.client(owner, prefetch=False) as client:
            yield client


def names(client, **options):
    return [app.name for app in client.with_options(**options).app.list()]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (Range("name"), "name .."),
        (Range("name", "a", "z"), "name a..z"),
        (Range("name", start="a"), "name a.."),
        (Range("name", end="z"), "name ..z"),
        (Range("name", "a", exclusive_start=True), "name ]a.."),
        (Range("name", end="z", exclusive_end=True), "name ..z["),
        (
            Range("name", "a", "z", max=10, descending=True, exclusive_start=True),
            "name ]a..z; max=10, order=desc",
        ),
        (Range("id", max=1000), "id ..; max=1000"),
        (Range("version", 1, 20, descending=True), "version 1..20; order=desc"),
        (Range("updated_at", MOMENT), "updated_at 2020-01-02T03:04:05Z.."),
        (Range("id", UUID(int=7)), "id 00000000-0000-0000-0000-000000000007.."),
        (Range("name", exclusive_start=True, exclusive_end=True), "name .."),
    ],
)
def test_range_text(wanted, text):
    """A range is written in the API's grammar."""
    assert str(wanted) == text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"order_by": ""}, "Range order_by='': expected the name of an attribute, such as 'name'"),
        ({"order_by": "a b"}, "Range order_by='a b': expected the name of an attribute, such as 'name'"),
        ({"order_by": "name", "max": 0}, "Range max=0: expected a number of items, 1 or more"),
        ({"order_by": "name", "max": True}, "Range max=True: expected a number of items, 1 or more"),
        (
            {"order_by": "name", "start": "a b"},
            "Range start='a b': a bound is text without blanks, brackets, ';' and '..'",
        ),
        (
            {"order_by": "name", "end": "a..b"},
            "Range end='a..b': a bound is text without blanks, brackets, ';' and '..'",
        ),
        ({"order_by": "name", "end": ""}, "Range end='': a bound is text without blanks, brackets, ';' and '..'"),
    ],
)
def test_invalid_bounds(arguments, message):
    """A bound that the grammar can't express is refused."""
    with pytest.raises(CallError) as caught:
        Range(**arguments)
    assert str(caught.value) == message


TEXT = st.from_regex(r"[A-Za-z0-9_@:/+-]{1,12}", fullmatch=True)


RANGES = st.builds(
    Range,
    order_by=st.sampled_from(["id", "name", "updated_at"]),
    start=st.none() | TEXT,
    end=st.none() | TEXT,
    max=st.none() | st.integers(1, 1000),
    descending=st.booleans(),
    exclusive_start=st.booleans(),
    exclusive_end=st.booleans(),
)


@settings(deadline=None)
@given(wanted=RANGES)
def test_server_reads_ranges(wanted):
    """The sandbox reads the range that was written."""
    found = read_range(str(wanted), ("id", "name", "updated_at"), 200)
    assert found == ListRange(
        field=wanted.order_by,
        start=wanted.start or "",
        end=wanted.end or "",
        max=wanted.max or 200,
        descending=wanted.descending,
        exclusive_start=wanted.exclusive_start and wanted.start is not None,
        exclusive_end=wanted.exclusive_end and wanted.end is not None,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id 01..99", ContentRange(order_by="id", start="01", end="99")),
        ("name a..z; max=200", ContentRange(order_by="name", start="a", end="z", max=200)),
        (
            "name z..a; max=10, order=desc",
            ContentRange(order_by="name", start="z", end="a", max=10, descending=True),
        ),
        ("name ]a..z[; max=10,order=desc;", ContentRange(order_by="name", start="a", end="z", max=10, descending=True)),
        ("name ..", ContentRange(order_by="name")),
        ("bytes 0-99/100", None),
        ("", None),
    ],
)
def test_content_range(text, expected):
    """A Content-Range is parsed."""
    assert ContentRange.parsed(text) == expected


@settings(deadline=None)
@given(st.text(max_size=60))
def test_odd_content_ranges(text):
    """No Content-Range is too odd to be parsed."""
    assert ContentRange.parsed(text) is None or ContentRange.parsed(text).order_by != ""


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Range("name"), ["ant", "bear", "cat", "dog"]),
        (Range("name", descending=True), ["dog", "cat", "bear", "ant"]),
        (Range("name", "bear", "cat"), ["bear", "cat"]),
        (Range("name", "bear", "cat", exclusive_start=True), ["cat"]),
        (Range("name", "bear", "dog", exclusive_end=True), ["bear", "cat"]),
        (Range("name", max=1), ["ant", "bear", "cat", "dog"]),
        ("name bear..; max=1, order=asc", ["bear", "cat", "dog"]),
    ],
)
def test_range_selects_part_and_order(heroku, wanted, expected):
    """A list has the part and order of its range."""
    assert names(heroku, range=wanted) == expected


def shelf(**link):
    """Return a schema with one list; what its link says of ranges is passed in."""
    text = {"type": "string"}
    listed = {"title": "List", "rel": "instances", "href": "/books", "method": "GET", **link}
    made = {
        "title": "Create",
        "rel": "create",
        "href": "/books",
        "method": "POST",
        "schema": {"properties": {"name": text}},
    }
    book = {
        "definitions": {"id": text, "identity": {"$ref": "#/definitions/book/definitions/id"}},
        "links": [listed, made],
    }
    return {"definitions": {"book": {**book, "properties": {"id": text, "name": text}}}}


def test_unknown_attribute():
    """An attribute that the link does not offer is refused before anything is sent, with the ones it offers."""
    client = heroics_py.connect(shelf(ranges=["id", "name"]), url="http://127.0.0.1:9", token="t")
    with pytest.raises(CallError) as caught:
        client.with_options(range=Range("owner")).book.list()
    assert str(caught.value) == "range='owner ..': this list can't be ordered by 'owner', only by id, name"


def test_attribute_refused_by_the_server():
    """An attribute that the server refuses is an error with the ones it offers."""
    with heroics_py.sandbox(shelf()) as client:
        client.book.create(name="one")
        with pytest.raises(heroics_py.RangeNotSatisfiable, match="this list can be ordered by id"):
            client.with_options(range=Range("flavour")).book.list()
        assert server_of(client).requests[-1].headers["Range"] == "flavour .."


def test_server_changes_the_order(each_client):
    """A server that continues in another order causes an error."""

    class Deaf:
        def send(self, request):
            headers = {"Content-Type": "application/json", "Accept-Ranges": "id, name"}
            return Response(status=200, headers=Headers(headers), body=b"[]", url=request.url)

        def close(self):
            pass

    client = each_client.connect(shelf(), url="http://127.0.0.1:9", transport=Deaf())
    with pytest.raises(CallError, match="this list can't be ordered by 'flavour', only by id, name"):
        client.with_options(range=Range("flavour")).book.list()
    assert list(client.with_options(range=Range("name")).book.list()) == []


def test_byte_ranges_are_no_order():
    """Accept-Ranges: bytes is not an attribute to order by."""
    assert orders_of("bytes") == orders_of("none") == orders_of("") == ()
    assert orders_of("id, name,updated_at") == ("id", "name", "updated_at")


@pytest.mark.parametrize("value", [7, "", " ", ["name"]])
def test_invalid_range(heroku, value):
    """Any other value than a range is refused where it is set."""
    with pytest.raises(ValueError, match="expected a Range, such as Range"):
        heroku.app.list.with_options(range=value)


def test_range_of_link_or_client(heroku):
    """A range can be set for a link and for the client."""
    backwards = Range("name", descending=True)
    assert [app.name for app in heroku.app.list.with_options(range=backwards)()] == ["dog", "cat", "bear", "ant"]
    assert [app.name for app in heroku.with_options(range=backwards).app.list()][:1] == ["dog"]
