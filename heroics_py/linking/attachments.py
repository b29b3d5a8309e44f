"""The links that a hyper-schema attaches to one part of an instance, with what the instance gives each of them."""

from collections.abc import Iterator, Mapping

from heroics_py.linking.href_input import accepts_input, is_initial
from heroics_py.linking.instance_values import Keys
from heroics_py.linking.linked_values import LinkedValue, linked_values
from heroics_py.linking.template_data import template_data
from heroics_py.linking.templates import needed_variables, variables_of
from heroics_py.model.schema import Schema
from heroics_py.readers.base_urls import enclosing_base, resolve_href
from heroics_py.readers.fields import text_at
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Attachment", "attachments"]


class Attachment(Value):
    """A link description that applies to a part of an instance.

    Attributes:
        pointer: where it is in the schema.
        base: the template that its href is relative to: the ``base`` of each schema around the part, and around the
            schema of the whole, each resolved against the outer one; empty if there is none.
        href: its href, resolved against the base.
        data: the values of the instance for its variables, by name.
        lacking: the variables of ``templateRequired`` that neither the instance nor a caller gives a value.
        unfilled: those, and the variables of its path that have no value.
    """

    pointer: str
    base: str
    href: str
    data: Mapping[str, Json]
    lacking: tuple[str, ...]
    unfilled: tuple[str, ...]


def attachments(
    schema: Schema, instance: Json, place: Keys, url: str, *, items_of: Schema | None = None
) -> Iterator[Attachment]:
    """Yield what applies to the value at ``place`` of an instance (JSON Hyper-Schema 2019-09, 5, 6.4 and 7.2).

    Args:
        schema: of the instance, in draft-06 or later.
        instance: the whole of it, which absolute pointers begin at.
        place: the keys that lead to the part.
        url: where the instance was found.
        items_of: the schema of the list that the instance is an item of, if any; its base counts.

    Raises:
        SchemaError: the schema is a reference to nothing, or this takes too many steps.
    """
    start = schema.dereference().pointer
    outer = enclosing_base(schema.documents, start.rpartition("/")[0]) if "/" in start.partition("#")[2] else ""
    if items_of is not None and not start.startswith(f"{items_of.pointer}/"):
        outer = resolve_href(outer, text_at(items_of.node, "base").strip())
    for linked in linked_values(schema, instance, url, only=place, skip_faults=True):
        raw = linked.link.raw
        if isinstance(raw, dict) and isinstance(raw.get("href"), str):
            yield _attachment(linked, raw, instance, _base(linked, start, outer))


def _base(linked: LinkedValue, start: str, outer: str) -> str:
    """Return the base of a link: of the schemas that apply around it, not of those that its own is written in."""
    pointer = linked.link.pointer
    if pointer.partition("#")[0] != start.partition("#")[0]:
        return enclosing_base(linked.link.documents, pointer) or outer
    base = outer
    for each in reversed(linked.bases):
        base = resolve_href(base, each.template.strip())
    return base


def _attachment(linked: LinkedValue, raw: Mapping[str, Json], instance: Json, base: str) -> Attachment:
    href = resolve_href(base, str(raw["href"]).strip())
    names = raw.get("templateRequired")
    required = [str(name) for name in names] if isinstance(names, list) else []
    pointers = raw.get("templatePointers")
    known = pointers if isinstance(pointers, dict) else {}
    variables = (*(variables_of(href) or ()), *required)
    data = template_data(variables, instance, linked.place, known, is_oldest=False)
    if linked.link.draft == "draft-06":
        data = {**_data_of_bases(linked, instance), **data}
    given = {name: value for name, value in data.items() if _is_usable(linked, raw, name, value)}
    without = [name for name in variables if name not in given and not _is_open(linked, raw, name)]
    lacking = tuple(name for name in required if name in without)
    needed = needed_variables(href) if without else frozenset()
    unfilled = dict.fromkeys([*(name for name in without if name in needed), *lacking])
    return Attachment(linked.link.pointer, base, href, given, lacking, tuple(unfilled))


def _data_of_bases(linked: LinkedValue, instance: Json) -> dict[str, Json]:
    """Return the values of the variables of the bases, from the values that these belong to (draft-06, 5.1)."""
    data: dict[str, Json] = {}
    for base in reversed(linked.bases):
        names = variables_of(base.template) or ()
        data |= template_data(names, instance, base.place, {}, is_oldest=False)
    return data


def _is_open(linked: LinkedValue, raw: Mapping[str, Json], name: str) -> bool:
    """Return whether a caller may give a variable a value."""
    schema = raw.get("hrefSchema")
    if not isinstance(schema, dict | bool) or schema is False:
        return False
    return accepts_input(linked.link.child("hrefSchema"), name)


def _is_usable(linked: LinkedValue, raw: Mapping[str, Json], name: str, value: Json) -> bool:
    """Return whether a value of the instance counts: what a caller may replace has to follow hrefSchema (7.2.2)."""
    return not _is_open(linked, raw, name) or is_initial(linked.link.child("hrefSchema"), name, value)
