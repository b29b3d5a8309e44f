"""What a command is about: a schema, the URL of its API, and the credentials for it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import click

from heroics_py.cli.paging_text import parse_paging
from heroics_py.cli.profiles.credentials import TOKEN_VARIABLE, Credential, choose_credential
from heroics_py.cli.profiles.oauth_fields import in_options
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.profile_fields import check_url
from heroics_py.cli.profiles.schema_source import SchemaSource
from heroics_py.display.terminal import shown
from heroics_py.errors import HeroicsError, ResponseError, SchemaError
from heroics_py.http.origins import origin_of
from heroics_py.readers.bundled_schemas import bundled
from heroics_py.support.suggestions import did_you_mean

if TYPE_CHECKING:
    from heroics_py.client import Client
    from heroics_py.model.api import Api
    from heroics_py.secrecy.secret import Secret

__all__ = ["NOWHERE", "ClientTarget", "Target", "TargetLike", "target_of", "target_of_profile"]

_REFUSED = frozenset({401, 403})
NOWHERE = "https://url-of-the-api.invalid"
"""The base URL, for names and help, of an API whose schema has none."""


class TargetLike(Protocol):
    """What the commands of an API need to know of it: a `Target`, or a `ClientTarget`."""

    @property
    def typed(self) -> str:
        """What the user types to get here, for usage and help: "heroics call heroku", "heroics shop", "shop"."""

    def describe(self) -> Client:
        """Return a client for names, signatures and help, which sends nothing to the API."""

    def connect(self, *, url: str | None = None, token: Secret[str] | None = None, **settings: Any) -> Client:
        """Return the client that sends."""

    def advice(self, error: HeroicsError) -> str:
        """Return what to add to the message of an error; empty for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An API that the user names on the command line.

    Attributes:
        typed: what the user types to get here, for usage and help: "heroics call heroku", "heroics shop".
        schema: a bundled name, a path or a URL.
        profile: of the API, if the user named one.
        patches: the paths of what mends the schema before it is read.
        allow_refs: origins that documents may be fetched from, to which the schema refers.
    """

    typed: str
    schema: str
    profile: Profile | None = None
    patches: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()
    _state: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def url(self) -> str | None:
        """The URL of the API in the profile; None for the schema's own."""
        return self.profile.url if self.profile else None

    def describe(self) -> Client:
        """Return a client for names, signatures and help. It is made once, and sends nothing to the API.

        A schema at a URL is asked whether it has changed; if it can't be reached, the last copy serves, and standard
        error says so.

        Raises:
            HeroicsError: the schema can't be read.
            ProfileError: the profile can't be used.
        """
        if "described" not in self._state:
            self._state["described"] = self._description(self.read())
        described: Client = self._state["described"]
        return described

    def describe_copy(self) -> Client:
        """Return what `describe` does, as far as this computer knows the schema: nothing at all is sent.

        Raises:
            HeroicsError: the schema can't be read, or no copy of it is kept.
        """
        return self._description(self._state.get("api") or self.source().read_copy())

    def _description(self, api: Api) -> Client:
        from heroics_py.client.connect import connect

        return connect(api, url=self.url or (None if _has_url(api) else NOWHERE), trust_environment=False)

    def connect(self, *, url: str | None = None, token: Secret[str] | None = None, **settings: Any) -> Client:
        """Return the client that sends, with the credentials that its origin may have.

        Args:
            url: of the API, as the user named it for this command; else that of the profile, or the schema's own.
            token: of --token-stdin.
            **settings: further arguments of `heroics_py.connect`. ``headers`` are added to those of the profile.

        Raises:
            UsageError: the API has no URL, or may not have the token.
            HeroicsError: the schema can't be read.
            ProfileError: the profile or the keyring can't be used.
        """
        from heroics_py.client.connect import connect

        api = self.read()
        named = url or self.url
        base_url = self._base_url(api, named)
        credential = choose_credential(
            base_url,
            named_url=named,
            profile=self.profile,
            given=token,
            is_bundled=self.schema in bundled(),
            environment=os.environ,
        )
        self._state["credential"] = credential
        self._state["origin"] = origin_of(base_url)
        self._state["is_named"] = named is not None
        if self.profile:
            settings["headers"] = {**self.profile.headers, **(settings.get("headers") or {})}
            settings.setdefault("paging", parse_paging(self.profile.paging))
            if self.profile.timeout is not None:
                settings.setdefault("timeout", self.profile.timeout)
        settings.setdefault("cache", "file")
        try:
            return connect(api, url=named, token=credential.token, auth=credential.auth, **settings)  # type: ignore[arg-type]  # an object of OAuth is callable
        except ValueError as error:
            if isinstance(error, HeroicsError):
                raise
            problem = in_options(str(error))
        raise click.UsageError(problem)

    def advice(self, error: HeroicsError) -> str:
        """Return what to add to the message of an error: which credentials the API got, or why it got none.

        Args:
            error: of a call of the client that `connect` returned last.
        """
        credential: Credential | None = self._state.get("credential")
        if credential is None or not isinstance(error, ResponseError) or error.status not in _REFUSED:
            return ""
        if credential.withheld:
            return credential.withheld
        if credential.source:
            return f"the token came from {credential.source}"
        origin = self._state["origin"]
        login = f", 'heroics profile login {self.profile.name}'" if self.profile and self.profile.url else ""
        named = "" if self._state["is_named"] else f" with --url {origin}"
        return f"pass a token by {credential.variable}{named}, --token-stdin{named}{login} or netrc"

    def read(self) -> Api:
        """Return the API that the schema describes, read once.

        Raises:
            HeroicsError: the schema can't be read.
            UsageError: standard input holds no schema.
        """
        if "api" not in self._state:
            self._state["api"] = self.source().read()
        api: Api = self._state["api"]
        return api

    def source(self) -> SchemaSource:
        """Return where the schema comes from."""
        return SchemaSource(schema=self.schema, profile=self.profile, patches=self.patches, allow_refs=self.allow_refs)

    def _base_url(self, api: Api, named: str | None) -> str:
        from heroics_py.client.schemas.base_url import base_url_of

        if named is not None:
            return _checked_url(named)
        try:
            base_url = base_url_of(api, None)
        except SchemaError as error:
            problem = str(error).partition(": pass")[0]
            raise click.UsageError(f"{problem}: name it with --url https://api.example.com") from None
        self._check_found_server(base_url)
        return base_url

    def _check_found_server(self, base_url: str) -> None:
        """Refuse a description that was found at an address, and says that the API is elsewhere."""
        from heroics_py.client.schemas.schema_discovery import is_origin

        if is_origin(self.schema) and origin_of(base_url) != origin_of(self.schema):
            raise click.UsageError(
                f"the description found at {self.schema} says that the API is at {base_url}: if you trust it, name it "
                f"with --url {base_url}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTarget:
    """The API of a client that a program has made, for a command line of its own.

    Attributes:
        typed: the name of the command.
        client: the client.
    """

    typed: str
    client: Client

    def describe(self) -> Client:
        """Return the client."""
        return self.client

    def connect(self, *, url: str | None = None, token: Secret[str] | None = None, **settings: Any) -> Client:
        """Return the client, whose credentials and connection the program has chosen.

        Raises:
            UsageError: an argument would need another connection.
        """
        if url is not None or token is not None:
            name = "--url" if url is not None else "--token-stdin"
            raise click.UsageError(f"{name} can't be used: {self.typed} has chosen where its API is, and the token")
        return self.client.with_options(**settings) if settings else self.client

    def advice(self, error: HeroicsError) -> str:  # noqa: ARG002 - the program knows where its credentials come from
        """Return nothing: the error says it all."""
        return ""


def target_of(schema: str, typed: str, *, patches: tuple[str, ...] = (), allow_refs: tuple[str, ...] = ()) -> Target:
    """Return the target of a word on the command line.

    Args:
        schema: the name of a profile or of a bundled schema, a path or a URL.
        typed: what the user types to get here, such as "heroics call heroku".
        patches: further patches of the schema.
        allow_refs: further origins that its documents may be fetched from.

    Raises:
        ProfileError: there is no profile or bundled schema of this name, or the profile can't be used.
    """
    from heroics_py.cli.profiles.profile_file import user_profiles
    from heroics_py.cli.profiles.profile_names import is_name

    if schema in bundled() or not is_name(schema):
        return Target(typed=typed, schema=schema, patches=patches, allow_refs=allow_refs)
    file = user_profiles()
    profile = file.find(schema)
    if profile is None:
        from heroics_py.cli.profiles.problems import ProfileError

        known = [*file.names(), *bundled()]
        raise ProfileError(
            f"no profile or bundled schema {shown(schema)}: {did_you_mean(schema, known)}; a file is './{schema}'"
        )
    return target_of_profile(profile, typed, patches=patches, allow_refs=allow_refs)


def target_of_profile(
    profile: Profile, typed: str, *, patches: tuple[str, ...] = (), allow_refs: tuple[str, ...] = ()
) -> Target:
    """Return the target of a profile, with further patches and origins as `target_of` takes them."""
    return Target(
        typed=typed,
        schema=profile.schema,
        profile=profile,
        patches=(*profile.patches, *patches),
        allow_refs=(*profile.allow_refs, *allow_refs),
    )


def _checked_url(url: str) -> str:
    try:
        return check_url(url)
    except ValueError as error:
        problem = str(error)
    raise click.UsageError(f"--url: {problem}; tokens come from {TOKEN_VARIABLE}, --token-stdin, netrc or a profile")


def _has_url(api: Api) -> bool:
    from heroics_py.client.schemas.base_url import base_url_of

    try:
        base_url_of(api, None)
    except SchemaError:
        return False
    return True
