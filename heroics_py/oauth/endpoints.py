"""The URLs of an authorization server: from the caller, its own description, or the document of an API."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from heroics_py.errors import OAuthError, TransportError
from heroics_py.http.origins import is_loopback, origin_of
from heroics_py.oauth.server import Reply
from heroics_py.oauth.settings import Settings, checked_url
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["Endpoints", "find_endpoints"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The endpoints of an authorization server.

    Attributes:
        token_url: gives tokens.
        authorization_url: where a person logs in, in a browser.
        device_url: gives codes for devices without one.
        issuer: the name of the server, if it described itself.
        client_auths: the ways to prove who the client is, as the server lists them.
        names_itself: whether the server promises its name in the redirect (RFC 9207).
    """

    token_url: str
    authorization_url: str | None = None
    device_url: str | None = None
    issuer: str | None = None
    client_auths: tuple[str, ...] = ()
    names_itself: bool = False

    def client_auth(self, settings: Settings, *, has_secret: bool) -> str:
        """Return how the client proves who it is: what the caller says, else Basic unless the server has POST alone."""
        if settings.client_auth is not None:
            return settings.client_auth
        if not has_secret:
            return "none"
        offered = self.client_auths or ("client_secret_basic",)
        is_post = "client_secret_basic" not in offered and "client_secret_post" in offered
        return "client_secret_post" if is_post else "client_secret_basic"


def find_endpoints(settings: Settings, get: Callable[[str], Reply]) -> Endpoints:
    """Return the endpoints; those that the caller names come before those that the server describes.

    Args:
        settings: of the caller.
        get: fetches the description of a server.

    Raises:
        OAuthError: a URL is missing, or the server does not describe itself.
        TransportError: it can't be reached.
    """
    described = Endpoints(token_url="") if settings.issuer is None else _discover(settings.issuer, get)
    token_url = settings.token_url or described.token_url
    if not token_url and settings.origin is not None:
        raise OAuthError("OAuth takes its URLs from the document of an API: connect a client first, or pass token_url=")
    if not token_url:
        raise OAuthError("OAuth has no token URL: pass token_url='https://...', or issuer='https://...' to find it")
    return Endpoints(
        token_url=token_url,
        authorization_url=settings.authorization_url or described.authorization_url,
        device_url=settings.device_url or described.device_url,
        issuer=described.issuer,
        client_auths=described.client_auths,
        names_itself=described.names_itself,
    )


def _discover(issuer: str, get: Callable[[str], Reply]) -> Endpoints:
    """Return what the server at ``issuer`` says about itself (RFC 8414, 3; OpenID Connect Discovery 1.0, 4)."""
    failure: TransportError | None = None
    for url in _addresses(issuer):
        try:
            reply = get(url)
        except TransportError as error:
            failure = error.with_traceback(None)
            break
        fields = reply.fields() if reply.status_code == 200 else None
        if fields is not None and "issuer" in fields:
            return _described(issuer, fields)
    if failure is not None:
        raise failure
    raise OAuthError(
        f"{issuer} does not describe itself at {' or '.join(urlsplit(each).path for each in _addresses(issuer))}: "
        "pass token_url= and the other URLs in place of issuer="
    )


def _addresses(issuer: str) -> Iterable[str]:
    load_modules("authlib.oauth2.rfc8414")
    from authlib.oauth2.rfc8414 import get_well_known_url

    plain = issuer.rstrip("/")
    return dict.fromkeys((get_well_known_url(plain, external=True), f"{plain}/.well-known/openid-configuration"))


def _described(issuer: str, fields: Mapping[str, Json]) -> Endpoints:
    """Return the endpoints in a description, which has to be that of ``issuer`` (RFC 8414, 3.3)."""
    name = fields["issuer"]
    if not isinstance(name, str) or name.rstrip("/") != issuer.rstrip("/"):
        raise OAuthError(
            f"the server at {issuer} says that it is {str(name)[:200]!r}: pass that as issuer= if you trust it"
        )
    offered = fields.get("token_endpoint_auth_methods_supported")
    return Endpoints(
        token_url=_endpoint(issuer, fields, "token_endpoint") or "",
        authorization_url=_endpoint(issuer, fields, "authorization_endpoint"),
        device_url=_endpoint(issuer, fields, "device_authorization_endpoint"),
        issuer=name,
        client_auths=tuple(str(each) for each in offered) if isinstance(offered, list) else (),
        names_itself=fields.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(issuer: str, fields: Mapping[str, Json], name: str) -> str | None:
    """Return a URL of a description; only a server on this machine may name others on it."""
    url, fault = fields.get(name), ""
    if url is None:
        return None
    is_local = is_loopback(urlsplit(issuer).hostname or "")
    try:
        return checked_url(url, f"the {name} of {origin_of(issuer)}", loopback=is_local)
    except ValueError as error:
        fault = str(error)
    raise OAuthError(fault)
