"""The other URLs of what a change has changed (RFC 9111, 4.4)."""

import json
from urllib.parse import unquote, urlsplit

from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Request, Response
from heroics_py.support.json_types import Json

__all__ = ["named_paths", "references_in"]

_NAMES = ("id", "name", "email")
_MAX_BYTES = 1 << 20  # of a body that is searched for names


def references_in(response: Response) -> tuple[str | None, ...]:
    """Return the references to what a change has changed, besides its own URL: Location and Content-Location."""
    return response.headers.get("Location"), response.headers.get("Content-Location")


def named_paths(request: Request, response: Response) -> tuple[str, ...]:
    """Return the decoded paths of the resource in the response to a change, by its id, its name and its email.

    Many APIs know one resource by its id and by its name. The paths replace the last part of the URL if that is one of
    them. What a POST creates is below its URL.
    """
    names = _names_in(response) if response.status < 400 else ()
    if not names:
        return ()
    path = urlsplit(request.url).path.rstrip("/")
    parent, _, last = path.rpartition("/")
    if unquote(last) not in names:
        if request.method != "POST":
            return ()
        parent = path
    return tuple([f"{unquote(parent)}/{_as_in_a_url(name)}" for name in names])


def _as_in_a_url(name: str) -> str:
    """Return ``name`` as it is after encoding and decoding: a lone surrogate is in no URL."""
    return name if name.isascii() else name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _names_in(response: Response) -> tuple[str, ...]:
    """Return the id, the name and the email of the object in the body, as far as it has them."""
    if len(response.body) > _MAX_BYTES or not is_json(response.headers.get("Content-Type") or ""):
        return ()
    try:
        value = response.read_json()
    except ValueError:
        value = _read_leniently(response.body)
    names = [value.get(name) for name in _NAMES] if isinstance(value, dict) else []
    return tuple([str(name) for name in names if isinstance(name, str | int)])


def _read_leniently(body: bytes) -> Json:
    """Return the value of a body that is not strict JSON: the change that it reports has happened."""
    try:
        return json.loads(body)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None
