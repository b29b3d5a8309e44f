"""The schema that a command line names, and its profile."""

import json
import os
from typing import TYPE_CHECKING, Any

from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.client import Client

__all__ = ["Source", "profiles", "source_of"]

_LARGEST = 1 << 20


class Source(Value, kw_only=True):
    """A schema that a command line names.

    Attributes:
        word: as it is typed: a profile, a bundled name, a path or a URL.
        profile: the fields of the profile, if the word names one.
    """

    word: str
    profile: dict[str, Any] | None = None

    @property
    def schema(self) -> str:
        """A bundled name, a path or a URL."""
        return self.word if self.profile is None else str(self.profile.get("schema", ""))

    @property
    def place(self) -> list[Any]:
        """What identifies the schema and what mends it, in any folder."""
        schema = self.schema
        if not _is_url(schema) and ("/" in schema or "." in schema or schema.startswith("~")):
            schema = os.path.abspath(os.path.expanduser(schema))
        return [schema, self.profile]

    @property
    def url(self) -> str | None:
        """The URL of the API in the profile, if any."""
        url = (self.profile or {}).get("url")
        return url if isinstance(url, str) else None

    def describe(self) -> "Client":
        """Return a client for names and arguments. Nothing is sent: a schema at a URL is read from its kept copy.

        Raises:
            HeroicsError, ClickException: the schema can't be read.
        """
        from heroics_py.cli.profiles.target import target_of

        return target_of(self.word, "").describe_copy()


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def source_of(word: str) -> Source:
    """Return the source that a word names."""
    return Source(word=word, profile=profiles().get(word))


def profiles() -> dict[str, dict[str, Any]]:
    """Return the fields of each profile by its name; none if their file can't be used.

    The commands check them in full, which takes longer than Tab may.
    """
    from platformdirs import user_config_path

    try:
        with open(user_config_path("heroics-py", appauthor=False) / "profiles.json", encoding="utf-8") as file:
            found = json.loads(file.read(_LARGEST))["profiles"]
        return {name: each for name, each in found.items() if isinstance(each, dict)}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
