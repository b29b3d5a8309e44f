"""The base URL of a Swagger document: its scheme, host and base path (Swagger 2.0, Swagger Object)."""

import re

from heroics_py.readers.fields import text_at, texts_at
from heroics_py.support.json_types import Json

__all__ = ["base_url"]

_WEB = ("https", "http")
_URL = re.compile(r"(?:(https?):)?(?://)?([^/?#]*)([^?#]*)")


def base_url(root: dict[str, Json], source: str) -> str:
    """Return the base URL; a path alone if the document names no host and came from a file.

    https comes before http, unless the document came from the same host by http. A missing host is that of the
    document, and a missing scheme too.

    Args:
        root: the document.
        source: where it came from.
    """
    own = _URL.match(source) if source.startswith(("http://", "https://")) else None
    named = _URL.match(text_at(root, "host").strip())
    # Some documents have the whole URL as their host.
    scheme, host, above = named.groups(default="") if named else ("", "", "")
    path = f"{above.rstrip('/')}/{text_at(root, 'basePath').strip().strip('/')}".rstrip("/")
    schemes = [scheme] if scheme else [each.lower() for each in texts_at(root, "schemes") if each.lower() in _WEB]
    if own and host in {"", own[2]} and (not schemes or own[1] in schemes):
        return f"{own[1]}://{own[2]}{path}"
    if not host and own is None:
        return path
    chosen = next((each for each in _WEB if each in schemes), own[1] if own else "https")
    return f"{chosen}://{host or (own[2] if own else '')}{path}"
