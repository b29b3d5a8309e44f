"""The expansion of URI templates, to level 4 (RFC 6570)."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from uritemplate import URITemplate

__all__ = ["VariableValue", "expand", "form_variables", "percent_encoded", "variable_names"]

VariableValue = str | list[str] | dict[str, str] | None
"""The value of a variable: text, a list or an associative array of texts; None, and empty ones, are undefined (2.3)."""

_EXPRESSION = r"\{([^{}]*)\}"
_TRIPLE = r"(%[0-9A-Fa-f]{2})"
_RESERVED = "!#$&'()*+,/:;=?@[]"
# One character of text that may hold triples: the octets of one character in UTF-8, any other triple, or itself.
_CHARACTER = (
    r"(?s)%[CDcd][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]|%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}"
    r"|%[Ff][0-7](?:%[89ABab][0-9A-Fa-f]){3}|%[0-9A-Fa-f]{2}|."
)


# The operators, and the characters beside the unreserved ones that stay as they are in a value (RFC 6570, appendix A).
# Where there are any, triples stay, too.
_OPERATORS = {"": "", "+": _RESERVED, "#": _RESERVED, ".": "", "/": "", ";": "", "?": "", "&": ""}
# What uritemplate arranges in the place of names and values: unreserved characters, which it leaves alone.
_PLACEHOLDERS = r"~(\d+)~"
# The "=" before an empty text, where `;` leaves it out (3.2.7).
_LAST_PLACEHOLDERS = r"=~(\d+)~(?=;|$)"


def expand(template: str, values: Mapping[str, VariableValue]) -> str:
    """Return a template with its variables replaced; those without a value are left out.

    Args:
        template: its text; whatever is not an expression stays as it is.
        values: by variable.
    """
    return re.sub(_EXPRESSION, lambda match: _expand_expression(match[1], values), template)


def variable_names(template: str) -> frozenset[str]:
    """Return the names of the variables of a template."""
    expressions = re.findall(_EXPRESSION, template)
    return frozenset(name for each in expressions for name, _, _ in _variables(_split_operator(each)[1]))


def form_variables(template: str) -> dict[str, bool]:
    """Return the variables of a form-style query, ``{?a}`` and ``{&b*}``, and whether each is exploded (3.2.8)."""
    lists = re.findall(r"\{[?&]([^{}]*)\}", template) if "{?" in template or "{&" in template else ()
    return {name: explode for listed in lists for name, explode, _ in _variables(listed)}


def percent_encoded(text: str, reserved: str = "") -> str:
    """Return ``text`` percent-encoded, except ``reserved`` characters.

    If there are any, triples such as ``%2F`` stay too (RFC 6570, 3.2.3).
    """
    if not reserved:
        return quote(text, safe="")
    parts = re.split(_TRIPLE, text)
    parts[::2] = [quote(part, safe=reserved) for part in parts[::2]]
    return "".join(parts)


def _split_operator(expression: str) -> tuple[str, str]:
    operator = expression[:1] if expression[:1] in _OPERATORS else ""
    return operator, expression[len(operator) :]


def _variables(listed: str) -> Iterator[tuple[str, bool, int]]:
    """Yield each variable of a list: its name, whether it is exploded, and the length of its prefix, 0 for all."""
    for variable in listed.split(","):
        name, _, length = variable.removesuffix("*").partition(":")
        yield name, variable.endswith("*"), int(length) if length.isdecimal() else 0


def _expand_expression(expression: str, values: Mapping[str, VariableValue]) -> str:
    """Return what an expression expands to.

    uritemplate arranges the texts, as placeholders; it does not encode all of them as RFC 6570 says: it leaves text
    with a triple as it is (3.2.3), divides triples (2.4.1), and has an "=" in each member of ``{;list*}`` (3.2.7).
    """
    operator, listed = _split_operator(expression)
    texts: list[str] = []

    def placeholder(text: str) -> str:
        texts.append(text)
        return f"~{len(texts) - 1}~"

    variables: list[str] = []
    arranged: dict[str, object] = {}
    for name, explode, length in _variables(listed):
        # A variable may be there twice, with and without a prefix.
        own = placeholder(name)
        variables.append(f"{own}*" if explode else own)
        value = _defined(values.get(name))
        if value is not None:
            arranged[own] = _arranged(value, length, _OPERATORS[operator], placeholder)
    text = _parse(f"{{{operator}{','.join(variables)}}}").expand(arranged)  # type: ignore[arg-type]
    if operator == ";":
        text = re.sub(_LAST_PLACEHOLDERS, lambda match: match[0] if texts[int(match[1])] else "", text)
    return re.sub(_PLACEHOLDERS, lambda match: texts[int(match[1])], text)


def _defined(value: VariableValue) -> VariableValue:
    """Return a value, or None if RFC 6570 (2.3) counts it as undefined: an empty list or associative array."""
    return value if value or isinstance(value, str) else None


def _arranged(value: VariableValue, length: int, reserved: str, placeholder: Callable[[str], str]) -> object:
    """Return a value with placeholders for its encoded texts; uritemplate sorts the keys of a dict, but no pairs."""
    if isinstance(value, dict):
        return [
            (placeholder(percent_encoded(key, reserved)), placeholder(percent_encoded(text, reserved)))
            for key, text in value.items()
        ]
    if isinstance(value, list):
        return [placeholder(percent_encoded(text, reserved)) for text in value]
    return placeholder(percent_encoded(_prefix(value or "", length, has_triples=bool(reserved)), reserved))


def _prefix(text: str, length: int, *, has_triples: bool) -> str:
    """Return the first characters of a text; no triples that are one character are divided (RFC 6570, 2.4.1)."""
    if not length:
        return text
    return "".join(re.findall(_CHARACTER, text)[:length]) if has_triples else text[:length]


@lru_cache(maxsize=1024)
def _parse(expression: str) -> "URITemplate":
    load_modules("uritemplate")
    from uritemplate import URITemplate  # lazy: most hrefs don't need it

    return URITemplate(expression)
