"""The href of a draft-04 link, with the references in it, as an RFC 6570 template and its parameters."""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from heroics_py.errors import SchemaError
from heroics_py.messages import Json
from heroics_py.model import Parameter
from heroics_py.pointer import Schema, tokens_of

__all__ = ["Href", "read_href"]

_EXPRESSION = re.compile(r"\{\((?P<wrapped>.*?)\)\}|\{(?P<pointer>#/[^{}]*)\}|\{(?P<plain>[^{}]*)\}")
_STRUCTURE = frozenset({"definitions", "$defs", "properties", "schemata"})
_LOCATIONS = {"?": "query", "&": "query"}
_OPERATORS = "+/.;?&"


@dataclass(frozen=True, slots=True, kw_only=True)
class Href:
    """A template that RFC 6570 understands, what fills it, and why it can't be used (empty where it can)."""

    template: str = ""
    parameters: tuple[Parameter, ...] = ()
    fault: str = ""


def read_href(raw: Json, link: Schema, resource: str, names: frozenset[str]) -> Href:
    """Read the ``href`` of the link that stands at ``link``.

    A reference in it, ``{(%23%2Fdefinitions%2Fapp%2Fdefinitions%2Fid)}`` or ``{#/definitions/app/definitions/id}``,
    becomes the variable ``app_id``; one that leads nowhere is a required string. What stands in parentheses and is no
    reference is the name of a variable (draft-luff-json-hyper-schema-00, 5.1.1).
    """
    if not isinstance(raw, str):
        return Href(fault=f"the href of a link is a string; here it is {type(raw).__name__}")
    parameters: list[Parameter] = []

    def variable(found: re.Match[str]) -> str:
        if found["plain"] is not None:
            return _plain(found["plain"], link, resource, parameters)
        text = unquote(found["pointer"] or found["wrapped"])
        if "#" in text or "/" in text:
            return f"{{{_reference(text, link, resource, names, parameters)}}}"
        return _plain(_WRAPPED.get(text, text), link, resource, parameters)

    template = _EXPRESSION.sub(variable, raw)
    if _unbalanced(template):
        return Href(
            template=template, fault=f"the href {raw!r} is no URI template: a brace has no partner, or is empty"
        )
    return Href(template=template, parameters=tuple(parameters))


_WRAPPED = {"": "empty", "$": "self"}


def _unbalanced(template: str) -> bool:
    rest = re.sub(r"\{[+/.;?&]?[^{}+/.;?&#]+\}", "", template)
    return "{" in rest or "}" in rest


def _reference(text: str, link: Schema, resource: str, names: frozenset[str], known: list[Parameter]) -> str:
    schema = _resolved(text, link)
    words = _words(text)
    if len(words) == 1 and link.pointer.partition("#")[2].startswith("/links/"):
        words = [resource, *words]
    owner = next((word for word in words[:1] if word in names), "")
    name = _unused(re.sub(r"[^0-9A-Za-z]+", "_", "_".join(words)).strip("_").lower() or "parameter", known)
    known.append(Parameter(name=name, schema=schema, owner=owner))
    return name


def _resolved(text: str, link: Schema) -> Schema | None:
    try:
        return link.resolve(text)
    except SchemaError:
        return None


def _words(reference: str) -> list[str]:
    document, _, fragment = reference.partition("#")
    if "#" not in reference:
        document, fragment = "", document
    name = document.rstrip("/").rpartition("/")[2].partition(".")[0]
    words = [word for word in tokens_of(fragment if fragment.startswith("/") else f"/{fragment}") if word]
    words = [word for word in words if word not in _STRUCTURE] or words[-1:]
    return [name, *words] if name else words


def _unused(name: str, known: list[Parameter]) -> str:
    taken = {parameter.name for parameter in known}
    number = 2
    spelled = name
    while spelled in taken:
        spelled, number = f"{name}_{number}", number + 1
    return spelled


def _plain(expression: str, link: Schema, resource: str, known: list[Parameter]) -> str:
    operator = expression[:1] if expression[:1] in _OPERATORS else ""
    location = _LOCATIONS.get(operator, "path")
    for variable in expression[len(operator) :].split(","):
        name = variable.partition(":")[0].rstrip("*").strip()
        if name and all(name != parameter.name for parameter in known):
            known.append(_named(name, location, link, resource))
    return f"{{{expression}}}"


def _named(name: str, location: str, link: Schema, resource: str) -> Parameter:
    parameter = Parameter(name=name, location=location, required=location == "path")
    above = link.pointer.rpartition("/links/")[0]
    for holder in ("properties", "definitions"):
        schema = _resolved(f"#{above.partition('#')[2]}/{holder}/{name}", link)
        if schema is not None:
            return replace(parameter, schema=schema, owner=resource)
    return parameter
