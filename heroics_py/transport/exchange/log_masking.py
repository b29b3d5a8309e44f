"""The logs of urllib3 without the secrets of a URL, while a request to it is in progress."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from heroics_py.http.masking import mask_request_secrets
from heroics_py.http.messages import Request
from heroics_py.secrecy.urls import mask_target
from heroics_py.transport.exchange.attempt import Attempt, current_attempt

__all__ = ["masked_logs"]

_LOGGERS = tuple(
    map(
        logging.getLogger, ("urllib3.connectionpool", "urllib3.connection", "urllib3.poolmanager", "urllib3.util.retry")
    )
)


class _Mask(logging.Filter):
    """Masks the secrets of the request in progress; requests of others are logged as they are."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the URLs of ``record``, and keep it."""
        mask = current_attempt().mask
        if mask is not None and isinstance(record.args, tuple):
            record.args = tuple(mask(value) if isinstance(value, str) else value for value in record.args)
        return True


_mask = _Mask()
_lock = Lock()
_users: set[object] = set()


@contextmanager
def masked_logs(request: Request, attempt: Attempt) -> Iterator[None]:
    """Mask the secrets of ``request`` in what urllib3 logs about it, if its URL has any."""
    mask = _mask_of(request)
    if mask(request.url) == request.url:
        yield
        return
    attempt.mask, user = mask, object()
    with _lock:
        _users.add(user)
        for logger in _LOGGERS:
            logger.addFilter(_mask)
    try:
        yield
    finally:
        with _lock:
            _users.discard(user)
            if not _users:
                for logger in _LOGGERS:
                    # Another thread may go through the old list: one that shrinks would skip a filter.
                    logger.filters = [each for each in logger.filters if each is not _mask]


def _mask_of(request: Request) -> Callable[[str], str]:
    fields = request.secret_fields
    return lambda text: mask_request_secrets(request, mask_target(text, fields))
