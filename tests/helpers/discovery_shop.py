"""A Discovery document of an imagined shop."""

__all__ = ["PREFIX", "shop"]

PREFIX = "shop"


def path(name, **changes):
    return {name: {"type": "string", "location": "path", "required": True, **changes}}


def method(name, verb, where, /, **changes):
    """Return a method; ``shelves.list`` has the id ``shop.shelves.list``."""
    return {"id": f"{PREFIX}.{name}", "httpMethod": verb, "path": where, "parameterOrder": [], **changes}


PAGES = {
    "pageToken": {"type": "string", "location": "query"},
    "pageSize": {"type": "integer", "format": "int32", "location": "query", "minimum": "1", "maximum": "100"},
}
SHELVES = {
    "list": method(
        "shelves.list",
        "GET",
        "shelves",
        description="Lists shelves. One page at a time.",
        parameters={
            **PAGES,
            "kinds": {"type": "string", "location": "query", "repeated": True, "enum": ["wood", "steel"]},
            "showEmpty": {"type": "boolean", "location": "query", "default": "true"},
        },
        response={"$ref": "ShelfList"},
    ),
    "get": method("shelves.get", "GET", "shelves/{shelfId}", parameters=path("shelfId"), response={"$ref": "Shelf"}),
    "insert": method("shelves.insert", "POST", "shelves", request={"$ref": "Shelf"}, response={"$ref": "Shelf"}),
    "delete": method("shelves.delete", "DELETE", "shelves/{shelfId}", parameters=path("shelfId"), deprecated=True),
    "aggregatedList": method("shelves.aggregatedList", "GET", "aggregated/shelves"),
    "move": method(
        "shelves.move",
        "POST",
        "shelves/{to}/from/{from}",
        parameterOrder=["from", "to"],
        parameters={**path("to"), **path("from"), "if": {"type": "string", "location": "query", "required": True}},
    ),
}
PICTURES = {
    "insert": method(
        "shelves.pictures.insert",
        "POST",
        "shelves/{shelfId}/pictures",
        parameters={**path("shelfId"), "convert": {"type": "boolean", "location": "query"}},
        request={"$ref": "Picture"},
        response={"$ref": "Picture"},
        supportsMediaUpload=True,
        mediaUpload={
            "accept": ["image/*"],
            "protocols": {"simple": {"multipart": True, "path": "/upload/shop/v1/shelves/{shelfId}/pictures"}},
        },
    ),
    "setIcon": method(
        "shelves.pictures.setIcon",
        "POST",
        "icon",
        mediaUpload={
            "accept": ["image/png", "application/octet-stream"],
            "protocols": {"simple": {"multipart": True, "path": "/upload/shop/v1/icon"}},
        },
    ),
    "get": method(
        "shelves.pictures.get",
        "GET",
        "shelves/{shelfId}/pictures/{id}",
        parameterOrder=["shelfId", "id"],
        parameters={**path("shelfId"), **path("id")},
        response={"$ref": "Picture"},
        supportsMediaDownload=True,
    ),
}
PARENT = path("parent", pattern="^projects/[^/]+$")
NAME = path("name", pattern="^projects/[^/]+/keyRings/[^/]+$")
KEY_RINGS = {
    "list": method(
        "projects.keyRings.list",
        "GET",
        "v1/{+parent}/keyRings",
        parameters={**PARENT, **PAGES},
        response={"$ref": "KeyRingList"},
    ),
    "create": method(
        "projects.keyRings.create",
        "POST",
        "v1/{+parent}/keyRings",
        parameters={**PARENT, "keyRingId": {"type": "string", "location": "query"}},
        request={"$ref": "KeyRing"},
        response={"$ref": "KeyRing"},
    ),
    "get": method("projects.keyRings.get", "GET", "v1/{+name}", parameters=NAME, response={"$ref": "KeyRing"}),
    "testIamPermissions": method(
        "projects.keyRings.testIamPermissions",
        "POST",
        "v1/{+resource}:testIamPermissions",
        parameters=path("resource", pattern="^projects/[^/]+/keyRings/[^/]+$"),
        request={"$ref": "Permissions"},
    ),
}


def schema(name, /, **properties):
    return {"id": name, "type": "object", "properties": properties}


def listed(item, field):
    items = {"type": "array", "items": {"$ref": item}}
    return {
        field: items,
        "nextPageToken": {"type": "string"},
        "unreachable": {"type": "array", "items": {"type": "string"}},
    }


def shop(origin="https://shop.example", **changes):
    """Return the document, whose server is at ``origin``."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "shop:v1",
        "name": PREFIX,
        "version": "v1",
        "title": "Shop API",
        "description": "Shelves and what is on them.",
        "rootUrl": f"{origin}/",
        "servicePath": "shop/v1/",
        "batchPath": "batch",
        "auth": {"oauth2": {"scopes": {f"{origin}/auth/shop": {"description": "everything"}}}},
        "parameters": {
            "alt": {"type": "string", "location": "query", "default": "json", "enum": ["json", "media"]},
            "fields": {"type": "string", "location": "query"},
            "key": {"type": "string", "location": "query"},
            "access_token": {"type": "string", "location": "query"},
            "prettyPrint": {"type": "boolean", "location": "query", "default": "true"},
            "quotaUser": {"type": "string", "location": "query"},
            "callback": {"type": "string", "location": "query"},
            "uploadType": {"type": "string", "location": "query"},
            "$.xgafv": {"type": "string", "location": "query", "enum": ["1", "2"]},
        },
        "methods": {"ping": method("ping", "GET", "ping")},
        "resources": {
            "shelves": {"methods": SHELVES, "resources": {"pictures": {"methods": PICTURES}}},
            "projects": {"resources": {"keyRings": {"methods": KEY_RINGS}}},
        },
        "schemas": {
            "Shelf": schema(
                "Shelf",
                id={"type": "string", "readOnly": True},
                label={"type": "string", "annotations": {"required": ["shop.shelves.insert"]}},
                count={"type": "string", "format": "int64"},
                meta={"type": "any"},
                tags={"type": "object", "additionalProperties": {"type": "string"}},
            ),
            "ShelfList": schema("ShelfList", **listed("Shelf", "items")),
            "Picture": schema(
                "Picture",
                id={"type": "string"},
                title={"type": "string"},
                size={"type": "integer", "format": "uint32", "minimum": "1"},
            ),
            "KeyRing": schema("KeyRing", name={"type": "string", "readOnly": True}, note={"type": "string"}),
            "KeyRingList": schema("KeyRingList", **listed("KeyRing", "keyRings")),
            "Permissions": schema("Permissions", permissions={"type": "array", "items": {"type": "string"}}),
        },
        **changes,
    }
