"""The schemas that come with the package, the day of each, and where the API has the one of today."""

import os

from heroics_py.support.values import Value

__all__ = ["BundledSchema", "bundled", "bundled_schema", "live_names"]

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "schemas")
_SUFFIXES = (".json", ".yaml", ".yml")


class BundledSchema(Value, kw_only=True):
    """A schema in the package.

    Attributes:
        file: the name of the file, without its suffix.
        day: the day that it is of; empty if it does not age, as one of the project's own.
        api: the base URL of the API that has the schema of today; empty if none has.
        path: the path of that schema.
    """

    file: str
    day: str = ""
    api: str = ""
    path: str = ""

    @property
    def location(self) -> str:
        """The path of the file; empty if there is none."""
        paths = (os.path.join(_FOLDER, f"{self.file}{suffix}") for suffix in _SUFFIXES)
        return next((path for path in paths if self.file and os.path.isfile(path)), "")


def _heroku(file: str, day: str) -> BundledSchema:
    return BundledSchema(file=file, day=day, api="https://api.heroku.com", path="/schema")


# The days are those of the releases of platform-api that the files are part of (schemas/NOTICE.md): 0.6.0 and 0.5.0.
_KNOWN = {
    "heroku": _heroku("heroku-platform-api", "2016-03-09"),
    "heroku@0.5.0": _heroku("heroku-platform-api-0.5.0", "2016-01-04"),
    "heroku-platform-api": _heroku("heroku-platform-api", "2016-03-09"),
    "heroku-platform-api-0.5.0": _heroku("heroku-platform-api-0.5.0", "2016-01-04"),
}
_SHORT_NAMES = ("heroku", "heroku@0.5.0")


def bundled() -> list[str]:
    """Return the names of the schemas that come with the package."""
    files = (os.path.splitext(name) for name in os.listdir(_FOLDER) if name.endswith(_SUFFIXES))
    return [*_SHORT_NAMES, *sorted(name for name, _ in files)]


def bundled_schema(name: str) -> BundledSchema:
    """Return the bundled schema of a name; its location is empty if there is none."""
    return _KNOWN.get(name) or BundledSchema(file=name)


def live_names() -> list[str]:
    """Return the short names of the schemas whose API has the one of today."""
    return [name for name in _SHORT_NAMES if _KNOWN[name].api and "@" not in name]
