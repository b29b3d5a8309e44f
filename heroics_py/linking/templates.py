"""URI templates of link descriptions: their variables, and what their values make of them."""

import re
from collections.abc import Callable, Mapping

from heroics_py.call.urls.url import template_of
from heroics_py.support.json_types import Json

__all__ = ["EMPTY_NAME", "SELF_NAME", "expand", "expand_partly", "needed_variables", "preprocess", "variables_of"]

SELF_NAME = "%73elf"
"""The variable that a template of draft-04 spells ``$``: the instance itself (5.1.1.1.2)."""
EMPTY_NAME = "%65mpty"
"""The variable that a template of draft-04 spells ``()``: the property whose name is empty (5.1.1.1.1)."""

_EXPRESSION = re.compile(r"\{([+#./;?&]?)([^{}]*)\}")
_VARSPEC = re.compile(r"(?:[A-Za-z0-9_.]|[^\x00-\x7f]|%[0-9A-Fa-f]{2})+(?:\*|:[1-9][0-9]{0,3})?")
_IN_BRACKETS = re.compile(r"\((?P<name>(?:[^()]|\)\)|\()*+)(?:\)|(?P<open>\Z))")
_OPTIONAL = frozenset("?&#;")
# How the rest of an expression goes on after its first values.
_NEXT = {"?": "&", "&": "&"}


def preprocess(template: str) -> str:
    """Return a template of draft-04 as RFC 6570 spells it (draft-luff-json-hyper-schema-00, 5.1.1.1)."""
    return re.sub(r"\{[^{}]*\}", lambda match: _unbracket(match[0]).replace("$", SELF_NAME), template)


def variables_of(template: str) -> tuple[str, ...] | None:
    """Return the names of a template's variables as it spells them; None if it is not one (RFC 6570, 2)."""
    rest = _EXPRESSION.sub("", template)
    expressions = _EXPRESSION.findall(template)
    specs = [spec for _, variables in expressions for spec in variables.split(",")]
    if "{" in rest or "}" in rest or not all(_VARSPEC.fullmatch(spec) for spec in specs):
        return None
    return tuple(dict.fromkeys(_name_of(spec) for spec in specs))


def needed_variables(template: str) -> frozenset[str]:
    """Return the variables outside of queries and fragments, without which a URL would be another one."""
    expressions = _EXPRESSION.findall(template)
    return frozenset(
        _name_of(spec)
        for operator, variables in expressions
        if operator not in _OPTIONAL
        for spec in variables.split(",")
    )


def expand(template: str, values: Mapping[str, Json]) -> str:
    """Return the URI reference that a template and the values of its variables make (RFC 6570, 3)."""
    return template_of(template).expand({_spelled(name): _text_of(value) for name, value in values.items()})


def expand_partly(template: str, values: Mapping[str, Json], is_open: Callable[[str], bool]) -> str:
    """Return a template in which the variables that are open are left (JSON Hyper-Schema 2019-09, 7)."""
    return _EXPRESSION.sub(lambda match: _expand_expression(match[1], match[2], values, is_open), template)


def _expand_expression(
    operator: str, variables: str, values: Mapping[str, Json], is_open: Callable[[str], bool]
) -> str:
    specs = variables.split(",")
    closed = [spec for spec in specs if not is_open(_name_of(spec))]
    left = ",".join(spec for spec in specs if is_open(_name_of(spec)))
    if not closed or (left and operator not in _NEXT):
        return f"{{{operator}{variables}}}" if left else ""
    text = expand(f"{{{operator}{','.join(closed)}}}", values)
    return f"{text}{{{_NEXT[operator] if text else operator}{left}}}" if left else text


def _spelled(name: str) -> str:
    if name.isascii():
        return name
    from urllib.parse import quote

    return quote(name, safe="%", errors="replace")


def _name_of(spec: str) -> str:
    return spec.partition(":")[0].rstrip("*")


def _text_of(value: Json) -> str | list[str] | dict[str, str]:
    """Return a value as RFC 6570 takes it: numbers and literals as their names (2019-09, 7.2.3)."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return [_scalar_text(item) for item in value]
    if isinstance(value, dict):
        return {key: _scalar_text(item) for key, item in value.items()}
    return _scalar_text(value)


def _scalar_text(value: Json) -> str:
    if isinstance(value, str):
        return value
    import json  # the templates of most links hold texts alone

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unbracket(expression: str) -> str:
    """Return an expression with the names in round brackets percent-encoded."""
    if "(" not in expression:
        return expression
    return _IN_BRACKETS.sub(_name_in_brackets, expression)


def _name_in_brackets(match: re.Match[str]) -> str:
    if match["open"] is not None:
        return match[0]  # brackets that are not closed mean nothing
    return _encoded(match["name"].replace("))", ")")) or EMPTY_NAME


def _encoded(name: str) -> str:
    from urllib.parse import quote

    encoded = quote(name, safe="_", errors="replace")
    return encoded.replace(".", "%2E").replace("-", "%2D").replace("~", "%7E")
