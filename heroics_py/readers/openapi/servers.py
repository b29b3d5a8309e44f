"""The servers of a document, a path item or an operation."""

import re

from heroics_py.readers.fields import list_at, object_at, text_at
from heroics_py.support.json_types import Json

__all__ = ["server_url"]

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def server_url(node: dict[str, Json]) -> str:
    """Return the URL of the first server, with its variables at their defaults."""
    server = next((server for server in list_at(node, "servers") if isinstance(server, dict)), None)
    if server is None:
        return ""
    variables = object_at(server, "variables")
    url = _VARIABLE.sub(lambda match: text_at(object_at(variables, match[1]), "default"), text_at(server, "url"))
    return "" if url == "/" else url
