"""What a tape holds: requests with their responses."""

from typing import Literal, TypeAlias, get_args
from urllib.parse import urlencode

from heroics_py.http.headers import Headers
from heroics_py.http.media_types import charset_of
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["BODY_KINDS", "BodyKind", "TapedBody", "TapedExchange", "TapedRequest", "TapedResponse"]

BodyKind: TypeAlias = Literal["json", "form", "parts", "text", "base64"]

BODY_KINDS: tuple[BodyKind, ...] = get_args(BodyKind)
"""The kinds of bodies, each the key of its content on a tape."""

_NO_HEADERS = Headers()


class TapedBody(Value):
    """A body as a tape shows it.

    Attributes:
        kind: how the content is to be read.
        content: for "json" any value; for "form" an object whose values are a text or a list of texts; for "parts" a
            list with an object for each part of a multipart body; for "text" and "base64" a text.
    """

    kind: BodyKind
    content: Json

    __hash__ = None  # type: ignore[assignment]  # the content may be a dict

    def encode(self, media_type: str = "") -> bytes:
        """Return the bytes of the body. Those of a multipart body, whose boundary is not on the tape, are empty.

        Args:
            media_type: with its charset, for text.
        """
        if self.kind == "json":
            from heroics_py.call.values.json_text import compact_json

            return compact_json(self.content).encode()
        if self.kind == "form" and isinstance(self.content, dict):
            return urlencode(self.content, doseq=True).encode()
        if self.kind == "base64":
            from binascii import a2b_base64

            return a2b_base64(str(self.content))
        return str(self.content).encode(charset_of(media_type) or "utf-8") if self.kind == "text" else b""


class TapedRequest(Value, kw_only=True):
    """A request without its secrets.

    Attributes:
        method: the method.
        url: absolute, each secret in it replaced by a placeholder.
        headers: those that say which response is asked for, such as ``Range``.
        body: the body; None if there is none.
    """

    method: str
    url: str
    headers: Headers = _NO_HEADERS
    body: TapedBody | None = None

    __hash__ = None  # type: ignore[assignment]  # as for the body


class TapedResponse(Value, kw_only=True):
    """A response without its secrets.

    Attributes:
        status: the HTTP status code.
        headers: those that a client acts on.
        body: the body, decoded from any Content-Encoding; None if it is empty.
    """

    status: int
    headers: Headers = _NO_HEADERS
    body: TapedBody | None = None

    __hash__ = None  # type: ignore[assignment]  # as for the body

    def body_bytes(self) -> bytes:
        """Return the bytes of the body."""
        return b"" if self.body is None else self.body.encode(self.headers.get("Content-Type") or "")


class TapedExchange(Value, kw_only=True):
    """A request and its response.

    Attributes:
        call: the name of the call that sent it, such as "app.list"; empty if it is unknown.
        request: the request.
        response: its response.
    """

    call: str = ""
    request: TapedRequest
    response: TapedResponse

    __hash__ = None  # type: ignore[assignment]  # as for the body
