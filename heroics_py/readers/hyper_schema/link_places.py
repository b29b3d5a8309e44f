"""Where a hyper-schema has links: in every schema of a document, whatever keyword holds it.

    keyword                                  the schemas in it describe             their links belong to
    ---------------------------------------  -------------------------------------  --------------------------
    definitions, $defs, properties           something that has a name              a resource of that name
    items, additionalProperties, ...         a part of the data without a name      a resource of their own
    allOf, anyOf, then, dependencies, ...    the very same data                     the resource around them
    targetSchema and the like, in a link     what a link leads to or takes          a resource named by the link

Every schema is looked at once. Data (example, enum, default) is not a schema; an unknown keyword is one only if a
reference leads into it, as JSON Schema lets it.
"""

from collections.abc import Iterator, Mapping

from heroics_py.model.pointers import escape_key, parse_pointer, value_at
from heroics_py.readers.fields import rel_of, text_at
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["DEFINITIONS", "LinkPlace", "link_entries", "link_places"]

DEFINITIONS = ("definitions", "$defs")
_NAMED = frozenset({*DEFINITIONS, "properties"})
# What holds schemas: by name, in a list, or alone. The value is True if they are for the very same data.
_MAPS = {"patternProperties": False, "dependencies": True, "dependentSchemas": True}
_OTHERS = {
    "allOf": True,
    "anyOf": True,
    "oneOf": True,
    "extends": True,
    "not": True,
    "if": True,
    "then": True,
    "else": True,
    "items": False,
    "prefixItems": False,
    "additionalItems": False,
    "additionalProperties": False,
    "contains": False,
    "contentSchema": False,
    "propertyNames": False,
    "unevaluatedItems": False,
    "unevaluatedProperties": False,
}
_IN_LINKS = ("targetSchema", "schema", "submissionSchema", "hrefSchema", "headerSchema")
_HOLDERS = frozenset({*_NAMED, *_MAPS, *_OTHERS, "links"})
# Where references usually lead: those schemas are found anyway.
_USUAL_TARGETS = ("#/definitions/", "#/$defs/", "#/properties/")
_USUAL_RELS = frozenset({"self", "item", "instances", "collection", "create", "update", "destroy", "delete", "edit"})


class LinkPlace(Value):
    """A schema that has links of its own.

    Attributes:
        pointer: where the schema is in its document, as a JSON pointer without the document.
        home: where the schema of the resource is that the links belong to; the same, except below allOf and the like.
        names: names for the resource, the best one first.
        depth: 0 for the document itself, 1 for what its definitions and properties name, 2 for all below.
    """

    pointer: str
    home: str
    names: tuple[str, ...]
    depth: int


class _Position:
    """A schema on the way down from the root: its keys are joined only for those that have links."""

    __slots__ = ("above", "depth", "home", "keys", "name", "node", "words")

    def __init__(  # noqa: PLR0913, PLR0917 - it is made for each schema of a document
        self, node: Json, above: "_Position | None", keys: tuple[object, ...], name: str, words: str, depth: int
    ) -> None:
        self.node = node
        self.above = above
        self.keys = keys
        self.name = name
        self.words = words
        self.depth = depth
        self.home = self

    def part(self, node: Json, keys: tuple[object, ...], words: str, *, is_same: bool) -> "_Position":
        """Return the position of a schema without a name; ``is_same`` means that it is for the same data."""
        position = _Position(node, self, keys, self.name, self.words if is_same else self.words or words, self.depth)
        if is_same:
            position.home = self.home
        else:
            position.depth = 2
        return position

    @property
    def pointer(self) -> str:
        steps: list[str] = []
        position: _Position | None = self
        while position is not None:
            steps.append("".join(f"/{escape_key(key)}" for key in position.keys))
            position = position.above
        return "#" + "".join(reversed(steps))


def link_places(root: dict[str, Json], name: str) -> Iterator[LinkPlace]:
    """Yield every schema of a document that has links, in the order of the document.

    Args:
        root: the document.
        name: the name of the resource that its own links belong to.
    """
    seen: set[int] = set()
    references: dict[str, None] = {}
    yield from _places_below(_Position(root, None, (), name, "", 0), seen, references)
    # Schemas that no keyword holds, but a reference leads to.
    while references:
        reference = references.popitem()[0]
        keys = parse_pointer(reference[1:])
        try:
            node = value_at(root, keys)
        except LookupError:
            continue
        if isinstance(node, dict) and id(node) not in seen:
            position = _Position(node, _Position(root, None, (), name, "", 0), tuple(keys), keys[-1], "", 2)
            yield from _places_below(position, seen, references)


def _places_below(top: _Position, seen: set[int], references: dict[str, None]) -> Iterator[LinkPlace]:
    pending = [top]
    while pending:
        position = pending.pop()
        node = position.node
        if type(node) is list:
            pending += [
                position.part(each, (index,), position.words, is_same=position.home is not position)
                for index, each in reversed([*enumerate(node)])
                if type(each) is dict and not _is_leaf(each)
            ]
            continue
        if type(node) is not dict:
            continue
        seen.add(id(node))
        reference = node.get("$ref")
        if type(reference) is str and reference.startswith("#/"):
            references.setdefault(reference)
        if "links" in node and any(True for _ in link_entries(node)):
            yield _place(position)
        pending.extend(reversed([*_below(position, node)]))


def _is_leaf(node: dict[str, Json]) -> bool:
    """Return whether a schema contains no other, as most don't."""
    if not _HOLDERS.isdisjoint(node):
        return False
    reference = node.get("$ref")
    return type(reference) is not str or reference.startswith(_USUAL_TARGETS) or not reference.startswith("#/")


def _place(position: _Position) -> LinkPlace:
    home = position.home
    names = [home.name]
    if home.words:
        title = text_at(home.node, "title") if isinstance(home.node, dict) else ""
        names += [*([title] if title else []), f"{home.name}-{home.words}"]
    return LinkPlace(position.pointer, home.pointer, tuple(names), home.depth)


def _below(position: _Position, node: dict[str, Json]) -> Iterator[_Position]:
    """Yield the schemas that one contains."""
    for keyword, value in node.items():
        if keyword not in _HOLDERS or not isinstance(value, dict | list):
            continue
        if keyword == "links":
            yield from _in_links(position, node)
        elif keyword in _OTHERS:
            if type(value) is dict and _is_leaf(value):
                continue
            yield position.part(value, (keyword,), _words_of(keyword), is_same=_OTHERS[keyword])
        elif isinstance(value, dict):
            yield from _in_map(position, keyword, value)


def _in_map(position: _Position, keyword: str, values: Mapping[str, Json]) -> Iterator[_Position]:
    depth = 1 if position.depth == 0 and position.above is None else 2
    for name, each in values.items():
        if type(each) is not dict or _is_leaf(each):
            continue
        if keyword in _NAMED:
            yield _Position(each, position, (keyword, name), name, "", depth)
        else:
            yield position.part(each, (keyword, name), "value", is_same=_MAPS[keyword])


def _in_links(position: _Position, node: dict[str, Json]) -> Iterator[_Position]:
    """Yield the schemas in the links of a schema."""
    for keys, link in link_entries(node):
        rel = rel_of(link).rpartition("/")[2]
        words = text_at(link, "title") if rel in _USUAL_RELS or not rel else rel
        for keyword in _IN_LINKS:
            schema = link.get(keyword)
            if isinstance(schema, dict) and not _is_leaf(schema):
                target = "" if keyword == "targetSchema" else f" {keyword}"
                yield position.part(schema, (*keys, keyword), f"{words or rel}{target}", is_same=False)


def _words_of(keyword: str) -> str:
    return "item" if "tems" in keyword or keyword == "contains" else "value"


def link_entries(node: Mapping[str, Json]) -> Iterator[tuple[tuple[object, ...], dict[str, Json]]]:
    """Yield the links of a schema, each with its keys from there.

    The drafts list them. One alone, and links by name, are read too.
    """
    links = node.get("links")
    if isinstance(links, list):
        yield from ((("links", index), link) for index, link in enumerate(links) if isinstance(link, dict))
    elif isinstance(links, dict):
        if isinstance(links.get("href"), str):
            yield ("links",), links
        else:
            named = links.items()
            yield from ((("links", name), link) for name, link in named if isinstance(link, dict) and "href" in link)
