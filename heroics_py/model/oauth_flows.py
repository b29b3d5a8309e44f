"""The flows of OAuth that a document describes: where it says that tokens come from."""

from heroics_py.support.values import Value

__all__ = ["OAuthFlow"]


class OAuthFlow(Value, kw_only=True):
    """One flow. The URLs are the document's own, which decides nothing: a caller has to trust their origin.

    Attributes:
        scheme: the name of its security scheme.
        grant: "client_credentials", "authorization_code" or "device_code"; empty for a server that describes itself.
        token_url, authorization_url, device_url: its endpoints, maybe relative to the base URL; empty if missing.
        issuer: the URL of a server that describes itself (OpenID Connect); empty for any other.
    """

    scheme: str
    grant: str = ""
    token_url: str = ""
    authorization_url: str = ""
    device_url: str = ""
    issuer: str = ""
