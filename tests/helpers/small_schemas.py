"""Small hyper-schemas, and what reading one gives."""

import pytest

from heroics_py.errors import SchemaError
from heroics_py.readers import read_api


def small(**changes):
    """Return a document of one resource with one link."""
    link = {
        "title": "Info",
        "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}",
        "rel": "self",
        **changes,
    }
    thing = {"definitions": {"id": {"type": "string"}}, "links": [link]}
    return {"definitions": {"thing": thing}, "properties": {"thing": {"$ref": "#/definitions/thing"}}}


def link_of(document):
    """Return the one link of a document."""
    (link,) = read_api(document).links
    return link


def refusal(schema, fetch=None):
    """Return the message of the error for a schema that can't be read."""
    with pytest.raises(SchemaError) as caught:
        read_api(schema, fetch)
    return str(caught.value)
