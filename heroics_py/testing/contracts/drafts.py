"""Drafts of calls: arguments that name things by number, so that they are drawn before anybody knows the things."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from heroics_py.call.shape import UNSET, Field
from heroics_py.http.media_types import is_json
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.samples.checked_sample import path_text, sample
from heroics_py.samples.pattern_text import text_for
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.changes import smaller_values
from heroics_py.testing.contracts.draws import SIMPLEST, Draws
from heroics_py.testing.contracts.scalars import COMPOUND
from heroics_py.testing.contracts.subject import Subject
from heroics_py.testing.contracts.things import Pick
from heroics_py.testing.contracts.values import Values

__all__ = ["Draft", "drawn", "is_sendable", "malformed", "reductions", "renamed", "sampled"]

_MOST_PICKS = 4
_MALFORMED = b'{"a": '


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A call whose path is not known yet.

    Attributes:
        picks: which thing fills each variable of the path.
        texts: the values of the variables that no thing fills.
        fields: those of the query, of headers and cookies, by keyword.
        body: as in `Arguments`.
    """

    picks: tuple[Pick, ...]
    texts: tuple[Json, ...]
    fields: Mapping[str, Json]
    body: "Json | bytes" = UNSET


def drawn(subject: Subject, draws: Draws, values: Values) -> Draft:
    """Return a draft that the schema allows; for the first choice each time, the smallest.

    Raises:
        SchemaError: none was found.
    """
    picks = tuple((draws.below(_MOST_PICKS), draws.below(2)) for _ in subject.variables)
    texts = tuple(_path_value(each, draws, values) for each in subject.variables)
    return Draft(picks=picks, texts=texts, fields=_fields(subject, draws, values), body=_body(subject, draws, values))


def sampled(subject: Subject, values: Values) -> Draft:
    """Return a draft whose body is a sample with all that the schema describes.

    Raises:
        SchemaError: none was found.
    """
    draft = drawn(subject, SIMPLEST, values)
    schema = subject.link.body.schema if subject.link.body is not None else None
    return draft if draft.body is UNSET or schema is None else replace(draft, body=sample(schema))


def _path_value(parameter: Parameter, draws: Draws, values: Values) -> Json:
    value = values.drawn(parameter.schema, draws)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else path_text(value).replace("/", "_")


def _fields(subject: Subject, draws: Draws, values: Values) -> dict[str, Json]:
    """Return values of the fields that a call requires, and of some others."""
    query = subject.link.query
    fields: dict[str, Json] = {}
    if query is not None:
        whole = values.drawn(query, draws)
        keywords = {each.name: keyword for keyword, each in subject.shape.fields.items() if each.location == "query"}
        fields = {keywords[name]: each for name, each in _items(whole) if name in keywords and each is not None}
    for keyword, each in _beside(subject):
        if each.required or draws.flag():
            value = values.drawn(each.schema, draws)
            if value is not None and is_sendable(each, value):
                fields[keyword] = value
    return fields


def _items(value: Json) -> list[tuple[str, Json]]:
    return list(value.items()) if isinstance(value, dict) else []


def _beside(subject: Subject) -> Iterator[tuple[str, Field]]:
    """Yield the query, header and cookie parameters with their keywords."""
    has_query = subject.link.query is not None
    for keyword, each in subject.shape.fields.items():
        if each.location != "body" and not (has_query and each.location == "query"):
            yield keyword, each


def is_sendable(field: Field, value: Json) -> bool:
    """Return whether a header or a cookie can hold a value."""
    text = value if isinstance(value, str) else ""
    return field.location == "query" or (text.isascii() and text.isprintable() and text == text.strip())


def _body(subject: Subject, draws: Draws, values: Values) -> Any:
    body = subject.link.body
    if body is None or subject.link.query is not None or (body.schema is None and not body.required):
        return UNSET
    value: Json = {} if body.schema is None else values.drawn(body.schema, draws)
    return UNSET if value == {} and not body.required else value


def malformed(subject: Subject, draft: Draft) -> Draft | None:
    """Return a draft whose body is not JSON, if the link takes JSON."""
    body = subject.link.body
    if body is None or subject.link.query is not None or not is_json(body.media_type):
        return None
    return replace(draft, body=_MALFORMED)


def reductions(subject: Subject, draft: Draft, base: Draft, values: Values) -> Iterator[Draft]:
    """Yield drafts with a part less, or with a value of another draft, as far as the schema allows them."""
    required = {keyword for keyword, each in subject.shape.fields.items() if each.required}
    for keyword, value in draft.fields.items():
        yield from (replace(draft, fields={**draft.fields, keyword: each}) for each in _smaller_texts(value))
        if keyword not in required:
            yield replace(draft, fields={name: each for name, each in draft.fields.items() if name != keyword})
    schema = subject.link.body.schema if subject.link.body is not None else None
    if draft.body is UNSET or isinstance(draft.body, bytes):
        return
    usual = base.body if isinstance(base.body, dict) else {}
    whole = draft.body if isinstance(draft.body, dict) else {}
    plainer = ({**whole, name: usual[name]} for name, each in whole.items() if usual.get(name, each) != each)
    shorter = ({**whole, name: text} for name, each in whole.items() for text in _smaller_texts(each))
    for body in (*smaller_values(draft.body), *plainer, *shorter):
        if values.passes(schema, body):
            yield replace(draft, body=body)


def _smaller_texts(value: Json) -> list[str]:
    """Return the characters of the text of which servers stumble over some."""
    return [f"a{each}" for each in COMPOUND if not each.isascii() or not each.isalnum()] if value == COMPOUND else []


def renamed(subject: Subject, draft: Draft, number: int, values: Values) -> Draft | None:
    """Return a draft with other texts in its body, as far as the schema allows them; None if there are none.

    Args:
        subject: the link.
        draft: the call.
        number: another one each time.
        values: draws values.
    """
    schema = subject.link.body.schema if subject.link.body is not None else None
    body = draft.body
    if schema is None or not isinstance(body, dict):
        return None
    for name, value in body.items():
        texts = [f"{value}{number}", f"{number}{value}", *_texts_like(schema, name, number)]
        if isinstance(value, str):
            body = next((new for text in texts if values.passes(schema, new := {**body, name: text})), body)
    return replace(draft, body=body) if body != draft.body else None


def _texts_like(schema: Schema, name: str, number: int) -> list[str]:
    """Return texts of the pattern or the format of a field."""
    field = schema.dereference().children("properties").get(name)
    node = field.dereference().node if field is not None else {}
    pattern = node.get("pattern")
    return [*([text_for(pattern, number)] if isinstance(pattern, str) else []), f"user{number}@example.com"]
