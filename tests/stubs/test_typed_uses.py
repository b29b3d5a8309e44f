"""mypy shows calls that the syntax of a program does not."""

import os

import pytest

import heroics_py
from heroics_py.cli.commands import run

PROGRAM = """\
from collections.abc import Callable
from typing import Generic, TypeVar

from another_library import make
from shelf_api import Client

T = TypeVar("T")


class Lazy(Generic[T]):
    def __init__(self, make: Callable[[], T]) -> None:
        self.make = make

    def value(self) -> T:
        return self.make()


lazy: Lazy[Client] = Lazy(make)
for book in lazy.value().book.list():
    print(book.title)
scope = lazy.value().book["x"]
scope.loan.create(borrower={"email": "a@b.example"})
"""
SETTINGS = """\
[[tool.heroics.stubs]]
schema = "bookshelf"
package = "src/shelf_api"
"""

pytestmark = pytest.mark.skipif(os.environ.get("STUBS") != "required", reason="STUBS=required runs the checkers")


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "src").mkdir()
    assert run(["stubs"]) == 0
    (tmp_path / "src" / "program.py").write_text(PROGRAM)


def test_typed_calls(project):
    """Calls on objects that only their types show to be clients are found, run after run, with what is read of them."""
    for _ in range(2):
        found = [(each.call, each.line, each.fields, each.answers) for each in heroics_py.uses("src")]
        assert found == [("book.list", 19, (), ("title",)), ("loan.create", 22, ("borrower",), ())]


READERS = """\
from another_library import load
from shelf_api import Book, Loan, connect

client = connect()


def title(book: Book) -> str:
    return f"{book.title} {book['isbn']}"


def borrower() -> str:
    loan: Loan = load()
    return loan.borrower.name


client.book.list()
"""


def test_what_types_read(project, tmp_path):
    """What is read of records that only types show is read of the program's calls that return such, or of any call."""
    (tmp_path / "src" / "program.py").write_text(READERS)
    found = {each.call: (each.answers, each.certainty) for each in heroics_py.uses("src")}
    assert found["book.list"] == (("isbn", "title"), "certain")
    assert found["loan.info"] == found["loan.list"] == (("borrower.name",), "possible")
    assert "book.info" not in found


def test_without_types(project):
    """Without types, these calls are possible: the schema of the stubs has them."""
    assert {each.certainty for each in heroics_py.uses("src", types=False)} == {"possible"}


def test_nothing_is_written(project, tmp_path):
    """The search writes no file: stubs stay as they are, and mypy keeps no cache."""
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    heroics_py.uses("src")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
