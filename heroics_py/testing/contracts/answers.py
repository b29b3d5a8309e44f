"""How a response breaks the description of its link."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from heroics_py.call.responses.answer_check import answer_problems, collapsed, described_reply, schema_of_reply
from heroics_py.call.values.text_values import value_of
from heroics_py.errors import Problem, SchemaError
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.http.messages import Response
from heroics_py.model.api import Link, Reply
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checks

__all__ = ["RATE_LIMITED", "Finding", "accepted", "findings_of"]

RATE_LIMITED = 429
_NO_CONTENT = frozenset({204, 205, 304})
_MOST_PROBLEMS = 20
_MOST_APART = 3
_KINDS: Mapping[str, str] = {
    "required": "missing field",
    "type": "wrong type",
    "format": "wrong format",
    "additionalProperties": "unexpected field",
    "writeOnly": "write-only field",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One way in which a response breaks its description.

    Attributes:
        kind: what is broken.
        where: the place in the response, or the name of a header.
        message: what was found, and what was expected.
        shows: the options of a call that raises an error where the response breaks its schema.
    """

    kind: str
    message: str
    where: str = ""
    shows: tuple[tuple[str, object], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What makes it another one than others of the same link."""
        return self.kind, self.where


def findings_of(
    link: Link, response: Response, checker: Callable[[Schema], Checks], *, also: frozenset[int] = frozenset()
) -> list[Finding]:
    """Return every way in which a response breaks the description of its link.

    Args:
        link: the link.
        response: a response to it, of any status.
        checker: returns the checker of a schema.
        also: statuses that any link may answer with.
    """
    if response.status >= 500:
        return [_server_error(response)]
    if response.status in {304, RATE_LIMITED} or response.status in also:
        return []
    reply = described_reply(link.replies, response.status) if link.replies else None
    if link.replies and reply is None:
        expected = ", ".join(link.replies)
        found = f"status {response.status} is not documented: expected {expected}"
        return [Finding(kind="undocumented status", where=str(response.status), message=found)]
    return [*_headers(reply, response, checker), *_content(link, reply, response, checker)]


def accepted(part: str, place: str, status: int) -> Finding:
    """Return the finding of a success that answers what the schema forbids."""
    return Finding(
        kind=f"accepts an invalid {part}",
        message=f"{place}: the schema forbids it, and the status is {status}: expected a 4xx status",
    )


def _server_error(response: Response) -> Finding:
    return Finding(
        kind="server error",
        where=str(response.status),
        message=f"the server failed with status {response.status}: expected a response, or a refusal with a 4xx status",
    )


def _headers(reply: Reply | None, response: Response, checker: Callable[[Schema], Checks]) -> Iterator[Finding]:
    for header in reply.headers if reply is not None else ():
        text = response.headers.get(header.name)
        if text is None:
            if header.required:
                message = f"the response with status {response.status} has no {header.name} header, which is required"
                yield Finding(kind="missing header", where=header.name, message=message)
        elif problem := _header_problem(header, text, checker):
            message = f"{header.name}: {response.headers.masked(text)!r}: {problem}"
            yield Finding(kind="invalid header", where=header.name, message=message)


def _header_problem(header: Parameter, text: str, checker: Callable[[Schema], Checks]) -> str:
    """Return what is wrong with the value of a header, if anything; lists and objects are not checked."""
    if header.schema is None or header.style not in {"simple", "text"}:
        return ""

    def passes(schema: Schema, value: object) -> bool:
        return not checker(schema).problems(value)

    try:
        value = value_of(text, header.schema, passes)
        problems = () if _is_composed(header.schema) else checker(header.schema).problems(value)
    except SchemaError:
        return ""
    return str(problems[0]) if problems else ""


def _is_composed(schema: Schema) -> bool:
    kinds = schema.dereference().node.get("type")
    return kinds in ("array", "object")


def _content(
    link: Link, reply: Reply | None, response: Response, checker: Callable[[Schema], Checks]
) -> Iterator[Finding]:
    contents = reply.contents if reply is not None else {}
    if response.status in _NO_CONTENT or link.method == "HEAD":
        return
    if not response.body:
        if contents or (reply is None and link.target_schema is not None and response.status == 200):
            expected = ", ".join(contents) or "JSON"
            message = f"the response with status {response.status} has no body: expected {expected}"
            yield Finding(kind="empty body", where=str(response.status), message=message)
        return
    if contents and not any(_matches(each, response.media_type) for each in contents):
        found = response.media_type or "no media type"
        message = f"the response with status {response.status} has {found}: expected {', '.join(contents)}"
        yield Finding(kind="undocumented media type", where=found, message=message)
        return
    yield from _data(link, reply, response, checker)


def _matches(documented: str, own: str) -> bool:
    expected = essence_of(documented)
    return expected in {own, "*/*", f"{own.partition('/')[0]}/*"}


def _data(
    link: Link, reply: Reply | None, response: Response, checker: Callable[[Schema], Checks]
) -> Iterator[Finding]:
    schema = schema_of_reply(link, reply, response)
    expects_json = is_json(response.media_type) or (schema is not None and not response.media_type)
    if reply is None and response.status < 300 and link.target_schema is not None and not is_json(response.media_type):
        found = response.media_type or "no media type"
        message = f"the response with status {response.status} has {found}: expected JSON"
        yield Finding(kind="undocumented media type", where=found, message=message)
        return
    if not expects_json or link.is_file:
        return
    try:
        data = response.replaced().take_json()
    except ValueError as error:
        reason = response.headers.masked(str(error))
        message = f"the body of the response with status {response.status} is not JSON: {reason}"
        yield Finding(kind="invalid JSON", where=str(response.status), message=message)
        return
    if schema is not None:
        yield from _problems(schema, response, data, checker)


def _problems(schema: Schema, response: Response, data: Json, checker: Callable[[Schema], Checks]) -> Iterator[Finding]:
    try:
        problems = answer_problems(schema, data, checker)
    except SchemaError:
        return
    shows = (("check_answers", "raise"),) if response.status < 300 else ()
    kinds: dict[str, list[tuple[str, Problem]]] = {}
    for where, problem in _by_place(problems, data):
        kinds.setdefault(_KINDS.get(problem.keyword, "invalid value"), []).append((where, problem))
    for kind, found in kinds.items():
        # Many at once have one cause: the response is another thing.
        apart = found if len(found) <= _MOST_APART else found[:1]
        more = "" if apart is found else f"; also at {', '.join(where for where, _ in found[1:])}"
        for where, problem in apart:
            message = (
                f"{response.headers.masked(problem.message)} (in the response with status {response.status}){more}"
            )
            yield Finding(kind=kind, where=where, message=message, shows=shows)


def _by_place(problems: Sequence[Problem], data: Json) -> Iterator[tuple[str, Problem]]:
    """Yield one problem for each place; a wrong type says more than a value that is not listed."""
    places: dict[str, list[Problem]] = {}
    for each in problems[:_MOST_PROBLEMS]:
        places.setdefault(collapsed(each.pointer, data), []).append(each)
    for where, same in places.items():
        yield where, min(same, key=lambda each: each.keyword != "type")
