"""Calls of an API: what they pass, and what comes back."""

from collections.abc import Iterable
from dataclasses import replace

from heroics_py.usage.boxes import fields_of
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.use import ANY
from heroics_py.usage.values import (
    EMPTY,
    Answer,
    ApiClient,
    ApiLink,
    ApiResource,
    ApiScope,
    Box,
    Method,
    Origin,
    Reply,
    ScopeMember,
    Text,
    Values,
)

__all__ = ["POSSIBLE", "call_link", "call_method", "hand_over", "request_parts", "with_given"]

POSSIBLE = Origin(is_certain=False)
"""What only looks like a call of an API."""


def call_link(
    analysis: Analysis, link: ApiLink, arguments: Arguments, call: Call, *, is_scoped: bool = False
) -> Answer:
    """Note a call, and return its answer."""
    answer = Answer(call.site, link.call)
    if analysis.work.is_recording:
        _add(analysis, link, call, _fields(analysis, link, arguments, is_scoped=is_scoped))
        _send(analysis, arguments)
    return answer


def _add(analysis: Analysis, link: ApiLink, call: Call, fields: Iterable[str]) -> None:
    note = ""
    if ANY in link.call:
        resource, _, name = link.call.rpartition(".")
        what = f"a link of {resource}" if resource not in {ANY, ""} else "a resource"
        note = f"uses {what} whose name is computed" if ANY in {resource, name} else ""
    analysis.drafts.add(
        call.site, link.call, [*fields, *link.origin.given], is_certain=link.origin.is_certain, note=note
    )


def _fields(analysis: Analysis, link: ApiLink, arguments: Arguments, *, is_scoped: bool) -> set[str]:
    """Return the names of what a call passes by keyword or in a dict; "*" for what it may pass beside."""
    fields = set(arguments.keywords)
    if arguments.is_open or arguments.has_rest:
        fields.add(ANY)
    if fields - {ANY} or not arguments.positional:
        return fields  # with keywords, there is no body beside them
    for number, values in enumerate(arguments.positional, 1):
        is_last = number == len(arguments.positional)
        if any(isinstance(each, Box) for each in values):
            known, is_open = fields_of(frozenset(each for each in values if isinstance(each, Box)))
            fields |= {*known, *([ANY] if is_open else [])}
        elif is_last and not _is_identity(values) and analysis.names.takes_body(link.call, number, is_scoped=is_scoped):
            fields.add(ANY)
    return fields


def _is_identity(values: Values) -> bool:
    """Return whether values are known, and none can be a dict."""
    return bool(values) and all(isinstance(each, Text | Answer) for each in values)


def _send(analysis: Analysis, arguments: Arguments) -> None:
    """Note what a call reads of the records that it is called with."""
    for values in (*arguments.positional, arguments.rest):
        analysis.identify(values)
    for values in arguments.keywords.values():
        analysis.identify(values)


def call_method(analysis: Analysis, method: Method, arguments: Arguments, call: Call) -> Values:
    """Return what a method of a client or link returns."""
    owner = method.owner
    if isinstance(owner, Reply):
        return frozenset({owner.answer})
    if method.name == "with_options":
        return frozenset({_with_options(analysis, owner, arguments)})
    if not isinstance(owner, ApiLink):
        return EMPTY
    if method.name in {"send", "prepare", "curl"}:
        answer = call_link(analysis, owner, arguments, call)
        return frozenset({Reply(answer)}) if method.name == "send" else EMPTY
    return EMPTY


def request_parts(analysis: Analysis, arguments: Arguments, names: Iterable[str]) -> Arguments:
    """Return what dicts such as ``query={...}`` bring to a request, as arguments of a call; a record is read whole."""
    passed = Arguments(is_open=arguments.is_open)
    for values in (arguments.keywords[name] for name in names if name in arguments.keywords):
        fields, is_open = fields_of(values)
        for name, cell in fields.items():
            passed.keywords[name] = passed.keywords.get(name, EMPTY) | cell.values
        passed.is_open |= is_open
        analysis.read(frozenset(each for each in values if isinstance(each, Answer)))
    return passed


def _with_options(analysis: Analysis, owner: object, arguments: Arguments) -> object:
    """Return a client or link with other options, which may bring a body or a query."""
    analysis.identify(arguments.keywords.get("if_match", EMPTY))
    passed = request_parts(analysis, arguments, ("body", "query", "headers"))
    _send(analysis, passed)
    return with_given(owner, frozenset({*passed.keywords, *([ANY] if passed.is_open else [])}))


def with_given(value: object, names: frozenset[str]) -> object:
    """Return a client, or a part of one, whose calls pass further arguments."""
    if isinstance(value, ApiClient | ApiResource | ApiScope | ScopeMember | ApiLink):
        return replace(value, origin=replace(value.origin, given=value.origin.given | names))
    return value


def hand_over(analysis: Analysis, value: object, call: Call, to: str) -> None:
    """Note that code which the files don't show gets a value with which it can make calls.

    Args:
        analysis: all.
        value: a client, or a part of one.
        call: where.
        to: the code, as the source names it.
    """
    origin = getattr(value, "origin", Origin())
    note = f"hands a {{}} to {to or 'other code'}, which the files don't show"
    match value:
        case ApiLink(call=name):
            _add(analysis, value, call, [ANY])
            analysis.drafts.read(Answer(call.site, name), whole=True)
            return
        case ApiClient():
            name, kind = ANY, "client"
        case ApiResource(name=resource):
            name, kind = f"{resource}.{ANY}", "resource"
        case ApiScope():
            name, kind = ANY, "scope"
        case ScopeMember():
            name, kind = f"{value.name}.{ANY}", "part of a scope"
            own = f"{value.resource}.{value.name}"
            if analysis.names.is_own_link(value.resource, value.name) is not False:
                analysis.drafts.add(call.site, own, [ANY], is_certain=False)
                analysis.drafts.read(Answer(call.site, own), whole=True)
        case _:
            return
    analysis.drafts.add(call.site, name, [ANY], is_certain=origin.is_certain, note=note.format(kind))
    analysis.drafts.read(Answer(call.site, name), whole=True)
