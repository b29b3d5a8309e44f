"""What is secret in a call, its response and its errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from heroics_py.client.calls import Call
from heroics_py.http.messages import Request
from heroics_py.http.strict_json import parse_json
from heroics_py.secrecy.names import MASK
from heroics_py.secrecy.request_secrets import secrets_of
from heroics_py.secrecy.texts import mask_text

__all__ = ["Scrubber"]

_SHORTEST = 6  # a shorter text may be anywhere by chance


class Scrubber:
    """Masks the secrets of one call: those of the API by name, form and schema, and those of its own arguments.

    Args:
        call: the call.
        request: its request.
    """

    def __init__(self, call: Call, request: Request) -> None:
        self._mask = call.core.secrets.value_mask(call.bound.shape.link.target_schema)
        self._secrets = sorted(_secrets_of(call, request), key=len, reverse=True)

    def value(self, value: Any, masked: Callable[[str], str] = str) -> Any:
        """Return a JSON value with its secrets masked.

        Args:
            value: of a response.
            masked: masks further secrets in a text.
        """
        return self._texts(self._mask.apply(value), masked)

    def text(self, text: str) -> str:
        """Return a text with its secrets masked."""
        text = mask_text(text)
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def _texts(self, value: Any, masked: Callable[[str], str]) -> Any:
        if isinstance(value, dict):
            return {self.text(masked(key)): self._texts(item, masked) for key, item in value.items()}
        if isinstance(value, list):
            return [self._texts(item, masked) for item in value]
        return self.text(masked(value)) if isinstance(value, str) else value


def _secrets_of(call: Call, request: Request) -> set[str]:
    """Return the secrets among the arguments of a call."""
    found = set(secrets_of(request.url, request.headers.items(), request.secret_fields).values())
    link = call.bound.shape.link
    mask = call.core.secrets.value_mask(link.query or (link.body.schema if link.body else None))
    for value in (_sent_value(request), call.bound.body):
        _collect(value, mask.apply(value), found)
    return {each for each in found if len(each) >= _SHORTEST}


def _sent_value(request: Request) -> Any:
    """Return the JSON or the form that a request sends, if any."""
    if not isinstance(request.body, bytes):
        return None
    if "urlencoded" in (request.headers.get("Content-Type") or ""):
        return dict(parse_qsl(request.body.decode(errors="replace")))
    try:
        return parse_json(request.body)
    except ValueError:
        return None


def _collect(value: Any, masked: Any, found: set[str]) -> None:
    """Add the texts that a mask has changed."""
    if isinstance(value, dict) and isinstance(masked, dict):
        for key, item in value.items():
            _collect(item, masked.get(key), found)
    elif isinstance(value, list) and isinstance(masked, list):
        for item, other in zip(value, masked, strict=False):
            _collect(item, other, found)
    elif isinstance(value, str) and value != masked:
        found.add(value)
