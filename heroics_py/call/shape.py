"""A link as a call: what is left for the caller to give, and by which keywords."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any, NamedTuple

from heroics_py.model.api import Link, Parameter
from heroics_py.model.identifiers import identifier, keyword_for, parameter_keyword
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of

__all__ = ["UNSET", "CallShape", "Field", "identifying_fields", "identity_words", "shape_of"]

_MOST_PARTS = 500
"""Schemas that the fields of one body are collected from at the most."""


class _Unset:
    """The one value that stands where nothing was given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "..."

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()
"""Stands where nothing was given; None is a value (JSON's null)."""


class Field(NamedTuple):
    """A keyword argument of a call.

    Attributes:
        name: on the wire.
        schema: what a value follows; None where the schema says nothing.
        required: whether the schema asks for it.
        location: "body", "query", "header" or "cookie".
        description: what the schema says of it; empty where its own schema is to say.
    """

    name: str
    schema: Schema | None = None
    required: bool = False
    location: str = "body"
    description: str = ""


class CallShape(NamedTuple):
    """One link as a call.

    Attributes:
        link: what is called.
        given: href parameters that are filled already, by the name of the variable.
        parameters: what is left for the caller to fill, by keyword, in the order of the href.
        fields: the keyword arguments, required ones first.
        unspelled: fields that only a body dict can give, for want of a Python name.
        open: whether keywords that the schema does not list are fields too.
        takes_body: whether one more positional argument is the body (on a GET, the query).
    """

    link: Link
    given: Mapping[str, object]
    parameters: Mapping[str, Parameter]
    fields: Mapping[str, Field]
    unspelled: tuple[Field, ...] = ()
    open: bool = False
    takes_body: bool = False


def shape_of(link: Link, given: Mapping[str, object] | None = None) -> CallShape:
    """Return how ``link`` is called, once the href parameters ``given`` are filled.

    Raises:
        SchemaError: the schema of its body can't be followed.
    """
    filled = dict(given or {})
    parameters = _parameters({each.name: each for each in link.path_parameters if each.name not in filled})
    schema = link.query or (link.body.schema if link.body else None)
    location = "query" if link.query else "body"
    beside = _beside(link, filled)
    listed = [*beside, *(_fields(schema, location) if schema else ())]
    fields, unspelled = _spelled(listed, set(parameters), len(beside))
    return CallShape(
        link=link,
        given=filled,
        parameters=parameters,
        fields=fields,
        unspelled=tuple(unspelled),
        open=_is_open(schema, listed) if schema else link.body is not None,
        takes_body=link.query is not None or link.body is not None,
    )


def _parameters(left: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Return href parameters, given by name, by keyword; of those that would share one, an exact spelling has it."""
    wished = {name: parameter_keyword(each) for name, each in left.items()}
    taken = {*wished.values()}
    found: dict[str, Parameter] = {}
    for name, each in left.items():
        keyword = wished[name]
        if keyword in found or (keyword != name and keyword in left):
            keyword = next(spelled for number in count(2) if (spelled := f"{keyword}_{number}") not in taken)
            taken.add(keyword)
        found[keyword] = each
    return found


def _beside(link: Link, filled: Mapping[str, object]) -> list[Field]:
    return [
        Field(
            name=each.name,
            schema=each.schema,
            required=each.required and each.name not in filled,
            location=each.location,
            description=each.description,
        )
        for each in link.parameters
        if each.location != "path"
    ]


def _fields(schema: Schema, location: str) -> list[Field]:
    """Return the properties of an object schema, through references and combinations, required ones first."""
    found: dict[str, Schema] = {}
    required: set[str] = set()
    _collect(schema, found, required, set(), sure=True)
    fields = [Field(name=name, schema=at, required=name in required, location=location) for name, at in found.items()]
    return sorted(fields, key=lambda each: not each.required)


def _collect(
    schema: Schema, found: dict[str, Schema], required: set[str], seen: set[tuple[str, bool]], *, sure: bool
) -> None:
    target = schema.dereference()
    if (target.pointer, sure) in seen or len(seen) > _MOST_PARTS:
        return
    seen.add((target.pointer, sure))
    for name, below in target.children("properties").items():
        found.setdefault(name, below)
    names = target.node.get("required")
    if sure and isinstance(names, list):
        required.update(name for name in names if isinstance(name, str))
    for part in target.branches("allOf"):
        _collect(part, found, required, seen, sure=sure)
    for part in target.branches("anyOf", "oneOf"):
        _collect(part, found, required, seen, sure=False)


def _is_open(schema: Schema, listed: list[Field]) -> bool:
    """Tell whether the schema lets fields pass that it does not list, and means it."""
    node = schema.dereference().node
    further = node.get("additionalProperties")
    if isinstance(node.get("patternProperties"), dict) or isinstance(further, dict) or further is True:
        return True
    kinds = types_of(schema)
    return not listed and further is None and (not kinds or "object" in kinds)


def _spelled(listed: Iterable[Field], taken: set[str], beside: int) -> tuple[dict[str, Field], list[Field]]:
    """Return the fields by keyword, and those that have none; the first ``beside`` of them can't go without one."""
    fields: dict[str, Field] = {}
    unspelled: list[Field] = []
    ordered = list(listed)
    exact = {each.name for each in ordered}
    for number, each in enumerate(ordered):
        keyword = keyword_for(each.name)
        if number < beside:
            keyword = _free_keyword(each, {*taken, *fields, *(exact - {each.name})})
        clash = keyword != each.name and keyword in exact
        if keyword is None or keyword in taken or keyword in fields or clash:
            unspelled.append(each)
        else:
            fields[keyword] = each
    return fields, unspelled


def _free_keyword(each: Field, taken: set[str]) -> str:
    """Return the keyword of a header, cookie or query parameter; one that is taken says where it travels."""
    word = keyword_for(each.name) or identifier(each.name) or each.location
    spelled = (word, f"{word}_{each.location}", *(f"{word}_{each.location}_{number}" for number in range(2, 1000)))
    return next((keyword for keyword in spelled if keyword not in taken), word)


def identity_words(parameter: Parameter) -> str:
    """Return what identifies the thing that a parameter stands for: "id or name"; empty where that can't be told."""
    if parameter.schema is None:
        return ""
    values = {each.field: values_of(each.schema) for each in parameter.schema.alternatives()}
    fields = identifying_fields(parameter)
    return " or ".join(repr(values[name][0]) if len(values.get(name, ())) == 1 else name for name in fields)


def identifying_fields(parameter: Parameter) -> list[str]:
    """Return the fields that may stand for the parameter, ``id`` before all others."""
    if parameter.schema is None:
        return []
    named = [each.field for each in parameter.schema.alternatives() if each.field]
    return sorted(dict.fromkeys(named), key=lambda name: name != "id")
