"""Drafts of calls: arguments that name things by number, so that they are drawn before anybody knows the things."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from heroics_py.call.shape import UNSET, Field
from heroics_py.errors import HeroicsError
from heroics_py.http.media_types import is_json
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.samples.checked_sample import path_text, sample
from heroics_py.samples.pattern_text import text_for
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.changes import Change, changes_of, smaller_values
from heroics_py.testing.contracts.draws import SIMPLEST, Draws
from heroics_py.testing.contracts.scalars import limits_of, scalars_of
from heroics_py.testing.contracts.subject import Subject
from heroics_py.testing.contracts.things import Pick
from heroics_py.testing.contracts.values import Values

__all__ = ["Draft", "Variant", "drawn", "malformed", "reductions", "renamed", "sampled", "variants"]

_MOST_PICKS = 4
_MALFORMED = b'{"a": '
_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A draft with a single change.

    Attributes:
        draft: with the change.
        part: the part of the request that has it: "body", "query", "header", "cookie" or "path".
        where: the place in that part.
        kind: of the change, one of `KINDS`.
        what: the change in words.
        verdict: returns whether the schema of the link allows it; None if that is in doubt, so that it is not sent.
        is_limit: whether it is at a limit of the schema, or beyond one.
    """

    draft: Draft
    part: str
    where: str
    what: str
    verdict: Callable[[], bool | None]
    kind: str = "value"
    is_limit: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether the schema of the link allows it."""
        return self.verdict() is True

    @property
    def is_invalid(self) -> bool:
        """Whether the schema of the link forbids it."""
        return self.verdict() is False

    @property
    def place(self) -> str:
        """The change and its place, in words."""
        return f"{self.where}: {self.what}" if self.where else self.what


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
            if value is not None and _is_sendable(each, value):
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


def _is_sendable(field: Field, value: Json) -> bool:
    """Return whether a header or a cookie can hold a value."""
    text = value if isinstance(value, str) else ""
    return field.location == "query" or (text.isascii() and text.isprintable() and text == text.strip())


def _body(subject: Subject, draws: Draws, values: Values) -> Any:
    body = subject.link.body
    if body is None or subject.link.query is not None or (body.schema is None and not body.required):
        return UNSET
    value: Json = {} if body.schema is None else values.drawn(body.schema, draws)
    return UNSET if value == {} and not body.required else value


def variants(subject: Subject, draft: Draft, values: Values) -> list[Variant]:
    """Return single changes of a draft, those that the schema allows and those that it does not."""
    found = [*_body_variants(subject, draft, values), *_field_variants(subject, draft, values)]
    return [*found, *_path_variants(subject, draft, values)]


def _body_variants(subject: Subject, draft: Draft, values: Values) -> Iterator[Variant]:
    body = subject.link.body
    if body is None or body.schema is None or subject.link.query is not None or isinstance(draft.body, bytes):
        return
    value = {} if draft.body is UNSET else draft.body
    for change in changes_of(body.schema, value):
        yield Variant(
            draft=replace(draft, body=change.value),
            part="body",
            where=change.where,
            kind=change.kind,
            what=change.what,
            verdict=cache(partial(_body_verdict, subject, change, values)),
            is_limit=change.is_limit,
        )


def _body_verdict(subject: Subject, change: Change, values: Values) -> bool | None:
    """Return whether a link allows a body, or another link does that its server can't tell apart from it."""
    body = subject.link.body
    schema = body.schema if body is not None else None
    verdict = values.verdict(schema, change.value)
    if verdict is not False:
        return verdict
    # A form has texts alone: what is of another type in JSON may be the same text.
    is_clear = body is not None and (is_json(body.media_type) or change.kind == "missing")
    return False if is_clear and not any(values.passes(other, change.value) for other in subject.others) else None


def _field_variants(subject: Subject, draft: Draft, values: Values) -> Iterator[Variant]:
    for keyword, each in subject.shape.fields.items():
        if each.location == "body" or each.schema is None:
            continue
        limits = [limit for kind in types_of(each.schema) for limit in limits_of(each.schema.dereference(), kind)]
        for value in _texts_for(each.schema):
            if not _is_sendable(each, value) or draft.fields.get(keyword) == value:
                continue
            yield Variant(
                draft=replace(draft, fields={**draft.fields, keyword: value}),
                part=each.location,
                where=each.name,
                kind={"text": "type", "not one of them": "choice"}.get(str(value), "value"),
                what=repr(value) if len(repr(value)) < 40 else "a long text",
                verdict=cache(partial(_field_verdict, each.schema, value, values)),
                is_limit=value in limits,
            )


def _field_verdict(schema: Schema, value: Json, values: Values) -> bool | None:
    verdict = values.verdict(schema, value)
    return None if verdict is False and value == "" else verdict  # many servers take an empty field for none


def _texts_for(schema: Schema) -> list[Json]:
    """Return scalars that a query, a header or a path can hold: proper ones, and those that fail a schema."""
    kinds = types_of(schema) or ("string",)
    if not _SCALARS.issuperset(kinds):
        return []
    target = schema.dereference()
    parts = [target, *target.branches("anyOf", "oneOf", "allOf")]
    found: list[Json] = [*values_of(schema)]
    for part in (each.dereference() for each in parts):
        for kind in types_of(part):
            found += scalars_of(part, kind) if kind != "null" else []
    if "string" not in kinds or any("format" in part.node for part in parts):
        found.append("text")
    if values_of(schema):
        found.append("not one of them")
    texts = (each for each in found if each is not None and not (isinstance(each, float) and not math.isfinite(each)))
    return list(dict.fromkeys(texts))


def _path_variants(subject: Subject, draft: Draft, values: Values) -> Iterator[Variant]:
    """Yield a path that nothing has, and those that the schema of a parameter does not allow."""
    for index, parameter in enumerate(subject.variables):
        if parameter.location != "path":
            continue
        for value in _odd_paths(subject, parameter, values):
            texts = (*draft.texts[:index], value, *draft.texts[index + 1 :])
            picks = (*draft.picks[:index], _NOTHING, *draft.picks[index + 1 :])
            schema = parameter.schema if parameter.is_checked else None
            yield Variant(
                draft=replace(draft, picks=picks, texts=texts),
                part="path",
                where=parameter.name,
                what=repr(value),
                verdict=cache(partial(values.verdict, schema, value)),
            )


_NOTHING: Pick = (-1, 0)
_UNLIKELY = ("01234567-89ab-cdef-0123-456789abcdef", 2**53, "no-such-thing")


def _odd_paths(subject: Subject, parameter: Parameter, values: Values) -> list[Json]:
    """Return values that identify nothing; a link that deletes gets those alone that nobody has."""
    deletes = subject.link.method == "DELETE"
    try:
        usual = () if deletes else (values.drawn(parameter.schema, SIMPLEST),)
    except HeroicsError:
        return []
    return [
        *(each for each in usual if each not in {"", ".", ".."}),
        *_UNLIKELY,
        *(() if deletes else ("é", "a b", 0, -1)),
    ]


def malformed(subject: Subject, draft: Draft) -> Draft | None:
    """Return a draft whose body is not JSON, if the link takes JSON."""
    body = subject.link.body
    if body is None or subject.link.query is not None or not is_json(body.media_type):
        return None
    return replace(draft, body=_MALFORMED)


def reductions(subject: Subject, draft: Draft, base: Draft, values: Values) -> Iterator[Draft]:
    """Yield drafts with a part less, or with a value of another draft, as far as the schema allows them."""
    required = {keyword for keyword, each in subject.shape.fields.items() if each.required}
    for keyword in draft.fields:
        if keyword not in required:
            yield replace(draft, fields={name: each for name, each in draft.fields.items() if name != keyword})
    schema = subject.link.body.schema if subject.link.body is not None else None
    if draft.body is UNSET or isinstance(draft.body, bytes):
        return
    usual = base.body if isinstance(base.body, dict) else {}
    whole = draft.body if isinstance(draft.body, dict) else {}
    plainer = ({**whole, name: usual[name]} for name, each in whole.items() if usual.get(name, each) != each)
    for body in (*smaller_values(draft.body), *plainer):
        if values.passes(schema, body):
            yield replace(draft, body=body)


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
    for name, value in body.items() if isinstance(body, dict) else ():
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
