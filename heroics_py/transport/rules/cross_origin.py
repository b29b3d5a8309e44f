"""Which headers of a request may go to another origin than the API's own."""

from collections.abc import Collection, Mapping

from heroics_py.secrecy.harmless import may_cross_origins
from heroics_py.secrecy.request_secrets import credential_fields

__all__ = ["dropped_headers"]


def dropped_headers(headers: Mapping[str, str], secret_fields: Collection[str] = ()) -> dict[str, str | None]:
    """Return the changes that drop all headers meant for the API alone.

    Args:
        headers: of the request.
        secret_fields: names of fields that carry the API's keys.
    """
    keys = credential_fields(headers, secret_fields)
    return {name: None for name in headers if name in keys or not may_cross_origins(name)}
