"""The choices of which calls of a contract are made."""

import heroics_py
from heroics_py.testing.contracts.draws import FullDraws
from heroics_py.testing.contracts.values import Values

PARTS = {f"part{number}": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}} for number in range(9)}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/things": {
            "post": {
                "operationId": "create",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"201": {"description": "x"}},
            }
        }
    },
    "components": {
        "schemas": {"Thing": {"type": "object", "properties": PARTS, "additionalProperties": PARTS["part0"]}}
    },
}


def test_a_full_body_ends():
    """A body with everything that may be given has hundreds of parts at most, also if its schema contains itself."""
    ((link,),) = [each.links for each in heroics_py.read(DOCUMENT).resources.values()]
    body = Values().drawn(link.body.schema, FullDraws(0))
    assert 300 < len(str(body)) < 10_000
