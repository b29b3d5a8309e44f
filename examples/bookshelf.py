"""A client for another schema: a bookshelf with authors, books and loans.

Any schema works: ``heroics_py.connect("shop.json", url="https://api.shop.example", token=...)``. This one comes with
the package, and the sandbox answers from it.
"""

import heroics_py


def main() -> None:
    with heroics_py.sandbox("bookshelf") as shelf:
        print("resources:", ", ".join(name for name in dir(shelf) if name not in {"close", "with_options"}))

        author = shelf.author.create(name="Ursula K. Le Guin")
        book = shelf.book.create(
            author=author.id, isbn="9780441478125", title="The Left Hand of Darkness", year=1969, genre="novel"
        )
        print(f"{book.title} ({book.year}), by {book.author.name}")

        # On a GET, the fields become the query: GET /search/books?genre=novel&sort=year
        print("search:", shelf.book.search.prepare(genre="novel", sort="year").url.partition("?")[2])

        # The path takes a book and one of its loans. Each can be a record or an id.
        loan = shelf.loan.create(book, borrower={"email": "genly@readers.example"})
        shelf.loan.give_back(book, loan)
        print("loans of the book:", len(shelf.loan.list(book)))

        try:
            shelf.book.update(book, year=1250)
        except heroics_py.ValidationError as error:
            print("not sent:", error)


if __name__ == "__main__":
    main()
