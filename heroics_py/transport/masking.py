"""Secrets kept out of texts: headers without credentials, URLs without keys."""

from collections.abc import Mapping

from heroics_py.sealed import Secret
from heroics_py.secrecy import MASK, is_secret_name, masked_target, masked_url

__all__ = ["MASK", "Secret", "for_stranger", "is_secret_name", "masked_target", "masked_url"]


def for_stranger(headers: Mapping[str, str]) -> dict[str, str | None]:
    """Return the changes that take every credential out of ``headers``, for a server that must not see them."""
    return {name: None for name in headers if is_secret_name(name)}
