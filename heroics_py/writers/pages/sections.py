"""The sections of a resource's page: its attributes, and each of its links."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from heroics_py.display.terminal import escaped
from heroics_py.writers.arguments import Argument
from heroics_py.writers.pages.attributes import fields_of
from heroics_py.writers.pages.elements import Html, element, join, prose
from heroics_py.writers.pages.entries import LinkEntry, ResourceEntry
from heroics_py.writers.pages.forms import form_of

__all__ = ["ATTRIBUTES", "attribute_section", "link_section", "method_badge", "notes"]

ATTRIBUTES = "resource-attributes"
"""The anchor of the attributes: no name in Python has a hyphen."""

_USUAL = frozenset({"", "production", "stable", "ga"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


def method_badge(method: str) -> Html:
    """Return an HTTP method as a badge."""
    name = method.lower() if method in _METHODS else "other"
    return element("span", method, class_=f"method {name}")


def notes(stability: str, deprecation: str) -> list[Html]:
    """Return the badges of what is not stable, or deprecated."""
    badges = (
        [] if stability.lower() in _USUAL or (deprecation and stability.lower().startswith("deprecat")) else [stability]
    )
    found = [
        element("span", each, class_="badge bad" if each.lower().startswith("deprecat") else "badge") for each in badges
    ]
    return found + ([element("span", "deprecated", class_="badge bad")] if deprecation else [])


def attribute_section(resource: ResourceEntry) -> Html:
    """Return the attributes of a resource; nothing if the schema describes none."""
    if not resource.attributes:
        return Html("")
    rows = [
        _term(
            each.name,
            each.kind,
            each.description,
            f"{ATTRIBUTES}.{each.name}",
            "deprecated" if each.is_deprecated else "",
        )
        for each in resource.attributes
    ]
    return element(
        "section", element("h2", "Attributes", _anchor(ATTRIBUTES, "Attributes")), element("dl", *rows), id=ATTRIBUTES
    )


def _term(name: str, kind: str, description: str, anchor: str, need: str) -> Html:
    words = {"required": "need", "deprecated": "badge bad"}
    facts = [element("span", need, class_=words.get(need, "kind"))] if need and need != "optional" else []
    return element(
        "div",
        element(
            "dt", element("code", name), " ", element("span", _short(kind), class_="kind"), " ", *facts, id=_id(anchor)
        ),
        element("dd", prose(description)) if description else element("dd"),
    )


def _id(name: str) -> str:
    """Return a name as an anchor, which has no white space; no two names become one."""
    return re.sub(r"[\s%]", lambda match: quote(match[0]), escaped(name))


def _short(kind: str) -> str:
    return kind if len(kind) <= 160 else f"{kind[:159]}…"


def _anchor(name: str, label: str) -> Html:
    return element("a", "#", href=f"#{name}", class_="anchor", aria_label=f"Link to {label}")


def link_section(resource: ResourceEntry, link: LinkEntry, *, has_form: bool) -> Html:
    """Return the section of a link: what it does and takes on the left, how it is called on the right."""
    left = [
        element("h2", link.title, *notes(link.stability, link.deprecation), _anchor(link.name, link.title)),
        *(element("p", _target(each), class_="target") for each in link.targets),
        element("p", f"{link.deprecation}: the API may remove it.", class_="warning") if link.deprecation else "",
        element("p", f"It can't be called: {link.fault}", class_="warning") if link.fault else "",
        element("div", prose(link.description)) if link.description != link.title else "",
        _arguments(link),
        element("h3", "Returns"),
        element("p", link.returns),
    ]
    right = [_lines(link), _answer(link)]
    form = form_of(f"{resource.name}.{link.name}", link) if has_form and link.is_sent and not link.fault else ""
    columns = [element("div", *left, class_="about"), element("div", *right, form, class_="code")]
    return element("section", *columns, id=link.name, class_="link")


def _target(target: str) -> Html:
    method, _, href = target.partition(" ")
    if method not in _METHODS and not method.isupper():
        return element("code", target)
    return join([method_badge(method), element("code", href)])


def _arguments(link: LinkEntry) -> Html:
    if not link.arguments:
        return Html("")
    required = [each for each in link.arguments if each.is_required]
    optional = [each for each in link.arguments if not each.is_required]
    rows = [row for each in (*required, *optional) for row in _argument(link, each)]
    return join([element("h3", "Arguments"), element("dl", *rows)])


def _argument(link: LinkEntry, each: Argument) -> Iterator[Html]:
    """Yield the row of an argument, and those of its fields if it takes an object."""
    anchor = f"{link.name}.{each.keyword or each.wire_name}"
    yield _term(each.name, each.kind, each.description, anchor, each.need)
    for field in fields_of(each):
        need = "required" if field.is_required else ""
        yield _term(field.name, field.kind, field.description, f"{link.name}.{field.name}", need)


def _lines(link: LinkEntry) -> Html:
    samples: Sequence[tuple[str, str]] = (("Python", link.python), ("curl", link.curl), ("Shell", link.shell))
    figures = [_figure(name, line, name.lower()) for name, line in samples if line]
    return element("div", *figures, class_="samples") if figures else Html("")


def _answer(link: LinkEntry) -> Html:
    if not link.answer:
        return Html("")
    return _figure(f"Response {link.status}".strip(), link.answer, "json")


def _figure(caption: str, words: str, language: str) -> Html:
    body = element("pre", element("code", words, class_=language), tabindex="0", aria_label=caption)
    return element("figure", element("figcaption", caption), body, data_language=language)
