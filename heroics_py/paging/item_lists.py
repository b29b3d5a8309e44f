"""Which list in a response has the items."""

from heroics_py.errors import HeroicsError
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.paging import words
from heroics_py.paging.shapes import Field, kinds_of, properties_of
from heroics_py.paging.words import folded, plurals

__all__ = ["item_properties", "items_of", "nouns_of"]

_MOST_BRANCHES = 8


def items_of(fields: list[Field], link: Link) -> Field | None:
    """Return the list of the items: the usual name, the plural of the resource, or the only list of objects."""
    lists = [each for each in fields if each.types == {"array"}]
    top = [each for each in lists if not each.inside]
    wrapped = [each for each in lists if each.inside and _is_wrapped(each)]
    nouns = nouns_of(link)
    return _chosen(top, nouns) or (None if _is_ambiguous(top) else _in_embedded(fields) or _chosen(wrapped, nouns))


def _chosen(lists: list[Field], nouns: frozenset[str]) -> Field | None:
    usual = [each for each in lists if each.word in words.ITEMS]
    named = [each for each in lists if each.word in nouns]
    objects = [each for each in lists if each.word not in words.SIDE_LISTS and _holds_objects(each)]
    for choice in (named, usual, objects):
        if len(choice) == 1 and (choice is not usual or not named):
            return choice[0]
    return None


def _is_ambiguous(lists: list[Field]) -> bool:
    return len([each for each in lists if each.word not in words.SIDE_LISTS and _holds_objects(each)]) > 1


def _is_wrapped(field: Field) -> bool:
    return all(folded(part) in words.WRAPPERS for part in field.inside.split("."))


def _in_embedded(fields: list[Field]) -> Field | None:
    """Return the only list within ``_embedded``, the items of HAL."""
    for field in fields:
        if field.word == "embedded" and not field.inside:
            below = [each for each in fields if each.inside == field.path and each.types == {"array"}]
            if len(below) == 1:
                return below[0]
            if not any(each.inside == field.path for each in fields):
                return Field(path=f"{field.path}.*", word="items", inside=field.path, name="*")
    return None


def nouns_of(link: Link) -> frozenset[str]:
    """Return what a list of the things of a link may be called, folded."""
    nouns = plurals(link.resource)
    if link.thing is not None:
        nouns |= plurals(link.thing.kind) | plurals(link.thing.noun)
    last = link.href.partition("{?")[0].rstrip("/").rpartition("/")[2]
    return nouns if "{" in last else nouns | plurals(last)


def _holds_objects(field: Field) -> bool:
    items = _item_schema(field)
    return items is not None and "object" in kinds_of(items)


def _item_schema(field: Field) -> Schema | None:
    if field.schema is None:
        return None
    try:
        target = field.schema.dereference()
        choices = (target, *target.branches("anyOf", "oneOf", "allOf")[:_MOST_BRANCHES])
        lists = (each.dereference() for each in choices)
        return next((each.child("items") for each in lists if "items" in each.node), None)
    except HeroicsError:
        return None


def item_properties(field: Field) -> tuple[str, ...]:
    """Return the names of what each item has."""
    items = _item_schema(field)
    return () if items is None else tuple(properties_of(items))
