"""What a call adds to a link that its document forgot: query fields, a body, and the media type to ask for."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.call.bodies import encode_body
from heroics_py.call.bodies.files import is_data
from heroics_py.call.json_value import json_value
from heroics_py.call.parameters import encode_query, flatten, query_pairs
from heroics_py.call.places import without_fields
from heroics_py.call.refusals import Refusals
from heroics_py.call.shape import UNSET
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError
from heroics_py.http.media_types import essence_of, is_range
from heroics_py.http.messages import Response
from heroics_py.http.option_headers import REMOVED
from heroics_py.model.api import Body, Content
from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.call.binding import Bound
    from heroics_py.http.body_streams import BodyStream

__all__ = ["NO_ADDITIONS", "Additions", "added_body", "as_accepted", "with_added_query"]

_ANY_BODY = Body(
    contents=(Content(), Content(media_type="*/*"), Content(media_type="multipart/form-data")),
)
_NO_FIELDS: Mapping[str, object] = {}
_REMOVED: Any = REMOVED


class Additions(Value, kw_only=True):
    """What a call adds to its link.

    Attributes:
        query: further query fields; None for one to leave out, although the href has it.
        body: the body; UNSET for none.
        accept: the value of the Accept header; empty for that of the link.
        own_headers: the names of headers of the call, in lower case, that go to another origin too.
    """

    query: Mapping[str, object] = _NO_FIELDS
    body: object = UNSET
    accept: str = ""
    own_headers: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<Additions: {self.words()}>"

    def merged(self, changes: Mapping[str, object]) -> "Additions":
        """Return these additions with those of ``changes``; the fields of the query are merged one by one.

        Raises:
            ValueError: an option can't have that value.
        """
        values: dict[str, object] = {}
        if "query" in changes:
            query = _checked_query(changes["query"])
            values["query"] = {**self.query, **query} if query else {}
        if "body" in changes:
            values["body"] = UNSET if changes["body"] is None else _checked_body(changes["body"])
        if "accept" in changes:
            values["accept"] = _checked_accept(changes["accept"])
        return self.replaced(**values)

    def words(self) -> str:
        """Return the additions as the keywords of with_options, secrets masked, the body left out."""
        fields = ", ".join(f"{name!r}: {_shown_field(name, value)}" for name, value in self.query.items())
        parts = [f"query={{{fields}}}"] if fields else []
        parts += ["body=..."] if self.body is not UNSET else []
        return ", ".join([*parts, f"accept={self.accept!r}"] if self.accept else parts)

    def portable(self) -> "Additions":
        """Return these additions for a pickle: without what may be secret, or can't be pickled."""
        query = {name: value if _is_portable({name: value}) else _REMOVED for name, value in self.query.items()}
        body = self.body if self.body is UNSET or _is_portable(self.body) else _REMOVED
        return self.replaced(query=query, body=body)

    def refuse_gaps(self, name: str) -> None:
        """Refuse to send what a pickle left out.

        Raises:
            CallError: it names what is missing.
        """
        gaps = [f"the query field {each!r}" for each, value in self.query.items() if value is _REMOVED]
        gaps += ["the body"] if self.body is _REMOVED else []
        if gaps:
            option = "body" if self.body is _REMOVED else "query"
            raise CallError(
                f"{name} was not sent: pickling left out {' and '.join(gaps)}; "
                f"set it again with with_options({option}=...)"
            )


NO_ADDITIONS = Additions()


def with_added_query(name: str, url: str, bound: "Bound", added: Additions) -> str:
    """Return ``url`` with the further fields of its query; they replace those that the href has.

    Objects have their keys in brackets, ``filter[state]=open``, and a list repeats its name.

    Raises:
        CallError: a field is an argument of the call, too; or a query can't hold a value.
        ValidationError: a value has no form in JSON.
    """
    if not added.query:
        return url
    if twice := sorted(_passed_fields(bound).intersection(added.query)):
        raise CallError(
            f"{name}: {twice[0]!r} is an argument of the call and a field of with_options(query=): pass one of them"
        )
    fields = json_value({each: value for each, value in added.query.items() if value is not None})
    text = encode_query(query_pairs(flatten(fields if isinstance(fields, dict) else {})))
    target, mark, fragment = url.partition("#")
    target = without_fields(target, set(added.query))
    return f"{target}{('&' if '?' in target else '?') + text if text else ''}{mark}{fragment}"


def added_body(
    name: str, bound: "Bound", added: Additions, refusals: Refusals | None, media_type: str | None
) -> "tuple[bytes | BodyStream | None, str]":
    """Return the body of ``added`` and its media type: as the document describes it, if it does.

    Raises:
        CallError: the call has a body of its own; or the value does not fit the media type.
        ValidationError: the document describes this body, and the value fails its schema.
    """
    link = bound.shape.link
    if bound.body is not UNSET and link.query is None:
        raise CallError(f"{name} got a body, and another one in with_options(body=): pass one of them")
    body = link.body
    if body is not None and (media_type is None or _has(body, media_type)):
        return encode_body(name, body, added.body, refusals, media_type)
    return encode_body(name, _ANY_BODY, added.body, None, media_type)


def as_accepted(response: Response, accept: str) -> Response:
    """Return a response that does not name its media type with the one that was asked for, if it is only one."""
    if not accept or response.media_type or "," in accept or is_range(accept):
        return response
    return response.replaced(headers=response.headers.replaced({"Content-Type": accept.partition(";")[0].strip()}))


def _has(body: Body, media_type: str) -> bool:
    return any(essence_of(each.media_type) == essence_of(media_type) for each in body.choices)


def _passed_fields(bound: "Bound") -> set[str]:
    """Return the names of the query fields that are arguments of a call."""
    names = {name for location, name in bound.parameters if location == "query"}
    if bound.shape.link.query is not None and isinstance(bound.body, Mapping):
        names.update(map(str, bound.body))
    return names


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
    return repr(MASK) if is_secret_name(name) else mask_text(shown(value))


def _is_portable(value: object, depth: int = 20) -> bool:
    """Return whether a value consists of the types of JSON, and holds nothing that may be a secret."""
    if depth == 0 or is_data(value):
        return isinstance(value, bytes) and mask_text(value.decode("latin-1")) == value.decode("latin-1")
    if isinstance(value, dict):
        return all(
            isinstance(name, str) and not is_secret_name(name) and _is_portable(item, depth - 1)
            for name, item in value.items()
        )
    if isinstance(value, list | tuple):
        return all(_is_portable(item, depth - 1) for item in value)
    if isinstance(value, str):
        return mask_text(value) == value
    return isinstance(value, int | float | None)
