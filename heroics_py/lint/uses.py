"""Which parts of a document requests depend on, and which only describe answers."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api, Link
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import KEYWORDS, LISTS, MAPS, SINGLES
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema

__all__ = ["Uses", "effect_of_loss"]

# Dialects whose operations are below "paths", with their answers below "responses".
_PATHS = frozenset({"OpenAPI 3", "Swagger 2.0"})
# Data, what only references lead to, and what the API sends itself.
_UNREAD = frozenset(
    {"const", "default", "enum", "example", "examples", "definitions", "$defs", "links", "callbacks", "externalDocs"}
)
# Keywords of schemas that a value is checked against, also by draft-03.
_CHECKED = frozenset(
    {*(name for name in (*MAPS, *LISTS, *SINGLES) if KEYWORDS[name].asserts), "extends", "disallow", "type"}
)
# Their keys are names and not keywords.
_NAMED = frozenset(MAPS) | {"content", "headers", "encoding", "responses", "paths"}


class Uses:
    """What the links of an API use of its documents.

    Attributes:
        in_requests: the pointers of what a request depends on.
        in_hrefs: the pointers of what describes a parameter that takes any text.
        in_answers: the pointers of what describes an answer, and perhaps a request too.
    """

    def __init__(self, api: Api) -> None:
        self.in_requests = _reached((each for link in api.links for each in _request_schemas(link)), _schema_parts)
        self.in_hrefs = _reached((each for link in api.links for each in _text_schemas(link)), _schema_parts)
        self.in_answers = _reached((each for link in api.links for each in _answer_schemas(link)), _schema_parts)
        if api.dialect in _PATHS:
            items = list(_parts(api.documents.schema_at("#").child("paths"), lambda _: True))
            self.in_requests |= _reached(items, _request_parts)
            self.in_answers |= _reached(items, _all_parts)


def effect_of_loss(uses: Uses, pointer: str) -> tuple[str, str]:
    """Return how severe it is that the schema or reference at ``pointer`` can't be read, and what follows from it."""
    if pointer in uses.in_requests:
        return "error", "a link that uses it raises SchemaError"
    if pointer in uses.in_hrefs:
        return "warning", "a parameter that uses it takes any text"
    if pointer in uses.in_answers:
        return "warning", "answers are read all the same, without what it would say about them"
    return "note", "no link uses it"


def _request_schemas(link: Link) -> Iterator[Schema]:
    bodies = [] if link.body is None else [link.body.schema, *(each.schema for each in link.body.contents)]
    for schema in (link.query, *bodies, *(each.schema for each in link.parameters if each.is_checked)):
        if schema is not None:
            yield schema


def _text_schemas(link: Link) -> Iterator[Schema]:
    return (each.schema for each in link.parameters if each.schema is not None and not each.is_checked)


def _answer_schemas(link: Link) -> Iterator[Schema]:
    if link.target_schema is not None:
        yield link.target_schema
    for status in link.replies:
        # A reply that can't be read has a finding of its own.
        with suppress(SchemaError):
            yield from (each for each in link.replies[status].contents.values() if each is not None)


def _reached(starts: Iterable[Schema], parts_of: Callable[[Schema], Iterable[Schema]]) -> set[str]:
    """Return the pointers of ``starts``, of all parts below, and of what their references lead to."""
    seen: set[str] = set()
    pending = [*starts]
    while pending:
        place = pending.pop()
        if place.pointer in seen:
            continue
        seen.add(place.pointer)
        reference = place.raw.get("$ref") if isinstance(place.raw, dict) else None
        if isinstance(reference, str):
            pending += _target(place, reference)
            if is_before(place.draft, "2019-09"):
                continue
        pending += parts_of(place)
    return seen


def _target(place: Schema, reference: str) -> Iterator[Schema]:
    try:
        yield place.resolve(reference)
    except SchemaError:
        return


def _schema_parts(schema: Schema) -> Iterator[Schema]:
    """Yield the schemas right below one that a value may be checked against."""
    return _named_parts(schema, _CHECKED.__contains__)


def _request_parts(place: Schema) -> Iterator[Schema]:
    return _named_parts(place, lambda key: key not in _UNREAD and key != "responses")


def _all_parts(place: Schema) -> Iterator[Schema]:
    return _named_parts(place, lambda key: key not in _UNREAD)


def _named_parts(place: Schema, is_read: Callable[[str], bool]) -> Iterator[Schema]:
    """Yield the objects right below one of OpenAPI, and those that it has by name."""
    for part in _parts(place, is_read):
        key = part.pointer.rpartition("/")[2]
        is_group = isinstance(part.raw, list) or key in _NAMED
        yield from _parts(part, lambda _: True) if is_group else [part]


def _parts(place: Schema, is_read: Callable[[str], bool]) -> Iterator[Schema]:
    """Yield what is right below in an object or list."""
    raw = place.raw
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, each in entries:
        if is_read(str(key)):
            yield Schema(place.documents, f"{place.pointer}/{escape_key(key)}", each)
