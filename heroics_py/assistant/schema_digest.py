"""A digest of the documents that an API was read from."""

import json
from hashlib import sha256

from heroics_py.model.api import Api

__all__ = ["schema_digest"]


def schema_digest(api: Api) -> str:
    """Return a text that differs for APIs whose documents differ."""
    text = json.dumps(api.documents.roots, sort_keys=True, default=dict, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()
