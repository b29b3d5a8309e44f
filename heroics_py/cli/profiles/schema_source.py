"""The schema that a command is about: bundled, in a file, on standard input, or at a URL."""

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from heroics_py.cli.profiles.addresses import has_user, is_address
from heroics_py.cli.profiles.credentials import account_label, choose_credential
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.text import one_line
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Api
from heroics_py.readers.document_text import decode

if TYPE_CHECKING:
    from heroics_py.cli.profiles.live_schema import Account, LiveSchema

__all__ = ["STANDARD_INPUT", "SchemaSource"]

STANDARD_INPUT = "-"
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaSource:
    """Where the schema of a command comes from.

    Attributes:
        schema: a bundled name, a path, a URL, or "-" for standard input.
        profile: of the API, if the user named one.
        patches: the paths of what mends the schema before it is read.
        allow_refs: origins that documents may be fetched from, to which the schema refers.
    """

    schema: str
    profile: Profile | None = None
    patches: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()

    def read(self) -> Api:
        """Return the API that the schema describes.

        A schema at a URL is asked whether it has changed; if it can't be, the last copy serves, and standard error
        says so.

        Raises:
            HeroicsError: the schema can't be read.
            UsageError: standard input holds no schema.
        """
        return self._checked().read() if is_address(self.schema) else self._read(self.document())

    def read_today(self, *, needs_server: bool = False) -> Api:
        """Return what `read` does, with the digest of its text, by which a lock knows it at once.

        Args:
            needs_server: whether no copy may serve if the server can't be asked.

        Raises:
            HeroicsError, UsageError: as `read` does; with ``needs_server`` also if a copy would serve.
        """
        if is_address(self.schema):
            return replace(self._checked(), needs_server=needs_server, with_digest=True).read()
        from heroics_py.client.arguments.settings import Settings
        from heroics_py.client.schemas.api_reading import load_api, warn_of_unpatched

        patches = list(self.patches) or None
        api = load_api(self.document(), Settings(), allow_refs=self.allow_refs, patch=patches, with_digest=True)
        warn_of_unpatched(api)
        return api

    def document(self) -> str:
        """Return what `heroics_py.connect` takes: the name, path or URL, or the text on standard input.

        Raises:
            UsageError: standard input holds no schema.
        """
        return _standard_input() if self.schema == STANDARD_INPUT else self.schema

    def read_copy(self) -> Api:
        """Return the API as far as this computer knows it: nothing is sent, and standard input is not read.

        Raises:
            HeroicsError: the schema can't be read.
        """
        if is_address(self.schema):
            return self._live().read_copy()
        return self._read("{}" if self.schema == STANDARD_INPUT else self.schema)

    def _read(self, schema: str) -> Api:
        from heroics_py.client.schemas.api_reading import read

        return read(schema, patch=list(self.patches) or None, allow_refs=self.allow_refs)

    def _checked(self) -> "LiveSchema":
        """Return the schema at a URL.

        Raises:
            UsageError: the URL holds credentials.
        """
        if has_user(self.schema):
            raise click.UsageError(
                "the URL of the schema holds credentials: a profile whose url has the same origin sends its token, "
                "'heroics profile add NAME --schema ... --url ...'; write %40 for an '@'"
            )
        return self._live()

    def _live(self) -> "LiveSchema":
        from heroics_py.cli.profiles.kept_schemas import user_schemas
        from heroics_py.cli.profiles.live_schema import LiveSchema

        return LiveSchema(
            address=self.schema,
            copies=user_schemas(),
            note=_note,
            account=self._account(),
            patches=self.patches,
            allow_refs=self.allow_refs,
        )

    def _account(self) -> "Account | None":
        """Return the account of the profile, if the user named the schema's host as that of the API."""
        profile = self.profile
        if profile is None or profile.url is None or origin_of(profile.url) != origin_of(self.schema):
            return None
        from heroics_py.cli.profiles.live_schema import Account

        url = profile.url
        return Account(
            label=lambda: account_label(url, profile, os.environ),
            credential=lambda: choose_credential(
                url, named_url=url, profile=profile, given=None, is_bundled=False, environment=os.environ
            ),
            headers=profile.headers,
        )


def _standard_input() -> str:
    """Return the text of a schema on standard input.

    Raises:
        UsageError: it is a terminal, empty or too long.
    """
    if sys.stdin.isatty():
        raise click.UsageError("SCHEMA - reads a schema from standard input: pipe one, as in 'heroics check - < FILE'")
    data = sys.stdin.buffer.read(_LARGEST + 1)
    if not data.strip():
        raise click.UsageError("standard input is empty: expected a schema, as JSON or YAML")
    if len(data) > _LARGEST:
        raise click.UsageError(f"standard input is larger than {_LARGEST} bytes: expected a schema")
    return f"{decode(data, 'standard input')}\n"  # one line alone could be the name of a file


def _note(text: str) -> None:
    click.echo(f"heroics: {one_line(text)}", err=True)
