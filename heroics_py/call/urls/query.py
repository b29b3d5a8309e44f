"""The fields of a query: those that the template of an href names, and all others."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from heroics_py.call.parameters import encode_query, flatten, query_pairs
from heroics_py.call.urls.uri_template import VariableValue, expand, form_variables
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json

__all__ = ["form_value", "query_texts", "variable_name"]


@lru_cache(maxsize=4096)
def variable_name(name: str) -> str:
    """Return the name of a parameter as a template spells it."""
    return quote(name, safe="", errors="surrogatepass")


def form_value(name: str, value: Json, schema: Schema | None, *, explode: bool) -> tuple[VariableValue, str]:
    """Return the value of a variable such as ``{?name}``, or None and the fields that are sent instead of it.

    A template has no form for objects within objects, and few servers read the one it has for an object (``a,1,b,2``).
    So what a schema calls an object, and what is nested, has its keys in brackets: ``name[a]=1``.

    Args:
        name: the name of the field.
        value: its value.
        schema: its schema, if any.
        explode: whether the template says ``{?name*}``: each member is a field of its own.

    Raises:
        CallError: a query can't hold the value.
    """
    is_object = isinstance(value, dict) and not explode and schema is not None and "object" in types_of(schema)
    if is_object or _is_nested(value):
        fields = value if explode and isinstance(value, dict) else {name: value}
        return None, encode_query(query_pairs(flatten(fields)))
    if isinstance(value, dict):
        return dict(query_pairs(value)), ""
    texts = [text for _, text in query_pairs({name: value})]
    return texts if isinstance(value, list) else next(iter(texts), None), ""


def query_texts(fields: Mapping[str, Json], schema: Schema, template: str) -> list[str]:
    """Return parts of a query string for its fields.

    Objects have their keys in brackets, ``filter[state]=open``, and a list repeats its name, or has numbers if it
    holds objects: ``items[0][id]=7``.

    Args:
        fields: by name.
        schema: of the whole query.
        template: expressions of RFC 6570 that spell some of the fields, such as ``{?page,tags*}``.

    Raises:
        CallError: a query can't hold a value.
    """
    variables = form_variables(template)
    schemas = schema.dereference().children("properties") if variables else {}
    values: dict[str, VariableValue] = {}
    texts: list[str] = []
    for name in [each for each in fields if variable_name(each) in variables]:
        variable = variable_name(name)
        values[variable], text = form_value(name, fields[name], schemas.get(name), explode=variables[variable])
        texts.append(text)
    others = {name: value for name, value in fields.items() if variable_name(name) not in variables}
    expanded = expand(template, values).replace("?", "&").strip("&")
    return [expanded, *texts, encode_query(query_pairs(flatten(others)))]


def _is_nested(value: Json) -> bool:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(member, dict | list) for member in members)
