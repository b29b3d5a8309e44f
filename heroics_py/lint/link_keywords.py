"""Keywords of JSON Hyper-Schema whose values its drafts do not allow."""

from collections.abc import Iterator, Mapping

from heroics_py.linking.link_faults import link_faults, relations_of
from heroics_py.lint.finding import Finding
from heroics_py.model.api import Link
from heroics_py.model.drafts import is_before
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["hyper_schema_findings", "link_keyword_findings"]

# Other findings tell of them.
_REPORTED = frozenset({"href"})
# The keywords of a schema: the type of each, and its name. Draft-04, 4.3 and 4.4; 2019-09, 5.1.
_SCHEMA_KEYWORDS: dict[str, tuple[type, str]] = {
    "base": (str, "a URI template"),
    "media": (dict, "an object"),
    "readOnly": (bool, "true or false"),
}


def hyper_schema_findings(schema: Schema) -> Iterator[Finding]:
    """Yield a finding for each keyword of a schema with a value of the wrong type."""
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    # Draft-06 has both: base is new in it, and media is gone from draft-07 on.
    unknown = {
        "base": is_before(schema.draft, "draft-06"),
        "media": not is_before(schema.draft, "draft-07"),
    }
    for keyword, (kind, expected) in _SCHEMA_KEYWORDS.items():
        if keyword in raw and not unknown.get(keyword) and not isinstance(raw[keyword], kind):
            yield _finding(
                schema.pointer, f"{keyword} is {str(raw[keyword])[:80]!r}: expected {expected}", "it is ignored"
            )


def link_keyword_findings(link: Link, raw: Mapping[str, Json], draft: str, reported: list[str]) -> Iterator[Finding]:
    """Yield a finding for each invalid keyword of a link in the newer drafts, except for those in ``reported``."""
    if is_before(draft, "draft-06"):
        return  # files for the older drafts have conventions of their own
    for keyword, expected in link_faults(raw, draft):
        if keyword in raw and keyword not in _REPORTED and keyword not in reported:
            effect = "resolve_links leaves the link out"
            yield _finding(link.pointer, f"{keyword} is {str(raw[keyword])[:80]!r}: expected {expected}", effect)
    takes_input = link.query is not None or any(each.source == "caller" for each in link.parameters)
    is_self = "hrefSchema" in raw and "self" in _relations(raw, draft)
    if is_self and takes_input and not is_before(draft, "draft-07"):
        message = "a self link with hrefSchema: it should be resolved from the data alone"
        yield _finding(link.pointer, message, "a caller may pass values for its href")


def _relations(raw: Mapping[str, Json], draft: str) -> list[str]:
    return [relation.lower() for relation in relations_of(raw, draft) or ()]


def _finding(pointer: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer, severity="warning", kind="invalid-keyword", message=message, effect=effect)
