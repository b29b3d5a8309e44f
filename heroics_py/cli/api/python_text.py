"""The same call in Python: what ``--python`` prints."""

from collections.abc import Mapping
from typing import Any

from heroics_py.call.bodies.path_file import PathFile
from heroics_py.cli.api.invocation import Invocation
from heroics_py.cli.paging_text import parse_paging
from heroics_py.cli.profiles.target import Target, TargetLike
from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.secrecy.urls import mask_url

__all__ = ["python_text"]


def python_text(invocation: Invocation, target: TargetLike, *, url: str | None, options: Mapping[str, Any]) -> str:
    """Return a call in Python, with the lines that connect the client if the command line does that.

    Args:
        invocation: the call.
        target: what the command is about.
        url: the base URL, if the user named one for this command.
        options: those of the link, as ``with_options`` takes them.
    """
    call = f"client.{_call_text(invocation, options)}"
    if not isinstance(target, Target):
        return call
    return f"import heroics_py\n\nclient = heroics_py.connect({_connect_arguments(target, url)})\n{call}"


def _connect_arguments(target: Target, url: str | None) -> str:
    parts = [repr(mask_url(target.schema))]
    where = url or target.url
    parts += [f"url={mask_url(where)!r}"] if where else []
    parts += [f"patch={list(target.patches)!r}"] if target.patches else []
    parts += [f"allow_refs={list(target.allow_refs)!r}"] if target.allow_refs else []
    profile = target.profile
    if profile is not None:
        parts += [f"headers={dict(profile.headers)!r}"] if profile.headers else []
        parts += [f"paging={_paging_text(parse_paging(profile.paging))}"] if profile.paging else []
        parts += [f"timeout={profile.timeout!r}"] if profile.timeout is not None else []
    return ", ".join(parts)


def _paging_text(paging: object) -> str:
    if isinstance(paging, Mapping):
        return f"{{{', '.join(f'{name!r}: {_paging_text(each)}' for name, each in paging.items())}}}"
    return f"heroics_py.{paging!r}"


def _call_text(invocation: Invocation, options: Mapping[str, Any]) -> str:
    shown = {name: _without_secrets(value) if name == "headers" else value for name, value in options.items()}
    changes = ", ".join(f"{name}={_value_text(value)}" for name, value in shown.items())
    with_options = f".with_options({changes})" if changes else ""
    kwargs = invocation.kwargs
    words = [f"{name}={_value_text(value)}" for name, value in kwargs.items() if name.isidentifier()]
    others = {name: value for name, value in kwargs.items() if not name.isidentifier()}
    words += [f"**{_value_text(others)}"] if others else []
    arguments = ", ".join([*map(_value_text, invocation.args), *words])
    return f"{invocation.link._name}{with_options}({arguments})"  # noqa: SLF001 - public names of a link belong to its schema


def _without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: MASK if is_secret_name(name) else value for name, value in headers.items()}


def _value_text(value: object) -> str:
    """Return a value as Python spells it; a file is opened."""
    if isinstance(value, PathFile):
        return f"open({value.name!r}, 'rb')"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {_value_text(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value_text, value))}]"
    return repr(value)
