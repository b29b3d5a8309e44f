"""JSON Hyper-Schema as an API: its title, its base URL, its resources."""

from collections import Counter
from collections.abc import Iterator

from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.drafts import draft_at, draft_named
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.base_urls import self_links_of
from heroics_py.readers.fields import object_at, object_of, text_at
from heroics_py.readers.hyper_schema.keywords import rewrite_draft_3, rewrite_draft_4
from heroics_py.readers.hyper_schema.link_copies import LinkKey, link_key, new_links
from heroics_py.readers.hyper_schema.link_places import DEFINITIONS, link_entries, link_places
from heroics_py.readers.hyper_schema.resources import ResourcePlace, base_url, has_calls, links_of, resource_places
from heroics_py.readers.reader import LoadedSchema, Reader
from heroics_py.support.json_types import Json
from heroics_py.support.lazy_mapping import LazyMapping
from heroics_py.support.loading import load_modules

__all__ = ["READER"]


def _recognizes(root: dict[str, Json]) -> bool:
    return (
        "hyper-schema" in str(root.get("$schema", ""))
        or any(True for _ in link_entries(root))
        or any(True for _ in link_places(root, ""))
    )


def _read(loaded: LoadedSchema) -> Api:
    root = _main_document(loaded)
    documents = _documents(root, loaded)
    places, url = resource_places(documents), base_url(root)
    names = places.resources
    owners = frozenset(names)
    return Api(
        title=text_at(root, "title"),
        description=text_at(root, "description"),
        url=url,
        resources=LazyMapping(names, lambda name: _resource(name, places.resources[name], documents, owners, url)),
        aliases=places.aliases,
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
    main = next((root for root in documents if base_url(root) and not has_calls(root)), None)
    if main is None:
        with_links = [root for root in documents if _recognizes(root)]
        main = with_links[0] if len(with_links) == 1 else None
    return main or {}


def _documents(root: dict[str, Json], loaded: LoadedSchema) -> Documents:
    """Return the documents with the draft of those that don't name one."""
    dialect = draft_named(text_at(root, "$schema"), "")
    if not dialect:
        load_modules("heroics_py.readers.hyper_schema.drafts")
        from heroics_py.readers.hyper_schema.drafts import draft_of_documents

        dialect = draft_of_documents(root, [each for each in loaded.roots.values() if each is not root])
    drafts = {dialect, *(draft_at(loaded.roots, f"{uri}#", dialect) for uri in loaded.roots)}
    # What draft-03 alone has is unknown to the others, so that a folder of several can be rewritten in one way.
    rewrite = rewrite_draft_3 if "draft-03" in drafts else rewrite_draft_4
    return Documents(roots=loaded.roots, dialect=dialect, normalize=rewrite, is_hyper=True)


def _resource(name: str, place: ResourcePlace, documents: Documents, names: frozenset[str], url: str) -> Resource:
    schema = documents.schema_at(place.pointer)
    node = object_of(schema.raw)
    return Resource(
        name=name,
        title=text_at(node, "title"),
        description=text_at(node, "description"),
        links=tuple(_links(name, place, documents, names, url)),
        schema=schema,
        identity=_identity(schema),
        stability=text_at(node, "stability"),
    )


def _links(name: str, place: ResourcePlace, documents: Documents, names: frozenset[str], url: str) -> Iterator[Link]:
    load_modules("heroics_py.readers.hyper_schema.link")
    from heroics_py.readers.hyper_schema.link import LinkContext, read_links

    known: Counter[LinkKey] = Counter()
    for pointer in (*place.holders, *place.copies):
        holder = documents.schema_at(pointer)
        node = object_of(holder.raw)
        context = LinkContext(resource=name, schema=holder, resources=names, url=url, self_links=self_links_of(node))
        links = [*links_of(holder)]
        if place.copies:
            links = [*new_links(known, links)] if pointer in place.copies else links
            known.update(link_key(raw) for _, raw in links)
        for steps, raw in links:
            yield from read_links(context, steps, raw)


def _identity(schema: Schema) -> Schema | None:
    for holder in DEFINITIONS:
        if identity := object_at(schema.raw, holder).get("identity"):
            return Schema(schema.documents, f"{schema.pointer}/{holder}/identity", identity)
    return None


READER = Reader(name="JSON Hyper-Schema", recognizes=_recognizes, read=_read)
