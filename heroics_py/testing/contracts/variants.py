"""Single changes of a draft, which the schema of its link allows or forbids."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from heroics_py.call.shape import UNSET
from heroics_py.errors import HeroicsError
from heroics_py.http.media_types import is_json
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.changes import Change, changes_of
from heroics_py.testing.contracts.drafts import Draft, is_sendable
from heroics_py.testing.contracts.draws import SIMPLEST
from heroics_py.testing.contracts.scalars import limits_of, scalars_of
from heroics_py.testing.contracts.subject import Subject
from heroics_py.testing.contracts.things import Pick
from heroics_py.testing.contracts.values import Values

__all__ = ["Variant", "variants"]

_MOST_ITEMS = 100
_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})


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
    is_clear = body is not None and (is_json(body.media_type) or _fails_as_text(schema, change, values))
    return False if is_clear and not any(values.passes(other, change.value) for other in subject.others) else None


def _fails_as_text(schema: Schema | None, change: Change, values: Values) -> bool:
    """Return whether a form with a change fails its schema, too: it has texts alone, so that 1 and "1" are the same."""
    if change.kind == "missing" or (isinstance(change.new, str) and change.new):
        return True
    is_number = isinstance(change.new, int | float) and not isinstance(change.new, bool)
    return is_number and not values.passes(schema, change.as_text)


def _field_variants(subject: Subject, draft: Draft, values: Values) -> Iterator[Variant]:
    for keyword, each in subject.shape.fields.items():
        if each.location == "body" or each.schema is None:
            continue
        limits = [limit for kind in types_of(each.schema) for limit in limits_of(each.schema.dereference(), kind)]
        for value in (*_texts_for(each.schema), *_lists_for(each.schema)):
            if not is_sendable(each, value) or draft.fields.get(keyword) == value:
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


def _lists_for(schema: Schema) -> list[Json]:
    """Return lists that a query or a header can hold, proper ones and others."""
    target = schema.dereference()
    if types_of(schema) != ("array",) or not isinstance(target.node.get("items"), dict):
        return []
    # Many servers take an empty text for no item, and a comma may part two.
    items = [each for each in _texts_for(target.child("items")) if each != "" and "," not in str(each)]
    most = target.node.get("maxItems")
    too_many = [items[:1] * (most + 1)] if items and isinstance(most, int) and 0 <= most < _MOST_ITEMS else []
    return [*([each] for each in items), items[:2], *too_many]


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
                verdict=cache(partial(_path_verdict, schema, value, values)),
            )


def _path_verdict(schema: Schema | None, value: Json, values: Values) -> bool | None:
    """Return whether a schema allows a value in a path, which is a text there: a number may be one, too."""
    verdict = values.verdict(schema, value)
    return values.verdict(schema, str(value)) if verdict is False else verdict


_NOTHING: Pick = (-1, 0)
_UNLIKELY = ("01234567-89ab-cdef-0123-456789abcdef", 2**53, 2**63, "no-such-thing")


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
