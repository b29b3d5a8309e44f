"""The calls that the classes of a stub stand for."""

import heroics_py
from heroics_py.stubs import stub_of
from heroics_py.usage.stub_calls import calls_by_class


def test_each_call_has_classes():
    """Every call of a schema is found by a class of its stub: of a resource, of a scope, and awaited."""
    api = heroics_py.read("bookshelf")
    client = heroics_py.connect(api, url="https://api.example")
    calls = {f"{name}.{link}" for name in client for link in dir(client[name])}
    found = calls_by_class(stub_of(api))
    assert set().union(*found.values()) == calls
    assert found["BookList"] == found["AsyncBookList"] == {"book.list"}
