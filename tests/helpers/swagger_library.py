"""A Swagger document of an imagined library."""

__all__ = ["BODY", "library", "operation"]

BOOK = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "title": {"type": "string", "minLength": 1},
        "pages": {"type": "integer", "format": "int32", "minimum": 0, "exclusiveMinimum": True},
        "subtitle": {"type": "string", "x-nullable": True},
    },
}
ID = {"name": "bookId", "in": "path", "required": True, "type": "string"}
FOUND = {
    "200": {"description": "found", "schema": {"$ref": "#/definitions/Book"}},
    "default": {"$ref": "#/responses/E"},
}
BODY = {"name": "book", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Book"}}
COVER = {"name": "cover", "in": "formData", "type": "file", "required": True}


def operation(name, *parameters, **changes):
    return {"tags": ["books"], "operationId": name, "parameters": [*parameters], "responses": FOUND, **changes}


def library(**changes):
    """Return a document of a library."""
    listed = {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Book"}}}}
    return {
        "swagger": "2.0",
        "info": {"title": "Library", "version": "1", "description": "Books to borrow."},
        "host": "library.example",
        "basePath": "/v1",
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "tags": [{"name": "books", "description": "All books"}],
        "paths": {
            "/books": {
                "get": operation("listBooks", {"$ref": "#/parameters/limit"}, responses=listed),
                "post": operation("createBook", BODY, responses={"201": FOUND["200"]}),
            },
            "/books/{bookId}": {
                "parameters": [ID],
                "get": operation("getBook"),
                "put": operation("updateBook", BODY, deprecated=True),
                "delete": operation("deleteBook", responses={"204": {"description": "gone"}}),
            },
            "/books/{bookId}/cover": {
                "parameters": [ID],
                "get": operation(
                    "getBookCover", produces=["image/png"], responses={"200": {"schema": {"type": "file"}}}
                ),
                "put": operation("putBookCover", COVER, consumes=["multipart/form-data"]),
            },
        },
        "parameters": {"limit": {"name": "limit", "in": "query", "type": "integer", "maximum": 50}},
        "responses": {"E": {"description": "error", "schema": {"type": "object"}}},
        "definitions": {"Book": BOOK},
        **changes,
    }
