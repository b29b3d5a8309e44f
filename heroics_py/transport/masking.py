"""Secrets kept out of texts: headers without credentials, URLs without keys."""

from collections.abc import Collection, Mapping

from heroics_py.sealed import Secret
from heroics_py.secrecy import MASK, is_plain_url, is_secret_name, masked_target, masked_url, shown_origin

__all__ = [
    "MASK",
    "Secret",
    "for_stranger",
    "is_plain_url",
    "is_secret_name",
    "masked_target",
    "masked_url",
    "shown_origin",
]


def for_stranger(headers: Mapping[str, str], fields: Collection[str] = ()) -> dict[str, str | None]:
    """Return the changes that take every credential out of ``headers``, for a server that must not see them.

    Args:
        headers: of a request to another origin than the API's.
        fields: names of header fields that are secret whatever they are called.
    """
    secret = {field.lower() for field in fields}
    return {name: None for name in headers if name.lower() in secret or is_secret_name(name)}
