"""The draft of hyper-schemas: by their ``$schema``, else by the keywords that only some drafts have."""

from collections.abc import Iterable, Iterator, Mapping

from heroics_py.model.drafts import DRAFTS, draft_named
from heroics_py.model.keywords import LISTS, MAPS, SINGLES
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["draft_of_documents"]

_NEWER_KEYWORDS = frozenset(
    [
        "$anchor",
        "$defs",
        "$dynamicAnchor",
        "$dynamicRef",
        "$id",
        "$recursiveAnchor",
        "$recursiveRef",
        "const",
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "maxContains",
        "minContains",
        "prefixItems",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
# 2020-12 removed them.
_ONLY_BEFORE_2020 = frozenset({"$recursiveAnchor", "$recursiveRef"})
_BOUNDS = ("exclusiveMinimum", "exclusiveMaximum")
# Files use the words of both in one link. It is then one of draft-04.
_NEWER_WORDS_OF_LINKS = frozenset(
    [
        "headerSchema",
        "hrefSchema",
        "submissionMediaType",
        "submissionSchema",
        "targetHints",
        "targetMediaType",
        "templatePointers",
        "templateRequired",
    ]
)
_OLDER_WORDS_OF_LINKS = frozenset({"encType", "enctype", "method", "schema"})
_SCHEMAS_OF_LINKS = ("schema", "targetSchema", "hrefSchema", "submissionSchema", "headerSchema")


def draft_of_documents(root: dict[str, Json], others: Iterable[Json]) -> str:
    """Return the draft of the schemas that name none.

    That is the first that a ``$schema`` at the top of a document names: of the main one, then of those that describe
    links. Without one, or if none names a version, it is draft-04, unless a document has keywords that draft-04 does
    not have: then it is 2020-12, or 2019-09 where only that has all of them.

    Args:
        root: the main document.
        others: the other documents.
    """
    documents = [root, *_parts_first(others)]
    named = next((draft for each in documents if (draft := _named(each))), "")
    return named or next((draft for each in documents if (draft := _guess(each))), "draft-04")


def _named(root: Mapping[str, Json]) -> str:
    uri = root.get("$schema")
    return draft_named(uri, "") if isinstance(uri, str) else ""


def _parts_first(others: Iterable[Json]) -> list[dict[str, Json]]:
    documents = [each for each in others if isinstance(each, dict)]
    if len(documents) > 1:
        load_modules("heroics_py.readers.hyper_schema.documents")
        from heroics_py.readers.hyper_schema.documents import describes_links

        documents.sort(key=lambda root: not describes_links(root))
    return documents


def _guess(root: dict[str, Json]) -> str:
    """Return the newest draft that has the keywords of a document; empty if draft-04 has them."""
    keywords: set[str] = set()
    words: set[str] = set()
    is_tuple = is_bound = False
    for node, is_link in _nodes(root):
        if is_link:
            words |= node.keys()
        else:
            keywords |= node.keys()
            is_tuple |= isinstance(node.get("items"), list)
            is_bound |= any(_is_number(node.get(each)) for each in _BOUNDS)
    is_newer = is_bound or not keywords.isdisjoint(_NEWER_KEYWORDS)
    has_newer_links = not words.isdisjoint(_NEWER_WORDS_OF_LINKS) and words.isdisjoint(_OLDER_WORDS_OF_LINKS)
    if not is_newer and not has_newer_links:
        return ""
    return "2019-09" if is_tuple or not keywords.isdisjoint(_ONLY_BEFORE_2020) else DRAFTS[-1]


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _nodes(root: dict[str, Json]) -> Iterator[tuple[dict[str, Json], bool]]:
    """Yield each schema and link of a document, and whether it is a link."""
    pending: list[tuple[Json, bool]] = [(root, False)]
    while pending:
        node, is_link = pending.pop()
        if not isinstance(node, dict):
            continue
        yield node, is_link
        if is_link:
            pending += [(node.get(key), False) for key in _SCHEMAS_OF_LINKS]
            continue
        for key, value in node.items():
            if key in MAPS and isinstance(value, dict):
                pending += [(each, False) for each in value.values()]
            elif key in SINGLES or (key == "items" and isinstance(value, dict)):
                pending.append((value, False))
            elif (key in LISTS or key == "links") and isinstance(value, list):
                pending += [(each, key == "links") for each in value]
