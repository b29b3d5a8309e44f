"""A small hyper-schema of one kind of thing, with its usual links or with others."""

__all__ = ["BODY", "CREATE", "DELETE", "INFO", "LIST", "THING", "UPDATE", "schema"]

THING = "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fidentity)}"
BODY = {"type": ["object"], "properties": {"name": {"type": ["string"]}}}
LIST = {"title": "List", "rel": "instances", "method": "GET", "href": "/things"}
INFO = {"title": "Info", "rel": "self", "method": "GET", "href": THING}
CREATE = {"title": "Create", "rel": "create", "method": "POST", "href": "/things", "schema": BODY}
UPDATE = {"title": "Update", "rel": "update", "method": "PATCH", "href": THING, "schema": BODY}
DELETE = {"title": "Delete", "rel": "destroy", "method": "DELETE", "href": THING}


def schema(*links, **definitions):
    identity = {"identity": {"type": "string"}}
    thing = {"definitions": identity, "links": list(links) or [LIST, INFO, CREATE, UPDATE, DELETE]}
    return {
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "definitions": {"thing": thing, **definitions},
        "properties": {"thing": {"$ref": "#/definitions/thing"}},
    }
