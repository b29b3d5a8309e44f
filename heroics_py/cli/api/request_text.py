"""A request as text: what ``--dry-run`` prints."""

from heroics_py.display.terminal import printable
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.messages import Request
from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.secrecy.urls import mask_url

__all__ = ["request_text"]


def request_text(request: Request) -> str:
    """Return a request with its headers and its body; secret headers and query fields are masked."""
    secret = {name.lower() for name in request.secret_fields}
    headers = [
        f"{name}: {MASK if name.lower() in secret or is_secret_name(name) else value}"
        for name, value in request.headers.items()
    ]
    head = "\n".join([f"{request.method} {mask_url(request.url, request.secret_fields)}", *headers])
    body = _body_text(request.body)
    return printable(f"{head}\n\n{body}" if body else head)


def _body_text(body: bytes | BodyStream | None) -> str:
    if body is None:
        return ""
    if fields := getattr(body, "fields", ()):
        return "\n".join(fields)
    if isinstance(body, BodyStream):
        return f"({body.label or 'a stream'}{'' if body.length is None else f', {body.length} bytes'})"
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes)"
