"""The links of a record."""

from __future__ import annotations

from heroics_py.call.responses.answer_links import AnswerLink, body_links, first_of, header_links, self_fields
from heroics_py.client.records.applicable_links import inapplicable_links
from heroics_py.client.records.attached_links import attached_links
from heroics_py.client.records.followed_links import resolved
from heroics_py.client.records.identity import identify, is_unknown
from heroics_py.client.records.origin import Origin, origin_at
from heroics_py.client.records.response_roots import at_root
from heroics_py.client.records.scope import RecordScope
from heroics_py.client.resources import BoundResource, title_of
from heroics_py.errors import CallError
from heroics_py.http.options import Options
from heroics_py.linking.scope_rules import Filler
from heroics_py.model.api import Resource
from heroics_py.record import Record

__all__ = ["lasting_options", "links", "scope_of"]


def links(record: Record) -> RecordScope:
    """Return the scope of the thing that ``record`` describes; nothing is sent.

    The scope offers every link that names the thing, with its identity filled in: ``links(app).dyno.list()``. The call
    that returned the record supplies the identities above it: a dyno of ``app.dyno.list("example")`` knows its app. A
    record in a record, or in a list of one, has the links of its own kind: ``links(order["items"][1])``.

    A link that the schema has below a condition (``if``, ``oneOf``) is offered if the record meets it.

    It also offers the links that the response holds: HAL's ``_links`` (also of embedded resources), ``links`` and
    ``relationships`` as in JSON:API, and ``Link`` headers. ``links(order).find(id=3)`` or ``links(order)["ea:find"]``
    follows one by GET. If the schema has a link of that name, the attribute is the schema's and the index the other.

    Raises:
        CallError: no client returned the record, or the schema does not say what identifies its kind and the response
            holds no links.
    """
    origin, _ = origin_at(record, "links")
    return scope_of(record, "links", lasting_options(origin))


def lasting_options(origin: Origin) -> Options:
    """Return the options of a record's call, without those for that one call only."""
    return origin.options.merged(range=None, limit=None, if_match=None)


def scope_of(record: Record, call: str, options: Options) -> RecordScope:
    """Return the scope of a record.

    Raises:
        CallError: it is not known what the record is, or no link takes one, and the response holds no link either.
    """
    origin, place = origin_at(record, call)
    core = origin.core
    answers = _answer_links(record, origin, place)
    resource, fillers = identify(record, origin, place, answers)
    fillers = (*fillers[:-1], fillers[-1].replaced(data=attached_links(record, origin)))
    label = core.catalog.python_names.get(resource.name, "record")
    outer = BoundResource(core, resource.name, label, options, fillers[:-1])
    inapplicable = inapplicable_links(resource, record)
    scope = RecordScope(outer, f"{label}[{title_of(record)}]", fillers[-1], answers, origin.url, inapplicable)
    if not answers and not scope._own._calls and not scope._names():
        reason = _lacking(fillers[-1]) or _missing(record, origin, place, resource)
        raise CallError(f"{call}() {reason}")
    return scope


def _lacking(filler: Filler) -> str:
    """Return why no link is offered although the schema attaches some to the record; empty if it attaches none."""
    if not filler.data:
        return ""
    needs = [f"{pointer} ({', '.join(each.unfilled)})" for pointer, each in filler.data.items() if each.unfilled]
    links = ", ".join(needs or filler.data)
    return (
        f"finds no link that this record can use: the schema attaches {links[:300]}, and the response lacks a value "
        "that each needs"
    )


def _answer_links(record: Record, origin: Origin, place: tuple[str, ...]) -> tuple[AnswerLink, ...]:
    """Return the links that a response holds about a record: those in it, then those of the ``Link`` header."""
    header = origin.link_header if place == () or origin.is_whole(place) else None
    in_body = at_root(body_links(record), record, origin.core, origin.url)
    answers = [*first_of(in_body, header_links(header, origin.url))]
    if is_unknown(origin, place) and not any(each.rel == "self" for each in answers):
        root = origin.core.base_url.rstrip("/")
        answers += [each for each in self_fields(record) if resolved(each, origin.url).startswith(f"{root}/")][:1]
    return tuple(answers)


def _missing(record: Record, origin: Origin, place: tuple[str, ...], resource: Resource) -> str:
    """Return why a record has no links, and what to do."""
    if not resource.name:
        whole = "the response" if not place else f"{'.'.join(place)!r} in the response"
        return (
            f"can't tell what {whole} is: the schema does not say which resource it describes, and it holds no links; "
            "pass the record of a call, or the identity that it holds to a call"
        )
    if origin.envelope and origin.envelope != place:
        inner = "".join(f"[{key!r}]" for key in origin.envelope)
        return f"finds nothing that identifies this record: the thing is below it, pass record{inner}"
    noun = resource.name.replace("-", " ")
    fields = next((name for name in ("id", "name") if name in record), next(iter(record), "id"))
    return (
        f"can't tell what identifies this record: the schema does not connect it with a path of {noun}; if a path "
        f"takes one, connect(..., identities={{{resource.name!r}: {fields!r}}}) names the field"
    )
