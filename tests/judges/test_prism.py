"""A validating proxy between our client and the sandbox, which reports whatever breaks the document."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ports import TOKEN, free_port, wait_for

import heroics_py
from heroics_py.errors import ResponseError

BOOKSHELF = Path(__file__).parents[2] / "schemas" / "bookshelf.openapi.yaml"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def proxied(judge, served, start):
    """A client whose requests pass a proxy that turns each violation into an error."""
    program = judge("PRISM", "prism")
    port = free_port()
    command = (program, "proxy", str(BOOKSHELF), served(BOOKSHELF), "--errors", "--host", "127.0.0.1")
    wait_for(port, start(*command, "--port", str(port)))
    with heroics_py.connect(BOOKSHELF, url=f"http://127.0.0.1:{port}", token=TOKEN, retries=0, cache=None) as client:
        yield client


def outcome(call, *arguments, **fields):
    """Return the response to a call, also to one that fails."""
    try:
        return call.send(*arguments, **fields)
    except ResponseError as error:
        return error.response


def drive(shelf):
    """Call every operation, most of them in several ways, and yield the responses."""
    author, book, loan = shelf.author, shelf.book, shelf.loan
    yield outcome(author.create, name="Le Guin", email="ursula@writers.example")
    yield outcome(author.create, name="Lem")
    yield outcome(book.create, author="Le Guin", isbn="9780441478125", title="The Dispossessed", tags=["moon"])
    yield outcome(loan.create, "9780441478125", borrower={"email": "genly@readers.example"})
    yield outcome(author.list)
    yield outcome(author.list.with_options(range="id ..; max=1"))
    yield outcome(author.list.with_options(range="nothing ..; max=1"))
    yield outcome(author.list.with_options(headers={"Authorization": "Bearer wrong"}))
    yield outcome(author.get, "Le Guin")
    yield outcome(author.get.with_options(headers={"If-None-Match": author.get.send("Le Guin").etag}), "Le Guin")
    yield outcome(author.get, NOBODY)
    yield outcome(author.update, "Le Guin", homepage="https://writers.example/")
    yield outcome(author.update.with_options(if_match='"old"'), "Le Guin", email=None)
    yield outcome(book.list)
    yield outcome(book.list_by_author, "Le Guin")
    yield outcome(book.search, title="The Dispossessed", available=True, tags=["moon", "sun"], sort="title")
    yield outcome(book.get, "9780441478125")
    yield outcome(book.update, "9780441478125", year=1974, tags=[])
    yield outcome(loan.list, "9780441478125")
    lent = loan.list("9780441478125")[0]
    yield outcome(loan.get, "9780441478125", lent)
    yield outcome(loan.update, "9780441478125", lent, due_at="2030-01-01T00:00:00Z")
    yield outcome(loan.give_back, "9780441478125", lent)
    yield outcome(loan.delete, "9780441478125", lent)
    yield outcome(loan.delete, "9780441478125", lent)
    yield outcome(book.delete, "9780441478125")
    yield outcome(author.delete, "Lem")


def violation_in(response):
    """Return what the proxy says about a response, or None."""
    text = response.body.decode("utf-8", "replace")
    return response.headers.get("sl-violations") or (text if "stoplight.io/prism" in text else None)


def test_no_call_violates_document(proxied):
    """No request of our client and no response of the sandbox breaks the document, whatever the status."""
    responses = list(drive(proxied))
    assert [(each.method, each.url, violation_in(each)) for each in responses if violation_in(each)] == []
    assert {each.status for each in responses} == {200, 201, 202, 206, 304, 401, 404, 412, 416}


def test_every_operation_is_called(proxied):
    """The calls above reach every operation of the document."""
    called = {(each.method, urlsplit(each.url).path) for each in drive(proxied)}
    links = heroics_py.read(BOOKSHELF).links
    patterns = {link.name: (link.method, re.sub(r"\{[^}]*\}", "[^/]+", link.href)) for link in links}
    missing = {
        name
        for name, (method, pattern) in patterns.items()
        if not any(method == verb and re.fullmatch(pattern, path) for verb, path in called)
    }
    assert missing == set()


def test_proxy_sees_violations(proxied):
    """The proxy turns a request that breaks the document into an error."""
    response = outcome(proxied.author.create.with_options(validate=False), {"name": 7})
    assert "stoplight.io/prism" in (violation_in(response) or "")
