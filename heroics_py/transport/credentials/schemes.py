"""Credentials as the text of a header, a query field or a cookie."""

from base64 import b64encode
from collections.abc import Mapping

from heroics_py.model.security import Security
from heroics_py.portable.functions import takes_no_arguments
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.transport.credentials.token_source import TokenSource

__all__ = [
    "SchemeCredential",
    "basic_text",
    "bearer_text",
    "check_by_scheme",
    "checked_text",
    "credentials_by_scheme",
    "has_references",
    "resolved_pair",
]


class SchemeCredential:
    """The credential that a caller passed for one security scheme.

    Attributes:
        scheme: where it goes.
        tokens: keeps and renews it, if it is a token of OAuth.

    Raises:
        ValueError: the scheme can't carry the value; the value is not in the message.
    """

    __slots__ = ("_value", "scheme", "tokens")

    def __init__(self, scheme: Security, value: object) -> None:
        self.scheme = scheme
        self.tokens = value if isinstance(value, TokenSource) else None
        self._value = value if isinstance(value, Secret) else Secret(value)
        if self.tokens is not None:
            if scheme.kind != "bearer":
                raise ValueError(f"auth={{{scheme.name!r}: ...}} is a token of OAuth, and that scheme takes none")
            return
        if not callable(self._value.reveal()) and not has_references(self._value.reveal()):
            self.text()

    def __repr__(self) -> str:
        return f"<SchemeCredential {self.scheme.name}>"

    def text(self) -> str:
        """Return the text to send; a function is called for each request.

        Raises:
            ValueError: the scheme can't carry the value; the value is not in the message.
        """
        value, source = self._value.reveal(), f"auth={{{self.scheme.name!r}: ...}}"
        if isinstance(value, Reference):
            value, source = value(), repr(value)
        elif callable(value):
            value, source = value(), f"the return value of the function in {source}"
        if isinstance(value, Secret):
            value = value.reveal()
        return _scheme_text(self.scheme, value, source)


def check_by_scheme(auth: Mapping[str, object]) -> None:
    """Check the types in ``auth``, as far as that is possible without the document.

    Raises:
        ValueError: a name or a value has the wrong type; the value is not in the message.
    """
    if not auth:
        raise ValueError("auth={} names no scheme: expected {'name of the scheme': credentials}")
    for name, value in auth.items():
        if not isinstance(name, str):
            raise ValueError(f"auth= names a scheme by {type(name).__name__}: expected text")
        is_usable = isinstance(value, str | tuple | Secret | TokenSource) or (
            callable(value) and takes_no_arguments(value)
        )
        if not is_usable:
            raise ValueError(
                f"auth={{{name!r}: ...}} is {type(value).__name__}: expected text, (user, password), or a function "
                "without arguments that returns one"
            )


def credentials_by_scheme(auth: Mapping[str, object], offered: tuple[Security, ...]) -> dict[str, SchemeCredential]:
    """Return the credentials in ``auth``, each with its scheme.

    Raises:
        ValueError: the document has no such scheme, or the scheme can't carry the value.
    """
    check_by_scheme(auth)
    schemes = {each.name: each for each in offered if each.name}
    for name in auth:
        if name not in schemes:
            names = ", ".join(map(repr, schemes)) or "none: pass token=, or auth=('user', 'password')"
            raise ValueError(f"auth= names the scheme {name!r}, which the document does not have; it has {names}")
    return {name: SchemeCredential(schemes[name], value) for name, value in auth.items()}


def bearer_text(token: str) -> str:
    """Return the header for a token (RFC 6750, 2.1); a text that begins with a scheme stays."""
    return token if " " in token else f"Bearer {token}"


def basic_text(pair: tuple[object, ...], source: str) -> str:
    """Return the header for a user and a password (RFC 7617).

    Raises:
        ValueError: they are not two texts, or the user has a colon.
    """
    user, password = resolved_pair(pair) if len(pair) == 2 else (None, None)
    if not isinstance(user, str) or not isinstance(password, str):
        raise ValueError(f"{source} is not a pair of texts: expected (user, password)")
    if ":" in user:
        raise ValueError(f"the user in {source} has a colon, which Basic authorization can't carry")
    if not (user + password).isascii() and any("\ud800" <= each <= "\udfff" for each in user + password):
        raise ValueError(f"{source} has an unpaired surrogate, which UTF-8 can't encode")
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def checked_text(value: str, source: str) -> str:
    """Return ``value``.

    Raises:
        ValueError: it is empty, or begins or ends with white space.
    """
    if not value or value != value.strip():
        raise ValueError(f"{source} is empty, or begins or ends with white space: strip it first")
    return value


def has_references(value: object) -> bool:
    """Return whether a value is a pair of a user and a password that each process looks up for itself."""
    return isinstance(value, tuple) and any(isinstance(each, Reference) for each in value)


def resolved_pair(pair: tuple[object, ...]) -> tuple[object, ...]:
    """Return ``pair`` with the secrets that its references name in this process.

    Raises:
        HeroicsError: this process does not have one of them.
    """
    return tuple([each() if isinstance(each, Reference) else each for each in pair])


def _scheme_text(scheme: Security, value: object, source: str) -> str:
    if isinstance(value, tuple) and scheme.kind == "basic":
        return basic_text(value, source)
    if not isinstance(value, str):
        expected = "(user, password)" if scheme.kind == "basic" else "text"
        raise ValueError(f"{source} is {type(value).__name__}: expected {expected}")
    text = checked_text(value, source)
    if scheme.kind == "basic" and " " not in text:
        raise ValueError(f"{source} is one word: expected (user, password)")
    if scheme.kind == "http" and " " not in text:
        raise ValueError(f"{source} is one word: expected 'Scheme credentials', the whole Authorization header")
    return bearer_text(text) if scheme.kind == "bearer" else scheme.key_text(text)
