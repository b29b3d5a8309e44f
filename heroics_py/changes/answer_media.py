"""What differs between the media types of the answers of a link."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import LinkPair
from heroics_py.http.media_types import essence_of, is_json, is_range, matches
from heroics_py.model.api import Link

__all__ = ["is_other_media", "media_changes"]


def is_other_media(media_type: str) -> bool:
    """Return whether an answer of a media type is text or a file, and no JSON."""
    return bool(media_type) and not is_json(media_type) and "*" not in media_type


def media_changes(pair: LinkPair, *, is_same_kind: bool) -> Iterator[Change]:
    """Yield the media types that answers do not have any more; a caller may have chosen them by ``accept``.

    Args:
        pair: the link in both schemas.
        is_same_kind: whether a call returns the same kind of value; if not, another change says that of the main one.
    """
    old, new = _media_types(pair.old.link), _media_types(pair.new.link)
    main = "" if is_same_kind else essence_of(pair.old.link.media_type)
    gone = [each for each in old if each != main and not _is_offered(each, new)]
    if gone and new:
        message = f"the answer is {' or '.join(new)} now, no longer {' or '.join(gone)}"
        if {*new} <= {*old}:
            message = f"the answer is not offered as {' or '.join(gone)} any more"
        yield pair.change("risky", "media-type-changed", message, part="answer", old=[*gone], new=[*new])


def _media_types(link: Link) -> list[str]:
    """Return the media types of successful answers, without their parameters."""
    successes = [reply for status, reply in link.replies.items() if status.startswith("2")]
    named = [name for reply in successes for name in reply.contents] or [link.media_type]
    return [*dict.fromkeys(essence_of(each) for each in named if each)]


def _is_offered(media_type: str, others: list[str]) -> bool:
    """Return whether one of the media types is another one of JSON, the same, or a range that has both."""
    if is_range(media_type) or (is_json(media_type) and any(map(is_json, others))):
        return True
    return any(matches(media_type, each) for each in others)
