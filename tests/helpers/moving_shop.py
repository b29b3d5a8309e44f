"""A small API that moves: an OpenAPI document of a shop, whose parts a test changes."""

import copy

__all__ = ["changed_shop", "shop_document"]

_SHOP = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://api.shop.example"}],
    "paths": {
        "/items": {
            "get": {
                "operationId": "listItems",
                "tags": ["item"],
                "responses": {"200": {"$ref": "#/components/responses/Items"}},
            },
            "post": {
                "operationId": "createItem",
                "tags": ["item"],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewItem"}}}},
                "responses": {"201": {"$ref": "#/components/responses/Item"}},
            },
        },
        "/orders": {
            "get": {
                "operationId": "listOrders",
                "tags": ["order"],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}
                            }
                        },
                    }
                },
            }
        },
    },
    "components": {
        "responses": {
            "Item": {
                "description": "",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}},
            },
            "Items": {
                "description": "",
                "content": {
                    "application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}}
                },
            },
        },
        "schemas": {
            "Item": {
                "type": "object",
                "required": ["id", "name", "state"],
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "state": {"type": "string", "enum": ["new", "sold"]},
                },
            },
            "NewItem": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "color": {"type": "string"}},
            },
            "Order": {
                "type": "object",
                "required": ["id", "total"],
                "properties": {
                    "id": {"type": "string"},
                    "total": {"type": "integer"},
                    "parent": {"$ref": "#/components/schemas/Order"},
                },
            },
        },
    },
}


def shop_document():
    """Return the document: items are listed and created, orders are listed."""
    return copy.deepcopy(_SHOP)


def changed_shop(*changes):
    """Return the document with changes, by name.

    "breaking" adds a required field to what creates an item, "risky" a state to the items of answers, "harmless" an
    optional field; "orders" takes a field from the answers of orders; "text" changes a description.
    """
    shop = shop_document()
    schemas = shop["components"]["schemas"]
    for change in changes:
        if change == "breaking":
            schemas["NewItem"]["required"].append("color")
        elif change == "risky":
            schemas["Item"]["properties"]["state"]["enum"].append("lost")
        elif change == "harmless":
            schemas["NewItem"]["properties"]["size"] = {"type": "string"}
        elif change == "orders":
            schemas["Order"] = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
        elif change == "text":
            shop["info"]["description"] = "The shop."
        else:
            raise ValueError(change)
    return shop
