"""The URL of a request, built from an href and its values."""

import re
from collections.abc import Callable, KeysView, Mapping, Sequence, ValuesView
from functools import lru_cache
from urllib.parse import quote, urlsplit

from heroics_py.call.empty import EMPTY
from heroics_py.call.parameters import joined_text
from heroics_py.call.urls.uri_template import VariableValue, expand, form_variables, percent_encoded, variable_names
from heroics_py.call.values.json_text import compact_json
from heroics_py.call.values.json_value import json_value
from heroics_py.call.values.plain_values import is_missing
from heroics_py.call.values.scalars import has_surrogate, scalar_text
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError, SchemaError
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema_types import types_of
from heroics_py.model.wording import phrase

__all__ = [
    "Template",
    "expand_path",
    "fragment_value",
    "full_url",
    "has_dot_segment",
    "path_text",
    "path_value",
    "template_of",
]

# What a path can hold without percent-encoding (RFC 3986, 3.3).
_RESERVED_IN_PATHS = "!$&'()*+,/:;=@"
_SAFE_LITERALS = "%/:?#[]@!$&'()*+,;=~{}"
# `re` compiles these expressions at their first use: few hrefs need them, and compiling delays the first help().

# Dots that are percent-encoded count too: the HTTP library decodes them, and then removes the segments.
_DOT_SEGMENT = r"(?i)(^|/)(\.|%2e){1,2}(/|$|\?)"
# Methods that change what is there, and would change all of it.
_ITEM_METHODS = frozenset({"PUT", "PATCH", "DELETE"})
_ABSOLUTE = r"[A-Za-z][A-Za-z0-9+.-]*://"
_TEXTS = (str, bytes, bytearray, memoryview)
# A variable without operator, list or modifier (RFC 6570, 2), as nearly all are.
_PLAIN_VARIABLE = r"\{([A-Za-z0-9_%][A-Za-z0-9_.%-]*)\}"


def path_text(name: str, value: object, advice: Callable[[], str] = str) -> str:
    """Return ``value`` as the text of one path segment, not yet percent-encoded.

    Args:
        name: of the value, for errors.
        value: the value.
        advice: returns what to add to the error if it is empty.

    Raises:
        CallError: it would change the path (None, empty or blank, ".", ".."), or is not a single value.
    """
    text = _checked_text(name, value)
    if _is_blank(text) or text.strip() in {".", ".."}:
        raise CallError(f"{name} is {text!r}: in a path, this would point to another URL{'' if text else advice()}")
    return text


def _checked_text(name: str, value: object) -> str:
    """Return the text of a single value that a URL can hold."""
    text = scalar_text(value)
    if text is None:
        is_named = value is None or is_missing(value)
        kind = shown(value) if is_named else f"a value of type {type(value).__name__}"
        raise CallError(f"{name} is {kind}: expected text, a number, a datetime or a UUID that identifies something")
    if "\x00" in text or has_surrogate(text):
        raise CallError(f"{name} holds a character that a URL can't carry (NUL or half a surrogate pair)")
    return text


def path_value(name: str, link: Link, parameter: Parameter, value: object) -> "str | list[str] | dict[str, str]":
    """Return ``value`` for an RFC 6570 template: text, or several texts in a list or an object.

    Args:
        name: the name of the call, for errors.
        link: its link.
        parameter: the parameter of the path that takes the value.
        value: the value.

    Raises:
        CallError: as `path_text` does; and for an empty list or object, which would leave its segment out.
    """
    name = f"{name}: {parameter.name}"
    if not isinstance(value, _TEXTS) and isinstance(value, Sequence | KeysView | ValuesView):
        value = list(value)
    if value is EMPTY:
        return _empty_text(name, link, parameter)
    if parameter.style == "json" and value is not None:
        return compact_json(json_value(value))
    if isinstance(value, str) or not isinstance(value, Mapping | list | tuple):
        return _kept(parameter, path_text(name, value, lambda: _advice(link, parameter)))
    if not value:
        raise CallError(f"{name} is empty: in a path, this would point to another URL")
    if isinstance(value, Mapping):
        return {
            path_text(f"a key of {name}", key): _kept(parameter, path_text(f"{name}[{shown(key)}]", item))
            for key, item in value.items()
        }
    texts = [_kept(parameter, path_text(name, item)) for item in value]
    joined = joined_text(name, [*texts], parameter.style)
    return texts if joined is None else joined


def fragment_value(name: str, value: object) -> VariableValue:
    """Return ``value`` for ``{#name}``: text, or several texts; an empty one changes no path.

    Raises:
        CallError: a value is not a single one, or holds a character that a URL can't carry.
    """
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {_fragment_text(name, key): _fragment_text(name, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fragment_text(name, item) for item in value]
    return _fragment_text(name, value)


def _fragment_text(name: str, value: object) -> str:
    return "" if value is EMPTY else _checked_text(name, value)


def _kept(parameter: Parameter, text: str) -> str:
    """Return a text for ``{+name}``, which keeps reserved characters and triples (RFC 6570, 3.2.3).

    Percent-encode those that would end the path.
    """
    if parameter.allow_reserved:
        return percent_encoded(text, _RESERVED_IN_PATHS)
    return quote(text, safe="/") if parameter.keeps_slashes else text


def _advice(link: Link, parameter: Parameter) -> str:
    return "" if _why_not_empty(link, parameter) else f"; if the API takes an empty value here, pass {EMPTY!r}"


def _why_not_empty(link: Link, parameter: Parameter) -> str:
    """Return why a parameter can't be empty, or "".

    Only the end of a path can be. If the document doesn't say that it takes the rest of the path, it may be an
    identity, without which a request is about all things: it never changes those.
    """
    if link.path_parameters[-1] != parameter or not link.href.partition("?")[0].endswith("}"):
        return "it is not the end of the path"
    if parameter.keeps_slashes:
        return ""
    if parameter.owner:
        return f"it identifies one {parameter.owner}"
    if parameter.schema is not None and "string" not in (types_of(parameter.schema) or ("string",)):
        return f"it takes {phrase(parameter.schema)}"
    return f"a {link.method} without it would be about everything" if link.method in _ITEM_METHODS else ""


def _empty_text(name: str, link: Link, parameter: Parameter) -> str:
    if reason := _why_not_empty(link, parameter):
        raise CallError(f"{name} can't be {EMPTY!r}: {reason}; expected text")
    return ""


def _is_blank(text: str) -> bool:
    """Return whether ``text`` is empty, or holds only white space and invisible characters."""
    if text.isprintable():
        return not text.strip()
    return all(letter.isspace() or not letter.isprintable() for letter in text)


class Template:
    """A parsed href.

    Attributes:
        literal: the href, percent-encoded as a URL requires.
        variables: the names of its variables, percent-encoded where necessary.
        pieces: texts and names in turn, a text first; None unless every expression is a plain variable.
        form: the variables of its query that are named there, ``{?a}``, and whether each is exploded.
    """

    __slots__ = ("form", "literal", "pieces", "variables")

    def __init__(self, href: str) -> None:
        self.literal = quote(href, safe=_SAFE_LITERALS, errors="surrogatepass")
        pieces = re.split(_PLAIN_VARIABLE, self.literal) if "{" in self.literal else [self.literal]
        plain = not any("{" in text or "}" in text for text in pieces[::2])
        self.pieces = pieces if plain else None
        self.variables = frozenset(pieces[1::2]) if plain else variable_names(self.literal)
        self.form = {} if plain else form_variables(self.literal)

    def expand(self, values: Mapping[str, VariableValue]) -> str:
        """Return the href with its variables replaced (RFC 6570, 3).

        Texts in plain variables, as nearly all are, need no parser.
        """
        if not self.variables:
            return self.literal
        if self.pieces is not None:
            parts = self.pieces.copy()
            texts = [quote(text, safe="") for name in parts[1::2] if type(text := values.get(name)) is str]
            if 2 * len(texts) + 1 == len(parts):
                parts[1::2] = texts
                return "".join(parts)
        return expand(self.literal, values)


template_of = lru_cache(maxsize=4096)(Template)


def expand_path(name: str, link: Link, values: Mapping[str, VariableValue]) -> str:
    """Return the href of ``link`` with ``values`` in the places of its variables.

    Args:
        name: the name of the call, for errors.
        link: its link.
        values: by variable, as `path_value` returns them.

    Raises:
        SchemaError: a variable of the path has no value.
        CallError: a value would change the rest of the path.
    """
    template = template_of(link.href)
    _refuse_gaps(name, link, template, values)
    path = template.expand(values)
    if "{+" in template.literal:
        _refuse_detours(name, template.literal, values)
        if has_dot_segment(path):
            raise CallError(f"{name}: the path {path!r} holds '.' or '..', which would point to another URL")
        if path.startswith("//") and not link.href.startswith("//"):
            raise CallError(f"{name}: the path {path!r} begins with '//', which would point to another host")
    return path


def _refuse_gaps(name: str, link: Link, template: Template, values: Mapping[str, object]) -> None:
    """Refuse an href with a variable that has no value, unless it is an optional part of the query or the fragment."""
    if template.variables <= values.keys():
        return
    optional = {
        quote(each.name, safe="", errors="surrogatepass")
        for each in link.parameters
        if each.location in {"query", "fragment"}
    }
    for variable in sorted(template.variables - values.keys() - optional):
        raise SchemaError(
            f"{name} can't be called: the variable {variable!r} of {link.href} has no value", pointer=link.pointer
        )


def _refuse_detours(name: str, literal: str, values: Mapping[str, object]) -> None:
    """Refuse values that end the path or the query: reserved characters of ``{+name}`` stay (RFC 6570, 3.2.3).

    Raises:
        CallError: one holds a "#"; or, in a path, a "?" or nothing but slashes.
    """
    for expression in re.finditer(r"\{\+([^{}]*)\}", literal):
        before = literal[: expression.start()]
        place = "fragment" if "#" in before else "query" if "?" in before or "{&" in before else "path"
        for variable in re.split(r"[,*]|:\d+", expression[1]):
            for text in _texts_of(values.get(variable)):
                if _ends(text, place):
                    raise CallError(f"{name}: {variable} is {text!r}: in a {place}, this would point to another URL")


def _ends(text: str, place: str) -> bool:
    """Return whether a text would end the part of a URL that it is in."""
    if place == "path" and text:
        return not text.strip("/") or "?" in text or "#" in text
    return place == "query" and "#" in text


def _texts_of(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for text in pair]
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def full_url(base_url: str, allowed_origins: frozenset[str], path: str, link: Link) -> str:
    """Join the base URL and a path: a prefix of the base stays, and slashes are not doubled.

    Raises:
        SchemaError: the result would be at another origin, or outside the base URL.
    """
    if path.startswith("//"):
        path = f"{urlsplit(base_url).scheme}:{path}"
    if "://" in path and re.match(_ABSOLUTE, path):
        if origin_of(path) != origin_of(base_url) and origin_of(path) not in allowed_origins:
            raise SchemaError(
                f"the href leads to {origin_of(path) or 'no web server'}, but this client sends requests to "
                f"{origin_of(base_url)} only; to use it, {_permission(path)}",
                pointer=link.pointer,
            )
        return path
    if path.startswith(("@", ":")) or has_dot_segment(path):
        raise SchemaError(f"the href {path!r} is not a path of this API", pointer=link.pointer)
    base = (origin_of(base_url) or "") if link.at_server else base_url.rstrip("/")
    is_base = path.partition("#")[0] == "" and urlsplit(base).path
    return f"{base}{path}" if is_base else f"{base}/{path.lstrip('/')}"


def _permission(url: str) -> str:
    origin = origin_of(url) or "https://files.example"
    return (
        f"connect(..., allowed_origins=[{origin!r}]); credentials for it are passed as auth={{{origin!r}: ...}}, and "
        "those of the API don't go there"
    )


def has_dot_segment(path: str) -> bool:
    """Return whether a path holds "." or "..", percent-encoded or not; a query or fragment after it may."""
    return ("." in path or "%2" in path) and re.search(_DOT_SEGMENT, re.split("[?#]", path, maxsplit=1)[0]) is not None
