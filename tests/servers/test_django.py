"""A server in Django REST framework with drf-spectacular, driven as its users would."""

import io

import pytest

import heroics_py
from heroics_py import BadRequest, CallError, NotFound, Unauthorized, ValidationError


@pytest.fixture(scope="module")
def url(start):
    return f"{start('django_library.py', 'django', 'rest_framework', 'drf_spectacular')}/api/schema/"


@pytest.fixture(scope="module")
def library(url):
    with heroics_py.connect(url) as anyone:
        token = anyone.login.create(username="ada", password="open sesame").token
    with heroics_py.connect(url, auth={"tokenAuth": f"Token {token}"}) as client:
        yield client


@pytest.fixture(scope="module")
def author(library):
    return library.author.create(name="Le Guin")


def test_names_are_those_a_person_types(library):
    """Operation ids lose the words of their tag."""
    assert {"author", "book", "login"} <= set(dir(library))
    assert {"create", "list", "retrieve", "update", "partial_update", "lend"} <= set(dir(library.book))
    assert {"destroy", "delete"} & set(dir(library.book))


def test_a_missing_token_is_unauthorized(url):
    """The text of the server is shown."""
    with heroics_py.connect(url) as client, pytest.raises(Unauthorized, match="credentials were not provided"):
        client.author.list()


def test_a_record_is_its_own_argument(library, author):
    """A book is created, read, changed, lent and deleted by its record."""
    book = library.book.create(title="The Dispossessed", author=author.id)
    assert library.book.retrieve(book) == book
    assert library.book.partial_update(book, kind="essay").kind == "essay"
    assert library.book.update(book, title="Always Coming Home", author=author.id).title == "Always Coming Home"
    # The document asks for a whole book here, and the server for nothing.
    assert library.book.lend.with_options(validate=False)(book) == {"lent": "Always Coming Home"}
    assert heroics_py.refresh(book).title == "Always Coming Home"
    assert library.book[book.id].retrieve().title == "Always Coming Home"
    library.book.destroy(book)
    with pytest.raises(NotFound):
        library.book.retrieve(book)


def test_read_only_fields_are_not_required(library, author):
    """Fields that the server sets are no part of a call."""
    book = library.book.create(title="Rocannon's World", author=author.id)
    assert book.added_at
    with pytest.raises(ValidationError, match="title"):
        library.book.create(author=author.id)


def test_a_record_stands_for_a_key(library, author):
    """A record in a field is its identity."""
    assert library.book.create(title="Planet of Exile", author=author).author == author.id


def test_a_file_is_uploaded(library, author):
    """An open file turns the request into multipart; the rest goes beside it."""
    book = library.book.create(title="City of Illusions", author=author.id, cover=("c.png", io.BytesIO(b"png")))
    assert "covers/c" in book.cover
    assert library.book.partial_update(book, cover=b"other").cover != book.cover


def test_errors_name_the_field(library, author):
    """What the server refuses comes back with its reasons."""
    with pytest.raises(BadRequest, match="already exists"):
        library.author.create(name="Le Guin")
    with pytest.raises(ValidationError, match="kind"):
        library.book.create(title="x", author=author.id, kind="poem")
    with pytest.raises(ValidationError, match="id"):
        library.book.retrieve("one")


def test_a_record_of_another_kind_is_refused(library, author):
    """An author does not identify a book."""
    with pytest.raises(CallError, match="author"):
        library.book.destroy(author)
