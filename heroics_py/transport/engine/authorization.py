"""An authorization object of requests, applied to a request that aiohttp sends."""

import asyncio
from typing import Any

import requests

from heroics_py.errors import RequestRefused
from heroics_py.http.body_streams import BodyReader, BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request

__all__ = ["with_authorization"]


async def with_authorization(request: Request) -> Request:
    """Return ``request`` as its authorization object makes it: with other headers, another URL or another body.

    The object runs in a thread, because it may send requests itself, such as one for a token.

    Raises:
        RequestRefused: the object needs the response, as Digest does, which only the blocking client can give it.
    """
    return await asyncio.to_thread(_authorized, request)


def _authorized(request: Request) -> Request:
    auth: Any = request.auth
    body = BodyReader(request.body) if isinstance(request.body, BodyStream) else request.body
    raw = requests.Request(request.method, request.url, headers=dict(request.headers.items()), data=body)
    raw.auth = auth
    prepared = raw.prepare()
    if prepared.hooks["response"]:
        raise RequestRefused(
            f"auth={type(auth).__name__} needs the response to a first request, which an async client can't give it: "
            "use heroics_py.connect, or an object that only sets headers",
            method=request.method,
            url=shown_url(request),
            sent=False,
        )
    sent = prepared.body if isinstance(prepared.body, bytes) else request.body
    headers = Headers([(str(name), _text(value)) for name, value in prepared.headers.items()])
    return request.replaced(url=prepared.url or request.url, headers=headers, body=sent, auth=None)


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
