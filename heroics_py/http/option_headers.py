"""The request headers of options: merged, and without secrets in pickles."""

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from heroics_py.secrecy.reference import Reference

__all__ = [
    "REMOVED",
    "HeaderValue",
    "known_headers",
    "merge_headers",
    "picklable_headers",
    "reference_headers",
    "resolve_headers",
]

HeaderValue: TypeAlias = str | Reference | None
"""The text of a header, the name of a secret that is looked up for each request, or None to leave the header out."""


class _Removed:
    """The value of a secret header that a pickle left out, until somebody sets it again."""

    def __repr__(self) -> str:
        return "REMOVED"

    def __reduce__(self) -> str:
        return "REMOVED"


REMOVED = _Removed()
"""The value of a header that was removed when its options were pickled."""


def picklable_headers(headers: Mapping[str, HeaderValue], keys: Collection[str] = ()) -> dict[str, HeaderValue]:
    """Return ``headers`` with `REMOVED` in place of each value that may be secret.

    Args:
        headers: None for a header that is to be left out, which stays.
        keys: names of headers that carry a key of the API, in lower case.
    """
    from heroics_py.secrecy.names import is_secret_name
    from heroics_py.secrecy.texts import mask_text

    def value(name: str, text: HeaderValue) -> Any:
        if not isinstance(text, str):
            return text
        is_secret = name.lower() in keys or is_secret_name(name) or mask_text(text) != text
        return REMOVED if is_secret else text

    return {name: value(name, text) for name, text in headers.items()}


def known_headers(headers: Mapping[str, HeaderValue]) -> Mapping[str, HeaderValue]:
    """Return ``headers`` without those whose values a pickle removed."""
    if not headers:
        return headers
    removed: Any = REMOVED
    return {name: text for name, text in headers.items() if text is not removed}


def reference_headers(headers: Mapping[str, HeaderValue]) -> dict[str, Reference]:
    """Return those of ``headers`` whose values each process looks up for itself."""
    return {name: value for name, value in headers.items() if isinstance(value, Reference)}


def resolve_headers(headers: Mapping[str, HeaderValue]) -> dict[str, str | None]:
    """Return ``headers`` with the secrets that their references name in this process.

    Raises:
        HeroicsError: this process does not have one of them.
    """
    return {name: value() if isinstance(value, Reference) else value for name, value in headers.items()}


def merge_headers(below: Mapping[str, HeaderValue], above: Mapping[str, HeaderValue]) -> dict[str, HeaderValue]:
    """Return both sets of headers, with names of any case; the later spelling wins."""
    spelled = {name.lower(): (name, value) for name, value in below.items()}
    spelled.update((name.lower(), (name, value)) for name, value in above.items())
    return dict(spelled.values())
