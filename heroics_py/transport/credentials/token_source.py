"""Tokens that are renewed while a client is in use: what the transport asks of their keeper."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Protocol

from heroics_py.model.oauth_flows import OAuthFlow
from heroics_py.secrecy.secret import Secret
from heroics_py.support.tickets import Ticket
from heroics_py.support.values import Value

__all__ = ["HeldToken", "Renewal", "TokenSource", "token_sources"]


class HeldToken(Value):
    """A token, and the account that it is for.

    Attributes:
        text: the token.
        account: an opaque name, which stays while the token is renewed and which no other account has.
        is_new: whether the server has just given it, rather than a store that other processes share.
    """

    text: Secret[str]
    account: str
    is_new: bool = False


class Renewal(Protocol):
    """A renewal that may be in progress, for all calls that wait for it."""

    @property
    def is_over(self) -> bool:
        """Whether `result` has an outcome."""
        ...

    def ticket(self) -> Ticket:
        """Return a ticket that is woken at the end."""
        ...

    def result(self) -> HeldToken:
        """Return the token.

        Raises:
            HeroicsError: why no token came.
        """
        ...


class TokenSource(ABC):
    """Keeps a token and renews it. Every method but `load` returns at once: a renewal has a thread of its own."""

    def load(self) -> None:  # noqa: B027 - most need nothing
        """Load the modules that a renewal needs, so that no event loop waits for them later."""

    def use_flows(self, flows: tuple[OAuthFlow, ...], base_url: str) -> None:  # noqa: B027 - most know their server
        """Take the server of the tokens from the document of an API, as far as the caller allows it.

        Args:
            flows: of the document.
            base_url: of the API.

        Raises:
            ValueError: the document has no server that the caller trusts.
        """

    def here(self) -> "TokenSource":
        """Return what keeps the tokens now: while a tape is active, it may be another one."""
        return self

    @abstractmethod
    def held(self) -> HeldToken | None:
        """Return a token that is still valid; None if it has to be renewed first."""

    @abstractmethod
    def last(self) -> HeldToken | None:
        """Return the last token, which may have expired; None if none is known."""

    @abstractmethod
    def account(self) -> str | None:
        """Return the account of the token that is used next; None if that is not known yet."""

    @abstractmethod
    def renew(self, rejected: HeldToken | None = None) -> Renewal:
        """Begin to renew the token, or join the renewal in progress.

        Args:
            rejected: the token that a server refused; None if the last one has expired, or is still to come.
        """

    @abstractmethod
    def may_help(self, rejected: HeldToken) -> bool:
        """Return whether another token may be accepted after a 401; not if a renewal has just not helped."""

    @abstractmethod
    def mark_fruitless(self, token: HeldToken) -> None:
        """Note that a server refused a token that was renewed because of a 401."""

    @property
    @abstractmethod
    def advice(self) -> str:
        """What to say about a token that a server refused, such as how to log in again."""


def token_sources(auth: object) -> list[TokenSource]:
    """Return what renews tokens in the argument ``auth`` of `connect`."""
    values = auth.values() if isinstance(auth, Mapping) else (auth,)
    return [each for each in values if isinstance(each, TokenSource)]
