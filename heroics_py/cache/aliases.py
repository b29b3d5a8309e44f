"""The other URLs of a thing that was changed: many APIs know one thing by its id and by its name."""

import json
import re
from urllib.parse import quote, unquote, urlsplit

from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Request, Response
from heroics_py.support.json_types import Json

__all__ = ["aliases"]

_IDENTIFYING = ("id", "name", "email")
_KINDS = (str, int)
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]+", re.ASCII)
_MOST = 1 << 20  # bytes of an answer that is looked into


def aliases(request: Request, response: Response) -> tuple[str, ...]:
    """Return the paths that ``response``, the answer to a change, may also be known by.

    Where the last part of the URL is the id, name or email that the answer tells, the others stand in its place; what
    was created at a collection lies below it.
    """
    told = _told(response)
    if not told:
        return ()
    path = urlsplit(request.url).path.rstrip("/")
    above, _, last = path.rpartition("/")
    if unquote(last) not in told:
        if request.method != "POST":
            return ()
        above = path
    return tuple([f"{above}/{each if _UNRESERVED.fullmatch(each) else _quoted(each)}" for each in told])


def _quoted(name: str) -> str:
    """Return ``name`` as a part of a path; half a surrogate pair is in no URL, and keeps nothing else from its."""
    return quote(name, safe="", errors="surrogatepass")


def _told(response: Response) -> tuple[str, ...]:
    """Return what identifies the object that was answered; nothing where there is none."""
    if len(response.body) > _MOST or not is_json(response.media_type):
        return ()
    try:
        value = response.read_json()
    except ValueError:
        value = _roughly(response.body)
    found = [value.get(name) for name in _IDENTIFYING] if isinstance(value, dict) else []
    return tuple([str(each) for each in found if isinstance(each, _KINDS)])


def _roughly(body: bytes) -> Json:
    """Return what can be read of a body that is not JSON to the letter: what it tells of was changed all the same."""
    try:
        return json.loads(body)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None
