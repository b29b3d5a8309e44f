"""One API in four dialects: the same calls, and equal models as far as the dialects allow."""

import re

import pytest

import heroics_py
from heroics_py.call.shape import shape_of
from heroics_py.errors import CallError, NotFound, ValidationError
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api

SPELLINGS = ["bookshelf", "bookshelf.2019-09", "bookshelf.openapi", "bookshelf.actions"]
DIALECTS = ["JSON Hyper-Schema", "JSON Hyper-Schema", "OpenAPI 3", "resources and actions"]

# What the dialects can't express:
# - OpenAPI names `info` by its operationId, getBook, so its name is `get` and `info` is an alias. It has no ranges, no
#   relations (a link that creates is recognized by its name), and no identity.
# - Resources and actions name variables by their values (`book_id_or_isbn`), and have relations only for actions with
#   the usual names. "Give back" returns a loan there, because every action returns its resource.
# - The borrower of a loan, an object of one field, is `borrower:email` there, required as its parts are.


def shape(link):
    """Return what every dialect can say of a link."""
    shape = shape_of(link)
    fields = {each.name: each.required for each in (*shape.fields.values(), *shape.dict_only)}
    return {
        "method": link.method,
        "path": re.sub(r"\{[^}]*\}", "{}", link.href),
        "variables": len(shape.parameters),
        "fields": fields,
        "where": "query" if link.query else "body" if link.body else "",
        "is_query": any(each.location == "query" for each in shape.fields.values()),
        "fault": link.fault,
    }


def model(name):
    shapes = {}
    for resource in read_api(name).resources.values():
        for call, (link,) in call_names(resource).items():
            shapes[resource.name, {"get": "info"}.get(call, call)] = shape(link)
    return shapes


def agreed(shapes):
    """Remove where a query is described: next to the path in OpenAPI, in one schema elsewhere."""
    return {key: {name: value for name, value in each.items() if name != "where"} for key, each in shapes.items()}


@pytest.mark.parametrize("name", SPELLINGS[1:])
def test_dialects_offer_equal_calls(name):
    """Every dialect of one API has the same calls with the same arguments."""
    assert agreed(model(name)) == agreed(model("bookshelf"))


def test_drafts_have_equal_links():
    """The hyper-schemas of two drafts have equal links, except for the places of their schemas."""
    older, newer = (read_api(name) for name in SPELLINGS[:2])
    assert (newer.title, newer.description, newer.url, list(newer.resources)) == (
        older.title,
        older.description,
        older.url,
        list(older.resources),
    )
    for mine, theirs in zip(newer.links, older.links, strict=True):
        same = ("resource", "href", "method", "rel", "title", "description", "media_type", "ranges", "pointer", "fault")
        assert {key: getattr(mine, key) for key in same} == {key: getattr(theirs, key) for key in same}
        assert [(each.name, each.schema, each.owner) for each in mine.parameters] == [
            (each.name, each.schema, each.owner) for each in theirs.parameters
        ]
        assert (mine.target_schema and mine.target_schema.raw) == (theirs.target_schema and theirs.target_schema.raw)


@pytest.mark.parametrize(("name", "dialect"), list(zip(SPELLINGS, DIALECTS, strict=True)))
def test_dialect_is_detected(name, dialect):
    """Each document is read by the reader of its dialect."""
    api = read_api(name)
    assert (api.dialect, api.title, api.url) == (dialect, "Bookshelf API", "https://bookshelf.example")


@pytest.fixture(params=SPELLINGS)
def shelf(request):
    with heroics_py.sandbox(request.param, socket=False) as client:
        yield client


def test_author_life_cycle(shelf):
    """An author can be created, read, updated, listed and deleted."""
    author = shelf.author.create(name="Le Guin", email="ursula@writers.example")
    assert shelf.author.info(author.id).name == "Le Guin"
    assert shelf.author.info("Le Guin").id == author.id
    assert shelf.author.update(author, homepage="https://writers.example/").homepage == "https://writers.example/"
    assert [each.name for each in shelf.author.list()] == ["Le Guin"]
    assert shelf.author.delete(author).id == author.id
    with pytest.raises(NotFound):
        shelf.author.info(author.id)


def test_body_is_validated(shelf):
    """A body is validated before it is sent."""
    with pytest.raises(ValidationError):
        shelf.author.create(name=7)
    with pytest.raises(ValidationError):
        shelf.author.create(email="ursula@writers.example")
    with pytest.raises(CallError, match="did you mean 'name'"):
        shelf.author.create(nmae="Le Guin")


def lent(shelf):
    shelf.author.create(name="Le Guin")
    book = shelf.book.create(author="Le Guin", isbn="9780441478125", title="The Dispossessed")
    return book, shelf.loan.create(book, borrower={"email": "genly@readers.example"})


def test_loan_is_nested_in_book(shelf):
    """A loan is nested in its book."""
    book, loan = lent(shelf)
    assert [each.id for each in shelf.loan.list(book)] == [loan.id]
    assert shelf.loan.update("9780441478125", loan, due_at="2030-01-01T00:00:00Z").due_at == "2030-01-01T00:00:00Z"
    with pytest.raises(NotFound):
        shelf.loan.info("9780441478125", book.id)


def test_book_is_scope_of_loans(shelf):
    """A book is a scope that offers its loans."""
    _, loan = lent(shelf)
    assert shelf.book["9780441478125"].loan.info(loan.id).id == loan.id
    assert shelf.book["9780441478125"].info().title == "The Dispossessed"


def test_search_sends_query(shelf):
    """A search sends its fields in the query."""
    lent(shelf)
    request = shelf.book.search.prepare(title="The Dispossessed", available=True)
    assert request.url.partition("/search/")[2] == "books?title=The%20Dispossessed&available=true"
    assert request.body is None
    assert [each.title for each in shelf.book.search(title="The Dispossessed")] == ["The Dispossessed"]


def test_books_by_author(shelf):
    """Books can be listed by author."""
    lent(shelf)
    assert len(shelf.book.list_by_author("Le Guin")) == 1


def test_custom_action_has_own_name(shelf):
    """An action other than create and update is a call with its own name."""
    book, loan = lent(shelf)
    assert shelf.loan.give_back.send(book, loan).status in {200, 201, 202}


def test_record_links_know_identity(shelf):
    """The links of a record fill in its identity."""
    book, loan = lent(shelf)
    assert heroics_py.links(shelf.book.info(book.id)).loan.list.prepare().url.endswith(f"/books/{book.id}/loans")
    assert heroics_py.links(loan).info().id == loan.id
