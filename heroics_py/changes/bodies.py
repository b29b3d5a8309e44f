"""What differs between the bodies of a link."""

from collections.abc import Iterator

from heroics_py.call.bodies.values import is_raw, takes_json_scalar
from heroics_py.call.shape import CallShape, has_fields
from heroics_py.changes.body_encodings import encoding_changes
from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.schemas.finding import Finding
from heroics_py.http.media_types import essence_of, is_json, is_range, matches
from heroics_py.model.bodies import Body, Content

__all__ = ["body_changes"]


def body_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what differs between the bodies that a link takes."""
    old, new = pair.old.link.body, pair.new.link.body
    if old is None and new is not None:
        needs_one = new.required or _required_fields(pair.new.call_shape)
        if needs_one:
            yield pair.change("breaking", "body-required", "the call needs a body now", part="body")
        else:
            yield pair.change("harmless", "body-new", "the call takes a body too", part="body")
    elif old is not None and new is None:
        if _is_described(old) or context.is_one_dialect:
            effect = "breaking" if _is_described(old) else "risky"
            yield pair.change(effect, "body-gone", "the call takes no body any more", part="body")
    elif old is not None and new is not None:
        yield from _required(pair, old, new)
        yield from _media_types(pair, old, new)
        yield from encoding_changes(pair, old, new)
        yield from _keywords(pair)
        yield from _fields(pair, old, new, context)


def _is_described(body: Body) -> bool:
    """Return whether the document says what the body is, and does not merely leave one open."""
    return bool(body.contents) or body.schema is not None


def _required_fields(shape: CallShape) -> bool:
    return any(each.required and each.location == "body" for each in shape.fields.values())


def _required(pair: LinkPair, old: Body, new: Body) -> Iterator[Change]:
    # A body with a required field was always sent.
    if new.required and not old.required and not _required_fields(pair.old.call_shape):
        yield pair.change("breaking", "body-required", "the call needs a body now", part="body")
    if old.required and not new.required and not _required_fields(pair.new.call_shape):
        yield pair.change("harmless", "body-optional", "the call does not need a body any more", part="body")


def _media_types(pair: LinkPair, old: Body, new: Body) -> Iterator[Change]:
    for each in old.choices:
        if _partner(each, new) is not None:
            continue
        offered = [other.media_type for other in new.choices]
        takes_same_values = has_fields(each.media_type) and any(map(has_fields, offered))
        effect = "risky" if takes_same_values and not is_raw(each) else "breaking"
        message = f"the body is {' or '.join(offered)} now, no longer {each.media_type}"
        yield pair.change(effect, "media-type-changed", message, part="body", old=each.media_type, new=[*offered])

    yield from _preferred(pair, old.choices[0], new.choices[0])


def _preferred(pair: LinkPair, old: Content, new: Content) -> Iterator[Change]:
    """Yield whether another media type is preferred now; the values of text and files choose theirs."""
    before, after = (essence_of(each.media_type) for each in (old, new))
    is_chosen = is_raw(old) and not (before.startswith("text/") and takes_json_scalar(new))
    is_still_taken = _partner(old, pair.new.link.body) is not None if pair.new.link.body is not None else False
    if before != after and is_still_taken and not is_chosen and not is_range(after) and not is_range(before):
        message = f"the body is sent as {new.media_type} now, no longer as {old.media_type}"
        yield pair.change("risky", "media-type-changed", message, part="body", old=old.media_type, new=new.media_type)


def _partner(content: Content, body: Body) -> Content | None:
    """Return the media type of another body that is the same, or the range that includes it."""
    exact = [each for each in body.choices if essence_of(each.media_type) == essence_of(content.media_type)]
    ranges = [
        each for each in body.choices if is_range(each.media_type) and matches(content.media_type, each.media_type)
    ]
    return next(iter((*exact, *ranges)), None)


def _alike(content: Content, body: Body) -> Content | None:
    """Return the media type that takes the values of one that is gone: JSON for JSON, fields for fields."""
    kinds = (is_json, has_fields)
    candidates = [each for kind in kinds if kind(content.media_type) for each in body.choices if kind(each.media_type)]
    return next(iter(candidates), None)


def _keywords(pair: LinkPair) -> Iterator[Change]:
    """Yield the fields that have another keyword now, or none."""
    old, new = (_keywords_of(each.call_shape) for each in (pair.old, pair.new))
    for name, keyword in old.items():
        if keyword and name in new and new[name] != keyword:
            now = f"has the keyword {new[name]!r} now" if new[name] else "can be passed in a dict alone now"
            message = f"the field '{name}' of the body {now}, no longer {keyword!r}"
            yield pair.change(
                "breaking",
                "argument-renamed",
                message,
                part="body",
                path=(name,),
                keyword=keyword,
                old=keyword,
                new=new[name],
            )


def _keywords_of(shape: CallShape) -> dict[str, str]:
    fields = {field.name: keyword for keyword, field in shape.fields.items() if field.location == "body"}
    return {**{each.name: "" for each in shape.dict_only if each.location == "body"}, **fields}


def _fields(pair: LinkPair, old: Body, new: Body, context: Context) -> Iterator[Change]:
    keywords = _keywords_of(pair.old.call_shape)
    findings = [_settled(each, pair.new.call_shape) for each in _findings(old, new, context)]
    for each in findings:
        keyword = keywords.get(each.path[0], "") if each.path else ""
        yield from pair.changes("body", [each], keyword)
    closes = pair.old.call_shape.open and not pair.new.call_shape.open
    if closes and not any(each.effect == "breaking" for each in findings):
        message = "the body takes no other fields than those described any more"
        effect = "breaking" if pair.old.link.body is not None and _is_described(pair.old.link.body) else "risky"
        yield pair.change(effect, "limit-tightened", message, part="body")


def _settled(found: Finding, shape: CallShape) -> Finding:
    """Return a finding about a field that is gone as what it is for a call that takes any field: risky."""
    if found.kind == "field-gone" and len(found.path) == 1 and shape.open and found.effect == "breaking":
        return found.replaced(effect="risky", text="is not described any more")
    return found


def _findings(old: Body, new: Body, context: Context) -> Iterator[Finding]:
    """Yield what differs between the schemas of all media types, each difference once."""
    known: set[tuple[str, str, tuple[str, ...], str]] = set()
    for each in old.choices:
        partner = _partner(each, new) or _alike(each, new)
        if partner is None:
            continue
        for before, after in ((each.schema, partner.schema), (each.item_schema, partner.item_schema)):
            for found in context.sent.findings((before,) if before else (), (after,) if after else ()):
                key = (found.effect, found.kind, found.path, found.text)
                if key not in known:
                    known.add(key)
                    yield found
