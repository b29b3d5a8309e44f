"""A link as a call: which parameters are left to fill, and by which keywords."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any

from heroics_py.call.schema_fields import SchemaFields, schema_fields
from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_json, is_sequence
from heroics_py.model.api import Link
from heroics_py.model.bodies import Body
from heroics_py.model.identifiers import argument_name, keyword_for, parameter_keyword
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.support.cached_property import cached_property
from heroics_py.support.values import Value

__all__ = ["UNSET", "CallShape", "Field", "has_fields", "shape_of", "usable_shape_of"]

_WITH_FIELDS = frozenset({"application/x-www-form-urlencoded", "*/*", "application/*"})


class _Unset:
    """The type of `UNSET`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "..."

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()
"""Marks an argument that was not passed; None is a value (JSON's null)."""


class Field(Value, kw_only=True):
    """A keyword argument of a call.

    Attributes:
        name: its name on the wire.
        schema: the schema of its values; None if the document has none.
        required: whether the schema requires it.
        alternatives: those of several that require it, if not all do.
        location: "body", "query", "header" or "cookie".
        description: from the parameter; empty if only its schema has one.
    """

    name: str
    schema: Schema | None = None
    required: bool = False
    location: str = "body"
    description: str = ""
    alternatives: tuple[str, ...] = ()


class CallShape(Value, kw_only=True):
    """The arguments that a link takes.

    Attributes:
        link: the link to call.
        preset: href parameters that already have a value, by variable.
        parameters: href parameters that the caller fills, by keyword, in the order of the href.
        fields: the keyword arguments, required ones first.
        dict_only: fields that only a body dict can hold, because no keyword is free for them.
        open: whether keywords that the schema does not list are fields too.
        takes_body: whether one more positional argument is the body (on a GET, the query).
        any_body: whether that argument may have any type, because the caller chose a media type.
        filled: parameters that have a value unless the caller passes them by keyword, and are not among the others.
        whole: the same link with these parameters among the others; None if there are none.
    """

    link: Link
    preset: Mapping[str, object]
    parameters: Mapping[str, Parameter]
    fields: Mapping[str, Field]
    dict_only: tuple[Field, ...] = ()
    open: bool = False
    takes_body: bool = False
    any_body: bool = False
    filled: Mapping[str, object] = {}
    whole: "CallShape | None" = None

    @cached_property
    def href_keywords(self) -> Mapping[str, Parameter]:
        """The href parameters that a keyword fills: also those with a value that the caller may replace.

        JSON Hyper-Schema 2019-09, 7.2: the data of a record is what a form for the caller's input starts with.
        """
        preset = [each for each in self.link.href_parameters if each.name in self.preset]
        replaceable = [each for each in preset if each.instance and each.source == "caller"]
        return {**self.parameters, **{parameter_keyword(each): each for each in replaceable}}

    @cached_property
    def required_beside(self) -> tuple[tuple[str, Field], ...]:
        """The query, header and cookie parameters that each call has to pass, with their keywords."""
        places = {(each.location, each.name) for each in self.link.parameters if each.location != "path"}
        fields = self.fields.items()
        return tuple(pair for pair in fields if pair[1].required and (pair[1].location, pair[1].name) in places)


def shape_of(link: Link, preset: Mapping[str, object] | None = None) -> CallShape:
    """Return the arguments of ``link``, without the href parameters in ``preset``.

    Raises:
        SchemaError: the schema of its body can't be resolved.
    """
    values = dict(preset or {})
    all_parameters = _href_parameters({each.name: each for each in link.href_parameters})
    parameters = {keyword: each for keyword, each in all_parameters.items() if each.name not in values}
    side_fields = _side_fields(link, values)
    named = [schema_fields(each) for each in _field_schemas(link)]
    fields = [*side_fields, *_union([_fields_at(each, "query" if link.query else "body") for each in named])]
    by_keyword, dict_only = _by_keyword(fields, set(all_parameters), len(side_fields))
    return CallShape(
        link=link,
        preset=values,
        parameters=parameters,
        fields=by_keyword,
        dict_only=tuple(dict_only),
        open=any(each.is_open for each in named) or _takes_any_fields(link),
        takes_body=link.query is not None or link.body is not None,
    )


def usable_shape_of(link: Link, preset: Mapping[str, object] | None = None) -> CallShape:
    """Return the arguments of ``link``; one whose schema can't be resolved takes any arguments, and has a fault."""
    try:
        return shape_of(link, preset)
    except SchemaError as error:
        fault, pointer = str(error).removesuffix(f" (at {error.pointer})"), error.pointer
    body = Body() if link.query or link.body else None
    return shape_of(link.replaced(query=None, body=body, fault=fault, pointer=pointer), preset)


def _field_schemas(link: Link) -> list[Schema]:
    """Return the schemas whose properties are fields: that of the query, or of each media type that has fields."""
    if link.query is not None:
        return [link.query]
    contents = link.body.choices if link.body is not None else ()
    return [each.schema for each in contents if each.schema is not None and has_fields(each.media_type)]


def _takes_any_fields(link: Link) -> bool:
    """Return whether a media type of the body takes fields, and has no schema."""
    if link.query is not None or link.body is None:
        return False
    return any(each.schema is None and has_fields(each.media_type) for each in link.body.choices)


def has_fields(media_type: str) -> bool:
    """Return whether the fields of a body are keywords, for a media type."""
    essence = essence_of(media_type)
    return is_json(essence) or essence in _WITH_FIELDS or essence.startswith("multipart/") or is_sequence(essence)


def _union(schemas: Sequence[Sequence[Field]]) -> list[Field]:
    """Return the fields of several media types, required ones first; one is required if each of them requires it."""
    if len(schemas) < 2:
        return [each for fields in schemas for each in fields]
    fields: dict[str, Field] = {}
    for each in (each for listed in schemas for each in listed):
        fields.setdefault(each.name, each)
    needed = set.intersection(*({each.name for each in listed if each.required} for listed in schemas))
    union = [each.replaced(required=each.name in needed) for each in fields.values()]
    return sorted(union, key=lambda each: not each.required)


def _href_parameters(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Return href parameters by keyword; a parameter spelled exactly like a keyword comes first."""
    preferred = {name: parameter_keyword(each) for name, each in parameters.items()}
    taken = {*preferred.values()}
    by_keyword: dict[str, Parameter] = {}
    for name, each in parameters.items():
        keyword = preferred[name]
        if keyword in by_keyword or (keyword != name and keyword in parameters):
            keyword = next(free for number in count(2) if (free := f"{keyword}_{number}") not in taken)
            taken.add(keyword)
        by_keyword[keyword] = each
    return by_keyword


def _side_fields(link: Link, preset: Mapping[str, object]) -> list[Field]:
    """Return the query, header and cookie parameters of a link as fields."""
    in_path = {each.name for each in link.path_parameters}
    return [
        Field(
            name=each.name,
            schema=each.schema,
            required=each.required and (each.name not in preset or each.name in in_path),
            location=each.location,
            description=each.description,
        )
        for each in link.parameters
        if each.location not in {"path", "fragment"}
    ]


def _fields_at(found: SchemaFields, location: str) -> list[Field]:
    """Return the fields that a schema names, required ones first."""
    fields = [
        Field(
            name=name,
            schema=each,
            required=name in found.required,
            location=location,
            alternatives=found.alternatives.get(name, ()),
        )
        for name, each in found.schemas.items()
    ]
    return sorted(fields, key=lambda each: not each.required)


def _by_keyword(fields: Iterable[Field], taken: set[str], side_count: int) -> tuple[dict[str, Field], list[Field]]:
    """Return the fields by keyword, and those without one.

    The first ``side_count`` fields always get a keyword: a body dict can't hold them. So do those of a query. A field
    of the body gets one if its name is an identifier.
    """
    by_keyword: dict[str, Field] = {}
    dict_only: list[Field] = []
    ordered = list(fields)
    names = {each.name for each in ordered}
    for number, each in enumerate(ordered):
        is_side = number < side_count or each.location == "query"
        word = (argument_name(each.name, each.location) or each.location) if is_side else keyword_for(each.name)
        if word is None:
            dict_only.append(each)
        else:
            free = (key for key in _keywords(word, each.location) if key not in taken and key not in by_keyword)
            by_keyword[next(key for key in free if key == each.name or key not in names)] = each
    return by_keyword, dict_only


def _keywords(word: str, location: str) -> Iterator[str]:
    """Yield keywords for a field: its name, with its location if another argument has that, then with a number.

    The first of path, query, header, cookie and body keeps the plain name: ``id``, ``id_query``, ``id_body``,
    ``id_body_2``.
    """
    long_word = f"{word.rstrip('_') or word}_{location}"
    return chain((word, long_word), (f"{long_word}_{number}" for number in count(2)))
