"""A request as a curl command line."""

import re
import shlex
from collections.abc import Mapping

from heroics_py.display.terminal import printable
from heroics_py.http.messages import Request

__all__ = ["curl"]

_NO_HEADERS: Mapping[str, str] = {}
_FIELD_NAME = re.compile(r"[\w.-]+", re.ASCII)  # what a shell takes as it is between quotation marks
_RANGES = frozenset("[]{}")
_OWN_HEADERS = frozenset({"user-agent"})
# On nearly every request, and never secret: they are shown without loading the rules for secrets.
_COMMON_HEADERS = frozenset({"accept", "content-type"})


def curl(request: Request, variables: Mapping[str, str] = _NO_HEADERS) -> str:
    """Return the command line that sends ``request``, without its credentials.

    Secret headers are left out and secret query fields are masked. To run the command, add ``-n`` for netrc or a
    header of your own.

    Args:
        request: the request.
        variables: headers whose values a shell reads from its environment: ``{"X-Key": "$SHOP_KEY"}``.
    """
    parts = ["curl"]
    if request.method == "HEAD":
        parts.append("--head")
    elif request.method != "GET" or request.body is not None:
        # A method of a document may have any character of a token, such as ` and | (RFC 9110, 5.6.2).
        parts.append(f"-X {_quote(request.method)}")
    url = _mask_url(request)
    if not _RANGES.isdisjoint(url.partition("//")[2].partition("/")[2]):
        parts.append("--globoff")  # curl would send a request for each value of [1-3] and {a,b}
    parts.append(_quote(url))
    fields = getattr(request.body, "fields", ())
    changes: dict[str, str | None] = dict.fromkeys(request.secret_fields)
    # curl writes the boundary itself.
    headers = request.headers.replaced(changes | {"Content-Type": None} if fields else changes)
    parts += [f"-H {_quote(f'{name}: {value}')}" for name, value in headers.items() if _is_shown(name)]
    parts += [f'-H "{name}: {value}"' for name, value in variables.items() if _FIELD_NAME.fullmatch(name)]
    if fields:
        parts += [f"-F {_quote(field)}" for field in fields]
    elif isinstance(request.body, bytes) and (text := _text(request.body)) is not None:
        parts.append(f"--data-raw {_quote(text)}")
    elif request.body is not None:
        name = getattr(request.body, "label", "") or "body"
        parts.append(f"--data-binary {_quote('@' + name)}")
    return " ".join(parts)


def _text(body: bytes) -> str | None:
    """Return the text that a body is; None for other bytes, which an argument can't hold."""
    try:
        return None if b"\0" in body else body.decode()
    except UnicodeDecodeError:
        return None


def _mask_url(request: Request) -> str:
    if "?" not in request.url:
        return request.url
    from heroics_py.secrecy.urls import mask_url

    return mask_url(request.url, request.secret_fields)


def _is_shown(header: str) -> bool:
    if (name := header.lower()) in _COMMON_HEADERS | _OWN_HEADERS:
        return name in _COMMON_HEADERS
    from heroics_py.secrecy.names import is_secret_name

    return not is_secret_name(header)


def _quote(text: str) -> str:
    """Return ``text`` as one shell word, with control characters escaped."""
    if printable(text) == text:
        return shlex.quote(text)
    return f"$'{''.join(map(_escape, text))}'"


def _escape(character: str) -> str:
    """Return a character as ``$'...'`` spells it (POSIX.1-2024, 2.2.4)."""
    if character in "'\\":
        return f"\\{character}"
    if printable(character) == character:
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode(errors="replace"))
