"""The headers of every request, unless the caller or the schema sets them."""

from collections.abc import Mapping

from heroics_py._version import __version__

__all__ = ["DEFAULT_HEADERS", "USER_AGENT"]

USER_AGENT = f"heroics-py/{__version__}"
DEFAULT_HEADERS: Mapping[str, str] = {
    "User-Agent": USER_AGENT,
    "Accept-Encoding": "gzip, deflate",
    "Accept": "*/*",
}
