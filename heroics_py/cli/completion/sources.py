"""Where the schema of a command line comes from, without sending anything."""

import json
import os
from typing import TYPE_CHECKING, Any

from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.client import Client

__all__ = ["Source", "profiles", "source_of"]

_NOWHERE = "https://url-of-the-api.invalid"
_LARGEST = 1 << 20


class Source(Value, kw_only=True):
    """A schema that a command line names.

    Attributes:
        schema: a bundled name, a path or a URL.
        profile: the fields of the profile, if the line names one.
        patches: the paths of what mends the schema.
        allow_refs: origins that its documents may come from.
    """

    schema: str
    profile: dict[str, Any] | None = None
    patches: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What identifies the schema and its changes, from any folder."""
        schema = self.schema
        if not _is_url(schema) and ("/" in schema or "." in schema or schema.startswith("~")):
            schema = os.path.abspath(os.path.expanduser(schema))
        patches = [os.path.abspath(os.path.expanduser(each)) for each in self.patches]
        return json.dumps([schema, patches, list(self.allow_refs)])

    @property
    def url(self) -> str | None:
        """The URL of the API in the profile, if any."""
        url = (self.profile or {}).get("url")
        return url if isinstance(url, str) else None

    def describe(self) -> "Client":
        """Return a client for names and arguments. A schema at a URL is read from its kept copy.

        Raises:
            HeroicsError: the schema can't be read.
        """
        from heroics_py.cli.completion.kept_schemas import kept_schema
        from heroics_py.client.connect import connect
        from heroics_py.readers import read_api

        api = read_api(self.schema, kept_schema, {}, frozenset(self.allow_refs), kept_schema, list(self.patches) or None)
        return connect(api, url=_NOWHERE, trust_environment=False)


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def source_of(word: str, patches: tuple[str, ...] = (), allow_refs: tuple[str, ...] = ()) -> Source:
    """Return the source that a word names: a profile, a bundled schema, a path or a URL."""
    profile = profiles().get(word)
    if profile is None:
        return Source(schema=word, patches=patches, allow_refs=allow_refs)
    return Source(
        schema=str(profile.get("schema", "")),
        profile={**profile, "name": word},
        patches=(*_texts(profile.get("patch")), *patches),
        allow_refs=(*_texts(profile.get("allow_refs")), *allow_refs),
    )


def _texts(value: object) -> tuple[str, ...]:
    found = [value] if isinstance(value, str) else value
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


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
