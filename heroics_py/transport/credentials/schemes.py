"""Credentials as the texts that go over the wire, and those that are given by the name of their scheme."""

from base64 import b64encode
from collections.abc import Callable, Mapping

from heroics_py.model.api import Security
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

__all__ = ["Named", "basic_text", "bearer_text", "check_shape", "checked_text", "known_schemes", "takes_nothing"]


class Named:
    """What a caller gave for one scheme of the document.

    Attributes:
        scheme: where it goes.
    """

    __slots__ = ("_value", "scheme")

    def __init__(self, scheme: Security, value: object) -> None:
        self.scheme = scheme
        self._value = value if isinstance(value, Secret) else Secret(value)
        if not callable(self._value.reveal()):
            self.text()

    def __repr__(self) -> str:
        return f"<Named {self.scheme.name}>"

    def text(self) -> str:
        """Return what goes over the wire; a function is called for each request.

        Raises:
            ValueError: it is nothing that this scheme can carry; the value is not in the text.
        """
        value, where = self._value.reveal(), f"auth={{{self.scheme.name!r}: ...}}"
        if callable(value):
            value, where = value(), f"what the function given as {where} returned"
        if isinstance(value, Secret):
            value = value.reveal()
        return _spelled(self.scheme, value, where)


def check_shape(auth: Mapping[str, object]) -> None:
    """Check what can be checked of ``auth`` without the document that has the schemes.

    Raises:
        ValueError: a name or a value has the wrong type; the value is not in the text.
    """
    if not auth:
        raise ValueError("auth= names no scheme: expected {'name of the scheme': credentials}")
    for name, value in auth.items():
        if not isinstance(name, str):
            raise ValueError(f"auth= names a scheme by {type(name).__name__}: expected a text")
        usable = isinstance(value, str | tuple | Secret) or (callable(value) and takes_nothing(value))
        if not usable:
            raise ValueError(
                f"auth={{{name!r}: ...}} holds {type(value).__name__}: expected a text, (user, password), or a "
                "function without arguments that returns one"
            )


def known_schemes(auth: Mapping[str, object], offered: tuple[Security, ...]) -> dict[str, Named]:
    """Return what was given, each with its scheme.

    Raises:
        ValueError: the document has no such scheme, or the scheme can't carry what was given for it.
    """
    check_shape(auth)
    schemes = {each.name: each for each in offered if each.name}
    for name in auth:
        if name not in schemes:
            names = ", ".join(map(repr, schemes)) or "none: pass token=, or auth=('user', 'password')"
            raise ValueError(f"auth= names the scheme {name!r}, and the document has no such scheme; it has {names}")
    return {name: Named(schemes[name], value) for name, value in auth.items()}


def bearer_text(token: str) -> str:
    """Return the header for a token (RFC 6750, 2.1); a text that names its scheme already is left as it is."""
    return token if " " in token else f"Bearer {token}"


def basic_text(pair: tuple[object, ...], where: str) -> str:
    """Return the header for a user and a password (RFC 7617).

    Raises:
        ValueError: they are not two texts, or the user holds a colon.
    """
    user, password = pair if len(pair) == 2 else (None, None)
    if not isinstance(user, str) or not isinstance(password, str):
        raise ValueError(f"{where} holds a tuple that is no (user, password) of two texts")
    if ":" in user:
        raise ValueError(f"the user in {where} holds a colon, which Basic authorization can't carry")
    if not (user + password).isascii() and any("\ud800" <= each <= "\udfff" for each in user + password):
        raise ValueError(f"{where} holds half a surrogate pair, which is no text")
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def checked_text(value: str, where: str) -> str:
    """Return ``value``.

    Raises:
        ValueError: it is empty, or has white space around it.
    """
    if not value or value != value.strip():
        raise ValueError(f"{where} is empty or has white space around it: strip it first")
    return value


def takes_nothing(function: Callable[..., object]) -> bool:
    """Return whether ``function`` can be called without arguments, and takes none."""
    load_modules("inspect")
    from inspect import Parameter, signature

    try:
        parameters = signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return not any(parameter.kind is not Parameter.VAR_KEYWORD for parameter in parameters)


def _spelled(scheme: Security, value: object, where: str) -> str:
    if isinstance(value, tuple) and scheme.kind == "basic":
        return basic_text(value, where)
    if not isinstance(value, str):
        expected = "(user, password)" if scheme.kind == "basic" else "a text"
        raise ValueError(f"{where} is {type(value).__name__}: expected {expected}")
    text = checked_text(value, where)
    if scheme.kind == "basic" and " " not in text:
        raise ValueError(f"{where} holds one word: expected (user, password)")
    if scheme.kind == "http" and " " not in text:
        raise ValueError(f"{where} holds one word: expected 'Scheme credentials', the whole header Authorization")
    return bearer_text(text) if scheme.kind == "bearer" else text
