"""A request as the command line of curl."""

from heroics_py.display.terminal import printable
from heroics_py.http.messages import Request

__all__ = ["curl"]

_DEFAULTS = frozenset({"user-agent"})
# What nearly every request carries, and is no secret: nothing need be looked up for it.
_PLAIN = frozenset({"accept", "content-type"})
_UNQUOTED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./-_")


def curl(request: Request) -> str:
    """Return the command line that sends ``request``, without any credentials.

    Headers that bear secrets are left out, and secret query fields are masked; add ``-n`` for netrc, or a header of
    your own.
    """
    parts = ["curl"]
    if request.method == "HEAD":
        parts.append("--head")
    elif request.method != "GET" or request.body is not None:
        parts.append(f"-X {request.method}")
    parts.append(_quoted(_without_secrets(request)))
    headers = request.headers.replaced(dict.fromkeys(request.secret_fields))
    parts += [f"-H {_quoted(f'{name}: {value}')}" for name, value in headers.items() if _is_told(name)]
    if request.body is not None:
        # Some bodies are no text; what can't be shown would not survive a paste either.
        parts.append(f"--data-raw {_quoted(request.body.decode(errors='replace'))}")
    return " ".join(parts)


def _without_secrets(request: Request) -> str:
    if "?" not in request.url:
        return request.url
    from heroics_py.secrecy.urls import mask_url

    return mask_url(request.url, request.secret_fields)


def _is_told(name: str) -> bool:
    plain = name.lower()
    if plain in _DEFAULTS or plain in _PLAIN:
        return plain in _PLAIN
    from heroics_py.secrecy.names import is_secret_name

    return not is_secret_name(name)


def _quoted(text: str) -> str:
    """Return ``text`` as one word of a shell, as `shlex.quote` does; that module loads much else."""
    if text and _UNQUOTED.issuperset(text):
        return text
    if printable(text) != text:  # the same bytes, each that would steer a terminal as a number
        return f"$'{''.join(map(_numbered, text))}'"
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _numbered(letter: str) -> str:
    """Return a letter as it is spelled between ``$'`` and ``'`` (POSIX.1-2024, 2.2.4)."""
    if letter in "'\\":
        return f"\\{letter}"
    return (
        letter if printable(letter) == letter else "".join(f"\\{byte:03o}" for byte in letter.encode(errors="replace"))
    )
