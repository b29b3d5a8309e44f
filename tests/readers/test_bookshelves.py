"""One API in four shapes: equal models where the dialects can say the same, and the same calls."""

import re

import pytest

import heroics_py
from heroics_py.call.shape import shape_of
from heroics_py.errors import CallError, NotFound, ValidationError
from heroics_py.model.naming import call_names
from heroics_py.readers import read_api

SPELLINGS = ["bookshelf", "bookshelf.2019-09", "bookshelf.openapi", "bookshelf.actions"]
DIALECTS = ["JSON Hyper-Schema", "JSON Hyper-Schema", "OpenAPI 3", "resources and actions"]

# What a dialect has no words for, so that its shape of the API says less, or other:
# - OpenAPI calls `info` by its operationId, getBook, so `get` is the name and `info` a further one;
#   it lists no attributes to order by, has no relations (a link that creates is known by its name), and no identity.
# - Resources and actions name variables for what may fill them (`book_id_or_isbn`), and have no relation but for the
#   actions of usual names; "Give back" answers a loan there, for every action answers its resource.
# - An object that is one attribute, the borrower of a loan, is `borrower:email` there, required as its parts are.


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
    found = {}
    for resource in read_api(name).resources.values():
        for call, (link,) in call_names(resource).items():
            found[resource.name, {"get": "info"}.get(call, call)] = shape(link)
    return found


def agreed(shapes):
    """Leave out where a query is described: beside the path in OpenAPI, in one schema in the others."""
    return {key: {name: said for name, said in each.items() if name != "where"} for key, each in shapes.items()}


@pytest.mark.parametrize("name", SPELLINGS[1:])
def test_every_spelling_has_the_same_calls_with_the_same_arguments(name):
    assert agreed(model(name)) == agreed(model("bookshelf"))


def test_the_hyper_schemas_of_two_drafts_give_equal_links_but_for_the_places_of_their_schemas():
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
def test_each_spelling_is_known_for_what_it_is(name, dialect):
    api = read_api(name)
    assert (api.dialect, api.title, api.url) == (dialect, "Bookshelf API", "https://bookshelf.example")


@pytest.fixture(params=SPELLINGS)
def shelf(request):
    with heroics_py.sandbox(request.param, socket=False) as client:
        yield client


def test_an_author_is_created_found_changed_listed_and_deleted(shelf):
    author = shelf.author.create(name="Le Guin", email="ursula@writers.example")
    assert shelf.author.info(author.id).name == "Le Guin"
    assert shelf.author.info("Le Guin").id == author.id
    assert shelf.author.update(author, homepage="https://writers.example/").homepage == "https://writers.example/"
    assert [each.name for each in shelf.author.list()] == ["Le Guin"]
    assert shelf.author.delete(author).id == author.id
    with pytest.raises(NotFound):
        shelf.author.info(author.id)


def test_a_body_is_checked_before_it_is_sent(shelf):
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


def test_a_loan_lives_below_its_book(shelf):
    book, loan = lent(shelf)
    assert [each.id for each in shelf.loan.list(book)] == [loan.id]
    assert shelf.loan.update("9780441478125", loan, due_at="2030-01-01T00:00:00Z").due_at == "2030-01-01T00:00:00Z"
    with pytest.raises(NotFound):
        shelf.loan.info("9780441478125", book.id)


def test_a_book_is_a_scope_of_its_loans(shelf):
    _, loan = lent(shelf)
    assert shelf.book["9780441478125"].loan.info(loan.id).id == loan.id
    assert shelf.book["9780441478125"].info().title == "The Dispossessed"


def test_a_search_has_its_fields_in_the_query(shelf):
    lent(shelf)
    request = shelf.book.search.prepare(title="The Dispossessed", available=True)
    assert request.url.partition("/search/")[2] == "books?title=The%20Dispossessed&available=true"
    assert request.body is None
    assert [each.title for each in shelf.book.search(title="The Dispossessed")] == ["The Dispossessed"]


def test_books_are_listed_by_author(shelf):
    lent(shelf)
    assert len(shelf.book.list_by_author("Le Guin")) == 1


def test_what_is_no_create_or_update_is_a_call_of_its_own_name(shelf):
    book, loan = lent(shelf)
    assert shelf.loan.give_back.send(book, loan).status in {200, 201, 202}


def test_links_of_a_record_know_its_identity(shelf):
    book, loan = lent(shelf)
    assert heroics_py.links(shelf.book.info(book.id)).loan.list.prepare().url.endswith(f"/books/{book.id}/loans")
    assert heroics_py.links(loan).info().id == loan.id
