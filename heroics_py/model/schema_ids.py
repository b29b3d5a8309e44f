"""What a reference means by ids and anchors; `heroics_py.model.id_index` finds them.

References are resolved against the URI of the resource that they are in; nothing is fetched.

Where that leads to nothing, real files still mean something. So further places follow, in this order:

- For ``#/definitions/app``: the document, then the resources around the nearest one. Files that were combined from
  others keep relative ids ("schemata/app") in their parts, while their references are relative to the document. In a
  draft-04 file in which more references below such ids lead somewhere from the document alone than from the id alone,
  the document comes first: all its references are written like that.
- For ``#name``: the document, then the resources around, then any other schema of that name.
- For ``other#/definitions/app``: the URI relative to the document, without the ids around the reference.
- Ids and anchors that another draft would spell so, or in places that JSON Schema does not know.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import cast

from heroics_py.model.id_index import HOST, Keys, Resource, Same, index_of, joined, pointer_of
from heroics_py.model.linked_documents import LinkedDocuments
from heroics_py.model.pointers import decode_percent, parse_pointer
from heroics_py.model.references import named_documents
from heroics_py.support.json_types import Json

__all__ = ["Resource", "anchors_in", "further_targets", "resource_of", "targets"]


@lru_cache(maxsize=4)
def _uris_of(roots: Same, _: int, draft: str) -> tuple[dict[str, Resource], dict[str, tuple[str, Keys]]]:
    """Return the resources of all documents by their URIs, and the loose ones; more may have been read since."""
    values = cast("Mapping[str, Json]", roots.value)
    resources: dict[str, Resource] = {}
    loose: dict[str, tuple[str, Keys]] = {}
    for document in values:
        index = index_of(values, document, draft)
        for uri, keys in index.uris.items():
            resources.setdefault(uri, index.resources[keys])
        for uri, keys in index.loose_uris.items():
            loose.setdefault(uri, (document, keys))
    return resources, loose


def resource_of(roots: Mapping[str, Json], pointer: str, draft: str) -> Resource:
    """Return the resource that ``pointer`` is in: that of the nearest id above or at it, else its document."""
    document, _, fragment = pointer.partition("#")
    return index_of(roots, document, draft).resource_of(parse_pointer(fragment))


def anchors_in(roots: Mapping[str, Json], resource: Resource, draft: str) -> dict[str, str]:
    """Return the dynamic anchors of a resource: each name, and the pointer of its schema."""
    anchors = index_of(roots, resource.document, draft).anchors.get(resource.keys, {})
    return {name: pointer_of(resource.document, keys) for name, (keys, is_dynamic) in anchors.items() if is_dynamic}


def targets(roots: Mapping[str, Json], pointer: str, reference: str, draft: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the document and keys that ``reference`` may mean at ``pointer`` by ids and anchors, the likeliest first.

    Args:
        roots: each document by its path; the main one under "".
        pointer: where the reference is.
        reference: its text.
        draft: that of documents that don't name one.
    """
    document, _, path = pointer.partition("#")
    index = index_of(roots, document, draft)
    uri, _, fragment = reference.partition("#")
    around = list(index.around(parse_pointer(path)))
    if not uri:
        near, *others = around
        whole = others[-1:] if others else []
        nearest = [*whole, near] if near.is_combined else [near, *whole]
        for resource in [*nearest, *others]:
            yield from _within(roots, resource, fragment, draft)
        return
    for resource in _resources_at(roots, document, [each.base for each in around], uri, draft):
        yield from _within(roots, resource, fragment, draft)


def further_targets(
    roots: Mapping[str, Json], pointer: str, reference: str, draft: str
) -> Iterator[tuple[str, list[str]]]:
    """Yield what ``reference`` may mean by ids and anchors that its own draft does not count."""
    document, _, path = pointer.partition("#")
    index = index_of(roots, document, draft)
    uri, _, fragment = reference.partition("#")
    name = decode_percent(fragment)
    if not uri:
        if name in index.loose_anchors:
            yield document, list(index.loose_anchors[name])
        return
    if not name or name.startswith("/"):
        loose = _uris_of(Same(roots), len(roots), draft)[1]
        uris = dict.fromkeys(joined(each.base, uri) for each in index.around(parse_pointer(path)))
        yield from ((loose[each][0], [*loose[each][1], *parse_pointer(fragment)]) for each in uris if each in loose)
        return
    known = () if isinstance(roots, LinkedDocuments) else named_documents(roots, document, uri)
    by_id = _resources_at(roots, document, [each.base for each in index.around(parse_pointer(path))], uri, draft)
    for there in dict.fromkeys([*(each.document for each in by_id), *known]):
        anchors = index_of(roots, there, draft)
        keys, _ = anchors.anchors.get((), {}).get(name) or (anchors.loose_anchors.get(name), False)
        if keys is not None:
            yield there, list(keys)


def _resources_at(
    roots: Mapping[str, Json], document: str, bases: list[str], uri: str, draft: str
) -> Iterator[Resource]:
    """Yield the resources of a URI. A document at that path is one; the others are only looked at for an id."""
    for base in dict.fromkeys([*bases, f"{HOST}{document}"]):
        absolute = joined(base, uri)
        is_path = absolute.startswith(HOST)
        if is_path and isinstance(roots, LinkedDocuments) and (linked := roots.find(document, uri)) is not None:
            yield resource_of(roots, f"{linked}#", draft)
            return
        if absolute in (resources := _uris_of(Same(roots), len(roots), draft)[0]):
            yield resources[absolute]
        if is_path and (path := absolute.removeprefix(HOST)) in roots:
            yield resource_of(roots, f"{path}#", draft)


def _within(
    roots: Mapping[str, Json], resource: Resource, fragment: str, draft: str
) -> Iterator[tuple[str, list[str]]]:
    """Yield what a fragment means in a resource: a pointer, or an anchor."""
    name = decode_percent(fragment)
    if name == "" or name.startswith("/"):
        yield resource.document, [*resource.keys, *parse_pointer(fragment)]
        return
    anchors = index_of(roots, resource.document, draft).anchors.get(resource.keys, {})
    if name in anchors:
        yield resource.document, list(anchors[name][0])
