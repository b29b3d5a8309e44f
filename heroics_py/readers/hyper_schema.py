"""JSON Hyper-Schema: draft-03, draft-04, and what interagent and prmd files make of it."""

import re
from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.messages import Json
from heroics_py.model import Api, Body, Lazily, Link, Resource
from heroics_py.pointer import Documents, Schema, escaped
from heroics_py.readers.document import Loaded
from heroics_py.readers.href import read_href
from heroics_py.readers.reader import Reader

__all__ = ["HYPER_SCHEMA"]

_QUERY_METHODS = frozenset({"GET", "HEAD"})
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_DEFINITIONS = ("definitions", "$defs")
_METHOD = re.compile(r"[A-Z0-9!#$%&'*+.^_`|~-]+")


def _recognizes(root: dict[str, Json]) -> bool:
    return (
        isinstance(root.get("links"), list)
        or "hyper-schema" in str(root.get("$schema", ""))
        or any(_has_links(node) for holder in (*_DEFINITIONS, "properties") for node in _nodes(root, holder).values())
    )


def _read(loaded: Loaded) -> Api:
    root = _main(loaded)
    documents = Documents(roots=loaded.roots, dialect=_dialect(root), plain=_plain)
    places = _resources(documents)
    return Api(
        title=_text(root, "title"),
        description=_text(root, "description"),
        url=_base_url(root),
        resources=Lazily(places, lambda name: _resource(name, documents.at(places[name]), frozenset(places))),
        documents=documents,
        dialect=HYPER_SCHEMA.name,
        source=loaded.source,
    )


def _main(loaded: Loaded) -> dict[str, Json]:
    """Return the document that speaks for the whole; in a folder the one whose self link names the base URL."""
    documents = [root for root in loaded.roots.values() if isinstance(root, dict)]
    return loaded.root or next((root for root in documents if _base_url(root) and not _acts(root)), {})


def _dialect(root: dict[str, Json]) -> str:
    return "draft-03" if "draft-03" in str(root.get("$schema", "")) else "draft-04"


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
    listed = dict(_listed_places(documents.at(f"{uri}#")))
    inside = {name: place for name, place in listed.items() if place.startswith(f"{uri}#/")}
    working = {name: place for name, place in inside.items() if _has_links(documents.at(place).raw)}
    # Without a link below, what a document with links of its own lists is its attributes.
    yield from (listed if working or not _acts(root) else working).items()
    taken = set(listed.values())
    yield from ((name, place) for name, place in _nested(f"{uri}#", root) if place not in taken)
    if _acts(root) and (not working or any(_rel(link) != "self" for link in _links(root))):
        own = str(root.get("id") or root.get("$id") or "").partition("#")[0].rstrip("/")
        yield (own or uri).rpartition("/")[2].partition(".")[0] or _text(root, "title") or "root", f"{uri}#"


def _add(places: dict[str, str], name: str, place: str) -> None:
    """Add a resource; one whose name is taken by another goes by where it stands."""
    if places.setdefault(name, place) != place:
        places[place.removeprefix("#/")] = place


def _listed_places(root: Schema) -> Iterator[tuple[str, str]]:
    """Yield what the root's properties list: a definition of that name with links, what is referred to, or in line."""
    definitions = _nodes(root.raw, "definitions")
    for name, listed in root.children("properties").items():
        named = f"{root.pointer}/definitions/{escaped(name)}"
        if _has_links(definitions.get(name)):
            yield name, named
        elif _has_links(listed.raw):
            yield name, listed.pointer
        elif listed.reference is not None:
            try:
                yield name, listed.followed().pointer
            except SchemaError:
                if name in definitions:
                    yield name, named


def _nested(pointer: str, root: Json) -> Iterator[tuple[str, str]]:
    """Yield the definitions with links, and those inside of definitions too, in the order of the document.

    An empty list of links makes a resource of a definition of the document itself, and not of a part of one.
    """
    for holder in _DEFINITIONS:
        for name, node in _nodes(root, holder).items():
            place = f"{pointer}/{holder}/{escaped(name)}"
            if isinstance(node, dict) and (_links(node) or ("links" in node and pointer.endswith("#"))):
                yield name, place
            yield from _nested(place, node)


def _nodes(root: Json, holder: str) -> dict[str, Json]:
    found = root.get(holder) if isinstance(root, dict) else None
    return found if isinstance(found, dict) else {}


def _has_links(node: Json) -> bool:
    return isinstance(node, dict) and "links" in node


def _links(root: Mapping[str, Json]) -> list[dict[str, Json]]:
    return [link for link in _listed(root, "links") if isinstance(link, dict)]


def _acts(root: Mapping[str, Json]) -> bool:
    """Tell whether the links of a root do anything but name its base URL."""
    return any(not (_rel(link) == "self" and "://" in str(link.get("href", ""))) for link in _links(root))


def _resource(name: str, place: Schema, names: frozenset[str]) -> Resource:
    node = place.raw if isinstance(place.raw, dict) else {}
    return Resource(
        name=name,
        title=_text(node, "title"),
        description=_text(node, "description"),
        links=tuple(
            _link(name, place, index, raw, names)
            for index, raw in enumerate(_listed(node, "links"))
            if isinstance(raw, dict)
        ),
        schema=place,
        identity=_identity(place),
        stability=_text(node, "stability"),
    )


def _identity(place: Schema) -> Schema | None:
    for holder in _DEFINITIONS:
        if identity := _nodes(place.raw, holder).get("identity"):
            return Schema(place.documents, f"{place.pointer}/{holder}/identity", identity)
    return None


def _link(resource: str, place: Schema, index: int, raw: dict[str, Json], names: frozenset[str]) -> Link:
    at = Schema(place.documents, f"{place.pointer}/links/{index}", raw)
    method, wrong = _method(raw)
    href = read_href(raw.get("href"), at, resource, names)
    fields = _fields(at, raw)
    return Link(
        resource=resource,
        href=href.template,
        method=method,
        rel=_rel(raw),
        title=_text(raw, "title"),
        description=_text(raw, "description"),
        parameters=href.parameters,
        query=fields if method in _QUERY_METHODS else None,
        body=_body(raw, method, fields),
        target_schema=_schema_at(at, "targetSchema"),
        media_type=_text(raw, "mediaType"),
        ranges=tuple(item for item in _listed(raw, "ranges") if isinstance(item, str)),
        stability=_text(raw, "stability"),
        pointer=at.pointer,
        fault=href.fault or wrong,
    )


def _method(raw: Mapping[str, Json]) -> tuple[str, str]:
    """Return the method in capitals, GET where there is none, and what is wrong with it."""
    found = raw.get("method")
    method = found.strip().upper() if isinstance(found, str) else ""
    if not found or _METHOD.fullmatch(method):
        return method or "GET", ""
    return "GET", f"the method of a link is a word such as GET; here it is {found!r:.80}"


def _fields(link: Schema, raw: Mapping[str, Json]) -> Schema | None:
    """Return what the link's body or query follows; draft-03 calls it ``properties``."""
    if raw.get("schema") is not None:
        # Whatever stands here: what is no schema is told when the link is used.
        return Schema(link.documents, f"{link.pointer}/schema", raw["schema"])
    if link.documents.dialect == "draft-03" and _nodes(dict(raw), "properties"):
        fields: dict[str, Json] = {"type": "object", "properties": raw["properties"]}
        return Schema(link.documents, link.pointer, fields)
    return None


def _body(raw: Mapping[str, Json], method: str, fields: Schema | None) -> Body | None:
    if method in _QUERY_METHODS or (fields is None and method not in _BODY_METHODS):
        return None
    media_type = _text(raw, "encType") or _text(raw, "enctype") or "application/json"
    return Body(schema=fields, media_type=media_type.strip().lower())


def _rel(raw: Mapping[str, Json]) -> str:
    found = raw.get("rel")
    if isinstance(found, list):
        found = next((item for item in found if isinstance(item, str)), "")
    return found.strip().lower() if isinstance(found, str) else ""


def _schema_at(link: Schema, key: str) -> Schema | None:
    raw = link.raw.get(key) if isinstance(link.raw, dict) else None
    return Schema(link.documents, f"{link.pointer}/{key}", raw) if isinstance(raw, dict | bool) else None


def _text(node: Mapping[str, Json], key: str) -> str:
    found = node.get(key)
    return found if isinstance(found, str) else ""


def _listed(node: Mapping[str, Json], key: str) -> list[Json]:
    found = node.get(key)
    return found if isinstance(found, list) else []


def _base_url(root: dict[str, Json]) -> str:
    """Return the base URL: the first absolute self link of the root."""
    for link in _links(root):
        href = _text(link, "href").strip()
        if _rel(link) == "self" and href.lower().startswith(("http://", "https://")) and "{" not in href:
            return href
    return ""


def _plain(node: dict[str, Json]) -> dict[str, Json]:
    """Say ``strictProperties``, and draft-03's ``required: true`` in a property, as draft-04 says it."""
    needed = _needed(node)
    if "required" not in node and not needed:
        return {**node, "additionalProperties": False} if _strict(node) else node
    said = {key: value for key, value in node.items() if key != "required"}
    listed = [name for name in _listed(node, "required") if isinstance(name, str)]
    if listed or needed:
        said["required"] = list(dict.fromkeys([*listed, *needed]))
    return {**said, "additionalProperties": False} if _strict(node) else said


def _strict(node: dict[str, Json]) -> bool:
    return node.get("strictProperties") is True and "properties" in node


def _needed(node: dict[str, Json]) -> list[str]:
    """Return the properties that are required by another word than draft-04's list of names."""
    properties = _nodes(node, "properties")
    if node.get("strictProperties") is True:
        return list(properties)
    return [name for name, below in properties.items() if isinstance(below, dict) and below.get("required") is True]


HYPER_SCHEMA = Reader(name="JSON Hyper-Schema", recognizes=_recognizes, read=_read)
