"""The arguments of `OAuth`, checked."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from heroics_py.http.origins import is_loopback, origin_of, split_origin
from heroics_py.secrecy.secret import Secret
from heroics_py.secrecy.urls import mask_url

__all__ = ["GRANTS", "Settings", "checked_url", "make_settings"]

GRANTS = {
    "authorization_code": "authorization_code",
    "client_credentials": "client_credentials",
    "device_code": "device_code",
    "device": "device_code",
    "code": "authorization_code",
    "client": "client_credentials",
}
"""The names of grants, and their short forms."""

_CLIENT_AUTHS = {"basic": "client_secret_basic", "post": "client_secret_post", "none": "none"}
# What the protocol itself sets (RFC 6749, 7636, 8628).
_RESERVED = frozenset(
    {"client_id", "client_secret", "code", "code_challenge", "code_challenge_method", "code_verifier", "device_code"}
    | {"grant_type", "redirect_uri", "refresh_token", "response_type", "scope", "state"}
)
_VISIBLE = re.compile(r"[\x20-\x7e]+")  # RFC 6749, appendix A: VSCHAR
_WORDS = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")  # appendix A.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How tokens are asked for.

    Attributes:
        grant: "client_credentials", "authorization_code" or "device_code".
        client_id: of this program, at the authorization server.
        issuer: the URL of the server, which describes itself.
        token_url, authorization_url, device_url: its endpoints.
        origin: the origin at which a document may name them.
        scope: what is asked for, separated by spaces.
        parameters: further parameters of the requests.
        client_auth: how the client proves who it is, as RFC 7591 names it; None to choose by the description.
        redirect_url: where the browser returns to, on this machine.
        name: tells logins with the same settings apart.
        timeout: seconds for one request to the server.
        verify: as in `connect`.
        trust_environment: as in `connect`.
    """

    grant: str
    client_id: str
    issuer: str | None = None
    token_url: str | None = None
    authorization_url: str | None = None
    device_url: str | None = None
    origin: str | None = None
    scope: str = ""
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    client_auth: str | None = None
    redirect_url: str = "http://127.0.0.1/"
    name: str = "default"
    timeout: float = 30.0
    verify: bool | str = True
    trust_environment: bool = True

    @property
    def needs_person(self) -> bool:
        """Whether a person has to log in."""
        return self.grant != "client_credentials"

    @property
    def server(self) -> str:
        """The authorization server, as errors name it."""
        return origin_of(self.issuer or self.token_url or self.origin or "") or "the authorization server"

    def digest(self, *more: str) -> str:
        """Return an opaque text that is the same for the same settings of the same login."""
        places = (self.issuer, self.token_url, self.origin, self.grant, self.client_id, self.scope)
        text = json.dumps([*places, self.parameters, self.name, *more])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def make_settings(  # noqa: PLR0913 - the arguments of `OAuth`
    *,
    grant: object,
    client_id: object,
    scope: object,
    parameters: object,
    client_auth: object,
    redirect_url: object,
    name: object,
    timeout: object,
    verify: object,
    trust_environment: object,
    **urls: object,
) -> Settings:
    """Return settings.

    Raises:
        ValueError: an argument can't have its value.
    """
    if not isinstance(grant, str) or (known := GRANTS.get(grant.replace("-", "_"))) is None:
        choices = [each for each, full in GRANTS.items() if each == full]
        raise ValueError(f"grant={grant!r}: expected {', '.join(map(repr, choices[:-1]))} or {choices[-1]!r}")
    if not isinstance(timeout, int | float) or isinstance(timeout, bool) or not 0 < timeout <= 600:
        raise ValueError(f"timeout={timeout!r}: expected seconds, from 0 to 600")
    if not isinstance(name, str) or not name:
        raise ValueError(f"name={name!r}: expected text that names the login")
    if client_auth is not None and client_auth not in _CLIENT_AUTHS:
        raise ValueError(f"client_auth={client_auth!r}: expected 'basic', 'post' or 'none'")
    if not isinstance(trust_environment, bool):
        raise ValueError(f"trust_environment={trust_environment!r}: expected True or False")
    return Settings(
        grant=known,
        client_id=_visible("client_id", client_id),
        scope=_scope(scope),
        parameters=_parameters(parameters),
        client_auth=None if client_auth is None else _CLIENT_AUTHS[str(client_auth)],
        redirect_url=_redirect_url(redirect_url),
        name=name,
        timeout=float(timeout),
        verify=verify if isinstance(verify, bool) else str(verify),
        trust_environment=trust_environment,
        **_urls(urls, known),
    )


def _urls(urls: Mapping[str, object], grant: str) -> dict[str, str | None]:
    """Return the URLs of the server, each checked; at least one has to be there."""
    checked = {name: None if url is None else checked_url(url, f"{name}=") for name, url in urls.items()}
    origin = checked.get("origin")
    if origin is not None and origin.rstrip("/") != origin_of(origin):
        raise ValueError(f"origin={origin!r}: expected an origin alone, such as {origin_of(origin)!r}")
    is_known = checked["token_url"] is not None or checked["issuer"] is not None
    checked["origin"] = None if origin is None or is_known else origin_of(origin)
    if checked["issuer"] is None and checked["origin"] is None and checked["token_url"] is None:
        return checked  # the error of the first use names the token URL of the document, if it has one
    missing = {"authorization_code": "authorization_url", "device_code": "device_url"}.get(grant)
    if missing and checked["issuer"] is None and checked["origin"] is None and checked[missing] is None:
        raise ValueError(
            f"the grant {grant} also needs {missing}=; or pass issuer='https://...', if the server describes itself"
        )
    return checked


def checked_url(url: object, source: str, *, loopback: bool = True) -> str:
    """Return the URL of an endpoint.

    Args:
        url: to check.
        source: where it comes from, for the error.
        loopback: whether http is allowed on this machine.

    Raises:
        ValueError: it is not one of https, or has a user or a fragment; its secrets are not in the message.
    """
    parts = split_origin(url) if isinstance(url, str) else None
    if not isinstance(url, str) or parts is None:
        shown = repr(mask_url(url)) if isinstance(url, str) else type(url).__name__
        raise ValueError(f"{source} {shown} is not an https URL: expected something like 'https://id.example/token'")
    if "@" in urlsplit(url).netloc or "#" in url or not _VISIBLE.fullmatch(url) or " " in url:
        raise ValueError(
            f"{source} has a user, a fragment or a space: expected something like 'https://id.example/token'"
        )
    if parts[0] != "https" and not (loopback and is_loopback(parts[1])):
        raise ValueError(
            f"{source} {mask_url(url)!r} is not https, so others could read the secrets that are sent there"
        )
    return url


def _redirect_url(url: object) -> str:
    expected = "expected a URL of this machine, such as 'http://127.0.0.1/callback'; without a port, a free one is used"
    parts = split_origin(url) if isinstance(url, str) else None
    if not isinstance(url, str) or parts is None or parts[0] != "http" or not is_loopback(parts[1]):
        raise ValueError(f"redirect_url={url!r}: {expected}")
    if set("?#@ ") & set(url):
        raise ValueError(f"redirect_url={url!r} has a query, a fragment or a user: {expected}")
    return url


def _scope(scope: object) -> str:
    words = scope if isinstance(scope, str) else _joined(scope)
    if words and not _WORDS.fullmatch(words):
        raise ValueError(f"scope={scope!r}: expected words separated by spaces, or a list of them")
    return words


def _joined(scope: object) -> str:
    words = list(scope) if isinstance(scope, Iterable) else [None]
    if not all(isinstance(each, str) for each in words):
        raise ValueError(f"scope={scope!r}: expected words separated by spaces, or a list of them")
    return " ".join(str(each) for each in words)


def _parameters(parameters: object) -> tuple[tuple[str, str], ...]:
    if parameters is None:
        return ()
    if not isinstance(parameters, Mapping):
        raise ValueError(f"parameters={type(parameters).__name__}: expected a dict, such as {{'audience': '...'}}")
    for name, value in parameters.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise ValueError(f"parameters= has no text for {name!r}: expected names and values as texts")
        if name in _RESERVED:
            raise ValueError(f"parameters= sets {name!r}, which OAuth itself sets: pass the argument of `OAuth` for it")
    return tuple(sorted(parameters.items()))


def _visible(argument: str, text: object) -> str:
    if not isinstance(text, str) or not _VISIBLE.fullmatch(text):
        raise ValueError(f"{argument}={text!r}: expected the text that the authorization server gave you")
    return text


def checked_secret(secret: object) -> Secret[str | Callable[[], object]] | None:
    """Return the client's secret: text, or a function that returns it.

    Raises:
        ValueError: it is something else; it is not in the message.
    """
    if secret is None:
        return None
    value = secret.reveal() if isinstance(secret, Secret) else secret
    if callable(value):
        return Secret(value)
    if not isinstance(value, str) or not _VISIBLE.fullmatch(value):
        raise ValueError("client_secret= is empty or no text: expected the secret, or a function that returns it")
    return Secret(value)
