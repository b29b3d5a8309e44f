"""JSON Hyper-Schema: draft-03, draft-04, and what interagent and prmd files make of it."""

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
_HOLDERS = ("definitions", "$defs", "properties")


def _recognizes(root: dict[str, Json]) -> bool:
    return (
        isinstance(root.get("links"), list)
        or "hyper-schema" in str(root.get("$schema", ""))
        or any(True for holder in _HOLDERS for _ in _with_links(root.get(holder)))
    )


def _with_links(held: Json) -> Iterator[str]:
    if isinstance(held, dict):
        yield from (name for name, node in held.items() if isinstance(node, dict) and "links" in node)


def _read(loaded: Loaded) -> Api:
    root = loaded.root
    documents = Documents(roots=loaded.roots, dialect=_dialect(root), plain=_plain)
    places = _resources(documents, loaded)
    return Api(
        title=_text(root, "title"),
        description=_text(root, "description"),
        url=_base_url(root),
        resources=Lazily(places, lambda name: _resource(name, documents.at(places[name]), frozenset(places))),
        documents=documents,
        dialect=HYPER_SCHEMA.name,
        source=loaded.source,
    )


def _dialect(root: dict[str, Json]) -> str:
    return "draft-03" if "draft-03" in str(root.get("$schema", "")) else "draft-04"


def _resources(documents: Documents, loaded: Loaded) -> dict[str, str]:
    """Return where each resource stands: those that the root lists, then every other definition that has links."""
    places: dict[str, str] = {}
    root = documents.at("#")
    for name, listed in root.children("properties").items():
        place = _listed_place(root, name, listed)
        if place is not None:
            places[name] = place
    for holder in ("definitions", "$defs"):
        _nested(f"#/{holder}", root.raw, holder, places)
    _whole_documents(loaded, places)
    return places


def _listed_place(root: Schema, name: str, listed: Schema) -> str | None:
    """Return where the resource ``name`` of the root's properties is defined, or None if it is an ordinary property."""
    definitions = root.raw.get("definitions") if isinstance(root.raw, dict) else None
    defined = definitions.get(name) if isinstance(definitions, dict) else None
    if isinstance(defined, dict) and "links" in defined:
        return f"#/definitions/{escaped(name)}"
    if isinstance(listed.raw, dict) and "links" in listed.raw:
        return listed.pointer
    if listed.reference is None:
        return None
    try:
        return listed.followed().pointer
    except SchemaError:
        return None if defined is None else f"#/definitions/{escaped(name)}"


def _nested(pointer: str, node: Json, holder: str, places: dict[str, str]) -> None:
    """Add the definitions with links below ``node``, those inside of definitions too."""
    held = node.get(holder) if isinstance(node, dict) else None
    if not isinstance(held, dict):
        return
    taken = set(places.values())
    for name, found in held.items():
        place = f"{pointer}/{escaped(name)}"
        if isinstance(found, dict):
            if "links" in found and place not in taken:
                places.setdefault(name if name not in places else place.removeprefix("#/"), place)
            if holder in found:
                _nested(f"{place}/{holder}", found, holder, places)


def _whole_documents(loaded: Loaded, places: dict[str, str]) -> None:
    """Add the documents that are a resource themselves: a single one, or the files of a folder."""
    seen: set[int] = set()
    for uri, root in loaded.roots.items():
        if not isinstance(root, dict) or id(root) in seen or not isinstance(root.get("links"), list):
            continue
        seen.add(id(root))
        own = str(root.get("id") or root.get("$id") or "").partition("#")[0].rstrip("/")
        if uri == "" and (places or not _doing(root)):
            continue
        name = (own or uri).rpartition("/")[2].partition(".")[0] or _text(root, "title") or "root"
        places.setdefault(name, f"{uri}#")


def _doing(root: dict[str, Json]) -> bool:
    """Tell whether the links of a root do anything but name its base URL."""
    links = root.get("links")
    return isinstance(links, list) and any(
        isinstance(link, dict) and not (link.get("rel") == "self" and "://" in str(link.get("href", "")))
        for link in links
    )


def _resource(name: str, place: Schema, names: frozenset[str]) -> Resource:
    node = place.raw if isinstance(place.raw, dict) else {}
    links = node.get("links")
    definitions = node.get("definitions", node.get("$defs"))
    identity = definitions.get("identity") if isinstance(definitions, dict) else None
    return Resource(
        name=name,
        title=_text(node, "title"),
        description=_text(node, "description"),
        links=tuple(
            _link(name, place, index, raw, names)
            for index, raw in enumerate(links if isinstance(links, list) else [])
            if isinstance(raw, dict)
        ),
        schema=place,
        identity=_identity(place, identity) if identity else None,
        stability=_text(node, "stability"),
    )


def _identity(place: Schema, identity: Json) -> Schema:
    holder = "definitions" if isinstance(place.raw, dict) and "definitions" in place.raw else "$defs"
    return Schema(place.documents, f"{place.pointer}/{holder}/identity", identity)


def _link(resource: str, place: Schema, index: int, raw: dict[str, Json], names: frozenset[str]) -> Link:
    at = Schema(place.documents, f"{place.pointer}/links/{index}", raw)
    method = (_text(raw, "method") or "GET").upper()
    href = read_href(raw.get("href"), at, resource, names)
    fields = _schema_at(at, "schema") or (
        _schema_at(at, "properties") if place.documents.dialect == "draft-03" else None
    )
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
        fault=href.fault,
    )


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
    for link in _listed(root, "links"):
        if isinstance(link, dict) and _rel(link) == "self":
            href = link.get("href")
            if isinstance(href, str) and href.startswith(("http://", "https://")) and "{" not in href:
                return href
    return ""


def _plain(node: dict[str, Json]) -> dict[str, Json]:
    """Say ``strictProperties``, and draft-03's ``required: true`` in a property, as draft-04 says it."""
    properties = node.get("properties")
    if not isinstance(properties, dict):
        return node
    if node.get("strictProperties") is True:
        return {**node, "additionalProperties": False, "required": list(properties)}
    needed = [name for name, below in properties.items() if isinstance(below, dict) and below.get("required") is True]
    if not needed:
        return node
    listed = [name for name in _listed(node, "required") if isinstance(name, str)]
    return {**node, "required": list(dict.fromkeys([*listed, *needed]))}


HYPER_SCHEMA = Reader(name="JSON Hyper-Schema", recognizes=_recognizes, read=_read)
