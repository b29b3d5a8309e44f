"""The Python signature of a call."""

import inspect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from heroics_py.call.shape import UNSET, CallShape, Field
from heroics_py.model.api import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of

__all__ = ["signature_of"]


def signature_of(spellings: Sequence[CallShape]) -> inspect.Signature:
    """Return the signature of a callable that chooses among ``spellings``.

    Href parameters are positional or keyword, and optional where not every link needs them; body fields are
    keyword-only, required ones first, with the schema's default where it has one. ``*body`` is one dict or list in
    their place.
    """
    parameters = _href_parameters(spellings)
    fields: dict[str, tuple[Field, bool]] = {}
    needing = Counter(key for spelling in spellings for key, each in spelling.fields.items() if each.required)
    for spelling in spellings:
        for keyword, each in spelling.fields.items():
            fields.setdefault(keyword, (each, needing[keyword] == len(spellings)))
    taken = {parameter.name for parameter in parameters}
    if any(spelling.takes_body for spelling in spellings):
        name = _unused(("body", "body_", "request_body"), {*taken, *fields})
        parameters.append(inspect.Parameter(name, inspect.Parameter.VAR_POSITIONAL, annotation=dict | list))
    for keyword, (each, needed) in sorted(fields.items(), key=lambda item: not item[1][1]):
        if keyword not in taken:
            parameters.append(_keyword_only(keyword, each, needed=needed))
    if any(spelling.open for spelling in spellings):
        name = _unused(("fields", "more_fields", "further_fields"), {*taken, *fields})
        parameters.append(inspect.Parameter(name, inspect.Parameter.VAR_KEYWORD))
    return inspect.Signature(parameters)


def _unused(names: Iterable[str], taken: set[str]) -> str:
    return next(name for name in names if name not in taken)


def _href_parameters(spellings: Sequence[CallShape]) -> list[inspect.Parameter]:
    longest = sorted(spellings, key=lambda spelling: -len(spelling.parameters))
    merged: dict[str, Parameter] = {}
    for spelling in longest:
        for keyword, parameter in spelling.parameters.items():
            merged.setdefault(keyword, parameter)
    takers = Counter(keyword for spelling in spellings for keyword in spelling.parameters)
    optional = False
    made = []
    for keyword, parameter in merged.items():
        optional = optional or takers[keyword] < len(spellings)
        made.append(
            inspect.Parameter(
                keyword,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=UNSET if optional else inspect.Parameter.empty,
                annotation=_annotation(parameter.schema) if parameter.schema else str,
            )
        )
    return made


def _keyword_only(keyword: str, each: Field, *, needed: bool) -> inspect.Parameter:
    return inspect.Parameter(
        keyword,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if needed else _default(each.schema),
        annotation=_annotation(each.schema) if each.schema else inspect.Parameter.empty,
    )


def _default(schema: Schema | None) -> object:
    """Return the default that the schema states: what the server takes where nothing is sent."""
    if schema is None:
        return UNSET
    for step in schema.reference_chain():
        if isinstance(step.raw, dict) and "default" in step.raw:
            return step.raw["default"]
    return UNSET


_PYTHON_TYPES: Mapping[str, object] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": None,
}


def _annotation(schema: Schema) -> object:
    values = values_of(schema)
    if values and all(isinstance(value, str | int | bool | None) for value in values):
        return Literal[values]
    kinds = [_PYTHON_TYPES[name] for name in types_of(schema)]
    if not kinds:
        return inspect.Parameter.empty
    union: Any = kinds[0]
    for kind in kinds[1:]:
        union = union | kind if union is not None else kind | None  # type: ignore[operator]
    return union
