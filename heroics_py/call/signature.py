"""The Python signature of a call."""

import inspect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from heroics_py.call.shape import UNSET, CallShape, Field, has_fields
from heroics_py.errors import SchemaError
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import is_binary, types_of, values_of
from heroics_py.secrecy.names import is_secret_name

__all__ = ["shown_value", "signature_of"]


def signature_of(shapes: Sequence[CallShape]) -> inspect.Signature:
    """Return the signature of a callable that chooses among ``shapes``.

    Href parameters are positional or keyword, and optional unless every link needs them. Body fields are keyword-only,
    required ones first, with the default of the schema. ``*body`` is one dict or list in their place. A parameter that
    `with_arguments` fills is keyword-only, and its value is the default.
    """
    parameters = _href_parameters(shapes)
    fields: dict[str, tuple[Field, bool]] = {}
    required = Counter(key for shape in shapes for key, each in shape.fields.items() if each.required)
    for shape in shapes:
        for keyword, each in shape.fields.items():
            fields.setdefault(keyword, (each, required[keyword] == len(shapes)))
    taken = {parameter.name for parameter in parameters}
    if any(shape.takes_body for shape in shapes):
        name = _unused(("body", "body_", "request_body"), {*taken, *fields})
        parameters.append(
            inspect.Parameter(name, inspect.Parameter.VAR_POSITIONAL, annotation=_body_annotation(shapes))
        )
    for keyword, (each, is_required) in sorted(fields.items(), key=lambda item: not item[1][1]):
        if keyword not in taken:
            parameters.append(_keyword_only(keyword, each, required=is_required))
    parameters += _filled(shapes, {*taken, *fields})
    if any(shape.open for shape in shapes):
        name = _unused(("fields", "more_fields", "further_fields"), {*taken, *fields})
        parameters.append(inspect.Parameter(name, inspect.Parameter.VAR_KEYWORD))
    return inspect.Signature(parameters)


def _body_annotation(shapes: Sequence[CallShape]) -> object:
    """Return the types of a body as an argument: a dict or a list, unless no media type takes them."""
    types = [each.media_type for shape in shapes if shape.link.body for each in shape.link.body.choices]
    raw = [each for each in types if not (has_fields(each))]
    return str | bytes if raw and len(raw) == len(types) else dict | list


def _unused(names: Iterable[str], taken: set[str]) -> str:
    return next(name for name in names if name not in taken)


def _href_parameters(shapes: Sequence[CallShape]) -> list[inspect.Parameter]:
    longest = sorted(shapes, key=lambda shape: -len(shape.parameters))
    merged: dict[str, Parameter] = {}
    for shape in longest:
        for keyword, parameter in shape.parameters.items():
            merged.setdefault(keyword, parameter)
    takers = Counter(keyword for shape in shapes for keyword in shape.parameters)
    optional = False
    result = []
    for keyword, parameter in merged.items():
        optional = optional or takers[keyword] < len(shapes) or not parameter.required
        result.append(
            inspect.Parameter(
                keyword,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=UNSET if optional else inspect.Parameter.empty,
                annotation=_annotation(parameter.schema) if parameter.schema else str,
            )
        )
    return result


def _keyword_only(keyword: str, each: Field, *, required: bool) -> inspect.Parameter:
    return inspect.Parameter(
        keyword,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if required else _default(each.schema),
        annotation=_annotation(each.schema) if each.schema else inspect.Parameter.empty,
    )


def _filled(shapes: Sequence[CallShape], taken: set[str]) -> Iterable[inspect.Parameter]:
    filled = {keyword: (shape, value) for shape in shapes for keyword, value in shape.filled.items()}
    for keyword, (shape, value) in filled.items():
        if keyword not in taken and shape.whole is not None:
            parameter = shape.whole.parameters.get(keyword) or shape.whole.fields[keyword]
            yield inspect.Parameter(
                keyword,
                inspect.Parameter.KEYWORD_ONLY,
                default=shown_value(keyword, value),
                annotation=_annotation(parameter.schema) if parameter.schema else inspect.Parameter.empty,
            )


def shown_value(keyword: str, value: object) -> object:
    """Return the value of a filled parameter as signatures show it: ``...`` for a secret, and for no plain value."""
    return value if isinstance(value, str | int | float) and not is_secret_name(keyword) else UNSET


def _default(schema: Schema | None) -> object:
    """Return the default of the schema: the value that the server assumes."""
    if schema is None:
        return UNSET
    try:
        steps = schema.reference_chain()
    except SchemaError:  # a call says so
        return UNSET
    for step in steps:
        if isinstance(step.raw, dict) and "default" in step.node:
            return step.node["default"]
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
    """Return the Python type of the values of a schema; of a file, which a body takes as bytes or open, bytes."""
    values = values_of(schema)
    if values and all(isinstance(value, str | int | bool | None) for value in values):
        return Literal[values]
    if is_binary(schema):
        return bytes
    kinds = [_PYTHON_TYPES[name] for name in types_of(schema)]
    if not kinds:
        return inspect.Parameter.empty
    union: Any = kinds[0]
    for kind in kinds[1:]:
        union = union | kind if union is not None else kind | None  # type: ignore[operator]
    return union
