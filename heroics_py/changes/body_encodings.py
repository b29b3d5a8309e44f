"""What differs in how the fields of a body are encoded."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import LinkPair
from heroics_py.changes.wording import subject
from heroics_py.http.media_types import essence_of
from heroics_py.model.bodies import Body, Content

__all__ = ["encoding_changes"]


def encoding_changes(pair: LinkPair, old: Body, new: Body) -> Iterator[Change]:
    """Yield the fields that are spelled otherwise in a body of the same media type: the call is the same."""
    contents = {essence_of(each.media_type): each for each in new.choices}
    for each in old.choices:
        other = contents.get(essence_of(each.media_type))
        for name in _encoded_otherwise(each, other) if other is not None else ():
            message = f"{subject('body', (name,))} is spelled otherwise in a request now"
            yield pair.change("risky", "spelling-changed", message, part="body", path=(name,))


def _encoded_otherwise(old: Content, new: Content) -> list[str]:
    """Return the names of the fields that both have and encode differently."""
    before, after = dict(old.encodings), dict(new.encodings)
    names = [each for each in sorted({*before, *after}) if before.get(each) != after.get(each)]
    return [each for each in names if _has_field(old, each) and _has_field(new, each)]


def _has_field(content: Content, name: str) -> bool:
    node = content.schema.node if content.schema is not None else {}
    properties = node.get("properties")
    return not isinstance(properties, dict) or name in properties
