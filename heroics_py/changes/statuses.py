"""What differs between the statuses that documents describe."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema

__all__ = ["has_no_content", "is_error", "returns_nothing", "status_changes", "success_schemas", "successes_of"]

_WITHOUT_CONTENT = frozenset({"204", "205"})
_PARTIAL = "206"  # an answer to a Range, which the lists of a client ask for themselves


def status_changes(pair: LinkPair, context: Context) -> Iterator[Change]:  # noqa: ARG001 - as its neighbours
    """Yield which statuses are documented now, and which are not any more."""
    old, new = pair.old.link, pair.new.link
    if not old.replies or not new.replies:
        return
    successes, new_successes = successes_of(old), successes_of(new)
    added = [each for each in new_successes if each not in successes and each != _PARTIAL]
    if added and successes:
        may_be_nothing = _has_content(old, successes) and not _has_content(new, added) and not returns_nothing(new)
        more = ", and returns nothing then" if may_be_nothing else ""
        message = f"the answer may have the status {', '.join(added)} now{more}"
        yield pair.change("risky", "success-new", message, part="answer", new=[*added])
    if gone := [each for each in successes if each not in new_successes]:
        message = f"the status {', '.join(gone)} is not documented any more"
        yield pair.change("harmless", "success-gone", message, part="answer", old=[*gone])
    yield from _errors(pair)


def _errors(pair: LinkPair) -> Iterator[Change]:
    old, new = ([each for each in link.replies if is_error(each)] for link in (pair.old.link, pair.new.link))
    if gone := [each for each in old if each not in new]:
        message = f"the error {', '.join(gone)} is not documented any more"
        yield pair.change("risky", "error-gone", message, part="answer", old=[*gone])
    if added := [each for each in new if each not in old]:
        message = f"the error {', '.join(added)} is documented now"
        yield pair.change("harmless", "error-new", message, part="answer", new=[*added])


def successes_of(link: Link) -> list[str]:
    """Return the statuses of success that a document describes."""
    return [each for each in link.replies if each.startswith("2")]


def is_error(status: str) -> bool:
    """Return whether the answer of a status, or any other answer, is an error."""
    return status[:1] in {"4", "5"} or status == "default"


def _has_content(link: Link, statuses: list[str]) -> bool:
    """Return whether the answer of each status has content."""
    return all(link.replies[each].contents for each in statuses if each in link.replies)


def returns_nothing(link: Link) -> bool:
    """Return whether each successful answer is documented to have no content."""
    successes = successes_of(link)
    return bool(successes) and all(each in _WITHOUT_CONTENT for each in successes)


def has_no_content(link: Link) -> bool:
    """Return whether the document describes a success, and none with content."""
    successes = successes_of(link)
    return bool(successes) and not any(link.replies[each].contents for each in successes)


def success_schemas(link: Link) -> dict[str, Schema]:
    """Return the schema of the JSON of each successful status."""
    found: dict[str, Schema] = {}
    for status in successes_of(link):
        for media_type, schema in link.replies[status].contents.items():
            if schema is not None and is_json(media_type):
                found.setdefault(status, schema)
    return found
