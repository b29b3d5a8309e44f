"""Errors of OAuth: what an authorization server refuses, and a login that is missing or has ended."""

from heroics_py.errors.base import HeroicsError

__all__ = ["LoginRequired", "OAuthError"]


class OAuthError(HeroicsError):
    """No token: the authorization server refused the request, or its response is not one of OAuth.

    Attributes:
        error: the code of the server (RFC 6749, 5.2), such as "invalid_client"; empty if it sent none.
        description: what the server says about it, its secrets masked.
    """

    def __init__(self, message: str, *, error: str = "", description: str = "") -> None:
        super().__init__(message)
        self.error = error
        self.description = description


class LoginRequired(OAuthError):
    """A person has to log in: nobody has, or the login has ended."""
