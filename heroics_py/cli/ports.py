"""The port that a command serves on."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EADDRINUSE

import click

__all__ = ["refused_ports"]

_REASONS = {EADDRINUSE: "is in use", EACCES: "requires administrator rights"}


@contextmanager
def refused_ports(port: int) -> Iterator[None]:
    """Say what to do about a port that a server can't listen on.

    Args:
        port: the value of ``--port``.

    Raises:
        ClickException: the system refuses the port.
    """
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0)
        if reason is None:
            raise
    else:
        return
    raise click.ClickException(f"port {port} {reason}: choose another with --port, or omit it to use a free one")
