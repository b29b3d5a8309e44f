"""The form of a link, whose request a sandbox builds."""

import json

from heroics_py.call.values.text_values import takes_list
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.writers.arguments import Argument
from heroics_py.writers.pages.elements import Html, element
from heroics_py.writers.pages.entries import LinkEntry

__all__ = ["form_of"]

_MOST_CHOICES = 60


def form_of(call: str, link: LinkEntry) -> Html:
    """Return the form of a link, with the values of its example.

    Args:
        call: the name of the call, "app.create".
        link: its entry.
    """
    values = _values(link)
    named = [each for each in link.arguments if each.keyword]
    required = [_field(call, each, values) for each in named if each.is_required]
    optional = [_field(call, each, values) for each in named if not each.is_required]
    if any(not each.keyword for each in link.arguments) or _has_body(link):
        optional.append(_body(call, link))
    more = element("details", element("summary", "Optional fields"), *optional) if optional else ""
    send = element("button", "Send", type="submit")
    form = element("form", *required, more, send, element("output", aria_live="polite"), data_call=call)
    return element("details", element("summary", "Try it"), form, class_="try")


def _values(link: LinkEntry) -> dict[str, object]:
    """Return the values of the example by keyword."""
    if link.example is None:
        return {}
    positional = [each.keyword for each in link.arguments if each.location in {"path", "fragment"}]
    return {**dict(zip(positional, link.example.args, strict=False)), **link.example.kwargs}


def _has_body(link: LinkEntry) -> bool:
    return "*body" in link.signature


def _body(call: str, link: LinkEntry) -> Html:
    name = f"{call}-body"
    body = link.example.args[-1] if link.example is not None and link.example.args else None
    text = _text(body) if isinstance(body, dict | list) else ""
    label = element("label", "The whole body ", element("span", "JSON or text", class_="kind"), for_=name)
    return element(
        "div", label, element("textarea", text, id=name, name="*body", rows="3", spellcheck="false"), class_="field"
    )


def _field(call: str, argument: Argument, values: dict[str, object]) -> Html:
    name = f"{call}-{argument.keyword}"
    label = element("label", f"{argument.keyword} ", element("span", _hint(argument), class_="kind"), for_=name)
    value = values.get(argument.keyword)
    return element("div", label, _input(name, argument, "" if value is None else _text(value)), class_="field")


def _hint(argument: Argument) -> str:
    return argument.kind if len(argument.kind) <= 60 else f"{argument.kind[:59]}…"


def _input(name: str, argument: Argument, value: str) -> Html:
    schema = argument.schema
    choices = [_text(each) for each in values_of(schema)] if schema is not None else []
    kinds = types_of(schema) if schema is not None else ()
    if kinds == ("boolean",):
        choices = ["true", "false"]
    own: dict[str, str | bool] = {"id": name, "name": argument.keyword, "required": argument.is_required}
    if choices and len(choices) <= _MOST_CHOICES:
        options = [element("option", each, selected=each == value) for each in dict.fromkeys(choices)]
        return element("select", element("option", "", value=""), *options, **own)
    if takes_list(schema) or "object" in kinds:
        return element("textarea", value, rows="2", spellcheck="false", **own)
    return element("input", value=value, autocomplete="off", spellcheck="false", **own)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
