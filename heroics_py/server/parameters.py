"""The parameters of a request, read into values that their schemas accept."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, unquote

from heroics_py.errors import SchemaError
from heroics_py.http.headers import Headers
from heroics_py.http.strict_json import parse_json
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.server.conformity import Conformer
from heroics_py.server.schema_lookup import deep_types, items_of, properties_of
from heroics_py.support.json_types import Json

__all__ = ["ParameterReader", "typed_value"]

_INTEGER = re.compile(r"-?\d{1,400}")
_NUMBER = re.compile(r"-?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,3})?")
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_KEY = re.compile(r"\[([^\[\]]*)\]")


def typed_value(text: str, schema: Schema | None, accepts: Callable[[Schema, Json], bool]) -> Json:
    """Return the value that ``text`` spells: the first one that ``schema`` accepts.

    If it accepts none, return a number or a word where only those are possible, so that a problem tells about them.
    """
    if schema is None:
        return text
    types = deep_types(schema)
    values = [text, *_spelled(text, types)]
    return next((value for value in values if accepts(schema, value)), values[-1] if "string" not in types else text)


def _spelled(text: str, types: frozenset[str]) -> Iterator[Json]:
    if text in _WORDS and (types & {"boolean", "null"} or not types):
        yield _WORDS[text]
    if _INTEGER.fullmatch(text):
        yield int(text)
    elif _NUMBER.fullmatch(text):
        yield float(text)


class ParameterReader:
    """Reads parameters as their styles spell them (OpenAPI 3.1.1, 4.8.12; RFC 6570).

    Args:
        conformer: checks values.
    """

    def __init__(self, conformer: Conformer) -> None:
        self._accepts = conformer.accepts
        self._tolerates = conformer.tolerates

    def query(self, link: Link, query: str) -> tuple[dict[str, Json], list[str]]:
        """Return the fields of the query that are parameters of ``link``, and what is wrong with them."""
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
        parameters = [each for each in link.parameters if each.location == "query"]
        return self._read_all(parameters, lambda parameter: self._query_value(parameter, pairs, query))

    def headers(self, link: Link, headers: Headers) -> list[str]:
        """Return what is wrong with the headers that are parameters of ``link``."""
        parameters = [each for each in link.parameters if each.location == "header"]
        return self._read_all(parameters, lambda each: self._simple(each, headers.get(each.name)))[1]

    def cookies(self, link: Link, headers: Headers) -> list[str]:
        """Return what is wrong with the cookies that are parameters of ``link``."""
        pairs = [pair.strip().partition("=") for pair in (headers.get("Cookie") or "").split(";")]
        cookies = {name: unquote(value) for name, _, value in pairs}
        parameters = [each for each in link.parameters if each.location == "cookie"]
        return self._read_all(parameters, lambda each: self._simple(each, cookies.get(each.name)))[1]

    def path(self, link: Link, captured: tuple[str, ...]) -> list[str]:
        """Return what is wrong with the variables of a path."""
        pairs = zip(link.path_parameters, captured, strict=False)
        texts = {parameter.name: _without_style(parameter, text) for parameter, text in pairs}
        parameters = [each for each in link.path_parameters if each.name in texts]
        return self._read_all(parameters, lambda each: self._simple(each, texts[each.name]))[1]

    def _read_all(
        self, parameters: list[Parameter], read: Callable[[Parameter], tuple[bool, Json]]
    ) -> tuple[dict[str, Json], list[str]]:
        values: dict[str, Json] = {}
        problems = []
        for parameter in parameters:
            is_given, value = read(parameter)
            if not is_given:
                problems += [f"{parameter.name}: is required"] * parameter.required
            elif parameter.schema is not None and not self._tolerates_quietly(parameter.schema, value):
                problems.append(f"{parameter.name}: the value does not follow the schema of this parameter")
            else:
                values[parameter.name] = value
        return values, problems

    def _accepts_quietly(self, schema: Schema, value: Json) -> bool:
        try:
            return self._accepts(schema, value)
        except SchemaError:
            return True

    def _tolerates_quietly(self, schema: Schema, value: Json) -> bool:
        try:
            return self._tolerates(schema, value)
        except SchemaError:
            return True

    def _simple(self, parameter: Parameter, text: str | None) -> tuple[bool, Json]:
        if text is None:
            return False, None
        if parameter.style == "json":
            return True, _json(text)
        schema = parameter.schema
        if items_of(schema) is not None and "string" not in deep_types(schema):
            return True, self._items(schema, text.split(","))
        if "object" in deep_types(schema):
            return True, self._object(schema, _pairs_of(text, explode=parameter.explode))
        return True, typed_value(text, schema, self._accepts_quietly)

    def _query_value(self, parameter: Parameter, pairs: list[tuple[str, str]], query: str) -> tuple[bool, Json]:
        name, schema = parameter.name, parameter.schema
        types = deep_types(schema)
        if parameter.style == "deepObject":
            fields = [(key.removeprefix(name), text) for key, text in pairs if key.startswith(f"{name}[")]
            return bool(fields), self._object(schema, [(_KEY.sub(r"\1", key), text) for key, text in fields])
        if "object" in types and parameter.style == "form" and parameter.explode:
            properties = properties_of(schema)
            spread = [(key, text) for key, text in pairs if key in properties]
            return bool(spread), self._object(schema, spread)
        texts = [text for key, text in pairs if key in {name, f"{name}[]"}]
        if not texts:
            return False, None
        if parameter.style == "json":
            return True, _json(texts[-1])
        if items_of(schema) is not None or "array" in types:
            return True, self._list_value(parameter, texts, query)
        if "object" in types:
            return True, self._object(schema, _pairs_of(texts[-1], explode=False))
        if len(texts) > 1 and types:
            return True, list(texts)
        return True, typed_value(texts[-1], schema, self._accepts_quietly)

    def _list_value(self, parameter: Parameter, texts: list[str], query: str) -> Json:
        schema = parameter.schema
        if len(texts) == 1 and not parameter.explode:
            # A comma that is part of a value is percent-encoded, the ones between values are not.
            raw = next(
                (part.partition("=")[2] for part in query.split("&") if unquote(part).startswith(f"{parameter.name}=")),
                "",
            )
            separator = _SEPARATORS.get(parameter.style, ",")
            parts = texts[0].split(separator) if separator != "," else [_decoded(part) for part in raw.split(",")]
            return self._items(schema, parts)
        items = self._items(schema, texts)
        if len(texts) == 1 and schema is not None and not self._accepts_quietly(schema, items):
            alone = typed_value(texts[0], schema, self._accepts_quietly)
            return alone if self._accepts_quietly(schema, alone) else items
        return items

    def _items(self, schema: Schema | None, texts: list[str]) -> Json:
        items = items_of(schema)
        return [typed_value(text, items, self._accepts_quietly) for text in texts]

    def _object(self, schema: Schema | None, pairs: list[tuple[str, str]]) -> Json:
        properties = properties_of(schema)
        fields: dict[str, Json] = {}
        for key, text in pairs:
            inner = properties.get(key)
            if items_of(inner) is not None:
                earlier = fields.get(key)
                item = typed_value(text, items_of(inner), self._accepts_quietly)
                fields[key] = [*(earlier if isinstance(earlier, list) else []), item]
            else:
                fields[key] = typed_value(text, inner, self._accepts_quietly)
        return fields


def _decoded(text: str) -> str:
    return unquote(text.replace("+", " "))


def _pairs_of(text: str, *, explode: bool) -> list[tuple[str, str]]:
    parts = text.split(",")
    if explode:
        return [(part.partition("=")[0], part.partition("=")[2]) for part in parts]
    return list(zip(parts[::2], parts[1::2], strict=False))


def _without_style(parameter: Parameter, text: str) -> str:
    """Return the text of a path variable without what its style puts before it."""
    if parameter.style == "label":
        return text.removeprefix(".")
    if parameter.style == "matrix":
        return text.removeprefix(f";{parameter.name}=")
    return text


def _json(text: str) -> Json:
    try:
        return parse_json(text.encode())
    except ValueError:
        return text
