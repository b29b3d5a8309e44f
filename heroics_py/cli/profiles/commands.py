"""The commands that show and change profiles: ``heroics profile``."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import click

from heroics_py.cli.paging_text import parse_paging
from heroics_py.cli.profiles.logins import forget_login, login, logout
from heroics_py.cli.profiles.oauth_fields import oauth_of
from heroics_py.cli.profiles.problems import ProfileError
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.profile_fields import as_json, check_fields
from heroics_py.cli.profiles.profile_file import user_profiles
from heroics_py.cli.profiles.profile_names import check_name, problem_of_name
from heroics_py.cli.profiles.profile_options import fields_of, profile_options
from heroics_py.cli.profiles.schema_source import SchemaSource
from heroics_py.cli.profiles.token_sources import token_source
from heroics_py.cli.text import counted, one_line, printable, show_help
from heroics_py.errors import ResponseError, SchemaError, TransportError
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Api
from heroics_py.secrecy.urls import mask_url

__all__ = ["profile"]

_json = click.option("--json", "as_text", is_flag=True, help="Print JSON.")


@click.group(invoke_without_command=True)
@click.pass_context
def profile(context: click.Context) -> None:
    """Manage profiles: short names for APIs, called with 'heroics NAME'.

    A profile contains no secrets. Its token comes from HEROICS_TOKEN, the system keyring ('heroics profile login
    NAME'), OAuth or netrc, and is sent only to the profile's URL.
    """
    show_help(context)


@profile.command()
@click.argument("name")
@click.option("--schema", required=True, help="A bundled name, the path of a file or folder, or a URL.")
@profile_options
def add(name: str, **options: Any) -> None:
    """Add the profile NAME."""
    made = _made(name, Profile(name=name, schema=""), options)
    api = _read(made)
    user_profiles().put(made, replace=False)
    click.echo(f"added {name}: {_summary(made, api)}")
    _advise(made, api)


@profile.command(name="set")
@click.argument("name")
@click.option("--schema", help="A bundled name, the path of a file or folder, or a URL.")
@profile_options
def set_(name: str, **options: Any) -> None:
    """Change settings of the profile NAME. An empty value removes a setting: --url ''."""
    file = user_profiles()
    before = file.get(name)
    made = _made(name, before, options)
    if origin_of(made.url or "") != origin_of(before.url or "") or made.oauth != before.oauth:
        forget_login(before)
        made = replace(made, login="")
    api = _read(made)
    file.put(made, replace=True)
    click.echo(f"changed {name}: {_summary(made, api)}")
    _advise(made, api)


@profile.command(name="list")
@_json
def list_(*, as_text: bool) -> None:
    """List the profiles."""
    file = user_profiles()
    rows = {name: _described(name) for name in file.names()}
    if as_text:
        click.echo(json.dumps([{"name": name, **row} for name, row in rows.items()], indent=2, ensure_ascii=False))
    elif not rows:
        click.echo("there are no profiles: 'heroics profile add NAME --schema SCHEMA' adds one", err=True)
    else:
        width = max(map(len, rows))
        for name, row in rows.items():
            click.echo(f"{name:<{width}}  {one_line(_line(row))}")


def _line(row: dict[str, Any]) -> str:
    return f"can't be used: {row['problem']}" if "problem" in row else f"{row.get('url', 'no url')}  {row['schema']}"


@profile.command()
@click.argument("name")
@_json
def show(name: str, *, as_text: bool) -> None:
    """Show the profile NAME, and where its token comes from. No token is shown."""
    file = user_profiles()
    found = file.get(name)
    if as_text:
        click.echo(json.dumps({"name": name, **_fields(found)}, indent=2, ensure_ascii=False))
        return
    rows = {**_fields(found), "token": token_source(found), "file": file.path}
    width = max(map(len, rows))
    for key, value in rows.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{key:<{width}}  {printable(text)}")


@profile.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove the profile NAME and its stored token or login."""
    file = user_profiles()
    try:
        found = file.find(name)
    except ProfileError:
        found = None  # it can't be used, so it may be removed
    file.remove(name)
    click.echo(f"removed {name}")
    if found is not None:
        forget_login(found)


profile.add_command(login)
profile.add_command(logout)


def _made(name: str, before: Profile, options: dict[str, Any]) -> Profile:
    """Return a profile with the settings that options name.

    Raises:
        ProfileError: the name or a setting can't be used.
    """
    try:
        check_name(name, _commands())
        made = check_fields(replace(before, **fields_of(options, before)))  # type: ignore[arg-type]  # checked now
    except ValueError as error:
        problem = str(error)
    else:
        if made.oauth:
            oauth_of(made)
        return made
    raise ProfileError(problem)


def _commands() -> Collection[str]:
    """Return the names of the program's commands."""
    root = click.get_current_context().find_root()
    return root.command.list_commands(root) if isinstance(root.command, click.Group) else ()


def _read(made: Profile) -> Api | None:
    """Return the API of a profile; None if its schema can't be fetched now, which standard error says.

    Raises:
        SchemaError: the schema can't be used.
        CallError: the paging of the profile does not fit it.
    """
    source = SchemaSource(schema=made.schema, profile=made, patches=made.patches, allow_refs=made.allow_refs)
    try:
        api = source.read()
    except (TransportError, ResponseError) as error:
        click.echo(
            f"heroics: the schema can't be fetched now, the first call tries again: {one_line(str(error))}", err=True
        )
        return None
    if made.paging:
        from heroics_py.client.arguments.declared_paging import with_paging

        with_paging(api, parse_paging(made.paging))
    return api


def _summary(made: Profile, api: Api | None) -> str:
    if api is None:
        return printable(mask_url(made.schema))
    counts = f"{counted(len(api.resources), 'resource')}, {counted(len(list(api.links)), 'link')}"
    return printable(f"{api.title or made.schema}, {counts}")


def _advise(made: Profile, api: Api | None) -> None:
    """Say where tokens would go, and what others on the network could do."""
    for url, danger in ((made.schema, "change the schema"), (made.url or "", "read tokens")):
        if url.lower().startswith("http:") and not _is_local(url):
            click.echo(f"heroics: {printable(url)} is not https: others on the network can {danger}", err=True)
    if made.url is not None:
        return
    from heroics_py.client.schemas.base_url import base_url_of

    try:
        base_url = base_url_of(api, None) if api is not None else ""
    except SchemaError:
        base_url = ""
    where = f"the schema says that the API is at {base_url}; no token is sent" if base_url else "no token is sent"
    fix = f"heroics profile set {made.name} --url {base_url or 'https://...'}"
    click.echo(f"heroics: {printable(f'{where} until you name the url of the API: {fix}')}", err=True)


def _is_local(url: str) -> bool:
    from heroics_py.http.origins import is_loopback, split_origin

    parts = split_origin(url)
    return parts is not None and is_loopback(parts[1])


def _fields(found: Profile) -> dict[str, Any]:
    """Return the fields of a profile for people: without the mark of a login."""
    return {key: value for key, value in as_json(found).items() if key != "login"}


def _described(name: str) -> dict[str, Any]:
    """Return the fields of a profile, or what is wrong with it."""
    if problem := problem_of_name(name, _commands()):
        return {"problem": problem}
    try:
        return _fields(user_profiles().get(name))
    except ProfileError as error:
        return {"problem": error.reason}
