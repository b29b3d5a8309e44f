"""The sentences that tell of a change."""

from heroics_py.changes.change import joined
from heroics_py.changes.schemas.finding import Finding
from heroics_py.changes.schemas.places import ANY_NAME

__all__ = ["sentence", "subject"]

_MOST_PLACES = 3
_NAMES = {
    "query": "query parameter",
    "header": "header",
    "cookie": "cookie",
    "argument": "argument",
}
_FIELDS = {
    "body": {
        "field-new": "the body takes {0} too",
        "field-gone": "the body has no {0} any more",
        "field-required": "the body needs {0} now",
        "field-optional": "the body does not need {0} any more",
    },
    "answer": {
        "answer-field-new": "the answer has {0} too",
        "answer-field-gone": "the answer lost {0}",
        "answer-field-optional": "the answer may lack {0} now",
        "answer-field-required": "the answer always has {0} now",
    },
    "": {
        "field-new": "the call takes the {0} too",
        "field-gone": "the call has no {0} any more",
        "field-required": "the call needs the {0} now",
        "field-optional": "the call does not need the {0} any more",
    },
}


def subject(part: str, path: tuple[str, ...]) -> str:
    """Return what a change is about: "'region' of the body", "the query parameter 'page'", "the answer"."""
    name = f"'{joined(path)}'"
    if part in _NAMES and path:
        return f"the {_NAMES[part]} {name}"
    return f"{name} of the {part}" if path else f"the {part}"


def sentence(part: str, found: Finding) -> str:
    """Return what a finding says: "the body needs 'region' now", "'owner' of the answer may be null now".

    Args:
        part: the part of the call that it is about.
        found: the finding, with the whole path in that part.
    """
    fields = _FIELDS[part if part in _FIELDS else ""]
    also = _also(found)
    if found.text or found.kind not in fields:
        return f"{subject(part, found.path)} {found.text}{also}"
    name = f"'{joined(found.path)}'"
    return fields[found.kind].format(f"{_NAMES[part]} {name}" if part in _NAMES else name) + also


def _also(found: Finding) -> str:
    """Return the further places of a finding: " (also 'admin.email')"."""
    names = [f"'{joined(each)}'" for each in found.further_paths if each != (ANY_NAME,)]
    more = len(names) - _MOST_PLACES
    shown = [*names[:_MOST_PLACES], *([f"{more} more"] if more > 0 else [])]
    if len(names) < len(found.further_paths):
        shown = ["elsewhere"]
    return f" (also {', '.join(shown)})" if shown else ""
