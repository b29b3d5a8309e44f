"""The servers of a document, a path item or an operation (OpenAPI 3.1.1, 4.8.5)."""

import re
from collections.abc import Iterable

from heroics_py.readers.base_urls import is_absolute, relative_to, resolve_href
from heroics_py.readers.fields import list_at, object_at, text_at
from heroics_py.support.json_types import Json

__all__ = ["href_at_server", "root_url", "server_url"]

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def root_url(root: dict[str, Json]) -> str:
    """Return the URL of the document's first server; empty if that is "/", or missing."""
    url = server_url(root)
    return "" if url is None or url == "/" else url


def server_url(node: dict[str, Json]) -> str | None:
    """Return the URL of the first server, with its variables at their defaults; None without a server.

    A variable without a default takes the first value of its enum, else it stays in braces.
    """
    server = next((server for server in list_at(node, "servers") if isinstance(server, dict)), None)
    if server is None:
        return None
    variables = object_at(server, "variables")
    url = text_at(server, "url").strip()
    return _VARIABLE.sub(lambda match: _default(object_at(variables, match[1]), match[0]), url) or "/"


def href_at_server(href: str, nodes: Iterable[dict[str, Json]], root: dict[str, Json], source: str) -> tuple[str, bool]:
    """Return the href of an operation relative to the API's base URL, and False.

    If it is only on the same host, return it relative to that, and True. On another host it is absolute.

    Args:
        href: below the operation's server.
        nodes: the operation and its path item, which may have servers of their own.
        root: the document.
        source: where the document came from: relative servers are resolved against its URL.
    """
    url = next((url for node in nodes if (url := server_url(node)) is not None), None)
    if url is None:
        return href, False
    source = source if is_absolute(source) else ""
    base = root_url(root)
    if source:
        base = resolve_href(source, base or "/")
    href = f"{resolve_href(source or base, url).rstrip('/')}{href}"
    if not is_absolute(base):
        return href, not is_absolute(href)
    path, at_host = relative_to(base, href)
    return path, not is_absolute(path) and (at_host or base.rstrip("/").count("/") == 2)


def _default(variable: dict[str, Json], expression: str) -> str:
    values = [variable.get("default"), *list_at(variable, "enum")]
    # YAML reads a port as a number.
    scalars = (value for value in values if isinstance(value, str | int | float) and not isinstance(value, bool))
    return str(next(scalars, expression))
