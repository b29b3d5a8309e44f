"""JSON Hyper-Schema from draft-03 to 2020-12, with the dialect of interagent's prmd.

    root                     definitions and properties with links are the resources of an API
     `- definitions.app      Resource "app"
         `- links[0]         one Link for each of its methods (hyper_link)
             `- href         a URI template and its parameters (hyper_href), on a base (base_urls)

Keywords of older drafts are rewritten when a schema is used (hyper_keywords).
"""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api, LazyMapping, Resource
from heroics_py.model.drafts import draft_at, draft_named
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.base_urls import constant_base, self_links_of
from heroics_py.readers.fields import list_at, object_at, object_of, rel_of, text_at
from heroics_py.readers.hyper_keywords import rewrite_draft_3, rewrite_draft_4
from heroics_py.readers.reader import LoadedSchema, Reader
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["READER"]

_DEFINITIONS = ("definitions", "$defs")
_OLDER_DRAFTS = frozenset({"draft-03", "draft-04"})


def _recognizes(root: dict[str, Json]) -> bool:
    return (
        isinstance(root.get("links"), list)
        or "hyper-schema" in str(root.get("$schema", ""))
        or any(_has_links(node) for node in object_at(root, "properties").values())
        or any(True for _ in _definitions_with_links("#", root))
    )


def _read(loaded: LoadedSchema) -> Api:
    root = _main_document(loaded)
    documents = _documents(root, loaded)
    pointers = _resource_pointers(documents)
    names, url = frozenset(pointers), _base_url(root)
    return Api(
        title=text_at(root, "title"),
        description=text_at(root, "description"),
        url=url,
        resources=LazyMapping(pointers, lambda name: _resource(name, documents.schema_at(pointers[name]), names, url)),
        documents=documents,
        dialect=READER.name,
        source=loaded.source,
        forgiven=loaded.repairs,
        left_out=loaded.left_out,
    )


def _main_document(loaded: LoadedSchema) -> dict[str, Json]:
    """Return the document that describes the API.

    Of a folder, it is the one whose self link is the base URL, else the only one with links.
    """
    if loaded.root:
        return loaded.root
    documents = [root for root in loaded.roots.values() if isinstance(root, dict) and root]
    main = next((root for root in documents if _base_url(root) and not _has_calls(root)), None)
    if main is None:
        with_links = [root for root in documents if _recognizes(root)]
        main = with_links[0] if len(with_links) == 1 else None
    return main or {}


def _documents(root: dict[str, Json], loaded: LoadedSchema) -> Documents:
    """Return the documents with the draft of those that don't name one."""
    dialect = draft_named(text_at(root, "$schema"), "")
    if not dialect:
        load_modules("heroics_py.readers.hyper_drafts")
        from heroics_py.readers.hyper_drafts import draft_of_documents

        dialect = draft_of_documents(root, [each for each in loaded.roots.values() if each is not root])
    drafts = {dialect, *(draft_at(loaded.roots, f"{uri}#", dialect) for uri in loaded.roots)}
    # What draft-03 alone has is unknown to the others, so that a folder of several can be rewritten in one way.
    rewrite = rewrite_draft_3 if "draft-03" in drafts else rewrite_draft_4
    return Documents(roots=loaded.roots, dialect=dialect, normalize=rewrite, is_hyper=True)


def _base_url(root: dict[str, Json]) -> str:
    """Return the ``base`` of a newer draft, else the first absolute self link."""
    if base := constant_base(root):
        return base
    for link in _links(root):
        href = text_at(link, "href").strip()
        if rel_of(link) == "self" and href.lower().startswith(("http://", "https://")) and "{" not in href:
            return href
    return ""


def _resource_pointers(documents: Documents) -> dict[str, str]:
    """Return the pointer of each resource by its name, document by document."""
    pointers: dict[str, str] = {}
    for uri, root in documents.roots.items():
        if isinstance(root, dict):
            for name, pointer in _resources_in(documents, uri, root):
                # If another resource has the name already, the pointer is the name.
                if pointers.setdefault(name, pointer) != pointer:
                    pointers[pointer.removeprefix("#/")] = pointer
    return pointers


def _resources_in(documents: Documents, uri: str, root: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield the resources of one document.

    First those it lists, then those among its definitions, then the document itself.
    """
    listed = dict(_listed_pointers(documents.schema_at(f"{uri}#")))
    internal = {name: pointer for name, pointer in listed.items() if pointer.startswith(f"{uri}#/")}
    linked = {name: pointer for name, pointer in internal.items() if _has_links(documents.schema_at(pointer).raw)}
    # The properties of a document that has links of its own are its attributes, unless they have links too.
    yield from (listed if linked or not _has_calls(root) else linked).items()
    taken = set(listed.values())
    defined = list(_definitions_with_links(f"{uri}#", root))
    yield from ((name, pointer) for name, pointer in defined if pointer not in taken)
    if draft_at(documents.roots, f"{uri}#", documents.dialect) not in _OLDER_DRAFTS:
        taken |= {pointer for _, pointer in defined} | {f"{uri}#"}
        parts = _parts_with_links(f"{uri}#", root, _document_name(uri, root))
        yield from ((name, pointer) for name, pointer in parts if pointer not in taken)
    if _has_calls(root) and (not linked or any(rel_of(link) != "self" for link in _links(root))):
        yield _document_name(uri, root), f"{uri}#"


def _document_name(uri: str, root: dict[str, Json]) -> str:
    own = str(root.get("id") or root.get("$id") or "").partition("#")[0].rstrip("/")
    return (own or uri).rpartition("/")[2].partition(".")[0] or text_at(root, "title") or "root"


def _listed_pointers(root: Schema) -> Iterator[tuple[str, str]]:
    """Yield the pointer that each property of the root means.

    That is a definition of its name with links, the property itself, or its reference.
    """
    definitions = object_at(root.raw, "definitions")
    for name, schema in root.children("properties").items():
        definition = f"{root.pointer}/definitions/{escape_key(name)}"
        if _has_links(definitions.get(name)):
            yield name, definition
        elif _has_links(schema.raw):
            yield name, schema.pointer
        elif schema.reference is not None:
            try:
                yield name, schema.dereference().pointer
            except SchemaError:
                if name in definitions:
                    yield name, definition


def _definitions_with_links(pointer: str, node: Json) -> Iterator[tuple[str, str]]:
    """Yield the definitions with links, nested ones too, in the order of the document.

    At the top, a definition with an empty list of links is a resource too.
    """
    for holder in _DEFINITIONS:
        for name, definition in object_at(node, holder).items():
            # Most definitions have neither links nor definitions of their own.
            if not isinstance(definition, dict) or not (
                "links" in definition or "definitions" in definition or "$defs" in definition
            ):
                continue
            place = f"{pointer}/{holder}/{escape_key(name)}"
            if _links(definition) or ("links" in definition and pointer.endswith("#")):
                yield name, place
            yield from _definitions_with_links(place, definition)


def _parts_with_links(pointer: str, node: Json, name: str) -> Iterator[tuple[str, str]]:
    """Yield every part of a schema that has links, by the name of its property.

    The newer drafts allow links anywhere.
    """
    if not isinstance(node, dict):
        return
    if _links(node):
        yield name, pointer
    for holder in (*_DEFINITIONS, "properties"):
        for key, child in object_at(node, holder).items():
            yield from _parts_with_links(f"{pointer}/{holder}/{escape_key(key)}", child, key)
    for keyword in ("items", "not", "additionalProperties"):
        yield from _parts_with_links(f"{pointer}/{keyword}", node.get(keyword), name)
    for keyword in ("items", "allOf", "anyOf", "oneOf"):
        for index, child in enumerate(list_at(node, keyword)):
            yield from _parts_with_links(f"{pointer}/{keyword}/{index}", child, name)


def _has_links(node: Json) -> bool:
    return isinstance(node, dict) and "links" in node


def _links(node: dict[str, Json]) -> list[dict[str, Json]]:
    return [link for link in list_at(node, "links") if isinstance(link, dict)]


def _has_calls(root: dict[str, Json]) -> bool:
    """Return whether the links of a root do more than name its base URL."""
    return any(not (rel_of(link) == "self" and "://" in str(link.get("href", ""))) for link in _links(root))


def _resource(name: str, schema: Schema, names: frozenset[str], url: str) -> Resource:
    load_modules("heroics_py.readers.hyper_link")
    from heroics_py.readers.hyper_link import LinkContext, read_links

    node = object_of(schema.raw)
    context = LinkContext(resource=name, schema=schema, resources=names, url=url, self_links=self_links_of(node))
    return Resource(
        name=name,
        title=text_at(node, "title"),
        description=text_at(node, "description"),
        links=tuple(
            link
            for index, raw in enumerate(list_at(node, "links"))
            if isinstance(raw, dict)
            for link in read_links(context, index, raw)
        ),
        schema=schema,
        identity=_identity(schema),
        stability=text_at(node, "stability"),
    )


def _identity(schema: Schema) -> Schema | None:
    for holder in _DEFINITIONS:
        if identity := object_at(schema.raw, holder).get("identity"):
            return Schema(schema.documents, f"{schema.pointer}/{holder}/identity", identity)
    return None


READER = Reader(name="JSON Hyper-Schema", recognizes=_recognizes, read=_read)
