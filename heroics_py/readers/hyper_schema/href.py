"""The href of a hyper-schema link as a URI template with its parameters."""

import re
from collections.abc import Container

from heroics_py.errors import SchemaError
from heroics_py.model.href_parts import parts_of
from heroics_py.model.identifiers import identifier
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import decode_percent, parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.readers.hyper_schema.variables import description_of, named_parameter
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Href", "read_href", "reference_variable"]

# Compiled at first use: the first look at a client waits only for those that its hrefs need.
_EXPRESSION = r"\{\((?P<wrapped>[^{}]*)\)\}|\{(?P<pointer>#/[^{}]*)\}|\{(?P<plain>[^{}]*)\}"
_VARIABLE = r"[^{}()+#/;?&,=!@|*:\s\ud800-\udfff]+(?:\*|:[1-9][0-9]{0,3})?"
_FORBIDDEN = r"[\x00-\x1f\x7f\ud800-\udfff]"  # no URL can carry half a surrogate pair
_LIST_ITEM = r"\((?:[^)]|\)\))*+(?:\)[^,]*+|(?P<open>\Z))|[^,]++"
_QUERY = r"\{[?&][^{}]*\}"
_VARIABLE_EXPRESSION = r"\{\+?([^{}+#/;?&.,:*][^{},:*]*)\}"
_PARENTHESES = r"(?s)\((.*)\)(\*|:[0-9]+)?"

_LONGEST = 8000
_OPERATORS = "+#/.;?&"
_LOCATIONS = {"?": "query", "&": "query", "#": "fragment"}
_STYLES = {"": "simple", "+": "reserved", "#": "fragment", ".": "label", "/": "path", ";": "matrix"}
_PARENTHESIZED_NAMES = {"": "empty", "$": "self"}
# Keys of a reference that give structure and name nothing.
_STRUCTURE = frozenset({"definitions", "$defs", "properties", "schemata"})


class Href(Value):
    """A URI template (RFC 6570).

    Attributes:
        template: its text.
        parameters: the parameters for its variables.
        at_server: whether it is relative to the server of the API instead of its base URL.
        query_template: the expressions of its query that were taken out of the template; empty if none were.
        reference: the variable that is the whole href in the document; empty if there is more to it.
        fault: why it can't be used; empty if it can.
    """

    template: str = ""
    parameters: tuple[Parameter, ...] = ()
    at_server: bool = False
    query_template: str = ""
    reference: str = ""
    fault: str = ""

    def without_query(self, fields: Container[str]) -> "Href":
        """Return the href with the expressions of its query apart, if ``fields`` has all of their variables."""
        names = [each.name for each in self.parameters if each.location == "query"]
        if not names or not all(name in fields for name in names):
            return self
        return self.replaced(
            template=re.sub(_QUERY, "", self.template),
            query_template="".join(re.findall(_QUERY, self.template)),
            parameters=tuple(each for each in self.parameters if each.location != "query"),
        )


def read_href(raw: Json, link: Schema, resource: str, resources: frozenset[str]) -> Href:
    """Read the ``href`` of a link.

    A reference, ``{(%23%2Fdefinitions%2Fapp%2Fdefinitions%2Fid)}`` or ``{#/definitions/app/definitions/id}``, becomes
    the variable ``app_id``; one that can't be resolved accepts any string. Parentheses around anything else contain
    the name of a variable (draft-luff-json-hyper-schema-00, 5.1.1).

    Args:
        raw: the value of ``href``.
        link: the link that has it.
        resource: the name of the link's resource.
        resources: the names of all resources.
    """
    if not isinstance(raw, str):
        return Href(fault=f"invalid href: expected a string, got {type(raw).__name__}")
    if len(raw) > _LONGEST:
        return Href(fault=f"the href has {len(raw):,} characters: expected {_LONGEST:,} at most")
    return _Variables(link, resource, resources).read(raw.strip())


def reference_variable(raw: str, template: str) -> str:
    """Return the variable that is the whole href of a link, such as ``{self}``; "" if there is more to the href.

    A query and a fragment may follow, as in ``{+url}{?page}``.

    Args:
        raw: the href in the document.
        template: the href as `read_href` returns it, on its base.
    """
    is_one = raw.startswith("{") and parts_of(raw)[0] == ""
    match = re.fullmatch(_VARIABLE_EXPRESSION, parts_of(template)[1]) if is_one else None
    return decode_percent(match[1]) if match else ""


class _Variables:
    """Collects the parameters of one href while its expressions are rewritten."""

    def __init__(self, link: Schema, resource: str, resources: frozenset[str]) -> None:
        self._link = link
        self._resource = resource
        self._resources = resources
        self._parameters: dict[str, Parameter] = {}

    def read(self, raw: str) -> Href:
        template = re.sub(_EXPRESSION, self._rewrite, raw) if "{" in raw else raw
        fault = _fault(template, raw)
        return Href(template=template, parameters=() if fault else tuple(self._parameters.values()), fault=fault)

    def _rewrite(self, match: re.Match[str]) -> str:
        """Return one expression as RFC 6570 spells it, and add its parameters."""
        if match["plain"] is not None:
            return self._rewrite_names(match["plain"])
        content = match["pointer"] or match["wrapped"]
        text = decode_percent(content)
        return self._rewrite_reference(text) if "#" in text or "/" in text else self._rewrite_names(f"({content})")

    def _rewrite_reference(self, text: str) -> str:
        schema = _resolve(text, self._link)
        words = _words_of(text)
        if len(words) == 1:
            # A reference within one document names the definition alone. The schema's place also names its owner.
            words = (_words_of(schema.pointer)[-2:] if schema else None) or words
        if len(words) == 1 and self._link.pointer.partition("#")[2].startswith("/links/"):
            words = [self._resource, *words]
        owner = words[0] if words[0] in self._resources else ""
        name = _unique_name(identifier(" ".join(words)) or "parameter", self._parameters)
        self._parameters[name] = Parameter(
            name=name, schema=schema, owner=owner, description=description_of(schema), is_checked=False
        )
        return f"{{{name}}}"

    def _rewrite_names(self, expression: str) -> str:
        operator = expression[:1] if expression[:1] in [*_OPERATORS] else ""
        location = _LOCATIONS.get(operator, "path")
        items = expression[len(operator) :]
        variables = [_unwrap(item.strip()) for item in (_split(items) if "(" in items else items.split(","))]
        for variable in variables:
            name = decode_percent(variable.partition(":")[0].rstrip("*"))
            if name and name not in self._parameters:
                parameter = named_parameter(name, location, self._link, self._resource, self._resources)
                style, explode = _STYLES.get(operator, "form"), variable.endswith("*")
                self._parameters[name] = parameter.replaced(style=style, explode=explode)
        return f"{{{operator}{','.join(variables)}}}"


def _fault(template: str, raw: str) -> str:
    """Return why a template can't be used, or ""."""
    literal = re.sub(r"\{[^{}]*\}", "", template) if "{" in template else template
    if "{" in literal or "}" in literal:
        return f"the href {raw!r} is not a URI template: its braces are not balanced"
    if literal.startswith(("@", ":")):
        return f"the href {raw!r} is not a URL: it begins with {literal[0]!r}"
    if "\\" in literal or _has_forbidden_characters(literal):
        return f"the href {raw!r} is not a URL: it contains a control character, a lone surrogate or a backslash"
    for expression in re.findall(r"\{([^{}]*)\}", template) if "{" in template else ():
        variables = expression[1:] if expression[:1] in [*_OPERATORS] else expression
        if not all(_is_variable(variable) for variable in variables.split(",")):
            return f"the href {raw!r} is not a URI template: {{{expression}}} names no variable (RFC 6570, 2.3)"
    return ""


def _has_forbidden_characters(text: str) -> bool:
    return not text.isprintable() and re.search(_FORBIDDEN, text) is not None


def _is_variable(text: str) -> bool:
    return text.isidentifier() or re.fullmatch(_VARIABLE, text) is not None


def _resolve(reference: str, link: Schema) -> Schema | None:
    try:
        return link.resolve(reference)
    except SchemaError:
        return None


def _words_of(reference: str) -> list[str]:
    """Return the names in a reference: that of its document, and its keys.

    Keys that only give structure are left out.
    """
    document, sharp, fragment = reference.partition("#")
    if not sharp:
        document, fragment = "", document
    name = document.rstrip("/").rpartition("/")[2].partition(".")[0]
    keys = [key for key in parse_pointer(fragment if fragment.startswith("/") else f"/{fragment}") if key]
    words = [key for key in keys[:-1] if key not in _STRUCTURE] + keys[-1:]
    return [name, *words] if name else words or ["parameter"]


def _unique_name(name: str, parameters: dict[str, Parameter]) -> str:
    number = 2
    unique = name
    while unique in parameters:
        unique, number = f"{name}_{number}", number + 1
    return unique


def _unwrap(variable: str) -> str:
    """Return a variable as RFC 6570 spells it.

    Parentheses let a name hold any character (draft-04, 5.1.1.1).
    """
    match = re.fullmatch(_PARENTHESES, variable)
    if match is None:
        return "self" if variable == "$" else variable
    name = decode_percent(match[1].replace("))", ")"))
    return (_PARENTHESIZED_NAMES.get(name) or _quote(name)) + (match[2] or "")


def _quote(name: str) -> str:
    if _is_variable(name) and "%" not in name:
        return name
    from urllib.parse import quote

    return quote(name, safe="", errors="replace")


def _split(items: str) -> list[str]:
    """Split a list at its commas, except for commas in parentheses.

    Unclosed parentheses protect no comma.
    """
    matches = re.finditer(_LIST_ITEM, items)
    return [part for each in matches for part in ([each[0]] if each["open"] is None else each[0].split(",")) if part]
