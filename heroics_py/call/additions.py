"""What a call adds to a link that its document forgot: query fields, a body, and the media type to ask for."""

import os
from collections.abc import Collection, Mapping
from typing import Any

from heroics_py.call.bodies.files import is_data
from heroics_py.call.bodies.positions import positions_in
from heroics_py.call.shape import UNSET
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError
from heroics_py.http.media_types import essence_of
from heroics_py.http.option_headers import REMOVED, HeaderValue, picklable_headers
from heroics_py.http.options import Options
from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.secrecy.texts import mask_text
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.values import Value

__all__ = ["NO_ADDITIONS", "Additions", "is_portable_value"]

_NO_FIELDS: Mapping[str, object] = {}
_NO_HEADERS: Mapping[str, HeaderValue] = {}
_REMOVED: Any = REMOVED


class Additions(Value, kw_only=True, uncompared=("positions",)):
    """What a call adds to its link.

    Attributes:
        query: further query fields; None for one to leave out, although the href has it.
        raw_query: the query of the URL itself, which comes first.
        body: the body; UNSET for none.
        accept: the value of the Accept header; empty for that of the link.
        positions: the files in the body, and where each is read from: it may be sent several times.
        headers: header fields of this call alone, which go to another origin, too; None leaves one out.
        media_type: of the body; empty for the option of that name.
    """

    query: Mapping[str, object] = _NO_FIELDS
    raw_query: str = ""
    body: object = UNSET
    accept: str = ""
    positions: tuple[tuple[Any, int], ...] = ()
    headers: Mapping[str, HeaderValue] = _NO_HEADERS
    media_type: str = ""

    def __repr__(self) -> str:
        return f"<Additions: {self.words()}>"

    def merged(self, changes: Mapping[str, object]) -> "Additions":
        """Return these additions with those of ``changes``; the fields of the query are merged one by one.

        Headers and a media type of ``changes`` are options of the link, and replace those of the additions.

        Raises:
            ValueError: an option can't have that value.
        """
        values: dict[str, object] = {}
        if "query" in changes:
            query = _checked_query(changes["query"])
            values["query"] = {**self.query, **query} if query else {}
        if "body" in changes:
            values["body"] = UNSET if changes["body"] is None else _checked_body(changes["body"])
            values["positions"] = tuple(positions_in(changes["body"]))
        if "accept" in changes:
            values["accept"] = _checked_accept(changes["accept"])
        if "media_type" in changes:
            values["media_type"] = ""
        if isinstance(replaced := changes.get("headers"), Mapping):
            names = set(map(str.lower, replaced))
            values["headers"] = {name: text for name, text in self.headers.items() if name.lower() not in names}
        return self.replaced(**values)

    def words(self) -> str:
        """Return the additions as the keywords of with_options, secrets masked, the body left out."""
        fields = ", ".join(f"{name!r}: {_shown_field(name, value)}" for name, value in self.query.items())
        parts = [f"query={{{fields}}}"] if fields else []
        parts += ["body=..."] if self.body is not UNSET else []
        return ", ".join([*parts, f"accept={self.accept!r}"] if self.accept else parts)

    def added_to(self, options: Options) -> Options:
        """Return the options of the call with those that these additions have, which no other call gets."""
        changes: dict[str, object] = {"headers": self.headers} if self.headers else {}
        changes |= {"media_type": self.media_type} if self.media_type else {}
        return options.merged(**changes) if changes else options

    def portable(self, keys: Collection[str] = ()) -> "Additions":
        """Return these additions for a pickle: without what may be secret, or can't be pickled.

        Args:
            keys: names of headers that carry a key of the API, in lower case.
        """
        query = {name: value if is_portable_value({name: value}) else _REMOVED for name, value in self.query.items()}
        body = self.body if self.body is UNSET or is_portable_value(self.body) else _REMOVED
        is_plain = mask_url(f"?{self.raw_query}") == f"?{self.raw_query}"
        raw_query = self.raw_query if is_plain else _REMOVED
        return self.replaced(
            query=query,
            raw_query=raw_query,
            body=body,
            positions=(),
            headers=picklable_headers(self.headers, keys),
        )

    def refuse_gaps(self, name: str) -> None:
        """Refuse to send what a pickle left out.

        Raises:
            CallError: it names what is missing.
        """
        gaps = [f"the query field {each!r}" for each, value in self.query.items() if value is _REMOVED]
        gaps += ["the query of the URL"] if self.raw_query is _REMOVED else []
        gaps += ["the body"] if self.body is _REMOVED else []
        if gaps:
            option = "body" if self.body is _REMOVED else "query"
            raise CallError(
                f"{name} was not sent: pickling left out {' and '.join(gaps)}; "
                f"set it again with with_options({option}=...)"
            )


NO_ADDITIONS = Additions()


def _checked_query(value: object) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"query={type(value).__name__}: expected a mapping of field names to values")
    for name in value:
        if not isinstance(name, str) or not name:
            raise ValueError(f"query={{{shown(name)}: ...}}: expected the name of a field as text")
    return dict(value)


def _checked_body(value: object) -> object:
    if isinstance(value, os.PathLike):
        raise ValueError(f"body=a path: expected the open file, open({os.fspath(value)!r}, 'rb')")
    return value


def _checked_accept(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else ""
    essences = [essence_of(each) for each in text.split(",")]
    if not text.isascii() or not text.isprintable() or not all(map(_is_media_type, essences)):
        raise ValueError(f"accept={shown(value)}: expected a media type such as 'text/csv', or several with commas")
    return text


def _is_media_type(essence: str) -> bool:
    kind, _, subtype = essence.partition("/")
    return bool(kind and subtype) and " " not in essence and "/" not in subtype


def _shown_field(name: str, value: object) -> str:
    return shown(value) if is_portable_value({name: value}) else repr(MASK)


def is_portable_value(value: object, depth: int = 20) -> bool:
    """Return whether a value consists of the types of JSON, and holds nothing that may be a secret."""
    if depth == 0 or is_data(value):
        return isinstance(value, bytes) and mask_text(value.decode("latin-1")) == value.decode("latin-1")
    if isinstance(value, dict):
        return all(
            isinstance(name, str) and not is_secret_name(name) and is_portable_value(item, depth - 1)
            for name, item in value.items()
        )
    if isinstance(value, list | tuple):
        return all(is_portable_value(item, depth - 1) for item in value)
    if isinstance(value, str):
        return mask_text(value) == value
    return isinstance(value, int | float | None)
