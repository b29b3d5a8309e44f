"""The secrets in the body of a request, by the names of its fields."""

import json
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qsl

from heroics_py.secrecy.names import is_secret_name
from heroics_py.support.json_types import Json

__all__ = ["body_secrets"]

_LARGEST = 1 << 20  # bytes of a body that are looked into


def body_secrets(body: bytes, media_type: str) -> Iterator[str]:
    """Yield the texts of the fields in a body of JSON, or in a form, whose names say that they are secret.

    Args:
        body: the bytes; more than a mebibyte are not looked into.
        media_type: of the body, without parameters.
    """
    if len(body) > _LARGEST:
        return
    if media_type == "application/x-www-form-urlencoded":
        yield from (text for name, text in parse_qsl(body.decode("latin-1")) if is_secret_name(name))
    elif media_type == "application/json" or media_type.endswith("+json"):
        with suppress(ValueError, RecursionError):
            yield from _texts(json.loads(body), is_secret=False)


def _texts(value: Json, *, is_secret: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _texts(below, is_secret=is_secret or is_secret_name(name))
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below, is_secret=is_secret)
    elif is_secret and isinstance(value, str):
        yield value
