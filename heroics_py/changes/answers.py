"""What differs between the answers of a link: the kind of value that a call returns, and what is in it."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from heroics_py.changes.answer_media import is_other_media, media_changes
from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.schemas.finding import Finding
from heroics_py.changes.schemas.graph import Comparison
from heroics_py.changes.schemas.shapes import Parts
from heroics_py.changes.schemas.types import type_text
from heroics_py.changes.schemas.values import value_findings
from heroics_py.changes.statuses import has_no_content, returns_nothing, success_schemas
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.model.schema import Schema
from heroics_py.paging.recognition import paging_of, returns_list
from heroics_py.support.values import Value

__all__ = ["Answer", "answer_changes", "answer_of"]

_WORDS = {
    "nothing": "nothing",
    "list": "a list that pages itself",
    "stream": "a stream of items",
    "bytes": "bytes",
    "text": "text",
    "value": "one value",
    "unknown": "what no schema describes",
}


class Answer(Value):
    """What a call of a link returns.

    Attributes:
        kind: "nothing", "value", "list", "stream", "bytes" or "text"; "unknown" if the document does not say.
        parts: the schemas of the value, or of the items.
        paging: how the list continues.
        is_certain: whether the document says so, and not only nothing else.
    """

    kind: str
    parts: Parts = ()
    paging: Paging | None = None
    is_certain: bool = True


def answer_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what differs between the answers of a link."""
    comparison = context.received
    old = answer_of(pair.old.link, comparison, is_new=False)
    new = answer_of(pair.new.link, comparison, is_new=True)
    yield from media_changes(pair, is_same_kind=old.kind == new.kind)
    if old.kind != new.kind:
        yield from _other_kind(pair, old, new, comparison)
        return
    findings = comparison.findings(old.parts, new.parts)
    yield from pair.changes("answer", findings)
    known = {(each.cause, each.path) for each in findings}
    yield from pair.changes("answer", _list_limits(old, pair, comparison))
    beside = [each for each in _beside_items(pair, old, new, comparison) if (each.cause, each.path) not in known]
    yield from pair.changes("answer", beside)
    yield from _further_statuses(pair, context, known | {(each.cause, each.path) for each in beside})
    if old.paging is not None and new.paging is not None and old.paging != new.paging:
        message = f"the list continues by {new.paging.style} now, no longer by {old.paging.style}"
        if new.paging.style == "none":
            message = "the answer is not described as a list that pages itself any more"
        elif old.paging.style == new.paging.style:
            message = f"the list continues in another way: {_plain(new.paging)}, no longer {_plain(old.paging)}"
        yield pair.change(
            "risky", "paging-changed", message, part="answer", old=_plain(old.paging), new=_plain(new.paging)
        )


def _list_limits(answer: Answer, pair: LinkPair, comparison: Comparison) -> Iterator[Finding]:
    """Yield what differs between the limits of two lists, such as the number of their items."""
    old, new = (each.link.target_schema for each in (pair.old, pair.new))
    if answer.kind == "list" and old is not None and new is not None and answer.parts != (old,):
        forms = comparison.form((old,), is_new=False), comparison.form((new,), is_new=True)
        for each in value_findings(*forms, "answer") if forms[0].types == forms[1].types else ():
            if each.kind.startswith("limit-"):
                yield each


def _beside_items(pair: LinkPair, old: Answer, new: Answer, comparison: Comparison) -> Iterator[Finding]:
    """Yield what differs between what two lists have beside their items, which a caller finds in ``meta``."""
    targets = [each.link.target_schema for each in (pair.old, pair.new)]
    paths = [answer.paging.items for answer in (old, new) if answer.paging is not None and answer.paging.items]
    if len(paths) < 2 or targets[0] is None or targets[1] is None:
        return
    places = {place for path in paths for place in ((path,), tuple(path.split(".")))}
    for each in comparison.findings((targets[0],), (targets[1],)):
        if each.path and not any(each.path[: len(place)] == place for place in places):
            yield each


def _plain(paging: Paging) -> str:
    return repr(paging.replaced(why=""))


def answer_of(link: Link, comparison: Comparison, *, is_new: bool) -> Answer:
    """Return what a call of a link returns.

    Args:
        link: the link.
        comparison: knows the forms of its schemas.
        is_new: whether it is a link of the new API.
    """
    if link.rel == "empty" or link.method == "HEAD" or link.scheme or returns_nothing(link):
        return Answer("nothing")
    if link.is_file:
        return Answer("bytes")
    if link.streams and not is_json(link.media_type):
        return Answer("stream", tuple(_items_of_stream(link))[:1])
    if link.target_schema is None:
        return _undescribed(link)
    if is_other_media(link.media_type):
        return Answer(_kind_of_media(link.media_type))
    return _json_answer(link, link.target_schema, comparison, is_new=is_new)


def _undescribed(link: Link) -> Answer:
    if has_no_content(link):
        return Answer("nothing", is_certain=False)
    if is_other_media(link.media_type):
        return Answer(_kind_of_media(link.media_type))
    return Answer("list" if link.rel == "instances" else "unknown")


def _kind_of_media(media_type: str) -> str:
    return "text" if media_type.startswith("text/") else "bytes"


def _json_answer(link: Link, target: Schema, comparison: Comparison, *, is_new: bool) -> Answer:
    paging = paging_of(link) if link.method == "GET" else Paging.none()
    if paging.items:
        return Answer("list", _items_at(target, paging.items, comparison, is_new=is_new), paging)
    form = comparison.form((target,), is_new=is_new)
    if form.types == frozenset({"array"}):
        return Answer("list", form.items, paging)
    return Answer("list", (target,), paging) if returns_list(link) else Answer("value", (target,))


def _items_of_stream(link: Link) -> Iterator[Schema]:
    for status, reply in link.replies.items():
        if status.startswith("2") or status == "default":
            yield from (schema for name, schema in reply.items.items() if not is_json(name))


def _items_at(target: Schema, path: str, comparison: Comparison, *, is_new: bool) -> Parts:
    """Return the schemas of the items of a list within an answer."""
    form = comparison.form((target,), is_new=is_new)
    names = [path] if path in form.properties else path.split(".")
    for name in names:
        found = next((each for each in form.properties if each == name or (name == "*" and fnmatchcase(each, "*"))), "")
        if not found:
            return ()
        form = comparison.form(form.properties[found], is_new=is_new)
    return form.items


def _other_kind(pair: LinkPair, old: Answer, new: Answer, comparison: Comparison) -> Iterator[Change]:
    words = [_words(each, comparison, is_new=is_new) for each, is_new in ((old, False), (new, True))]
    if old.kind == "unknown" or not old.is_certain:
        return
    effect, kind = "breaking", "answer-kind-changed"
    message = f"the call returns {words[1]} now, no longer {words[0]}"
    if new.kind == "unknown":
        effect = "breaking" if pair.new.link.replies and pair.old.link.replies else "risky"
        kind, message = "answer-undescribed", f"the answer is not described any more (before: {words[0]})"
    elif new.kind == "nothing":
        kind, message = "answer-gone", f"the call returns nothing now, no longer {words[0]}"
    elif old.kind == "nothing":
        effect, kind, message = "risky", "answer-new", f"the call returns {words[1]} now, no longer nothing"
    yield pair.change(effect, kind, message, part="answer", old=words[0], new=words[1])


def _words(answer: Answer, comparison: Comparison, *, is_new: bool) -> str:
    if answer.kind != "value":
        return _WORDS[answer.kind]
    return type_text(comparison.form(answer.parts, is_new=is_new).types)


def _further_statuses(pair: LinkPair, context: Context, known: set[tuple[str, tuple[str, ...]]]) -> Iterator[Change]:
    """Yield what differs between the answers of further statuses, apart from what is known."""
    old, new = success_schemas(pair.old.link), success_schemas(pair.new.link)
    main = [each.target_schema.pointer if each.target_schema else "" for each in (pair.old.link, pair.new.link)]
    for status in sorted(old.keys() & new.keys()):
        if [old[status].pointer, new[status].pointer] == main:
            continue
        for each in context.received.findings((old[status],), (new[status],)):
            if (each.cause, each.path) not in known and each.path:
                known.add((each.cause, each.path))
                yield from pair.changes("answer", [each])
