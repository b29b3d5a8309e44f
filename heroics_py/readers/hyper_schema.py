"""JSON Hyper-Schema, from draft-03 to 2019-09, and what interagent and prmd files make of it."""

from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api, LazyMapping, Resource
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.base import root_base, self_links
from heroics_py.readers.document import Loaded
from heroics_py.readers.parts import list_of, object_of, rel_of, text_of
from heroics_py.readers.plain import plain, plain_of_draft_3
from heroics_py.readers.reader import Reader
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["HYPER_SCHEMA"]

_DEFINITIONS = ("definitions", "$defs")
_OLDER = frozenset({"draft-03", "draft-04"})
_DRAFTS = ("draft-03", "draft-06", "draft-07", "2019-09")


def _recognizes(root: dict[str, Json]) -> bool:
    return (
        isinstance(root.get("links"), list)
        or "hyper-schema" in str(root.get("$schema", ""))
        or any(_has_links(node) for node in _nodes(root, "properties").values())
        or any(True for _ in _nested("#", root))
    )


def _read(loaded: Loaded) -> Api:
    root = _main(loaded)
    dialect = _dialect(root, loaded)
    documents = Documents(
        roots=loaded.roots, dialect=dialect, normalize=plain_of_draft_3 if dialect == "draft-03" else plain
    )
    places = _resources(documents)
    names, url = frozenset(places), _base_url(root)
    return Api(
        title=text_of(root, "title"),
        description=text_of(root, "description"),
        url=url,
        resources=LazyMapping(places, lambda name: _resource(name, documents.schema_at(places[name]), names, url)),
        documents=documents,
        dialect=HYPER_SCHEMA.name,
        source=loaded.source,
        forgiven=tuple(loaded.forgiven),
        left_out=loaded.left_out,
    )


def _main(loaded: Loaded) -> dict[str, Json]:
    """Return the document that speaks for the whole; in a folder the one whose self link names the base URL."""
    documents = [root for root in loaded.roots.values() if isinstance(root, dict)]
    return loaded.root or next((root for root in documents if _base_url(root) and not _acts(root)), {})


def _dialect(root: dict[str, Json], loaded: Loaded) -> str:
    """Return the draft of the schemas: what the main document says, else the first that says anything."""
    documents = [root, *(each for each in loaded.roots.values() if isinstance(each, dict))]
    said = next((str(each["$schema"]) for each in documents if "$schema" in each), "")
    return next((draft for draft in _DRAFTS if draft in said), "draft-04")


def _resources(documents: Documents) -> dict[str, str]:
    """Return where each resource stands, by name, document by document."""
    places: dict[str, str] = {}
    for uri, root in documents.roots.items():
        if isinstance(root, dict):
            for name, place in _found(documents, uri, root):
                _add(places, name, place)
    return places


def _found(documents: Documents, uri: str, root: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield the resources of one document: those it lists, those among its definitions, then the document itself."""
    listed = dict(_listed_places(documents.schema_at(f"{uri}#")))
    inside = {name: place for name, place in listed.items() if place.startswith(f"{uri}#/")}
    working = {name: place for name, place in inside.items() if _has_links(documents.schema_at(place).raw)}
    # Without a link below, what a document with links of its own lists is its attributes.
    yield from (listed if working or not _acts(root) else working).items()
    taken = set(listed.values())
    yield from ((name, place) for name, place in _nested(f"{uri}#", root) if place not in taken)
    if documents.dialect not in _OLDER:
        taken |= {place for _, place in _nested(f"{uri}#", root)} | {f"{uri}#"}
        own = _own_name(uri, root)
        yield from ((name, place) for name, place in _within(f"{uri}#", root, own) if place not in taken)
    if _acts(root) and (not working or any(rel_of(link) != "self" for link in _links(root))):
        yield _own_name(uri, root), f"{uri}#"


def _own_name(uri: str, root: Mapping[str, Json]) -> str:
    own = str(root.get("id") or root.get("$id") or "").partition("#")[0].rstrip("/")
    return (own or uri).rpartition("/")[2].partition(".")[0] or text_of(root, "title") or "root"


def _add(places: dict[str, str], name: str, place: str) -> None:
    """Add a resource; one whose name is taken by another goes by where it stands."""
    if places.setdefault(name, place) != place:
        places[place.removeprefix("#/")] = place


def _listed_places(root: Schema) -> Iterator[tuple[str, str]]:
    """Yield what the root's properties list: a definition of that name with links, what is referred to, or in line."""
    definitions = _nodes(root.raw, "definitions")
    for name, listed in root.children("properties").items():
        named = f"{root.pointer}/definitions/{escape_key(name)}"
        if _has_links(definitions.get(name)):
            yield name, named
        elif _has_links(listed.raw):
            yield name, listed.pointer
        elif listed.reference is not None:
            try:
                yield name, listed.dereference().pointer
            except SchemaError:
                if name in definitions:
                    yield name, named


def _nested(pointer: str, root: Json) -> Iterator[tuple[str, str]]:
    """Yield the definitions with links, and those inside of definitions too, in the order of the document.

    An empty list of links makes a resource of a definition of the document itself, and not of a part of one.
    """
    for holder in _DEFINITIONS:
        for name, node in _nodes(root, holder).items():
            # Most definitions hold neither: they are passed by at a glance.
            if not isinstance(node, dict) or not ("links" in node or "definitions" in node or "$defs" in node):
                continue
            place = f"{pointer}/{holder}/{escape_key(name)}"
            if _links(node) or ("links" in node and pointer.endswith("#")):
                yield name, place
            yield from _nested(place, node)


def _within(pointer: str, node: Json, name: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a schema that have links, as the newer drafts write them, by the name of the property."""
    if not isinstance(node, dict):
        return
    if _links(node):
        yield name, pointer
    for holder in (*_DEFINITIONS, "properties"):
        for key, below in _nodes(node, holder).items():
            yield from _within(f"{pointer}/{holder}/{escape_key(key)}", below, key)
    for keyword in ("items", "not", "additionalProperties"):
        yield from _within(f"{pointer}/{keyword}", node.get(keyword), name)
    for keyword in ("items", "allOf", "anyOf", "oneOf"):
        for index, below in enumerate(list_of(node, keyword)):
            yield from _within(f"{pointer}/{keyword}/{index}", below, name)


def _nodes(root: Json, holder: str) -> dict[str, Json]:
    found = root.get(holder) if isinstance(root, dict) else None
    return found if isinstance(found, dict) else {}


def _has_links(node: Json) -> bool:
    return isinstance(node, dict) and "links" in node


def _links(root: Mapping[str, Json]) -> list[dict[str, Json]]:
    return [link for link in list_of(root, "links") if isinstance(link, dict)]


def _acts(root: Mapping[str, Json]) -> bool:
    """Tell whether the links of a root do anything but name its base URL."""
    return any(not (rel_of(link) == "self" and "://" in str(link.get("href", ""))) for link in _links(root))


def _resource(name: str, place: Schema, names: frozenset[str], url: str) -> Resource:
    node = object_of(place.raw)
    load_modules("heroics_py.readers.hyper_link")
    from heroics_py.readers.hyper_link import Around, links_of

    around = Around(resource=name, place=place, names=names, url=url, selves=self_links(node))
    return Resource(
        name=name,
        title=text_of(node, "title"),
        description=text_of(node, "description"),
        links=tuple(
            link
            for index, raw in enumerate(list_of(node, "links"))
            if isinstance(raw, dict)
            for link in links_of(around, index, raw)
        ),
        schema=place,
        identity=_identity(place),
        stability=text_of(node, "stability"),
    )


def _identity(place: Schema) -> Schema | None:
    for holder in _DEFINITIONS:
        if identity := _nodes(place.raw, holder).get("identity"):
            return Schema(place.documents, f"{place.pointer}/{holder}/identity", identity)
    return None


def _base_url(root: dict[str, Json]) -> str:
    """Return the base URL: the first absolute self link of the root, or what a newer draft calls its base."""
    if base := root_base(root):
        return base
    for link in _links(root):
        href = text_of(link, "href").strip()
        if rel_of(link) == "self" and href.lower().startswith(("http://", "https://")) and "{" not in href:
            return href
    return ""


HYPER_SCHEMA = Reader(name="JSON Hyper-Schema", recognizes=_recognizes, read=_read)
