"""The calls that the classes of a stub stand for."""

import heroics_py
from heroics_py.stubs import stub_of
from heroics_py.usage.stub_calls import calls_by_class, places_by_record


def test_each_call_has_classes():
    """Every call of a schema is found by a class of its stub: of a resource, of a scope, and awaited."""
    api = heroics_py.read("bookshelf")
    client = heroics_py.connect(api, url="https://api.example")
    calls = {f"{name}.{link}" for name in client for link in dir(client[name])}
    found = calls_by_class(stub_of(api))
    assert set().union(*found.values()) == calls
    assert found["BookList"] == found["AsyncBookList"] == {"book.list"}


def test_where_records_are():
    """A record is found in the answers of all calls that return it, and in other records."""
    stub = stub_of(heroics_py.read("bookshelf"))
    found = places_by_record(stub, calls_by_class(stub))
    assert {("book.list", ()), ("book.info", ()), ("book.create", ())} <= found["Book"]
    assert {("book.list", ("author",)), ("book.info", ("author",))} <= found["BookAuthor"]
    assert found["Borrower"] == {(call, ("borrower",)) for call, path in found["Loan"] if not path}
