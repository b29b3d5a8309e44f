"""What a caller's session adds to requests below the cache."""

from collections.abc import Mapping

from heroics_py.http.messages import Request
from heroics_py.secrecy.harmless import HARMLESS_HEADERS
from heroics_py.secrecy.request_secrets import credential_fields

__all__ = ["SessionAdditions"]

_LIBRARIES = frozenset({"requests", "builtins"})
_SENDING_METHODS = ("prepare_request", "send", "request", "get_adapter", "merge_environment_settings", "rebuild_auth")


class SessionAdditions:
    """What a session of requests adds to requests below the cache, where no key includes it.

    It is read again for each request, as a session may change.

    Args:
        session: the caller's session, or None.
    """

    def __init__(self, session: object = None) -> None:
        self._session = session
        # A session without the caller's credentials sends through the original one.
        self._original = getattr(session, "original", session)

    def hides_account(self, request: Request, *, has_identity: bool) -> bool:
        """Return whether the session adds something that changes the response, and that no key can include.

        These are the work of its own methods that prepare or send requests, its cookies, its certificate, credentials
        for a proxy, its query fields, and headers with credentials that ``request`` lacks.

        Args:
            request: as it reaches the cache.
            has_identity: whether an identity names the account, so that credentials don't count.
        """
        if self._session is None:
            return False
        if getattr(self._session, "params", None) and not (has_identity and self._has_only_secret_params(request)):
            return True
        return not has_identity and (
            self._has_own_methods()
            or bool(getattr(self._session, "cookies", None) or getattr(self._session, "cert", None))
            or any("@" in str(proxy) for proxy in self._mapping("proxies").values())
            or bool(credential_fields(self._headers_for(request), request.secret_fields))
        )

    def add_headers(self, request: Request) -> Request:
        """Return ``request`` with the headers that the session adds, so that its key includes them."""
        added = self._headers_for(request) if self._session is not None else {}
        return request.replaced(headers=request.headers.replaced(added)) if added else request

    def _has_own_methods(self) -> bool:
        """Return whether the caller's code prepares or sends requests: it may add anything."""
        classes = [each for each in type(self._original).__mro__ if each.__module__.partition(".")[0] not in _LIBRARIES]
        return any(name in vars(each) for each in (self._original, *classes) for name in _SENDING_METHODS)

    def _headers_for(self, request: Request) -> dict[str, str]:
        return {
            name: value if isinstance(value, str) else repr(value)
            for name, value in self._mapping("headers").items()
            if value is not None and name not in request.headers and name.lower() not in HARMLESS_HEADERS
        }

    def _has_only_secret_params(self, request: Request) -> bool:
        names = {str(name) for name in self._mapping("params")}
        return bool(names) and credential_fields(names, request.secret_fields) == names

    def _mapping(self, name: str) -> Mapping[str, object]:
        value = getattr(self._session, name, None)
        return value if isinstance(value, Mapping) else {}
