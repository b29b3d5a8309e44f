"""The expansion of URI templates, to level 4 (RFC 6570)."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from heroics_py.support.values import Value

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


class _Operator(Value):
    """How an operator expands its variables (RFC 6570, appendix A).

    Attributes:
        first: what comes before the first defined variable.
        separator: what comes between variables, and between the members of an exploded one.
        named: whether the name of a variable comes before its value.
        if_empty: what follows the name if the value is empty.
        safe: characters beside the unreserved ones that stay as they are; with any, triples stay, too.
    """

    first: str
    separator: str
    named: bool
    if_empty: str = ""
    safe: str = ""


_OPERATORS = {
    "": _Operator("", ",", named=False),
    "+": _Operator("", ",", named=False, safe=_RESERVED),
    "#": _Operator("#", ",", named=False, safe=_RESERVED),
    ".": _Operator(".", ".", named=False),
    "/": _Operator("/", "/", named=False),
    ";": _Operator(";", ";", named=True),
    "?": _Operator("?", "&", named=True, if_empty="="),
    "&": _Operator("&", "&", named=True, if_empty="="),
}


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
    symbol, listed = _split_operator(expression)
    operator = _OPERATORS[symbol]
    expanded = [
        _expand_variable(operator, name, value, explode=explode, length=length)
        for name, explode, length in _variables(listed)
        if (value := _defined(values.get(name))) is not None
    ]
    return operator.first + operator.separator.join(expanded) if expanded else ""


def _defined(value: VariableValue) -> VariableValue:
    """Return a value, or None if RFC 6570 (2.3) counts it as undefined: an empty list or associative array."""
    return value if value or isinstance(value, str) else None


def _expand_variable(operator: _Operator, name: str, value: VariableValue, *, explode: bool, length: int) -> str:
    safe = operator.safe
    if isinstance(value, dict):
        pairs = [(percent_encoded(key, safe), percent_encoded(text, safe)) for key, text in value.items()]
        if explode:
            return operator.separator.join(_member(operator, key, text) for key, text in pairs)
        return _pair(operator, name, ",".join(part for pair in pairs for part in pair))
    if isinstance(value, list):
        texts = [percent_encoded(text, safe) for text in value]
        if explode:
            return operator.separator.join(_pair(operator, name, text) for text in texts)
        return _pair(operator, name, ",".join(texts))
    return _pair(operator, name, percent_encoded(_prefix(value or "", length, has_triples=bool(safe)), safe))


def _prefix(text: str, length: int, *, has_triples: bool) -> str:
    """Return the first characters of a text; no triples that are one character are divided (RFC 6570, 2.4.1)."""
    if not length:
        return text
    return "".join(re.findall(_CHARACTER, text)[:length]) if has_triples else text[:length]


def _pair(operator: _Operator, name: str, text: str) -> str:
    """Return a value, behind the name of its variable if the operator asks for that."""
    return _member(operator, name, text) if operator.named else text


def _member(operator: _Operator, name: str, text: str) -> str:
    return f"{name}{operator.if_empty}" if operator.named and not text else f"{name}={text}"
