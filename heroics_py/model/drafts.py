"""The drafts of JSON Schema, in their order."""

__all__ = ["DRAFTS", "draft_of", "is_before"]

DRAFTS = ("draft-03", "draft-04", "draft-06", "draft-07", "2019-09", "2020-12")
# The dialects of OpenAPI 3.1 and 3.2 are that draft with a vocabulary of annotations (3.1.1, 4.8.24).
_NEWEST = "spec.openapis.org/oas/3."


def is_before(draft: str, other: str) -> bool:
    """Return whether ``draft`` is older than ``other``; an unknown one counts as draft-04."""
    return DRAFTS.index(draft if draft in DRAFTS else "draft-04") < DRAFTS.index(other)


def draft_of(uri: str) -> str:
    """Return the draft that the URI of a dialect names; empty if it is unknown."""
    if _NEWEST in uri:
        return DRAFTS[-1]
    if "json-schema.org/" not in uri:
        return ""
    path = uri.partition("json-schema.org/")[2].rstrip("#").strip("/")
    if path == "schema":
        return DRAFTS[-1]  # draft-06: the URI of the newest draft
    return next((draft for draft in DRAFTS if draft in path), "")
