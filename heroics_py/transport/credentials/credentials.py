"""The credentials of a client, and where they go in each request."""

from collections.abc import Callable, Mapping

from heroics_py.model.security import Security
from heroics_py.transport.credentials.netrc import NetrcLookup
from heroics_py.transport.credentials.placement import Alternatives, alternatives, schemes_to_use, token_scheme
from heroics_py.transport.credentials.schemes import SchemeCredential
from heroics_py.transport.credentials.token_source import TokenSource

__all__ = ["Credentials"]

_BEARER = Security(kind="bearer")
# A header value that names its own scheme, such as that of a user and a password.
_AUTHORIZATION = Security(kind="header")
_PASSED = ("token=", "auth=", "session=")

_Requirements = tuple[tuple[tuple[str, str, str, str], ...], ...]


class Credentials:
    """Credentials, and their source.

    Attributes:
        source: "token=", "auth=", "session=", with the references in them; the name of an environment variable,
            "netrc", or None.
        header: returns the value of the Authorization header, for each request; or None.
        key: returns the token without a scheme; None if no token was passed.
        auth: an authorization object of requests, which signs the final request.
        tokens: keeps and renews the token that was passed as an object of OAuth.
        by_scheme: the credentials that were passed by the names of schemes.
        by_origin: the credentials for other origins.
        offered: the schemes that the document describes.
        needs: the alternatives that the document requires.
        netrc: the look-up in netrc; None if there was none.
        session_identifies: whether the caller's session has cookies, a certificate or headers that identify them.
    """

    __slots__ = (
        "auth",
        "by_origin",
        "by_scheme",
        "header",
        "key",
        "needs",
        "netrc",
        "offered",
        "session_identifies",
        "source",
        "tokens",
    )

    def __init__(  # noqa: PLR0913 - the forms of a credential
        self,
        source: str | None = None,
        *,
        header: Callable[[], str] | None = None,
        key: Callable[[], str] | None = None,
        auth: object = None,
        tokens: TokenSource | None = None,
        by_scheme: Mapping[str, SchemeCredential] | None = None,
    ) -> None:
        self.source = source
        self.header = header
        self.key = key
        self.auth = auth
        self.tokens = tokens
        self.by_scheme = by_scheme or {}
        self.by_origin: Mapping[str, Credentials] = {}
        self.offered: tuple[Security, ...] = ()
        self.needs: Alternatives = ()
        self.netrc: NetrcLookup | None = None
        self.session_identifies = False

    def __repr__(self) -> str:
        return f"<Credentials from {self.source or 'nowhere'}>"

    @property
    def is_explicit(self) -> bool:
        """Whether the caller passed them, rather than the environment or netrc."""
        return self.source is not None and self.source.startswith(_PASSED)

    def alternatives(self, own: _Requirements = ()) -> Alternatives:
        """Return the alternatives of a request with the requirements ``own``."""
        return alternatives(_schemes(own), self.needs, self.offered)

    def places(self, own: _Requirements = ()) -> tuple[Security, ...]:
        """Return where the credentials go in a request with the requirements ``own``."""
        if self.by_scheme:
            required = alternatives(_schemes(own), self.needs)
            return schemes_to_use(required, [each.scheme for each in self.by_scheme.values()])
        if self.tokens is not None:
            offered = (each for choice in self.alternatives(own) for each in choice if each.kind == "bearer")
            return (next(offered, _BEARER),)
        if self.key is not None:
            return (token_scheme(self.alternatives(own)) or _BEARER,)
        return () if self.header is None else (_AUTHORIZATION,)

    def tokens_for(self, place: Security) -> TokenSource | None:
        """Return what keeps the token for ``place``, one of `places`; None if it is not a token of OAuth."""
        tokens = self.by_scheme[place.name].tokens if self.by_scheme else self.tokens
        return None if tokens is None else tokens.here()

    def text_for(self, place: Security) -> str:
        """Return the text for ``place``, one of `places`."""
        if self.by_scheme:
            return self.by_scheme[place.name].text()
        if place.kind == "key" and self.key is not None:
            described = next((each for each in self.offered if each.name == place.name), place)
            return described.key_text(self.key())
        return "" if self.header is None else self.header()


def _schemes(own: _Requirements) -> Alternatives:
    return tuple(tuple(Security(*each) for each in one) for one in own)
