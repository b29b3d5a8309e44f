"""Requests that no link of the document describes, on the client's own connection."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.call.additions import Additions
from heroics_py.call.direct_body import direct_body
from heroics_py.call.urls.direct_url import direct_url
from heroics_py.client import Client
from heroics_py.client.arguments.named_arguments import suggests_parts
from heroics_py.client.links import BoundLink
from heroics_py.client.records.followed_link import FollowedLink
from heroics_py.client.records.followed_links import described_link, link_of_url
from heroics_py.client.records.url_links import UrlLink
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError, HeroicsError
from heroics_py.http.option_checks import CHECKS
from heroics_py.http.option_headers import HeaderValue, reference_headers
from heroics_py.http.origins import origin_of
from heroics_py.model.paging import Paging
from heroics_py.secrecy.request_secrets import credential_fields
from heroics_py.secrecy.urls import mask_url

if TYPE_CHECKING:
    from heroics_py.client.core import Core

__all__ = ["link", "request", "request_async"]

_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,30}")
_REFUSED_METHODS = frozenset({"CONNECT", "TRACE"})  # they are for proxies, and repeat credentials (RFC 9110, 9.3)
_ANYTHING = "application/json, */*;q=0.5"


@suggests_parts
def link(  # noqa: PLR0913 - the parts of a request
    client: Client,
    method: str,
    url: str,
    *,
    json: object = None,
    data: object = None,
    files: object = None,
    query: Mapping[str, object] | None = None,
    headers: Mapping[str, HeaderValue] | None = None,
) -> BoundLink:
    """Return a request that the document does not describe as a link of the client; nothing is sent.

    It is called, prepared and shown as any other link: ``link(client, "GET", "/apps")()``, ``.send()``,
    ``.prepare()``, ``.curl()``, ``.with_options(timeout=5)``. `request` is such a link and its call.

    Args:
        client: the client, whose options apply.
        method: such as "POST".
        url: a path below the base URL of the API, with or without a slash at its beginning, as the hrefs of a
            document are; or an absolute URL of the API's own origin or of one in ``allowed_origins``.
        json: the body, as JSON.
        data: the body: a dict, or pairs, for a form; or text, bytes, an open file, or an iterable of bytes.
        files: a dict of names and files for a multipart form: bytes, a `pathlib.Path`, an open file, or (filename,
            content, media type), or a list of them; ``data`` are its other fields.
        query: further query fields: a list repeats its name, an object has its keys in brackets; None leaves out one
            that ``url`` has.
        headers: further header fields; None leaves out one that would be sent.

    Raises:
        CallError: the URL is at another origin, or not plainly one of the API; or the body can't be sent.
    """
    made = _tried(client, method, url, json=json, data=data, files=files, query=query, headers=headers)
    del url, json, data, files, query, headers  # they may hold secrets, and a traceback keeps this frame
    return _raised(made)


@suggests_parts
def request(  # noqa: PLR0913 - the parts of a request
    client: Client,
    method: str,
    url: str,
    *,
    json: object = None,
    data: object = None,
    files: object = None,
    query: Mapping[str, object] | None = None,
    headers: Mapping[str, HeaderValue] | None = None,
) -> Any:
    """Send a request that the document does not describe, and return what the response holds, as a call does.

        heroics_py.request(client, "POST", "/images/", files={"image": Path("photo.png")})

    It goes over the client's own connection, with its credentials, cache, retries, throttle, hooks and errors.

    Args:
        client: the client; ``client.with_options(...)`` for other options.
        method: as of `link`.
        url: as of `link`.
        json: as of `link`.
        data: as of `link`.
        files: as of `link`.
        query: as of `link`.
        headers: as of `link`.

    Raises:
        CallError: as of `link`; or the client is async: use `request_async`.
        HeroicsError: as a call does.
    """
    made = _tried(client, method, url, json=json, data=data, files=files, query=query, headers=headers)
    del url, json, data, files, query, headers  # they may hold secrets, and a traceback keeps this frame
    made = _raised(made)
    made._core.refuse_blocking("request")  # noqa: SLF001 - as above
    return made()


@suggests_parts
def request_async(  # noqa: PLR0913 - the parts of a request
    client: Client,
    method: str,
    url: str,
    *,
    json: object = None,
    data: object = None,
    files: object = None,
    query: Mapping[str, object] | None = None,
    headers: Mapping[str, HeaderValue] | None = None,
) -> Any:
    """Send a request of an async client that the document does not describe, as `request` does; await it.

    A list is iterated by ``async for``, with or without the ``await``.

    Args:
        client: an async client.
        method: as of `link`.
        url: as of `link`.
        json: as of `link`.
        data: as of `link`.
        files: as of `link`.
        query: as of `link`.
        headers: as of `link`.

    Raises:
        CallError: as of `link`; or the client blocks: use `request`.
        HeroicsError: when it is awaited, as a call does.
    """
    made = _tried(client, method, url, json=json, data=data, files=files, query=query, headers=headers)
    del url, json, data, files, query, headers  # they may hold secrets, and a traceback keeps this frame
    made = _raised(made)
    made._core.refuse_awaiting("request_async")  # noqa: SLF001 - as above
    return made()


def _link(  # noqa: PLR0913 - the arguments of `link`
    client: object,
    method: object,
    url: str,
    *,
    json: object,
    data: object,
    files: object,
    query: Mapping[str, object] | None,
    headers: Mapping[str, HeaderValue] | None,
) -> BoundLink:
    if not isinstance(client, Client):
        raise CallError(f"expected a client first, such as heroics_py.connect(...); got {type(client).__name__}")
    core = client._core  # noqa: SLF001 - public names of a client are those of its schema
    target = direct_url(core.base_url, core.request_context.allowed_origins, url)
    body = direct_body(json=json, data=data, files=files)
    own_headers: Any = CHECKS["headers"](headers)
    _check_headers(core, target, own_headers, files)
    address, _, raw_query = target.partition("?")
    direct, is_known = _direct_link(core, _checked_method(method), address, raw_query)
    options = client._options  # noqa: SLF001 - as above
    if not is_known and core.settings.secret_resources:
        options = options.merged(cache_mode="bypass")  # it may be one of them, which are never stored
    added = Additions(headers=own_headers, raw_query=raw_query, media_type=body.pop("media_type", ""))
    return BoundLink(core, "request", (direct,), options, additions=added.merged({**body, "query": query}))


def _tried(*arguments: Any, **parts: Any) -> "BoundLink | Exception":
    """Return the link of a request, or the error without the frames, which hold all arguments."""
    try:
        return _link(*arguments, **parts)
    except (HeroicsError, TypeError, ValueError) as error:
        return error.with_traceback(None)


def _raised(made: "BoundLink | Exception") -> BoundLink:
    if isinstance(made, Exception):
        raise made from None
    return made


def _direct_link(core: "Core", method: str, url: str, raw_query: str) -> tuple[FollowedLink, bool]:
    """Return a link with a method and URL, and whether the schema has it; what it returns is described there."""
    known = link_of_url(core, url, "GET" if method == "HEAD" else method)
    described = FollowedLink(resource="", href="", media_type=_ANYTHING) if known is None else described_link(known)
    path = url.removeprefix(core.base_url) or "/"
    return (
        described.replaced(
            href=url,
            method=method,
            parameters=(),
            query=None,
            paging=_paging_of(core, known) if method == "GET" else None,
            title="",
            description=f"{method} {path}, a request of your own.",
            typed=f"heroics_py.link(client, {method!r}, {mask_url(path + (raw_query and f'?{raw_query}'))!r})",
        ),
        known is not None,
    )


def _paging_of(core: "Core", known: UrlLink | None) -> Paging:
    """Return how the list of a request continues: as that of the link of the schema, or as its headers say."""
    return Paging.headers(why="the headers of a response say so") if known is None else core.paging_of(known.link)


def _checked_method(method: object) -> str:
    if not isinstance(method, str) or not _METHOD.fullmatch(method):
        raise CallError(f"invalid HTTP method {shown(method)}: expected one such as 'GET' or 'POST', then the URL")
    if method.upper() in _REFUSED_METHODS:
        raise CallError(f"{method.upper()} is not sent: it is for proxies and tests of servers")
    return method.upper()


def _check_headers(core: "Core", url: str, headers: Mapping[str, HeaderValue], files: object) -> None:
    """Refuse headers that would be lost, or would break the body.

    Raises:
        CallError: a credential for another origin than the API's, or a Content-Type for a multipart form.
    """
    if files is not None and any(name.lower() == "content-type" for name in headers):
        raise CallError("files= make a multipart form, whose Content-Type holds its boundary: leave that header out")
    if origin_of(url) == origin_of(core.base_url):
        return
    sent = {name: text for name, text in headers.items() if text is not None}
    fields = core.request_context.secret_fields.union(reference_headers(headers))
    if found := sorted(credential_fields(sent, fields)):
        origin = origin_of(url)
        raise CallError(
            f"the header {found[0]!r} is a credential, and {origin} is not the API's origin: "
            f"pass it to connect(..., auth={{{origin!r}: ...}})"
        )
