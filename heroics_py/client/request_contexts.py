"""What every request of a client needs: headers, origins, and what is secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from heroics_py.call.request import RequestContext, names_no_credentials
from heroics_py.client.arguments.settings import Settings
from heroics_py.client.schema_secrets import SchemaSecrets
from heroics_py.http.default_headers import USER_AGENT
from heroics_py.http.headers import Headers
from heroics_py.http.option_headers import known_headers, reference_headers, resolve_headers
from heroics_py.model.api import Api
from heroics_py.record import etag_of
from heroics_py.transport.known_apis import default_accept

if TYPE_CHECKING:
    from heroics_py.model.schema import Schema
    from heroics_py.validation.checker import Checker

__all__ = ["request_context_of"]


def request_context_of(
    api: Api, base_url: str, settings: Settings, *, checker: Callable[[Schema], Checker], secrets: SchemaSecrets
) -> RequestContext:
    """Return what every request of a client needs.

    Args:
        api: the API, with its security schemes.
        base_url: where it is.
        settings: the headers of the client, and the origins that it may reach.
        checker: returns the checker of a schema.
        secrets: what is secret of the responses of the API.
    """
    own = settings.headers.reveal()
    known = known_headers(own)
    references = reference_headers(known)
    plain = {name: value for name, value in known.items() if name not in references}
    headers: dict[str, str | None] = {"User-Agent": USER_AGENT}
    if accept := default_accept(base_url):
        headers["Accept"] = accept
    return RequestContext(
        base_url=base_url,
        headers=Headers().replaced(headers).replaced(resolve_headers(plain)),
        references=references,
        anonymous=names_no_credentials(own),
        allowed_origins=settings.allowed_origins,
        secret_resources=settings.secret_resources,
        secret_fields=frozenset(each.field for each in api.security if each.kind == "key").union(references),
        checker=checker,
        etag_of=etag_of,
        holds_secrets=secrets.holds_secrets,
        secret_query=secrets.secret_query,
    )
