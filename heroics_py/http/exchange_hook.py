"""A hook of this package that sees the messages of each exchange."""

from abc import ABC, abstractmethod

from heroics_py.http.hooks import RequestDetails
from heroics_py.http.messages import Request, Response

__all__ = ["ExchangeHook"]


class ExchangeHook(ABC):
    """An ``on_request`` of this package that sees the messages themselves: it shows them to the person who sends them.

    It is called once for each request that leaves, with all that the other rules have added to it.
    """

    @abstractmethod
    def __call__(self, details: RequestDetails) -> None:
        """Take what every hook is called with."""

    @abstractmethod
    def show_request(self, request: Request) -> None:
        """Show a request that is about to be sent."""

    @abstractmethod
    def show_response(self, response: Response) -> None:
        """Show a response; its headers mask the secrets of the request."""
