"""What the sandbox says: an answer, or a refusal that becomes one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from heroics_py.support.json_types import Json

__all__ = ["Answer", "Refusal", "json_bytes", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of the sandbox.

    Attributes:
        status: the HTTP status code.
        headers: the header fields.
        body: the bytes.
        cut: "reset" where the connection breaks before the answer, "truncate" where it breaks in the body.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: Literal["", "reset", "truncate"] = ""


class Refusal(Exception):  # noqa: N818 - it is no error of the program, but something that the sandbox says
    """A request is answered with an error, as ``{"id": ..., "message": ...}``."""

    def __init__(self, status: int, name: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.name = name
        self.message = message
        self.headers = headers or {}


def refused(refusal: Refusal) -> Answer:
    """Return the answer that tells what ``refusal`` says."""
    body = json_bytes({"id": refusal.name, "message": refusal.message})
    return Answer(status=refusal.status, headers={"Content-Type": "application/json", **refusal.headers}, body=body)


def json_bytes(value: Json) -> bytes:
    """Return ``value`` as JSON text in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
