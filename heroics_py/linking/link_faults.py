"""What makes a link description invalid, by the draft of its schema."""

import re
from collections.abc import Callable, Iterator, Mapping

from heroics_py.linking.templates import preprocess, variables_of
from heroics_py.model.drafts import is_before
from heroics_py.support.json_types import Json

__all__ = ["link_faults", "relations_of"]

_POINTER = re.compile(r"(?:(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~]|~[01])*)?)|(?:/(?:[^~]|~[01])*)?)", re.DOTALL)
_ANCHOR_POINTER = re.compile(r"(?:0|[1-9][0-9]*)?(?:/(?:[^~]|~[01])*)?", re.DOTALL)
_Check = Callable[[Json], bool]


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_template(value: Json) -> bool:
    return isinstance(value, str) and variables_of(value) is not None


def _is_schema(value: Json) -> bool:
    return isinstance(value, dict | bool)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _is_pointer_map(value: Json) -> bool:
    return isinstance(value, dict) and all(
        isinstance(pointer, str) and _POINTER.fullmatch(pointer) for pointer in value.values()
    )


def _is_name_list(value: Json) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(name, str) for name in value)
        and len({str(name) for name in value}) == len(value)
    )


def _is_anchor_pointer(value: Json) -> bool:
    return isinstance(value, str) and _ANCHOR_POINTER.fullmatch(value) is not None


# Each keyword of a link: the drafts that have it (the first, and the first without it), its values, and their name.
_NEWEST = "newest"
_KEYWORDS: dict[str, tuple[str, str, _Check, str]] = {
    "title": ("draft-04", _NEWEST, _is_text, "a string"),
    "description": ("draft-07", _NEWEST, _is_text, "a string"),
    "targetSchema": ("draft-04", _NEWEST, _is_schema, "a schema"),
    "mediaType": ("draft-04", "draft-07", _is_text, "a media type"),
    "method": ("draft-04", "draft-06", _is_text, "a method"),
    "encType": ("draft-04", "draft-06", _is_text, "a media type"),
    "schema": ("draft-04", "draft-06", _is_object, "a schema"),
    "hrefSchema": ("draft-06", _NEWEST, _is_schema, "a schema"),
    "submissionSchema": ("draft-06", _NEWEST, _is_schema, "a schema"),
    "submissionEncType": ("draft-06", "draft-07", _is_text, "a media type"),
    "submissionMediaType": ("draft-07", _NEWEST, _is_text, "a media type"),
    "targetMediaType": ("draft-07", _NEWEST, _is_text, "a media type"),
    "headerSchema": ("draft-07", _NEWEST, _is_schema, "a schema"),
    "anchor": ("draft-07", _NEWEST, _is_template, "a URI template"),
    "anchorPointer": ("draft-07", _NEWEST, _is_anchor_pointer, "an absolute or relative JSON pointer"),
    "templatePointers": ("draft-07", _NEWEST, _is_pointer_map, "absolute or relative JSON pointers by variable"),
    "templateRequired": ("draft-07", _NEWEST, _is_name_list, "a list of different names"),
}


def link_faults(raw: Mapping[str, Json], draft: str) -> Iterator[tuple[str, str]]:
    """Yield each invalid keyword of a link description, and what is expected.

    A link with one is left out. Source: the sections of each keyword, such as 6 of JSON Hyper-Schema 2019-09.
    """
    href = raw.get("href")
    if not _is_template(preprocess(href) if isinstance(href, str) and is_before(draft, "draft-06") else href):
        yield "href", "a URI template (RFC 6570)"
    if relations_of(raw, draft) is None:
        yield "rel", "a relation type"
    for keyword, (first, end, is_valid, expected) in _KEYWORDS.items():
        is_known = not is_before(draft, first) and (end == _NEWEST or is_before(draft, end))
        if keyword in raw and is_known and not is_valid(raw[keyword]):
            yield keyword, expected


def relations_of(raw: Mapping[str, Json], draft: str) -> tuple[str, ...] | None:
    """Return the relation types of a link description; None if they are invalid.

    Draft-06 alone makes ``rel`` optional; a list is of 2019-09 (6.2.1).
    """
    rel = raw.get("rel")
    if isinstance(rel, str):
        return (rel,) if _is_relation(rel, draft) else None
    if isinstance(rel, list) and rel and not is_before(draft, "2019-09"):
        return tuple(str(each) for each in rel) if all(_is_relation(each, draft) for each in rel) else None
    return ("",) if rel is None and "rel" not in raw and draft == "draft-06" else None


def _is_relation(value: Json, draft: str) -> bool:
    """Return whether a value is one relation type, and not several in one text (RFC 8288, 2.1)."""
    return isinstance(value, str) and (is_before(draft, "draft-06") or (value != "" and not re.search(r"\s", value)))
