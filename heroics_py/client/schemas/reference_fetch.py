"""The download of documents that a schema refers to."""

from __future__ import annotations

import time
from collections.abc import Callable

from heroics_py.client.arguments.settings import Settings
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.http.options import Options, Timeout
from heroics_py.secrecy.secret import Secret

__all__ = ["reference_fetcher"]

_TIMEOUT = Timeout(connect=5, read=10, total=30)
_LONGEST = 120.0
_LARGEST = 16 * 1024 * 1024


def reference_fetcher(settings: Settings, options: Options) -> Callable[[str], bytes]:
    """Return a function that returns the bytes at a URL, without credentials and redirects to other origins.

    It takes two minutes in all at most.
    """
    bare = Settings(
        session=settings.session,
        cache=settings.cache,
        trust_environment=settings.trust_environment,
        verify=settings.verify,
        max_bytes=min(settings.max_bytes, _LARGEST),
        schema_headers=Secret({}),
    )
    options = options.merged(timeout=_TIMEOUT)
    spent = 0.0

    def fetch(url: str) -> bytes:
        nonlocal spent
        if spent > _LONGEST:
            raise SchemaError(f"{url} is not fetched: other documents took more than {_LONGEST:.0f} seconds")
        from heroics_py.client.schemas.schema_url import fetch_schema

        start = time.monotonic()
        try:
            return fetch_schema(url, None, bare, options)
        except SchemaError:
            raise
        except HeroicsError as error:
            reason = " ".join(str(error).split())
        finally:
            spent += time.monotonic() - start
        raise SchemaError(f"{url} can't be fetched: {reason}")

    return fetch
