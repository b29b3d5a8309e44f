"""The exchange with the server on standard error, without secrets."""

import click

from heroics_py.display.terminal import escaped
from heroics_py.http.hooks import RequestDetails, ResponseDetails, RetryDetails

__all__ = ["print_request", "print_response", "print_retry"]


def print_request(details: RequestDetails) -> None:
    """Print a request that is about to be sent."""
    size = f", {details.body_size} bytes" if details.body_size else ""
    attempt = f" (attempt {details.attempt})" if details.attempt > 1 else ""
    _print(f"> {details.method} {details.url}{size}{attempt}")


def print_response(details: ResponseDetails) -> None:
    """Print how a call ended."""
    outcome = str(details.status) if details.status is not None else f"{details.error}: {details.reason}"
    size = f", {details.body_size} bytes" if details.body_size is not None else ""
    cache = f", cache {details.cache}" if details.cache != "bypass" else ""
    request_id = f", request {details.request_id}" if details.request_id else ""
    _print(f"< {outcome} in {details.seconds:.3f} s{size}{cache}{request_id}")


def print_retry(details: RetryDetails) -> None:
    """Print why a request is sent again."""
    _print(f"* {details.reason or details.error}; again in {details.wait:.1f} s")


def _print(text: str) -> None:
    click.echo(escaped(text), err=True)
