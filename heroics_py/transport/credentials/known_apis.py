"""What is known of an API by its origin, before anything is read."""

from typing import NamedTuple

from heroics_py.http.origins import origin_of

__all__ = ["KnownApi", "accept_for", "known_api"]


class KnownApi(NamedTuple):
    """What is known of an API.

    Attributes:
        variable: the environment variable that holds its key.
        accept: the media type to ask for.
    """

    variable: str
    accept: str


_KNOWN = {
    "https://api.heroku.com": KnownApi(variable="HEROKU_API_KEY", accept="application/vnd.heroku+json; version=3")
}


def known_api(base_url: str) -> KnownApi | None:
    """Return what is known of the API at the origin of ``base_url``, and of no other."""
    return _KNOWN.get(origin_of(base_url) or "")


def accept_for(base_url: str) -> str | None:
    """Return the Accept header that belongs to the origin of ``base_url``, or None where none is known."""
    known = known_api(base_url)
    return known.accept if known else None
