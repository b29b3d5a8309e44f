"""The resources of a hyper-schema: the schemas that have links, by their names."""

from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import escape_key, parse_pointer
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.base_urls import constant_base, is_absolute
from heroics_py.readers.fields import object_at, rel_of, text_at
from heroics_py.readers.hyper_schema.link_copies import LinkCopies
from heroics_py.readers.hyper_schema.link_places import DEFINITIONS, LinkPlace, link_entries, link_places
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Places", "ResourcePlace", "base_url", "has_calls", "links_of", "resource_places"]

# What a link has that only names the base URL.
_NAMING = frozenset({"href", "rel", "title", "description", "$comment"})
# Keys that name nothing.
_STRUCTURE = frozenset({*DEFINITIONS, "properties"})


class ResourcePlace(Value):
    """Where a resource is.

    Attributes:
        pointer: of its schema.
        holders: of the schemas that have its links, one of them that of the resource in most cases.
        copies: of the schemas in other documents that describe the same links, and maybe others.
    """

    pointer: str
    holders: tuple[str, ...]
    copies: tuple[str, ...] = ()


class Places(Value):
    """Where the resources of an API are.

    Attributes:
        resources: by name.
        aliases: resources by further names.
    """

    resources: dict[str, ResourcePlace]
    aliases: dict[str, str]


def base_url(root: Mapping[str, Json]) -> str:
    """Return the ``base`` of a newer draft, else the first absolute self link without variables."""
    if base := constant_base(root):
        return base
    return next((text_at(link, "href").strip() for _, link in link_entries(root) if _is_constant_self(link)), "")


def has_calls(root: Mapping[str, Json]) -> bool:
    """Return whether the links of a document do more than name its base URL."""
    url = base_url(root)
    return not all(_names(url, link, _NAMING) for _, link in link_entries(root))


def links_of(schema: Schema) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the links of a schema, each with the end of its pointer.

    One that only names the base URL is left out. A reference in place of a link is followed, and a link by name
    without words of its own is called by the name.
    """
    node = schema.raw if isinstance(schema.raw, dict) else {}
    url = base_url(node) if schema.pointer.endswith("#") else ""
    for keys, link in link_entries(node):
        steps = "".join(f"/{escape_key(key)}" for key in keys)
        if url and _names(url, link, _NAMING - {"title"}):
            continue
        if "href" not in link and isinstance(link.get("$ref"), str):
            link = _referenced_link(Schema(schema.documents, f"{schema.pointer}{steps}", link))  # noqa: PLW2901
        name = keys[-1]
        has_words = len(keys) == 1 or not isinstance(name, str) or link.keys() & {"rel", "title"}
        yield steps, link if has_words else {**link, "rel": str(name)}


def _referenced_link(place: Schema) -> dict[str, Json]:
    own = place.raw if isinstance(place.raw, dict) else {}
    try:
        target = place.dereference().raw
    except SchemaError:
        return own
    return {**target, **{key: own[key] for key in own if key != "$ref"}} if isinstance(target, dict) else own


def _names(url: str, link: Mapping[str, Json], keywords: frozenset[str]) -> bool:
    """Return whether a link only names a base URL: it has no other keywords."""
    is_same = text_at(link, "href").strip().rstrip("/") == url.rstrip("/")
    return is_same and _is_constant_self(link) and link.keys() <= keywords


def _is_constant_self(link: Mapping[str, Json]) -> bool:
    href = text_at(link, "href").strip()
    is_web = is_absolute(href) and href[:4].lower() == "http"
    return is_web and "{" not in href and rel_of(link) == "self"


def resource_places(documents: Documents) -> Places:
    """Return where the resources of documents are, by their names.

    What the root of a document lists gets its name first, then what documents and their definitions are called, then
    what is nested deeper. A schema without links takes no name from one that has links, and no schema is a resource
    twice. What another document describes once more belongs to the same resource.
    """
    roots = {uri: root for uri, root in documents.roots.items() if isinstance(root, dict)}
    groups = _link_groups(roots)
    listed = _listed_names(documents, roots, groups)
    places: dict[str, ResourcePlace] = {}
    aliases: dict[str, str] = {}
    is_folder = sum(1 for group in groups.values() if group.depth == 0) > 1
    names = {home: [*listed.get(home, ()), *group.names] for home, group in groups.items()}
    copies = LinkCopies(documents, {home: [*listed.get(home, ()), groups[home].names[0]] for home in groups})
    own_names: dict[str, str] = {}
    for home in sorted(groups, key=lambda home: _rank(groups[home], is_listed=home in listed, is_folder=is_folder)):
        pointers = tuple(groups[home].pointers)
        original = copies.original_of(home, names[home], pointers)
        if original in own_names:
            name = own_names[original]
            places[name] = places[name].replaced(copies=(*places[name].copies, *pointers))
        else:
            name = next(each for each in (*names[home], *_path_names(home)) if each not in places)
            places[name] = ResourcePlace(home, pointers)
            own_names[home] = name
        aliases |= dict.fromkeys(listed.get(home, ()), name)
    for name, pointer in _unlinked(roots, listed, groups):
        places.setdefault(name, ResourcePlace(pointer, ()))
    return Places(places, {alias: name for alias, name in aliases.items() if alias not in places})


def _path_names(home: str) -> tuple[str, ...]:
    """Return names for a schema whose own name is taken: from the path of its file."""
    uri, _, fragment = home.partition("#")
    if not uri:
        return (home.removeprefix("#/"),)
    folder, _, file = uri.rpartition("/")
    keys = [key for key in parse_pointer(fragment) if key not in _STRUCTURE]
    stem = "/".join([*([folder] if folder else []), file.partition(".")[0], *keys])
    return stem, f"{stem}-{file.rpartition('.')[2]}", home


class _Group:
    """The schemas whose links belong to one resource."""

    __slots__ = ("depth", "names", "pointers")

    def __init__(self, place: LinkPlace) -> None:
        self.names = place.names
        self.depth = place.depth
        self.pointers: list[str] = []


def _link_groups(roots: Mapping[str, dict[str, Json]]) -> dict[str, _Group]:
    """Return the schemas that have links, by the pointer of the resource that these belong to."""
    groups: dict[str, _Group] = {}
    for uri, root in roots.items():
        is_thing = has_calls(root)
        for place in link_places(root, document_name(uri, root)):
            if place.pointer != "#" or is_thing:
                group = groups.setdefault(f"{uri}{place.home}", _Group(place))
                group.pointers.append(f"{uri}{place.pointer}")
    return groups


def _rank(group: _Group, *, is_listed: bool, is_folder: bool) -> int:
    """Return when a resource gets its name: 0 is first."""
    if is_listed:
        return 0
    return {0: 1 if is_folder else 3, 1: 2, 2: 4}[group.depth]


def _unlinked(
    roots: Mapping[str, dict[str, Json]], listed: Mapping[str, list[str]], groups: Mapping[str, _Group]
) -> Iterator[tuple[str, str]]:
    """Yield what a document lists among its resources although it has no links: hrefs may name such a thing.

    A file without links is not a resource, and neither are the attributes of what it describes.
    """
    lists = {uri for uri in roots if any(home in listed for home in groups if home.startswith(f"{uri}#/"))}
    for pointer, names in listed.items():
        if pointer not in groups and pointer.partition("#")[0] in lists and not pointer.endswith("#"):
            yield from ((name, pointer) for name in names)
    for uri in lists:
        for name, definition in object_at(roots[uri], "definitions").items():
            pointer = f"{uri}#/definitions/{escape_key(name)}"
            if isinstance(definition, dict) and "links" in definition and pointer not in groups:
                yield name, pointer


def _listed_names(
    documents: Documents, roots: Mapping[str, dict[str, Json]], groups: dict[str, _Group]
) -> dict[str, list[str]]:
    """Return the names of the properties of each document by the pointer of the schema that they mean.

    The links of the property itself, beside its reference, become links of that schema.
    """
    names: dict[str, list[str]] = {}
    for uri, root in roots.items():
        # The properties of a document that has links of its own are attributes: they name what is in it only.
        is_thing = has_calls(root)
        for name, own, target in _listed_pointers(documents.schema_at(f"{uri}#"), groups):
            if is_thing and (target not in groups or not target.startswith(f"{uri}#/")):
                continue
            names.setdefault(target, []).append(name)
            if own != target and own in groups and target in groups:
                groups[target].pointers += groups.pop(own).pointers
    return names


def _listed_pointers(root: Schema, groups: Mapping[str, _Group]) -> Iterator[tuple[str, str, str]]:
    """Yield the name and pointer of each property of a root, and the pointer that it means.

    That is a definition of its name with links, the property itself, or what its reference leads to.
    """
    for name, schema in root.children("properties").items():
        definition = f"{root.pointer}/definitions/{escape_key(name)}"
        if definition in groups:
            yield name, schema.pointer, definition
        elif schema.reference is not None:
            try:
                chain = [each.pointer for each in schema.reference_chain()]
            except SchemaError:
                continue
            yield name, schema.pointer, next((each for each in chain[1:] if each in groups), chain[-1])
        elif schema.pointer in groups:
            yield name, schema.pointer, schema.pointer


def document_name(uri: str, root: Mapping[str, Json]) -> str:
    """Return the name of the resource that a document describes: from its id, else its path, else its title."""
    own = str(root.get("id") or root.get("$id") or "").partition("#")[0].rstrip("/")
    return (own or uri).rpartition("/")[2].partition(".")[0] or text_at(root, "title") or "root"
