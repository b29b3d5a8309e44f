"""The value by which a path or a field names a record."""

from collections.abc import Mapping

from heroics_py.call.record_kinds import check_kind, identity_statement, named_value
from heroics_py.call.values.argument_values import argument_value
from heroics_py.errors import CallError, SchemaError
from heroics_py.model.alternatives import Alternative, alternatives_of
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import escape_key, scalar_at
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.model.wording import phrase
from heroics_py.record import Record

__all__ = ["describe_parameter", "href_value", "identifying_fields", "identity_of", "identity_words"]

_SEVERAL = (Mapping, list, tuple)


def href_value(  # noqa: PLR0913 - what an error names
    name: str, keyword: str, parameter: Parameter, value: object, link: Link, *, by_keyword: bool = False
) -> object:
    """Return the value of an href parameter of ``link`` for an argument.

    By position, a plain dict or list is a body. By keyword, it is several values of a parameter without a type whose
    expression is more than a name, as in ``{/path*}`` (RFC 6570, 2.3).

    Raises:
        CallError: the value can't fill the parameter.
    """
    if parameter.source == "data" and not isinstance(value, Record):
        raise CallError(
            f"{name}() reads {keyword} from the data of a record only, as the schema says: pass a Record, "
            "or call the link of heroics_py.links(record)"
        )
    if type(value) is str:
        return value
    if by_keyword and isinstance(value, _SEVERAL) and _is_several(parameter):
        return identity_of(name, keyword, parameter, value, link) if isinstance(value, Record) else value
    return identity_of(name, keyword, parameter, value, link)


def identity_of(name: str, keyword: str, parameter: Parameter, value: object, link: Link | None = None) -> object:
    """Return ``value``, or the field of a record that identifies it.

    Args:
        name: the name of the call, for errors.
        keyword: the keyword of the argument, for errors.
        parameter: the parameter that takes the value.
        value: the argument.
        link: the link whose href has the parameter; None for a field of a body.

    Raises:
        CallError: the record has no such field or is another thing, or the value is a plain dict or list.
    """
    if not isinstance(value, Record):
        value = argument_value(value)
        if isinstance(value, _SEVERAL) and not _takes_several(parameter):
            raise CallError(
                f"{name}() got a {type(value).__name__} for {keyword} ({describe_parameter(parameter)}): "
                "a plain dict or list is always a body, pass a Record or its identity"
            )
        return value
    if parameter.instance and (target := scalar_at(value, parameter.instance)) is not None:
        return target
    if link is not None:
        if (named := named_value(parameter, value, link)) is not None:
            return named
        check_kind(name, keyword, parameter, value, link)
    fields = identifying_fields(parameter)
    for field in fields:
        identity = scalar_at(value, field) if field.startswith("/") else dict.get(value, field)
        if isinstance(identity, str | int) and not isinstance(identity, bool) and identity != "":
            return identity
    if not fields and (own := scalar_at(value, f"/{escape_key(parameter.name)}")) is not None:
        return own
    expected = " or ".join(map(repr, fields)) or "field that could identify it"
    way_out = ""
    if link is not None and value and value.keys().isdisjoint(fields):
        way_out = f": pass the {keyword} itself, or {identity_statement(link, parameter, value)}"
    raise CallError(
        f"{name}() got a Record for {keyword} that has no {expected}; it has {', '.join(value) or 'no fields'}{way_out}"
    )


def identity_words(parameter: Parameter) -> str:
    """Return what identifies the parameter's resource, such as "id or name"; empty if the schema doesn't say."""
    if parameter.schema is None:
        return ""
    values = {each.field: values_of(each.schema) for each in _alternatives(parameter.schema)}
    fields = identifying_fields(parameter)
    return " or ".join(repr(values[name][0]) if len(values.get(name, ())) == 1 else name for name in fields)


def describe_parameter(parameter: Parameter) -> str:
    """Return what a parameter takes, in words."""
    words = identity_words(parameter)
    if words and words != parameter.name:
        return words
    return phrase(parameter.schema) if parameter.schema else "text"


def identifying_fields(parameter: Parameter) -> list[str]:
    """Return the fields of a record that can fill a parameter, ``id`` first; empty if the schema doesn't say."""
    if parameter.thing is not None:
        return list(parameter.thing.fields)
    if parameter.schema is None:
        return []
    names = [each.field for each in _alternatives(parameter.schema) if each.field]
    return sorted(dict.fromkeys(names), key=lambda name: name != "id")


def _alternatives(schema: Schema) -> tuple[Alternative, ...]:
    """Return the alternatives of a schema; none if a reference points to nothing, which is a fault of the link."""
    try:
        return alternatives_of(schema)
    except SchemaError:
        return ()


def _is_several(parameter: Parameter) -> bool:
    is_name = parameter.style == "simple" and not parameter.explode
    return not is_name and parameter.thing is None and (parameter.schema is None or not types_of(parameter.schema))


def _takes_several(parameter: Parameter) -> bool:
    if parameter.style == "json":
        return True
    return parameter.schema is not None and not {"array", "object"}.isdisjoint(types_of(parameter.schema))
