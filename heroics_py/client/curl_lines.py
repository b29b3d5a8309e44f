"""The curl command of a call, which names the environment variables of its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroics_py.client.core import Core
from heroics_py.http.option_headers import reference_headers
from heroics_py.http.options import Options
from heroics_py.portable.env import Env
from heroics_py.writers.curl import curl

if TYPE_CHECKING:
    from heroics_py.client.calls import Call

__all__ = ["curl_line", "without_references"]


def curl_line(call: Call) -> str:
    """Return the curl command that does the same as a call. Secrets of an `Env` are in it by their names.

    Raises:
        CallError: the call can't be sent.
    """
    from dataclasses import replace

    core, options = without_references(call.core, call.options)
    return curl(replace(call, core=core, options=options).sent(), _shell_headers(call.core, call.options))


def without_references(core: Core, options: Options) -> tuple[Core, Options]:
    """Return a core and options whose requests need no secret of this process."""
    if core.request_context.references:
        core = core.with_arguments(core.arguments)  # a copy on the same connection, whose context can be another
        core.__dict__["request_context"] = core.request_context.replaced(references={})
    if names := reference_headers(options.headers):
        options = options.replaced(headers={name: each for name, each in options.headers.items() if name not in names})
    return core, options


def _shell_headers(core: Core, options: Options) -> dict[str, str]:
    """Return the headers whose values are environment variables, as a shell spells them."""
    replaced = {name.lower() for name in options.headers}
    kept = {name: each for name, each in core.request_context.references.items() if name.lower() not in replaced}
    references = {**kept, **reference_headers(options.headers)}
    named = {name: f"${each.name}" for name, each in references.items() if isinstance(each, Env)}
    token = core.settings.token.reveal()
    is_bearer = all(each.kind == "bearer" for each in core.api.security) and not core.request_context.anonymous
    if isinstance(token, Env) and is_bearer and "authorization" not in {*replaced, *map(str.lower, named)}:
        named["Authorization"] = f"Bearer ${token.name}"
    return named
