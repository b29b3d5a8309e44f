"""Responses of the sandbox, and the errors that become one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from heroics_py.support.json_types import Json

__all__ = ["HttpError", "SandboxResponse", "error_response", "json_bytes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxResponse:
    """One response of the sandbox.

    Attributes:
        status: the HTTP status code.
        headers: the header fields.
        body: the bytes.
        cut: "reset" if the connection breaks before the response, "truncate" if it breaks within the body.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: Literal["", "reset", "truncate"] = ""


class HttpError(Exception):
    """Stops a request and becomes an error response, ``{"id": ..., "message": ...}``.

    Args:
        status: the HTTP status code.
        code: the ``id`` in the body, such as "not_found".
        message: the ``message`` in the body.
        headers: further header fields, such as Retry-After.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}


def error_response(error: HttpError) -> SandboxResponse:
    """Return the response that reports ``error``."""
    body = json_bytes({"id": error.code, "message": error.message})
    return SandboxResponse(
        status=error.status, headers={"Content-Type": "application/json", **error.headers}, body=body
    )


def json_bytes(value: Json) -> bytes:
    """Return ``value`` as JSON text in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
