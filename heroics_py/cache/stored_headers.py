"""The header fields of an entry (RFC 9111, 3.1)."""

from heroics_py.cache.directives import directives_of, field_names
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.request_secrets import Sealer, credential_fields, restore, secrets_of

__all__ = ["holds_foreign_secret", "restored_headers", "storable_headers", "vary_names"]

_NO_NAMES: frozenset[str] = frozenset()
_NEVER_STORED = frozenset(
    {
        "authentication-info",
        "authorization",
        "clear-site-data",
        "connection",
        "cookie",
        "keep-alive",
        "set-cookie",
        "set-cookie2",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
    }
)


def storable_headers(request: Request, headers: Headers) -> Headers:
    """Return the header fields that may be stored: none of one connection, of one account, or with a credential.

    A secret of ``request`` that a field repeats becomes a label, which `restored_headers` replaces by the secret.
    """
    directives = directives_of(headers.get("Cache-Control"))
    excluded = field_names(headers.get("Connection")) | directives.fields("no-cache") | directives.fields("private")
    changes: dict[str, str | None] = dict.fromkeys(credential_fields(headers, request.secret_fields))
    sealer = _sealer(request)
    for name, value in headers.items():
        lower = name.lower()
        if lower in _NEVER_STORED or lower in excluded or lower.startswith("proxy-"):
            changes[name] = None
        elif name not in changes and (sealed := sealer.seal(value)) != value:
            changes[name] = sealed
    return headers.replaced(changes)


def restored_headers(request: Request, headers: Headers) -> Headers | None:
    """Return stored header fields with the secrets of ``request``; None if it lacks one of them."""
    labelled = [(name, value) for name, value in headers.items() if "\0" in value]
    if not labelled:
        return headers
    secrets = _secrets(request)
    changes = {name: restore(value, secrets) for name, value in labelled}
    return None if None in changes.values() else headers.replaced(changes)


def holds_foreign_secret(request: Request, headers: Headers) -> bool:
    """Return whether a link to a further page holds a secret that ``request`` lacks, so that it can't be restored."""
    link = headers.get("Link")
    return link is not None and "=" in link and _sealer(request).seal(link) is None


def vary_names(headers: Headers) -> frozenset[str]:
    """Return the request headers that ``Vary`` adds to those that count in every key (RFC 9111, 4.1)."""
    vary = headers.get("Vary")
    if vary is None:
        return _NO_NAMES
    return frozenset(name for name in field_names(vary) if name in HARMLESS_HEADERS)


def _sealer(request: Request) -> Sealer:
    return Sealer(_secrets(request), request.secret_fields)


def _secrets(request: Request) -> dict[str, str]:
    return secrets_of(request.url, request.headers.items(), request.secret_fields)
