"""The header fields of an entry (RFC 9111, 3.1)."""

from collections.abc import Callable
from functools import lru_cache

from heroics_py.cache.directives import directives_of, field_names
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.names import is_secret_name
from heroics_py.secrecy.request_secrets import Sealer, restore, secrets_of

__all__ = ["RequestSecrets", "has_labels", "secrets_in", "vary_names"]

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


class RequestSecrets:
    """The secrets of requests with the same credentials, which responses may repeat.

    Where a response is stored, labels replace them.

    Args:
        query: the secrets in the URL, each with its label.
        fields: the header fields that may hold one.
        names: names of further header and query fields that are secret.
    """

    __slots__ = ("_names", "_sealer", "_secrets")

    def __init__(
        self, query: tuple[tuple[str, str], ...], fields: tuple[tuple[str, str], ...], names: frozenset[str]
    ) -> None:
        self._secrets = dict(query) | secrets_of("", fields, names)
        self._names = frozenset([name.lower() for name in names])
        self._sealer = Sealer(self._secrets, names)

    def storable(self, headers: Headers) -> Headers:
        """Return the header fields that may be stored: none of one connection, of one account, or with a credential.

        A secret of the request that a field repeats becomes a label, which `restored` replaces by the secret.
        """
        private = _private_names(headers.get("Cache-Control"), headers.get("Connection"))
        changes: dict[str, str | None] = {}
        for name, value in headers.items():
            lower = name.lower()
            if lower in private or lower in self._names or lower.startswith("proxy-") or is_secret_name(name):
                changes[name] = None
            elif (sealed := self._sealer.seal(value)) != value:
                changes[name] = sealed
        return headers.replaced(changes) if changes else headers

    def restored(self, headers: Headers) -> Headers | None:
        """Return stored header fields with the secrets of the request; None if it lacks one of them."""
        changes = {name: restore(value, self._secrets) for name, value in headers.items() if "\0" in value}
        return None if None in changes.values() else headers.replaced(changes)

    def hold_all_of(self, headers: Headers) -> bool:
        """Return whether the request has each secret in a link to a further page, so that it can be restored."""
        link = headers.get("Link")
        return link is None or "=" not in link or self._sealer.seal(link) is not None


def secrets_in(request: Request, make: Callable[..., RequestSecrets] = RequestSecrets) -> RequestSecrets:
    """Return the secrets of ``request``.

    Args:
        request: with its final credentials.
        make: `RequestSecrets`, or a function that remembers what it returned.
    """
    names = request.secret_fields
    query = tuple(secrets_of(request.url, (), names).items()) if "?" in request.url else ()
    declared = frozenset([name.lower() for name in names])
    fields = [
        (str.__str__(name), str.__str__(value))  # a subclass of str may compare as another text
        for name, value in request.headers.items()
        if is_secret_name(name) or name.lower() in declared
    ]
    return make(query, tuple(fields), names)


@lru_cache(maxsize=512)
def _private_names(cache_control: str | None, connection: str | None) -> frozenset[str]:
    """Return the names of fields that are not stored with a response of these ``Cache-Control`` and ``Connection``."""
    directives = directives_of(cache_control)
    return _NEVER_STORED.union(field_names(connection), directives.fields("no-cache"), directives.fields("private"))


def has_labels(headers: Headers) -> bool:
    """Return whether stored header fields hold labels in place of secrets."""
    return "\0" in "".join([value for _, value in headers.items()])


def vary_names(headers: Headers) -> frozenset[str]:
    """Return the request headers that ``Vary`` adds to those that count in every key (RFC 9111, 4.1)."""
    vary = headers.get("Vary")
    if vary is None:
        return _NO_NAMES
    return frozenset(name for name in field_names(vary) if name in HARMLESS_HEADERS)
