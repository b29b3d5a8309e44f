"""The other URLs of what a change has changed (RFC 9111, 4.4)."""

import json
from urllib.parse import quote, unquote, urlsplit

from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Request, Response
from heroics_py.support.json_types import Json

__all__ = ["changed_references"]

_NAMES = ("id", "name", "email")
_MAX_BYTES = 1 << 20  # of a body that is searched for names


def changed_references(request: Request, response: Response) -> tuple[str | None, ...]:
    """Return references to what ``request`` has changed, besides its own URL.

    These are ``Location``, ``Content-Location``, and the paths of the other names of the resource: many APIs know one
    resource by its id and by its name.
    """
    other_paths = _other_paths(request, response) if response.status < 400 else ()
    return response.headers.get("Location"), response.headers.get("Content-Location"), *other_paths


def _other_paths(request: Request, response: Response) -> tuple[str, ...]:
    """Return the paths of the resource in ``response`` by its id, its name and its email.

    They replace the last part of the URL if that is one of them. What a POST creates is below its URL.
    """
    names = _names_in(response)
    if not names:
        return ()
    path = urlsplit(request.url).path.rstrip("/")
    parent, _, last = path.rpartition("/")
    if unquote(last) not in names:
        if request.method != "POST":
            return ()
        parent = path
    # A lone surrogate is in no URL, but must not prevent the other names.
    return tuple([f"{parent}/{quote(name, safe='', errors='surrogatepass')}" for name in names])


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
