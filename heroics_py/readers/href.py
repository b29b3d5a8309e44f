"""The href of a draft-04 link, with the references in it, as an RFC 6570 template and its parameters."""

import re
from typing import NamedTuple

from heroics_py.errors import SchemaError
from heroics_py.model.api import Parameter
from heroics_py.model.identifiers import identifier
from heroics_py.model.pointers import decode_percent, escape_key, parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.readers.parts import object_of, words_in
from heroics_py.support.json_types import Json

__all__ = ["Href", "read_href"]

# Each is compiled when it is first used: a first look at a client does not wait for those that its hrefs don't need.
_EXPRESSION = r"\{\((?P<wrapped>[^{}]*)\)\}|\{(?P<pointer>#/[^{}]*)\}|\{(?P<plain>[^{}]*)\}"
_STRUCTURE = frozenset({"definitions", "$defs", "properties", "schemata"})
_LOCATIONS = {"?": "query", "&": "query"}
_OPERATORS = "+/.;?&"
_VARIABLE = r"[^{}()+#/;?&,=!@|*:\s\ud800-\udfff]+(?:\*|:[1-9][0-9]{0,3})?"
_CONTROLS = r"[\x00-\x1f\x7f\ud800-\udfff]"  # and half a surrogate pair, which no URL can carry
_LONGEST = 8000
_SEPARATE = r"\((?:[^)]|\)\))*+(?:\)[^,]*+|(?P<open>\Z))|[^,]++"
_PARENTHESES = r"(?s)\((.*)\)(\*|:[0-9]+)?"
_WRAPPED = {"": "empty", "$": "self"}


class Href(NamedTuple):
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
    if len(raw) > _LONGEST:
        return Href(fault=f"the href is {len(raw):,} characters long; more than {_LONGEST:,} are no address")
    raw = raw.strip()
    parameters: list[Parameter] = []

    def variable(found: re.Match[str]) -> str:
        if found["plain"] is not None:
            return _plain(found["plain"], link, resource, parameters, names)
        wrapped = found["pointer"] or found["wrapped"]
        text = decode_percent(wrapped)
        if "#" in text or "/" in text:
            return f"{{{_reference(text, link, resource, names, parameters)}}}"
        return _plain(f"({wrapped})", link, resource, parameters, names)

    template = re.sub(_EXPRESSION, variable, raw) if "{" in raw else raw
    fault = _fault(template, raw)
    return Href(template=template, parameters=() if fault else tuple(parameters), fault=fault)


def _fault(template: str, raw: str) -> str:
    literal = re.sub(r"\{[^{}]*\}", "", template) if "{" in template else template
    if "{" in literal or "}" in literal:
        return f"the href {raw!r} is no URI template: a brace has no partner"
    if literal.startswith(("@", ":")) or "\\" in literal or _holds_controls(literal):
        told = "it begins with '@' or ':', or holds a control character, half a surrogate pair or a backslash"
        return f"the href {raw!r} is no address: {told}"
    for expression in re.findall(r"\{([^{}]*)\}", template) if "{" in template else ():
        variables = expression[1:] if expression[:1] in [*_OPERATORS] else expression
        if not all(_is_variable(variable) for variable in variables.split(",")):
            return f"the href {raw!r} is no URI template: {{{expression}}} names no variable (RFC 6570, 2.3)"
    return ""


def _holds_controls(text: str) -> bool:
    return not text.isprintable() and re.search(_CONTROLS, text) is not None


def _is_variable(text: str) -> bool:
    return text.isidentifier() or re.fullmatch(_VARIABLE, text) is not None


def _reference(text: str, link: Schema, resource: str, names: frozenset[str], known: list[Parameter]) -> str:
    schema = _resolved(text, link)
    words = _words(text)
    if len(words) == 1:
        # A reference within one document names the definition alone: the resource is where it was found.
        words = (_words(schema.pointer)[-2:] if schema else None) or words
    if len(words) == 1 and link.pointer.partition("#")[2].startswith("/links/"):
        words = [resource, *words]
    owner = words[0] if words[0] in names else ""
    name = _unused(identifier(" ".join(words)) or "parameter", known)
    known.append(Parameter(name=name, schema=schema, owner=owner, description=_description(schema)))
    return name


def _resolved(text: str, link: Schema) -> Schema | None:
    try:
        return link.resolve(text)
    except SchemaError:
        return None


def _description(schema: Schema | None) -> str:
    try:
        found = schema.dereference().node.get("description") if schema else None
    except SchemaError:
        return ""
    return found if isinstance(found, str) else ""


def _words(reference: str) -> list[str]:
    """Return the names in a reference: those of the document and of the keys, less what only gives structure."""
    document, sharp, fragment = reference.partition("#")
    if not sharp:
        document, fragment = "", document
    name = document.rstrip("/").rpartition("/")[2].partition(".")[0]
    keys = [key for key in parse_pointer(fragment if fragment.startswith("/") else f"/{fragment}") if key]
    words = [key for key in keys[:-1] if key not in _STRUCTURE] + keys[-1:]
    return [name, *words] if name else words or ["parameter"]


def _unused(name: str, known: list[Parameter]) -> str:
    taken = {parameter.name for parameter in known}
    number = 2
    spelled = name
    while spelled in taken:
        spelled, number = f"{name}_{number}", number + 1
    return spelled


def _unwrapped(variable: str) -> str:
    """Return a variable as RFC 6570 spells it: parentheses let a name hold any character (draft-04, 5.1.1.1)."""
    found = re.fullmatch(_PARENTHESES, variable)
    if found is None:
        return "self" if variable == "$" else variable
    name = decode_percent(found[1].replace("))", ")"))
    return (_WRAPPED.get(name) or _quoted(name)) + (found[2] or "")


def _quoted(name: str) -> str:
    if _is_variable(name) and "%" not in name:
        return name
    from urllib.parse import quote

    return quote(name, safe="", errors="replace")


def _separated(listed: str) -> list[str]:
    """Return the variables of an expression; a comma in parentheses is part of a name, unless they never close."""
    found = re.finditer(_SEPARATE, listed)
    return [part for each in found for part in ([each[0]] if each["open"] is None else each[0].split(",")) if part]


def _plain(expression: str, link: Schema, resource: str, known: list[Parameter], names: frozenset[str]) -> str:
    operator = expression[:1] if expression[:1] in [*_OPERATORS] else ""
    location = _LOCATIONS.get(operator, "path")
    listed = expression[len(operator) :]
    parts = _separated(listed) if "(" in listed else listed.split(",")
    variables = [_unwrapped(part.strip()) for part in parts]
    taken = {parameter.name for parameter in known}
    for variable in variables:
        name = decode_percent(variable.partition(":")[0].rstrip("*"))
        if name and name not in taken:
            taken.add(name)
            known.append(_named(name, location, link, resource, names))
    return f"{{{operator}{','.join(variables)}}}"


def _named(name: str, location: str, link: Schema, resource: str, names: frozenset[str]) -> Parameter:
    """Return what fills a variable: what the caller may say of it, and where the data of a thing says it.

    Without hrefSchema, and where that is false, it is the thing alone (JSON Hyper-Schema 2019-09, 6.4.2 and 7.2).
    """
    raw = link.raw if isinstance(link.raw, dict) else {}
    above = link.pointer.rpartition("/links/")[0]
    pointers = raw.get("templatePointers")
    pointer = pointers.get(name) if isinstance(pointers, dict) else None
    pointer = pointer if isinstance(pointer, str) else f"/{name.replace('~', '~0').replace('/', '~1')}"
    # A relative JSON pointer that stays where it is; one that leads upwards leads out of the data of the thing.
    pointer = pointer.removeprefix("0") if pointer.startswith("0/") else pointer
    needed = [*words_in(raw, "templateRequired"), *words_in(object_of(raw.get("hrefSchema")), "required")]
    asked = _asked_of_the_caller(raw.get("hrefSchema"), name)
    parameter = Parameter(
        name=name,
        location=location,
        required=location == "path" or name in needed,
        source=_SOURCES[asked if "hrefSchema" in raw else None],
    )
    tokens = parse_pointer(decode_percent(pointer)) if pointer.startswith("/") else [name]
    places = [
        (f"{link.pointer}/hrefSchema/properties/{escape_key(name)}", asked is True),
        (above + "".join(f"/properties/{escape_key(token)}" for token in tokens), True),
        *((f"{above}/{holder}/{escape_key(name)}", True) for holder in ("definitions", "$defs")),
    ]
    described = f"{above}/properties/{escape_key(tokens[0])}" if tokens else ""
    stands = pointer.startswith("/") and (isinstance(pointers, dict) or _stands(link, described))
    instance = pointer if stands else ""
    for place, counts in places:
        schema = _at(link, place) if counts else None
        if schema is not None and schema.raw not in (True, {}):
            return parameter._replace(
                schema=schema,
                owner=_owner(schema, resource, names),
                description=_description(schema),
                instance=instance,
            )
    return parameter._replace(instance=instance)


_SOURCES = {True: "caller", False: "data", None: "thing"}


def _asked_of_the_caller(said: Json, name: str) -> bool | None:
    """Tell whether hrefSchema lets the caller say ``name``: None where it says nothing of it and of no other."""
    if not isinstance(said, dict):
        return said if isinstance(said, bool) else None
    properties = said.get("properties")
    found = properties.get(name) if isinstance(properties, dict) else None
    if found is None:
        return said.get("additionalProperties") is not False
    return found is not False


def _stands(link: Schema, place: str) -> bool:
    return bool(place) and _at(link, place) is not None


def _at(link: Schema, place: str) -> Schema | None:
    """Return what stands at ``place``; a reference and nothing else is what it leads to, one step on."""
    try:
        schema = link.documents.schema_at(place)
        if isinstance(schema.raw, dict) and schema.reference is not None and "/hrefSchema/" in place:
            return schema.resolve(schema.reference)
    except SchemaError:
        return None
    return schema


def _owner(schema: Schema, resource: str, names: frozenset[str]) -> str:
    """Return the resource whose attribute a schema is: the one whose definition it stands in, else the link's own."""
    tokens = parse_pointer(schema.pointer.partition("#")[2])
    inside = len(tokens) > 3 and tokens[0] in {"definitions", "$defs"} and "hrefSchema" not in tokens
    if "hrefSchema" in tokens:
        return ""
    return tokens[1] if inside and tokens[1] in names else resource
