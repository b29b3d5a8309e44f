"""Documents with one list operation, from its parameters and the schema of its response in short."""

__all__ = ["ARRAY", "FLAG", "LIST", "NUMBER", "TEXT", "URL", "listing", "many", "of"]

TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
URL = {"type": "string", "format": "uri", "nullable": True}


def of(fields=None, **named):
    """Return the schema of an object with fields."""
    return {"type": "object", "properties": {**(fields or {}), **named}}


def many(**fields):
    """Return the schema of a list of objects."""
    return {"type": "array", "items": of(**fields)}


LIST = many(id=TEXT)
ARRAY = LIST


def listing(parameters, response, *, method="get", headers=(), schemas=None, **operation):
    """Return an OpenAPI document with the operation ``thing.list``.

    Args:
        parameters: of the query, as "page:integer after:string:date-time kind:enum".
        response: the schema of its response.
        method: of the operation.
        headers: that its response has.
        schemas: named ones.
        **operation: further keywords of it.
    """
    ok = {
        "description": "things",
        "headers": {name: {"schema": TEXT} for name in headers},
        "content": {"application/json": {"schema": response}},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "things", "version": "1"},
        "servers": [{"url": "https://api.example/v1"}],
        "components": {"schemas": schemas or {}},
        "paths": {
            "/things": {
                method: {
                    "tags": ["thing"],
                    "operationId": "listThings",
                    "parameters": [_parameter(*each.split(":")) for each in parameters.split()],
                    "responses": {"200": ok},
                    **operation,
                }
            }
        },
    }


def _parameter(name, kind="string", form=None):
    schema = {"type": "string", "enum": ["a", "b"]} if kind == "enum" else {"type": kind}
    return {"name": name, "in": "query", "schema": {**schema, **({"format": form} if form else {})}}
