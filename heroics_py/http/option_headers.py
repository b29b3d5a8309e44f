"""The request headers of options: merged, and without secrets in pickles."""

from collections.abc import Collection, Mapping
from typing import Any

__all__ = ["REMOVED", "known_headers", "merge_headers", "picklable_headers"]


class _Removed:
    """The value of a secret header that a pickle left out, until somebody sets it again."""

    def __repr__(self) -> str:
        return "REMOVED"

    def __reduce__(self) -> str:
        return "REMOVED"


REMOVED = _Removed()
"""The value of a header that was removed when its options were pickled."""


def picklable_headers(headers: Mapping[str, str | None], keys: Collection[str] = ()) -> dict[str, str | None]:
    """Return ``headers`` with `REMOVED` in place of each value that may be secret.

    Args:
        headers: None for a header that is to be left out, which stays.
        keys: names of headers that carry a key of the API, in lower case.
    """
    from heroics_py.secrecy.names import is_secret_name
    from heroics_py.secrecy.texts import mask_text

    def value(name: str, text: str | None) -> Any:
        if not isinstance(text, str):
            return text
        is_secret = name.lower() in keys or is_secret_name(name) or mask_text(text) != text
        return REMOVED if is_secret else text

    return {name: value(name, text) for name, text in headers.items()}


def known_headers(headers: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """Return ``headers`` without those whose values a pickle removed."""
    if not headers:
        return headers
    removed: Any = REMOVED
    return {name: text for name, text in headers.items() if text is not removed}


def merge_headers(below: Mapping[str, str | None], above: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return both sets of headers, with names of any case; the later spelling wins."""
    spelled = {name.lower(): (name, value) for name, value in below.items()}
    spelled.update((name.lower(), (name, value)) for name, value in above.items())
    return dict(spelled.values())
