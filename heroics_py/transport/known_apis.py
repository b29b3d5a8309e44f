"""What the library knows of an API by its origin alone."""

from heroics_py.http.origins import origin_of
from heroics_py.support.values import Value

__all__ = ["ApiDefaults", "api_defaults", "default_accept"]


class ApiDefaults(Value, kw_only=True):
    """The defaults of one API.

    Attributes:
        variable: the environment variable that holds its key.
        accept: the Accept header to send.
    """

    variable: str
    accept: str


_APIS = {
    "https://api.heroku.com": ApiDefaults(variable="HEROKU_API_KEY", accept="application/vnd.heroku+json; version=3")
}


def api_defaults(base_url: str) -> ApiDefaults | None:
    """Return the defaults of the API at the origin of ``base_url``, if any."""
    return _APIS.get(origin_of(base_url) or "")


def default_accept(base_url: str) -> str | None:
    """Return the default Accept header for the origin of ``base_url``, if any."""
    defaults = api_defaults(base_url)
    return defaults.accept if defaults else None
