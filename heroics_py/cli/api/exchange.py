"""The exchange with the server on standard error, without secrets."""

import click

from heroics_py.display.terminal import escaped
from heroics_py.http.exchange_hook import ExchangeHook
from heroics_py.http.hooks import RequestDetails, ResponseDetails, RetryDetails
from heroics_py.http.messages import Request, Response

__all__ = ["PrintedExchange", "print_response", "print_retry"]


class PrintedExchange(ExchangeHook):
    """Prints each request and response with its headers."""

    def __call__(self, details: RequestDetails) -> None:
        """Print where a request goes, and how large it is."""
        size = f" ({details.body_size} bytes)" if details.body_size else ""
        attempt = f" (attempt {details.attempt})" if details.attempt > 1 else ""
        _print(f"> {details.method} {details.url}{size}{attempt}")

    def show_request(self, request: Request) -> None:
        """Print the headers of a request."""
        for line in request.headers.with_secrets(request.secret_fields).shown():
            _print(f"> {line}")

    def show_response(self, response: Response) -> None:
        """Print the status and the headers of a response."""
        _print(f"< {response.status}")
        for line in response.headers.shown():
            _print(f"< {line}")


def print_response(details: ResponseDetails) -> None:
    """Print how a call ended, after all of its requests."""
    outcome = str(details.status) if details.status is not None else f"{details.error}: {details.reason}"
    size = f", {details.body_size} bytes" if details.body_size is not None else ""
    cache = f", cache {details.cache}" if details.cache != "bypass" else ""
    request_id = f", request {details.request_id}" if details.request_id else ""
    _print(f"= {outcome} in {details.seconds:.3f} s{size}{cache}{request_id}")


def print_retry(details: RetryDetails) -> None:
    """Print why a request is sent again."""
    _print(f"* {details.reason or details.error}; again in {details.wait:.1f} s")


def _print(text: str) -> None:
    click.echo(escaped(text), err=True)
