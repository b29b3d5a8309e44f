"""The parameters of a bound call, in their places: the URL, the headers and the cookies."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from heroics_py.call.binding import Bound
from heroics_py.call.empty import EMPTY
from heroics_py.call.parameters import cookie_text, field_text, styled_query, whole_query
from heroics_py.call.urls.query import form_value, query_texts, variable_name
from heroics_py.call.urls.uri_template import VariableValue
from heroics_py.call.urls.url import expand_path, fragment_value, full_url, path_value, template_of
from heroics_py.call.values.argument_values import checked_value, with_missing_values
from heroics_py.call.values.json_value import json_value
from heroics_py.errors import Problem, ValidationError
from heroics_py.http.headers import Headers
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.validation.checker import Checks

__all__ = [
    "href_values",
    "own_headers",
    "parameter_headers",
    "parameter_problems",
    "url_of",
    "with_json_parameters",
    "without_fields",
]

_INTEGER = r"-?[0-9]{1,100}"
_NUMBER = r"-?[0-9]{1,100}(\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?"
_BOOLEANS: Mapping[str, bool] = {"true": True, "false": False}


def parameter_values(bound: Bound) -> Iterator[tuple[Parameter, Json]]:
    """Yield the query, header and cookie parameters with their values; None leaves one out."""
    if not bound.parameters:
        return
    parameters = {(each.location, each.name): each for each in bound.shape.link.parameters}
    for place, argument in bound.parameters.items():
        if place in parameters and (value := json_value(argument)) is not None:
            yield parameters[place], _whole_number(parameters[place], value)


def with_json_parameters(name: str, bound: Bound) -> Bound:
    """Return a call with its query, header and cookie parameters in the types of JSON.

    Raises:
        ValidationError: JSON has no form for one of them.
    """
    if not bound.parameters:
        return bound
    values: dict[tuple[str, str], object] = {}
    problems: list[Problem] = []
    for place, argument in bound.parameters.items():
        try:
            values[place] = json_value(argument)
        except ValidationError as error:
            found = with_missing_values(error.problems, argument)
            problems += [each.replaced(pointer=f"/{escape_key(place[1])}{each.pointer}") for each in found]
    if problems:
        raise ValidationError(tuple(problems), link=name)
    return bound.replaced(parameters=values)


def parameter_problems(bound: Bound, checker: Callable[[Schema], Checks]) -> tuple[Problem, ...]:
    """Return the problems of the parameters with their schemas, the path first."""
    problems: list[Problem] = []
    for parameter in bound.shape.link.href_parameters:
        value = bound.path.get(parameter.name)
        if parameter.name not in bound.path or (type(value) is str and parameter.takes_any_text):
            continue
        if parameter.schema is not None and parameter.is_checked:
            below = _path_problems(parameter.schema, _whole_number(parameter, value), checker)
            problems += [_below(parameter, each) for each in below]
    for parameter, value in parameter_values(bound):
        if parameter.schema is not None and not (parameter.allow_empty and value == ""):
            problems += [_below(parameter, each) for each in checked_value(checker(parameter.schema), value)[1]]
    return tuple(problems)


class HrefValues(dict[str, VariableValue]):
    """The values of the variables of an href, by their names and as a template spells those."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show no value, which may be a secret: tools show the local variables of a traceback."""
        return f"<the values of {', '.join(self)}>"


def href_values(name: str, bound: Bound) -> HrefValues:
    """Return the values of the variables of the href of a call.

    Raises:
        CallError: a value can't be part of the URL, as `path_value` says.
    """
    values = HrefValues()
    for each in bound.shape.link.href_parameters:
        text = _variable_value(name, bound.shape.link, each, bound.path.get(each.name))
        values[each.name] = values[variable_name(each.name)] = text
    return values


def _variable_value(name: str, link: Link, parameter: Parameter, value: object) -> VariableValue:
    """Return the value of a variable of the href.

    Raises:
        CallError: it can't be part of the URL.
    """
    if parameter.location == "fragment":
        return fragment_value(f"{name}: {parameter.name}", value)
    if parameter.name == link.reference and (reference := _reference(link, value)):
        return reference
    return path_value(name, link, parameter, _whole_number(parameter, value))


def _whole_number(parameter: Parameter, value: Any) -> Any:
    """Return 7 for 7.0, as a column of pandas with gaps holds it, where the schema takes integers alone."""
    if not isinstance(value, float) or not value.is_integer() or parameter.schema is None:
        return value
    types = types_of(parameter.schema)
    return int(value) if "integer" in types and "number" not in types else value


def _reference(link: Link, value: object) -> str:
    """Return the value of a whole href if it is an address; "" if it is a name."""
    load_modules("heroics_py.call.urls.references")
    from heroics_py.call.urls.references import is_reference

    return value if isinstance(value, str) and is_reference(link, value) else ""


def _below(parameter: Parameter, problem: Problem) -> Problem:
    """Return the problem of a parameter; the schema of a value does not know that its name is that of a secret."""
    if is_secret_name(parameter.name) and problem.keyword != "required":
        problem = problem.replaced(message=f"expected {problem.expected}, got {MASK!r}")
    return problem.replaced(pointer=f"/{escape_key(parameter.name)}{problem.pointer}")


def _path_problems(schema: Schema, argument: object, checker: Callable[[Schema], Checks]) -> tuple[Problem, ...]:
    """Return the problems of a value in a path, where everything is text: "7" is a number too, and 7 a text."""
    value: Json = "" if argument is EMPTY else json_value(argument)
    checks = checker(schema)
    found: list[tuple[Problem, ...]] = []
    for reading in (value, _as_numbers(value), _as_texts(value)):
        problems = checks.problems(reading)
        if not problems:
            return ()
        found.append(problems)
    return min(found, key=lambda problems: any(each.keyword == "type" for each in problems))


def _as_numbers(value: Json) -> Json:
    """Return ``value`` with the numbers and booleans that its texts spell."""
    if isinstance(value, list):
        return [_as_numbers(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_numbers(item) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    if re.fullmatch(_INTEGER, value):
        return int(value)
    return float(value) if re.fullmatch(_NUMBER, value) else _BOOLEANS.get(value, value)


def _as_texts(value: Json) -> Json:
    """Return ``value`` with its numbers as texts."""
    if isinstance(value, list):
        return [_as_texts(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_texts(item) for key, item in value.items()}
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def parameter_headers(bound: Bound, headers: Headers) -> dict[str, str | None]:
    """Return the changes to ``headers`` that the header and cookie parameters make; cookies share one header."""
    changes: dict[str, str | None] = {}
    cookies: list[str] = []
    for each, value in parameter_values(bound):
        if each.location == "header":
            changes[each.name] = field_text(each.name, value, explode=each.explode, style=each.style)
        if each.location == "cookie":
            reserved = each.allow_reserved
            cookies.append(cookie_text(each.name, value, each.style, explode=each.explode, allow_reserved=reserved))
    if any(cookies):
        changes["Cookie"] = "; ".join(filter(None, (headers.get("Cookie"), *cookies)))
    return changes


def own_headers(bound: Bound, headers: Headers, replaced: Iterable[str] = ()) -> frozenset[str]:
    """Return the names of the headers that are arguments alone, in lower case; not Cookie, if ``headers`` have some.

    The names in ``replaced`` are left out: the options of the call have other values for them.
    """
    changes = parameter_headers(bound, headers)
    names = {name.lower() for name in changes if name != "Cookie" or "Cookie" not in headers}
    return frozenset(names.difference(map(str.lower, replaced)))


def url_of(  # noqa: PLR0913, PLR0917 - what a URL consists of
    name: str,
    bound: Bound,
    values: HrefValues,
    query: Json,
    base_url: str,
    allowed_origins: frozenset[str],
) -> str:
    """Return the URL of a call.

    Args:
        name: the name of the call, for errors.
        bound: the link and its arguments.
        values: of the variables of its href, from `href_values`.
        query: further query fields, if it is an object.
        base_url: the base URL of the API.
        allowed_origins: further origins that an absolute href may use.

    Raises:
        CallError: a value can't be part of the URL.
        SchemaError: the href is not one of this API.
    """
    if not bound.parameters and not query:
        return _target(name, bound, values, base_url, allowed_origins)
    link = bound.shape.link
    template = template_of(link.href)
    values = HrefValues(values)
    pieces: list[str] = []
    names: set[str] = set()
    for each, value in parameter_values(bound):
        variable = variable_name(each.name)
        if each.location == "query" and variable in template.variables and variable not in values:
            explode = template.form.get(variable, False)
            values[variable], piece = form_value(each.name, value, each.schema, explode=explode)
            pieces.append(piece)
        elif each.location == "query":
            names.add(each.name)
            reserved = each.allow_reserved
            pieces.append(styled_query(each.name, value, each.style, explode=each.explode, allow_reserved=reserved))
        elif each.location == "querystring":
            pieces.append(whole_query(each.name, value, each.style))
    if isinstance(query, dict) and link.query is not None:
        pieces += query_texts(query, link.query, link.query_template)
    url, mark, fragment = _target(name, bound, values, base_url, allowed_origins).partition("#")
    url = without_fields(url, names)
    text = "&".join(filter(None, pieces))
    return f"{url}{('&' if '?' in url else '?') + text if text else ''}{mark}{fragment}"


def _target(
    name: str, bound: Bound, values: Mapping[str, VariableValue], base_url: str, allowed_origins: frozenset[str]
) -> str:
    """Return the URL of a call without the fields that its href doesn't name."""
    link = bound.shape.link
    if link.scheme:
        return _address(expand_path(name, link, values))
    if link.reference and (value := _reference(link, bound.path.get(link.reference))):
        from heroics_py.call.urls.references import reference_url, with_tail
        from heroics_py.model.href_parts import parts_of

        before, _, after = parts_of(link.href)
        prefix, tail = (expand_path(name, link.replaced(href=href), values) for href in (before, after))
        url = reference_url(name, link, value, prefix=prefix, base_url=base_url, allowed_origins=allowed_origins)
        return with_tail(url, tail)
    return full_url(base_url, allowed_origins, expand_path(name, link, values), link)


def _address(href: str) -> str:
    """Return an address that no request goes to, "@", "+" and ":" of its values as people write them.

    They mean the same in an address without a server (RFC 6068, 2; RFC 3966, 3; RFC 8141, 2.2).
    """
    if "://" in href or href.lower().startswith(("javascript:", "data:")):
        return href
    return href.replace("%40", "@").replace("%2B", "+").replace("%3A", ":")


def without_fields(url: str, names: set[str]) -> str:
    """Return ``url`` without the fields of its query that the caller passed another value for."""
    path, mark, query = url.partition("?")
    if not mark or not names:
        return url
    pairs = [pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) not in names]
    return f"{path}?{'&'.join(pairs)}" if any(pairs) else path
