"""The drafts of JSON Schema, in their order, and the URIs that name them."""

import re
from collections.abc import Mapping

from heroics_py.model.pointers import parse_pointer, value_at
from heroics_py.support.json_types import Json

__all__ = ["DRAFTS", "draft_at", "draft_named", "draft_of", "is_before"]

DRAFTS = ("draft-03", "draft-04", "draft-06", "draft-07", "2019-09", "2020-12")
# The dialects of OpenAPI 3.1 and 3.2 are that draft with a vocabulary of annotations (3.1.1, 4.8.24).
_NEWEST = "spec.openapis.org/oas/3."
_INTERAGENT = "interagent-hyper-schema"
# The path of a meta-schema, of JSON Schema itself or of JSON Hyper-Schema, on any host: files misspell it.
_META_SCHEMA = (
    r"/(draft-0?[0-9]|draft/20[0-9]{2}-[0-9]{2}|draft/next)(?:/(?:hyper-)?(?:schema|links)(?:\.json)?)?[#/]*$"
)
_WITHOUT_VERSION = r"https?://(?:www\.)?json-schema\.org/(?:hyper-)?schema[#/]*"
# Draft-05 has the keywords of draft-04, draft-03 those of all before; 2019-09 was called draft-08 for a while.
_SPELLINGS = {
    "draft-0": "draft-03",
    "draft-1": "draft-03",
    "draft-2": "draft-03",
    "draft-5": "draft-04",
    "draft-8": "2019-09",
    "draft/next": "2020-12",
}
# Without a look at the expressions, whose compilation takes a millisecond of a start.
_USUAL = {
    **{f"http://json-schema.org/{draft}/{kind}schema": draft for draft in DRAFTS[:4] for kind in ("", "hyper-")},
    **{f"https://json-schema.org/draft/{draft}/{kind}schema": draft for draft in DRAFTS[4:] for kind in ("", "hyper-")},
}


def is_before(draft: str, other: str) -> bool:
    """Return whether ``draft`` is older than ``other``; an unknown one counts as draft-04."""
    return DRAFTS.index(draft if draft in DRAFTS else "draft-04") < DRAFTS.index(other)


def draft_of(uri: str) -> str:
    """Return the draft that the URI of a dialect names; empty if it is unknown.

    Without a version, it is the newest one (draft-06, 6.4).
    """
    return DRAFTS[-1] if re.fullmatch(_WITHOUT_VERSION, uri.strip()) else draft_named(uri, "")


def draft_named(uri: str, default: str) -> str:
    """Return the draft that a ``$schema`` names; ``default`` if it names none that is known, or no version."""
    if (draft := _USUAL.get(uri.removesuffix("#"))) is not None:
        return draft
    if _NEWEST in uri:
        return DRAFTS[-1]
    if _INTERAGENT in uri:
        return "draft-04"
    match = re.search(_META_SCHEMA, uri.strip())
    if match is None:
        return default
    name = match[1].replace("draft/20", "20").replace("draft-0", "draft-")
    if name.startswith("20"):
        # A later date up to the next draft only corrects the text (JSON Hyper-Schema 2019-09, 4).
        return next((draft for draft in (DRAFTS[-1], DRAFTS[-2]) if name >= draft), default)
    draft = _SPELLINGS.get(name, name.replace("draft-", "draft-0"))
    return draft if draft in DRAFTS else default


def draft_at(roots: Mapping[str, Json], pointer: str, default: str) -> str:
    """Return the draft that the nearest ``$schema`` above or at ``pointer`` names; ``default`` without a known one."""
    document, _, fragment = pointer.partition("#")
    draft, value = default, roots.get(document)
    for key in [*parse_pointer(fragment), ""]:
        if isinstance(value, dict) and isinstance(uri := value.get("$schema"), str):
            draft = draft_named(uri, draft)
        try:
            value = value_at(value, [key])
        except LookupError:
            break
    return draft
