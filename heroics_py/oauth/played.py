"""The tokens of a person who need not log in: a tape answers in the place of the server."""

from heroics_py.secrecy.secret import Secret
from heroics_py.support.tickets import Ticket, Waiters
from heroics_py.transport.credentials.token_source import HeldToken, TokenSource

__all__ = ["PlayedTokens"]


class PlayedTokens(TokenSource):
    """Keeps a token that no server ever sees.

    Args:
        account: the name of the account.
    """

    advice = ""

    def __init__(self, account: str) -> None:
        self._held = HeldToken(Secret("played"), account, is_new=True)
        self._is_fruitless = False

    def held(self) -> HeldToken | None:
        """Return the token."""
        return self._held

    def last(self) -> HeldToken | None:
        """Return the token."""
        return self._held

    def account(self) -> str | None:
        """Return the account."""
        return self._held.account

    def renew(self, rejected: HeldToken | None = None) -> "_Renewed":  # noqa: ARG002 - as of any source
        """Return a renewal that is over: the tape says what the server said to the next token."""
        return _Renewed(self._held)

    def may_help(self, rejected: HeldToken) -> bool:  # noqa: ARG002 - as above
        """Return whether the response to another token may follow a recorded 401."""
        return not self._is_fruitless

    def mark_fruitless(self, token: HeldToken) -> None:  # noqa: ARG002 - as above
        """Note that the tape has another 401."""
        self._is_fruitless = True


class _Renewed:
    """A renewal that is over."""

    is_over = True

    def __init__(self, held: HeldToken) -> None:
        self._held = held

    def ticket(self) -> Ticket:
        return Waiters().ticket()

    def result(self) -> HeldToken:
        return self._held
