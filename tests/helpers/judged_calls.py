"""Calls that are right, and calls that are wrong, for three schemas: `heroku`, `bookshelf` and `SHOP`.

Each is a link and its arguments. The checkers see ``client.app.create(name="x")``; the library ``client.app.create
.prepare(name="x")``, which sends nothing. Both have to accept what is right, and to refuse what is wrong.
"""

_ORDER = {"$ref": "#/components/schemas/Order"}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def _json(schema):
    return {"content": {"application/json": {"schema": schema}}}


def _found(schema):
    return {"200": {"description": "found", **_json(schema)}}


SHOP = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/orders": {
            "get": {
                "tags": ["order"],
                "operationId": "listOrders",
                "parameters": [
                    {"name": "status", "in": "query", "schema": {"enum": ["open", "closed"]}},
                    {"name": "since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": _found({"type": "array", "items": _ORDER}),
            },
            "post": {
                "tags": ["order"],
                "operationId": "createOrder",
                "requestBody": {"required": True, **_json({"$ref": "#/components/schemas/NewOrder"})},
                "responses": _found(_ORDER),
            },
        },
        "/orders/{id}": {
            "get": {"tags": ["order"], "operationId": "getOrder", "parameters": [_ID], "responses": _found(_ORDER)},
            "delete": {"tags": ["order"], "operationId": "deleteOrder", "parameters": [_ID], "responses": {"204": {}}},
        },
    },
    "components": {
        "schemas": {
            "NewOrder": {
                "type": "object",
                "required": ["sku"],
                "properties": {
                    "sku": {"type": "string"},
                    "count": {"type": "integer"},
                    "price": {"type": "number"},
                    "gift": {"type": "boolean"},
                    "note": {"type": ["string", "null"]},
                    "size": {"enum": ["S", "M", "L", 42]},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "counts": {"type": "array", "items": {"type": "integer"}},
                    "due": {"type": "string", "format": "date"},
                    "address": {"type": "object", "properties": {"city": {"type": "string"}}},
                    "in": {"type": "string"},
                },
            },
            "Order": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "sku": {"type": "string"},
                    "size": {"enum": ["S", "M", "L", 42]},
                    "parts": {"type": "array", "items": _ORDER},
                    "items": {"type": "integer"},
                },
            },
        }
    },
}

RIGHT = {
    "heroku": """
app.create()
app.create(name="shop")
app.create(name="shop", region="eu")
app.create(name="shop", region="eu", stack="cedar-14")
app.create({"name": "shop"})
app.create({})
app.info("x")
app.info(app_identity="x")
app.info(UUID("01234567-89ab-cdef-0123-456789abcdef"))
app.list()
app.update("x", maintenance=True)
app.update("x", {"maintenance": True})
app.update("x", name="shop", maintenance=False)
app.delete("x")
app.list_owned_and_collaborated("~")
app["x"].info()
app["x"].update(maintenance=True)
app["x"].delete()
app["x"].dyno.list()
app["x"].dyno.create(command="bash")
app["x"].dyno["web.1"].info()
app["x"].addon.list_by_app()
dyno.create("x", command="bash")
dyno.create("x", command="bash", attach=True)
dyno.create("x", command="bash", env={"A": "b"})
dyno.create("x", {"command": "bash"})
dyno.restart("x", "web.1")
dyno.restart_all("x")
addon.create("x", plan="heroku-postgresql:dev")
addon.create("x", plan="p", config={"a": "b"})
addon.info("y")
addon.info("x", "y")
addon.info(app_identity="x", addon_identity="y")
formation.batch_update("x", updates=[{"type": "web", "quantity": 1}])
formation.update("x", "web", quantity=2)
formation.update("x", "web", size="standard-1X")
config_var.update("x", FOO="bar")
config_var.update("x", {"FOO": "bar"})
release.info("x", 4)
release.rollback("x", release="01234567-89ab-cdef-0123-456789abcdef")
collaborator.create("x", user="a@example.com", silent=True)
domain.create("x", hostname="www.example.com")
""",
    "bookshelf": """
author.create(name="Ann")
author.create(name="Ann", email=None)
author.create(name="Ann", email="ann@example.com")
author.create({"name": "Ann"})
author.info("ann")
author.list()
author.update("ann", name="Anna")
author.update("ann", {"name": "Anna"})
author.delete("ann")
author["ann"].info()
author["ann"].book.list_by_author()
book.create(author="ann", isbn="9780000000000", title="A")
book.create(author="ann", isbn="9780000000000", title="A", genre="novel")
book.create(author="ann", isbn="9780000000000", title="A", tags=["x", "y"])
book.create(author="ann", isbn="9780000000000", title="A", year=1990, summary=None)
book.create({"author": "ann", "isbn": "9780000000000", "title": "A"})
book.list()
book.search()
book.search(title="x", sort="year")
book.search(available=False)
book.search(tags=["x"])
book.update("x", genre="play")
book["x"].loan.list()
book["x"].loan.create(borrower={"name": "Bob", "email": "bob@example.com"})
book["x"].loan["01234567-89ab-cdef-0123-456789abcdef"].info()
loan.list("x")
loan.create("x", borrower={"name": "Bob", "email": "bob@example.com"})
loan.give_back("x", "01234567-89ab-cdef-0123-456789abcdef")
""",
    "shop": """
order.create(sku="x")
order.create(sku="x", count=3)
order.create(sku="x", price=3)
order.create(sku="x", price=3.5)
order.create(sku="x", price=Decimal("3.5"))
order.create(sku="x", gift=True)
order.create(sku="x", note=None)
order.create(sku="x", note="n")
order.create(sku="x", size="M")
order.create(sku="x", size=42)
order.create(sku="x", tags=["a"])
order.create(sku="x", tags=("a", "b"))
order.create(sku="x", tags=[])
order.create(sku="x", counts=[1, 2])
order.create(sku="x", due="2026-01-31")
order.create(sku="x", due=date(2026, 1, 31))
order.create(sku="x", address={"city": "Bonn"})
order.create(sku="x", in_="y")
order.create({"sku": "x", "count": 3})
order.create({"sku": "x", "in": "y"})
order.list()
order.list(status="open")
order.list(since="2026-01-31T12:00:00Z")
order.list(since=datetime(2026, 1, 31, tzinfo=UTC))
order.list(x_trace="t")
order.list(status="closed", x_trace="t")
order.get(7)
order.get(id=7)
order.delete(7)
order[7].get()
order["7"].delete()
""",
}
WRONG = {
    "heroku": """
app.create(name=7)
app.create(nmae="x")
app.create(name="x", colour="red")
app.create("x")
app.create(name=["x"])
app.create({"name": "x"}, name="x")
app.create({}, {})
app.create(7)
app.info()
app.info("x", "y")
app.info(None)
app.info(name="x")
app.info(["x"])
app.list("x")
app.list(name="x")
app.update(maintenance=True)
app.update("x", maintenance="yes")
app.update("x", "y")
app.update("x", maintenance=None)
app.delete()
app["x"].info("x")
app["x"].update(maintenance="yes")
app["x"].create(name="y")
app["x"].dyno.create()
app["x"].dyno.create(command=7)
app["x"].dyno["web.1"].info("x")
app.infos("x")
apps.info("x")
dyno.create("x")
dyno.create("x", command=7)
dyno.create("x", command="bash", attach="yes")
dyno.create(command="bash")
dyno.create("x", command="bash", env=["A"])
dyno.restart("x")
dyno.restart_all()
addon.create("x")
addon.create("x", plan=None)
addon.info()
addon.info("x", "y", "z")
formation.update("x", quantity=2)
formation.update("x", "web", quantity="2")
formation.batch_update("x", updates={"process": "web"})
release.info("x")
release.rollback("x")
collaborator.create("x", user="a@example.com", silent="no")
domain.create("x")
domain.create("x", hostname=None)
""",
    "bookshelf": """
author.create()
author.create(name=None)
author.create(name=7)
author.create(name="Ann", email=7)
author.create(nam="Ann")
author.info()
author.info("a", "b")
author.update(name="Anna")
author.update("ann", name=["Anna"])
author.delete("ann", force=True)
author["ann"].create(name="x")
author["ann"].book.create(title="x")
book.create(author="ann", isbn="9780000000000")
book.create(author="ann", isbn="9780000000000", title="A", genre="thriller")
book.create(author="ann", isbn="9780000000000", title="A", year="1990")
book.create(author="ann", isbn="9780000000000", title="A", tags="x")
book.create(author="ann", isbn="9780000000000", title="A", tags=[7])
book.search(sort="size")
book.search(available="yes")
book.search(pages=7)
book.list(7)
book["x"].loan.list("x")
book["x"].loan.create()
book["x"].loan.create(borrower="Bob")
book["x"].loans.list()
loan.list()
loan.info("x")
loan.give_back("x")
""",
    "shop": """
order.create()
order.create(sku=7)
order.create(sku=None)
order.create(count=3)
order.create(sku="x", count="3")
order.create(sku="x", price="3.5")
order.create(sku="x", gift="yes")
order.create(sku="x", note=7)
order.create(sku="x", size="XL")
order.create(sku="x", size=43)
order.create(sku="x", tags="a")
order.create(sku="x", tags=[1])
order.create(sku="x", counts=["1"])
order.create(sku="x", counts=7)
order.create(sku="x", due=7)
order.create(sku="x", address="Bonn")
order.create(sku="x", skus="y")
order.create("x")
order.create({"sku": "x"}, sku="x")
order.list(status="opne")
order.list(state="open")
order.list("open")
order.get()
order.get("seven")
order.get(7, 8)
order.get(7, status="open")
order.delete()
order[7].get(7)
order[7].list()
order.find(7)
orders.list()
""",
}


def lines(table, schema):
    """Return the calls of a table for a schema."""
    return table[schema].strip().splitlines()
