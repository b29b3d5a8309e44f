"""Functions of `heroics_py` itself: which make clients, which make calls, and what they return."""

import ast
from collections.abc import Callable

from heroics_py.usage.api_calls import call_link, request_parts, with_given
from heroics_py.usage.attributes import link_of
from heroics_py.usage.boxes import rows_of
from heroics_py.usage.drafts import DEFAULT
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.use import ANY
from heroics_py.usage.values import (
    EMPTY,
    UNKNOWN,
    Answer,
    ApiClient,
    ApiLink,
    ApiScope,
    Box,
    Origin,
    ScopeMember,
    Text,
    Values,
)

__all__ = ["NAMES", "call_package", "name_schema"]

_UNKNOWN: Values = frozenset({UNKNOWN})
_CLIENTS = frozenset(
    {"connect", "connect_async", "sandbox", "sandbox_async", "testing.sandbox", "testing.sandbox_async"}
)
_OWN = {
    "gather": frozenset({"workers", "progress", "errors", "executor", "checkpoint", "limit"}),
    "stream": frozenset({"to", "timeout", "retries", "reconnect", "headers", "progress"}),
    "wait": frozenset({"timeout", "progress", "failed"}),
}
"""The arguments of functions that are not fields of the API."""


def call_package(analysis: Analysis, name: str, arguments: Arguments, call: Call) -> Values:
    """Return what a function of the package returns."""
    if name in _CLIENTS:
        name_schema(analysis, arguments)
        return frozenset({ApiClient()})
    handler = _HANDLERS.get(name.removesuffix("_async"))
    if handler is not None:
        return handler(analysis, arguments, call)
    analysis.read(frozenset(each for each in arguments.all() if isinstance(each, Answer | Box)))
    return _UNKNOWN


def name_schema(analysis: Analysis, arguments: Arguments) -> None:
    """Note the schema of a client, or that it is not known."""
    values = arguments.get(0, "schema")
    is_shown = bool(arguments.positional) or "schema" in arguments.keywords
    is_default = not (is_shown or arguments.has_rest or arguments.is_open)
    names = [each.value for each in values if isinstance(each, Text)]
    locks = [each.value for each in arguments.keywords.get("lock", EMPTY) if isinstance(each, Text)]
    is_known = names and len(names) == len(values)
    if analysis.work.is_recording:
        analysis.drafts.schemas.add((DEFAULT,) if is_default else (*(names if is_known else ()), *locks))


def _links(analysis: Analysis, values: Values) -> list[ApiLink]:
    links = [link_of(analysis, each) if isinstance(each, ScopeMember) else each for each in values]
    return [each for each in links if isinstance(each, ApiLink)]


def _gather(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Call a link, or a function, once for each item."""
    keywords = {name: values for name, values in arguments.keywords.items() if name not in _OWN["gather"]}
    results: Values = EMPTY
    for positional in rows_of(analysis.items(arguments.get(1, "items"))):
        passed = Arguments(positional, dict(keywords), is_open=arguments.is_open)
        results |= analysis.call(arguments.get(0), passed, call)
    return frozenset({analysis.listed(call.node, results)})


def _stream(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Read the lines of a URL, or of a link that is called."""
    keywords = {name: values for name, values in arguments.keywords.items() if name not in _OWN["stream"]}
    passed = Arguments(arguments.positional[1:], keywords, arguments.rest, arguments.has_rest, arguments.is_open)
    sources = arguments.get(0)
    analysis.read(frozenset(each for each in sources if isinstance(each, Answer)))
    return frozenset(call_link(analysis, each, passed, call) for each in _links(analysis, sources)) or _UNKNOWN


def _record_links(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    """Return the scope of a record: its resource is that of the call that returned it."""
    analysis.identify(arguments.get(0))
    answers = [each for each in arguments.get(0) if isinstance(each, Answer)]
    found = {ApiScope(ANY if each.path else each.call.rpartition(".")[0] or ANY, Origin()) for each in answers}
    return frozenset(found) or frozenset({ApiScope(ANY, Origin())})


def _refresh(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Read a record again: by the call that returned it, or by what reads a thing of its resource."""
    found: set[object] = set()
    fields = [name for name in arguments.keywords if name not in _OWN["wait"]]
    for each in arguments.get(0):
        if isinstance(each, Answer) and not each.path:
            resource, _, name = each.call.rpartition(".")
            readers = analysis.names.readers(resource)
            if name not in readers:
                analysis.identify(frozenset({each}))
            links = [ApiLink(f"{resource}.{reader}", Origin()) for reader in readers]
            again = {each, *(call_link(analysis, link, Arguments(), call) for link in links)}
            for answer in again:
                analysis.read(frozenset(Answer(answer.site, answer.call, (name,)) for name in fields))
            found |= again
    return frozenset(found) or _UNKNOWN


def _request(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Note a request that the document does not describe."""
    passed = request_parts(analysis, arguments, ("json", "data", "files", "query", "headers"))
    return frozenset(call_link(analysis, each, passed, call) for each in _direct(analysis, arguments, call))


def _direct(analysis: Analysis, arguments: Arguments, call: Call) -> list[ApiLink]:
    """Return the links that a request is about; if they are not known, a link with its method and path."""
    parts = [[each.value for each in arguments.get(place) if isinstance(each, Text)] for place in (1, 2)]
    method, url = (texts[0] if len(texts) == 1 else ANY for texts in parts)
    if url == ANY and isinstance(call.node, ast.Call):
        url = next((_template(each) for each in call.node.args[2:3] if isinstance(each, ast.JoinedStr)), ANY)
    calls = [] if url == ANY else analysis.names.requested(method.upper(), url)
    return [ApiLink(each, Origin()) for each in calls] or [ApiLink(f"{method} {url}", Origin())]


def _template(node: ast.JoinedStr) -> str:
    return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)


def _direct_link(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    return frozenset(_direct(analysis, arguments, call))


def _with_arguments(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    given = frozenset(arguments.keywords) | (frozenset({ANY}) if arguments.is_open else frozenset())
    return frozenset(with_given(each, given) for each in arguments.get(0))


def _find(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    """Return links whose names only the words of a search decide."""
    return frozenset({analysis.listed(call.node, frozenset({ApiLink(ANY, Origin())}))})


def _every_call(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    """Note that a command line makes every call."""
    if analysis.work.is_recording:
        note = "offers every call on the command line"
        analysis.drafts.add(call.site, ANY, [ANY], note=note)
        analysis.drafts.read(Answer(call.site, ANY), whole=True)
    return _UNKNOWN


_HANDLERS: dict[str, Callable[[Analysis, Arguments, Call], Values]] = {
    "gather": _gather,
    "stream": _stream,
    "links": _record_links,
    "refresh": _refresh,
    "wait": _refresh,
    "request": _request,
    "link": _direct_link,
    "with_arguments": _with_arguments,
    "find": _find,
    "cli_for": _every_call,
}

NAMES = frozenset({"Client", "AsyncClient", *_CLIENTS, *_HANDLERS, *(f"{name}_async" for name in _HANDLERS)})
"""The names of the package that matter: what ``from heroics_py import *`` gives to a program."""
