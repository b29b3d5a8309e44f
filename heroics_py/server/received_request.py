"""A request as the sandbox received it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from heroics_py.display.terminal import escaped
from heroics_py.http.headers import Headers
from heroics_py.secrecy.urls import mask_target

__all__ = ["ReceivedRequest"]


def _no_names() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReceivedRequest:
    """One request as the sandbox received it; its text masks credentials.

    Attributes:
        method: the method.
        path: the path and the query.
        headers: the header fields.
        body: the bytes of the body.
    """

    method: str
    path: str
    headers: Headers
    body: bytes = b""
    _names: Callable[[], tuple[str, ...]] = field(default=_no_names, compare=False)

    @property
    def query(self) -> dict[str, str | list[str]]:
        """The fields of the query; one that is repeated is a list."""
        fields: dict[str, str | list[str]] = {}
        for name, text in parse_qsl(self.path.partition("?")[2], keep_blank_values=True):
            earlier = fields.get(name)
            fields[name] = text if earlier is None else [*([earlier] if isinstance(earlier, str) else earlier), text]
        return fields

    @property
    def json(self) -> Any:
        """The body as JSON; None without a body.

        Raises:
            ValueError: the body is not JSON.
        """
        return json.loads(self.body) if self.body else None

    @property
    def link(self) -> str:
        """The name of the link, such as "app.list"; empty if the API has none for the request."""
        return next(iter(self._names()), "")

    @property
    def links(self) -> tuple[str, ...]:
        """The names of all links with this method and path."""
        return self._names()

    def __repr__(self) -> str:
        size = f", {len(self.body)} bytes" if self.body else ""
        return escaped(f"<{self.link or 'Request'}: {self.method} {mask_target(self.path)}{size}, {self.headers!r}>")
